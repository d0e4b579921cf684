"""Proposals: a change is a branch, the right people approve, and nobody's text is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.models import Access
from trellis.core.rules import NotAllowedError as RefusedError
from trellis.core.services import assignments
from trellis.discussions.services import comments
from trellis.handbook.errors import TrellisError
from trellis.handbook.repositories import Repository
from trellis.pages.models import Draft, Proposal, Review
from trellis.pages.queries import changing, standings
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.comparing import meaning_of
from trellis.pages.queries.editing import Committed, committed
from trellis.pages.services import deciding, ending, several
from trellis.pages.services import proposals as services
from trellis.pages.services.branching import ConflictError, ProposalError
from trellis.pages.services.drafts import NotAllowedError, TextError, save_draft
from trellis.pages.tests.families import FILES
from trellis.pages.tests.repositories import account, git

LEAVE = "policies/leave.md"
APPROVE, CHANGES = Review.Verdict.APPROVE, Review.Verdict.CHANGES


@pytest.fixture
def propose(book, author):
    def make(old="Twenty-five", new="Thirty", path=LEAVE, by=None, title="More leave", base=""):
        base = base or book.tip
        text = committed(book.edition, path, base).text.replace(old, new)
        return services.propose(
            book.edition,
            author=by or author,
            path=path,
            text=text,
            started_from=base,
            title=title,
            reason="Because",
        )

    return make


def approve(book, proposal, *people):
    for person in people:
        deciding.review(book.edition, proposal, by=person, verdict=APPROVE, tip=proposal.tip)


def merge(book, proposal, by):
    return ending.merge(book.edition, proposal, by=by, tip=proposal.tip)


# -- making


def test_a_proposal_is_a_branch_with_a_commit_by_its_author(book, propose):
    proposal = propose()

    assert proposal.number == 1
    assert git(book.folder, "show", "-s", "--format=%an <%ae>|%s|%b", proposal.tip) == (
        "Otto <otto@example.org>|More leave|Because"
    )
    assert git(book.folder, "rev-parse", proposal.branch) == proposal.tip
    assert "Twenty-five" in book.read(LEAVE)
    assert propose(new="Forty").number == 2


def test_only_what_was_changed_differs_whatever_ends_the_lines(book, author):
    (book.folder / "places.md").write_bytes(b"# Places\r\n\r\nWe have two.\r\n")
    git(book.folder, "commit", "--quiet", "-am", "CRLF")
    base = book.tip

    proposal = services.propose(
        book.edition,
        author=author,
        path="places.md",
        text="# Places\n\nWe have three.\n",
        started_from=base,
        title="Three",
    )

    assert (
        git(book.folder, "diff", "--stat", base, proposal.tip)
        .splitlines()[-1]
        .strip()
        .startswith("1 file changed, 1 ins")
    )


def test_a_reader_cannot_propose(book, propose, reader):
    with pytest.raises(NotAllowedError):
        propose(by=reader)
    assert Proposal.objects.count() == 0
    assert git(book.folder, "branch", "--list", "trellis/*") == ""


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"text": "# Leave\n\nTwenty-five days.\n\nAsk in good time.\n\nTell your team.\n"},
            "Nothing has changed",
        ),
        ({"title": "  "}, "needs a title"),
        ({"path": "../out.md"}, "no place for a page"),
        ({"path": "notes.exe"}, "neither a page nor a data file"),
        ({"path": "gone.md", "text": None}, "does not exist"),
        ({"text": "x" * (2 * 2**20 + 1)}, "at most 2 MB"),
        ({"text": "a\0b"}, "NUL"),
        ({"started_from": "0" * 40}, "not part of the handbook|refused"),
    ],
)
def test_what_cannot_be_proposed_is_refused_kindly_and_changes_nothing(book, author, given, message):
    facts = {"path": LEAVE, "text": "# Leave\n", "started_from": book.tip, "title": "Change", **given}

    with pytest.raises(TrellisError, match=message):
        services.propose(book.edition, author=author, **facts)

    assert Proposal.objects.count() == 0
    assert git(book.folder, "branch", "--list", "trellis/*") == ""


def test_a_page_can_be_added_and_taken_away(book, author, editor):
    added = services.propose(
        book.edition,
        author=author,
        path="news/today.md",
        text="# Today\n",
        started_from=book.tip,
        title="News",
    )
    approve(book, added, editor)
    merge(book, added, author)
    assert book.read("news/today.md") == "# Today\n"

    gone = services.propose(
        book.edition, author=author, path="news/today.md", text=None, started_from=book.tip, title="No news"
    )
    [change] = changing.changes_of(book.edition, gone).files
    assert change.is_gone


def test_a_draft_is_kept_until_it_is_proposed(book, author, propose):
    save_draft(author=author, path=LEAVE, text="# Lea", started_from=book.tip)
    save_draft(author=author, path=LEAVE, text="# Leave it", started_from=book.tip)

    assert [draft.text for draft in Draft.objects.all()] == ["# Leave it"]
    propose()
    assert Draft.objects.count() == 0


def test_a_draft_that_is_too_large_is_refused_and_the_last_one_stays(book, author):
    save_draft(author=author, path=LEAVE, text="short", started_from=book.tip)

    with pytest.raises(TextError):
        save_draft(author=author, path=LEAVE, text="x" * 5_000_000, started_from=book.tip)
    assert Draft.objects.get().text == "short"


# -- deciding


def test_the_owners_of_a_page_approve_in_the_order_of_owners_yml(book, propose, editor, chief):
    standing = standings.standing_of(book.edition, propose())

    assert [(approval.owner, approval.holders) for approval in standing.approvals] == [
        ("Chief People Officer", ("Petra",)), ("Editor", ("Edda",)),
    ]  # fmt: skip
    assert standing.waits_for(chief, ["chief people officer"])
    assert not standing.waits_for(chief, [])


def test_open_proposals_are_compiled_before_anybody_asks(book, propose, monkeypatch):
    proposal = propose()

    standings.look_ahead(book.edition)

    monkeypatch.setattr(
        standings, "difference", lambda *_handbooks: pytest.fail("It was compiled when somebody asked.")
    )
    assert standings.standing_of(book.edition, proposal).changes.tip == proposal.tip


def test_it_is_merged_once_all_owners_approve(book, propose, author, editor, chief):
    proposal = propose()
    approve(book, proposal, editor)
    with pytest.raises(ProposalError) as refused:
        merge(book, proposal, author)
    assert "Chief People Officer" in refused.value.hint

    approve(book, proposal, chief)
    merged = merge(book, proposal, editor)

    assert merged.state == Proposal.State.MERGED
    assert "Thirty days" in book.read(LEAVE)
    assert git(book.folder, "show", "-s", "--format=%an|%cn|%s", "main") == "Otto|Edda|Merge #1: More leave"
    assert "author Otto" in git(book.folder, "blame", "--porcelain", LEAVE)
    assert git(book.folder, "status", "--porcelain") == ""


def test_what_is_merged_is_served_when_the_merge_returns(book, propose, author, editor, chief):
    proposal = propose()
    for each in (editor, chief):
        approve(book, proposal, each)
    looked_at = standings.standing_of(book.edition, proposal).changes.after

    merge(book, proposal, editor)

    served = book.library.edition.handbook
    assert "Thirty days" in served.pages[LEAVE].text
    assert served.pages[LEAVE] is looked_at.pages[LEAVE]
    assert served.revision == book.tip


def test_a_thread_that_compiled_an_older_handbook_takes_nothing_back(book):
    older = book.library.edition.handbook
    book.commit("places.md", "# Places\n\nWe have three.\n")
    book.library.follow(["places.md"])

    book.library.serve_newest()

    assert "three" in book.library.edition.handbook.pages["places.md"].text
    assert book.library.edition.handbook is not older


def test_nobody_approves_their_own(book, propose, chief):
    proposal = propose(by=chief)

    with pytest.raises(NotAllowedError):
        approve(book, proposal, chief)


def test_a_contributor_does_not_approve(book, propose, author):
    proposal = propose()
    other = account("Nina", Access.CONTRIBUTOR)

    with pytest.raises(NotAllowedError):
        approve(book, proposal, other)


def test_an_approval_holds_for_the_text_that_was_read(book, propose, author, editor, chief):
    proposal = propose()
    approve(book, proposal, editor, chief)

    services.change(
        book.edition,
        proposal,
        by=author,
        path=LEAVE,
        text="# Leave\n\nFifty days.\n",
        started_from=proposal.tip,
        message="",
    )

    assert all(
        approval.given_by is None for approval in standings.standing_of(book.edition, proposal).approvals
    )
    with pytest.raises(ProposalError):
        merge(book, proposal, author)


def test_who_asks_for_changes_says_which_and_holds_it_up(book, propose, author, editor, chief):
    proposal = propose()
    approve(book, proposal, editor, chief)
    with pytest.raises(ProposalError, match="Say what should change"):
        deciding.review(book.edition, proposal, by=chief, verdict=CHANGES, tip=proposal.tip, text=" ")
    deciding.review(book.edition, proposal, by=chief, verdict=CHANGES, tip=proposal.tip, text="Too many")

    with pytest.raises(ProposalError) as refused:
        merge(book, proposal, author)
    assert "Petra asked for changes" in refused.value.hint


def test_where_nobody_holds_the_role_any_approver_stands_in(book, propose, author, editor):
    proposal = propose()
    approve(book, proposal, editor)

    [first, _second] = standings.standing_of(book.edition, proposal).approvals
    assert first.stands_in
    assert merge(book, proposal, author).state == Proposal.State.MERGED


def test_who_is_alone_may_merge_without_an_approval(book, propose):
    owner = account("Solo", Access.ADMINISTRATOR)
    proposal = propose(by=owner)

    assert standings.standing_of(book.edition, proposal).alone
    assert merge(book, proposal, owner).state == Proposal.State.MERGED


def test_a_change_that_brings_an_error_is_not_merged(book, author, editor):
    proposal = services.propose(
        book.edition, author=author, path="places.md", text="---\ntitle: [x\n---\n\n# Places\n", started_from=book.tip,
        title="Break it",
    )  # fmt: skip
    approve(book, proposal, editor)

    standing = standings.standing_of(book.edition, proposal)
    assert standing.new_errors == 1
    with pytest.raises(ProposalError):
        merge(book, proposal, author)


def test_it_tells_which_faults_it_brings_and_which_it_mends(book, author):
    book.commit("places.md", "# Places\n\nWe have the the two.\n")
    proposal = services.propose(
        book.edition, author=author, path="places.md", text="# Places\n\n\nSee [them](/nowhere/).\n",
        started_from=book.tip, title="Mend",
    )  # fmt: skip

    difference = standings.standing_of(book.edition, proposal).difference

    assert [found.code for found in difference.new] == ["HB200"]
    assert [found.code for found in difference.solved] == ["HB110"]


# -- meanwhile


def test_what_others_changed_elsewhere_on_the_page_stays(book, propose, author, editor):
    proposal = propose()
    book.commit(LEAVE, book.read(LEAVE).replace("Tell your team", "Tell everybody"))
    approve(book, proposal, editor)

    merge(book, proposal, author)

    assert "Thirty days" in book.read(LEAVE)
    assert "Tell everybody" in book.read(LEAVE)


def test_two_versions_of_one_line_are_shown_and_solved_by_the_author(book, propose, author, editor):
    proposal = propose()
    book.commit(LEAVE, book.read(LEAVE).replace("Twenty-five", "Twenty-six"))
    with pytest.raises(ProposalError):
        merge(book, proposal, author)
    [conflict] = standings.standing_of(book.edition, proposal).changes.conflicts
    assert [(piece.ours, piece.theirs) for piece in conflict.pieces if piece.is_conflict] == [
        ("Twenty-six days.\n", "Thirty days.\n")
    ]

    with pytest.raises(ConflictError, match="still has two versions"):
        services.bring_up_to_date(book.edition, proposal, by=author, target=book.tip, resolved={})
    services.bring_up_to_date(
        book.edition, proposal, by=author, target=book.tip, resolved={LEAVE: ["Twenty-eight days.\r\n"]}
    )
    approve(book, proposal, editor)
    merge(book, proposal, author)

    assert "Twenty-eight days.\n" in book.read(LEAVE)


def test_of_two_who_change_one_proposal_the_second_is_told(book, propose, author, editor):
    proposal = propose()
    seen = proposal.tip
    services.change(
        book.edition,
        proposal,
        by=editor,
        path=LEAVE,
        text="# Leave\n\nOne.\n",
        started_from=seen,
        message="One",
    )

    with pytest.raises(ConflictError, match="changed on this proposal while you wrote"):
        services.change(
            book.edition,
            proposal,
            by=author,
            path=LEAVE,
            text="# Leave\n\nTwo.\n",
            started_from=seen,
            message="Two",
        )


def test_a_merge_that_was_cut_off_after_git_is_completed(book, propose, author, editor):
    proposal = propose()
    approve(book, proposal, editor)
    merged = merge(book, proposal, author)
    Proposal.objects.filter(pk=proposal.pk).update(
        state="open", merged_as="", ended_at=None, base=proposal.base
    )

    settled = ending.settle(book.edition, Proposal.objects.get(pk=proposal.pk))

    assert (settled.state, settled.merged_as) == (Proposal.State.MERGED, merged.merged_as)


def test_a_commit_that_somebody_pushed_to_the_branch_is_seen(book, propose, author):
    proposal = propose()
    git(book.folder, "worktree", "add", "--quiet", "../side", proposal.branch.removeprefix("refs/heads/"))
    side = book.folder.parent / "side"
    (side / "places.md").write_text("# Places\n\nMany.\n")
    git(side, "commit", "--quiet", "-am", "Also places")

    ending.settle(book.edition, proposal)

    assert changing.changes_of(book.edition, proposal).paths == ("places.md", LEAVE)


def test_files_that_were_changed_by_hand_are_not_overwritten_by_a_merge(book, propose, author, editor):
    proposal = propose()
    approve(book, proposal, editor)
    (book.folder / LEAVE).write_text("By hand.\n")

    with pytest.raises(TrellisError, match="cannot follow"):
        merge(book, proposal, author)
    assert book.read(LEAVE) == "By hand.\n"
    assert Proposal.objects.get().is_open


# -- talking


def test_a_suggestion_is_applied_as_a_commit_by_whoever_made_it(book, propose, author, editor):
    proposal = propose()
    made = deciding.comment(
        proposal, by=editor, text="Rather", path=LEAVE, lines=(3, 3), suggestion="Twenty-nine days."
    )

    deciding.apply_suggestion(book.edition, made.line_note, by=author)
    deciding.apply_suggestion(book.edition, made.line_note, by=author)

    assert git(book.folder, "show", "-s", "--format=%an|%cn", proposal.branch) == "Edda|Otto"
    text = git(book.folder, "show", f"{proposal.branch}:{LEAVE}")
    assert text == "# Leave\n\nTwenty-nine days.\n\nAsk in good time.\n\nTell your team."


def test_a_suggestion_for_lines_that_have_changed_is_refused(book, propose, author, editor):
    proposal = propose()
    made = deciding.comment(proposal, by=editor, text="", path=LEAVE, lines=(3, 3), suggestion="Other.")
    services.change(
        book.edition,
        proposal,
        by=author,
        path=LEAVE,
        text="# Leave\n\nNew.\n",
        started_from=proposal.tip,
        message="",
    )

    with pytest.raises(ConflictError, match="have changed since"):
        deciding.apply_suggestion(book.edition, made.line_note, by=author)


def test_threads_hold_their_answers_and_can_be_settled(book, propose, author, editor, reader):
    proposal = propose()
    first = deciding.comment(proposal, by=editor, text="Why?")
    answer = deciding.comment(proposal, by=author, text="Because", reply_to=first)
    deciding.comment(proposal, by=editor, text="I see", reply_to=answer)

    assert [each.text for each in first.replies.order_by("created_at", "pk")] == ["Because", "I see"]
    settled = comments.settle(comment=first, by=author)
    assert settled.settled_by == author
    with pytest.raises(RefusedError):
        comments.settle(comment=first, by=reader)
    with pytest.raises(NotAllowedError):
        deciding.comment(proposal, by=reader, text="Me too", path=LEAVE, lines=(3, 3))
    assert deciding.comment(proposal, by=reader, text="Me too").text == "Me too"


# -- ending


def test_a_closed_proposal_can_be_opened_again_and_a_merged_one_cannot(book, propose, author, editor):
    proposal = propose()
    ending.close(proposal, by=author)
    assert not Proposal.objects.get().is_open
    ending.reopen(proposal, by=editor)
    approve(book, proposal, editor)
    merge(book, proposal, author)

    with pytest.raises(ProposalError, match="merged already"):
        ending.close(proposal, by=author)


def test_what_was_merged_can_be_taken_back_by_a_proposal_of_its_own(book, propose, author, editor):
    proposal = propose()
    approve(book, proposal, editor)
    merge(book, proposal, author)
    book.commit("places.md", "# Places\n\nThree.\n")

    undone = ending.revert(book.edition, proposal, by=editor)

    [change] = changing.changes_of(book.edition, undone).files
    assert "Twenty-five" in change.after
    assert undone.title == "Take back: More leave"


def test_the_list_is_filtered_by_state_author_and_words(book, propose, author, editor):
    one, two = propose(), propose(title="Fewer days", new="Ten", by=editor)
    ending.close(two, by=editor)

    assert list(queries.proposals(state="open")) == [one]
    assert list(queries.proposals(author=str(editor.pk))) == [two]
    assert list(queries.proposals(author="nobody")) == []
    assert list(queries.proposals(text="fewer")) == [two]
    assert list(queries.proposals(text="#1")) == [one]


@given(
    st.lists(st.sampled_from(["a", "b", "c", "\n", "\r\n", "\r"]), max_size=14),
    st.lists(st.sampled_from(["a", "b", "c", "\n"]), max_size=14),
)
def test_a_file_keeps_its_line_ends_whatever_a_browser_makes_of_them(old: list[str], new: list[str]):
    text, written = "".join(old), "".join(new)
    repository = Repository(Path(), "", "refs/heads/main", has_work_tree=True)
    file = Committed(repository, "page.md", "page.md", "", text)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")

    assert file.bytes_of(plain.replace("\n", "\r\n")).decode() == text
    assert file.bytes_of(written).decode().replace("\r\n", "\n").replace("\r", "\n") == written


def test_what_a_proposal_means_is_told_to_each_reader_in_their_language(book, author):
    path = "job-families/it/program.md"
    text = FILES[path]
    (book.folder / path).parent.mkdir(parents=True)
    (book.folder / path).write_text(text)
    git(book.folder, "add", path)
    git(book.folder, "commit", "--quiet", "-m", "A family")
    edition = book.edition
    proposal = services.propose(
        edition, author=author, path=path, text=text.replace("grade 6", "grade 7"), started_from=book.tip, title="Seven"
    )  # fmt: skip
    changes = changing.changes_of(edition, proposal)

    told = {}
    for language in ("de", "en"):
        with override(language):
            told[language] = [
                sentence for each in meaning_of(edition, changes) for sentence in each.sentences
            ]

    assert told == {"de": ["Aus Grade 6 wurde 7."], "en": ["Grade 6 became 7."]}


# -- who may do what


RIGHTS = "grants:\n  - {to: everybody, access: contributor}\n"


@pytest.fixture
def propose_rights(book):
    def make(by):
        base = book.tip
        files = {"rights.yml": RIGHTS.replace("contributor", "administrator")}
        return several.propose_texts(
            book.edition, author=by, texts=files, started_from=base, title="T", reason=""
        )

    book.commit_new("rights.yml", RIGHTS)
    book.commit_new("owners.yml", '"**": ["Editor"]\n')
    return make


def test_approvers_alone_do_not_change_who_may_do_what(book, propose_rights, author, editor):
    proposal = propose_rights(author)
    approve(book, proposal, editor)

    with pytest.raises(ProposalError, match="cannot be merged") as refused:
        merge(book, proposal, author)
    assert "an administrator must have proposed or approved it" in refused.value.hint


def test_with_an_administrator_behind_it_a_change_of_rights_is_merged(book, propose_rights, author, editor):
    boss = account("Boss", Access.ADMINISTRATOR)
    proposal = propose_rights(author)
    approve(book, proposal, editor)
    assert standings.asked_next(book.edition, proposal) == [boss]
    approve(book, proposal, boss)

    assert merge(book, proposal, author).state == Proposal.State.MERGED


def test_a_change_of_rights_by_an_administrator_needs_no_other(book, propose_rights, editor):
    proposal = propose_rights(account("Boss", Access.ADMINISTRATOR))
    approve(book, proposal, editor)

    assert merge(book, proposal, editor).state == Proposal.State.MERGED


def test_a_duty_lets_somebody_decide_who_has_no_access_of_their_own(book, reader, author):
    book.commit_new("rights.yml", "duties:\n  d: {title: D, description: D, permissions: [pages.approve]}\n")
    book.commit_new("owners.yml", "{}\n")
    boss, now = account("Boss", Access.ADMINISTRATOR), timezone.now()
    proposal = services.propose(
        book.edition, author=author, path=LEAVE, text="# Leave\n\nThirty days.\n", started_from=book.tip,
        title="T", reason="",
    )  # fmt: skip
    assignments.give(
        account=reader, duty="d", starts_at=now, ends_at=now + timedelta(days=2), reason="R", by=boss
    )

    assert reader in standings.asked_next(book.edition, proposal)
    approve(book, proposal, reader)
