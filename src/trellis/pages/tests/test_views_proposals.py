"""Changing pages in the browser: who may, what they see, and that nothing they typed is lost."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.core.models import Access
from trellis.pages.models import Draft, Proposal
from trellis.pages.services import proposals as services
from trellis.pages.tests.repositories import account, git

LEAVE = "policies/leave.md"
NEW = "# Leave\n\nThirty days.\n\nAsk in good time.\n\nTell your team.\n"


@pytest.fixture
def sent(book, author):
    """A proposal by the author."""
    return services.propose(
        book.edition,
        author=author,
        path=LEAVE,
        text=NEW,
        started_from=book.tip,
        title="More leave",
        reason="Because",
    )


@pytest.fixture
def as_author(client, author):
    client.force_login(author)
    return client


def url(name, *arguments):
    return reverse(f"pages:{name}", args=arguments)


WRITING = [
    ("edit", (LEAVE,)), ("preview", (LEAVE,)), ("discard", (LEAVE,)), ("mend", (LEAVE,)), ("new", ()),
    ("delete", (LEAVE,)),
    ("proposal-edit", (1, LEAVE)), ("proposal-conflicts", (1,)), ("proposal-describe", (1,)),
    ("proposal-comment", (1,)), ("proposal-review", (1,)), ("proposal-end", (1, "merge")),
    ("proposal-end", (1, "close")),
    ("proposal-end", (1, "reopen")), ("proposal-end", (1, "revert")),
]  # fmt: skip
READING = [("proposals", ()), ("proposal", (1,)), ("proposal-changes", (1,)), ("proposal-checks", (1,))]


# -- who may


@pytest.mark.parametrize(("name", "arguments"), WRITING)
def test_a_stranger_is_sent_to_sign_in_and_changes_nothing(client, sent, name, arguments):
    answer = client.post(url(name, *arguments), {"text": "x", "title": "x"})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("core:sign-in"))
    assert Proposal.objects.get().is_open
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(("name", "arguments"), WRITING)
def test_a_reader_is_refused_and_changes_nothing(client, sent, reader, name, arguments):
    client.force_login(reader)

    answer = client.post(
        url(name, *arguments), {"text": "x", "title": "x", "tip": sent.tip, "verdict": "approve"}
    )

    assert answer.status_code == 403
    assert Proposal.objects.get().is_open
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(("name", "arguments"), READING)
def test_proposals_are_read_by_those_who_read_the_handbook(client, sent, reader, name, arguments):
    assert client.get(url(name, *arguments)).status_code == 302

    client.force_login(reader)
    answer = client.get(url(name, *arguments))

    assert answer.status_code == 200
    assert "More leave" in answer.content.decode()
    forms = set(re.findall(r'<form method="post" action="([^"]*)"', answer.content.decode()))
    assert forms == {"/sign-out/", "/theme/", "/language/"}


@pytest.mark.parametrize("act", ["merge", "close", "reopen"])
def test_a_contributor_does_not_end_what_others_propose(client, sent, author, act, db):
    client.force_login(account("Nina", Access.CONTRIBUTOR))

    assert client.post(url("proposal-end", 1, act), {"tip": sent.tip}).status_code == 403


def test_what_is_not_there_is_not_found(as_author, book):
    for address in (url("proposal", 7), url("proposal-edit", 7, LEAVE), url("edit", "no/such.md")):
        assert as_author.get(address).status_code == 404
    assert as_author.post(url("proposal-end", 7, "merge")).status_code == 404


# -- the way of a change


def test_a_page_offers_to_be_edited_to_those_who_may(client, book, author, reader):
    client.force_login(reader)
    assert url("edit", LEAVE) not in client.get("/handbook/policies/leave/").content.decode()
    client.force_login(author)
    assert url("edit", LEAVE) in client.get("/handbook/policies/leave/").content.decode()


def test_typing_keeps_a_draft_and_shows_the_page_and_its_faults(as_author, book):
    answer = as_author.post(
        url("preview", LEAVE), {"text": "# Leave\n\nAsk your your lead.\n", "started_from": book.tip}
    ).content.decode()

    assert "Ask your your lead." in answer
    assert "HB110" in answer
    assert Draft.objects.get().text.startswith("# Leave")
    assert "Ask your your lead." in as_author.get(url("edit", LEAVE)).content.decode()


def test_what_can_be_mended_safely_is_mended_into_the_draft_and_nothing_else(as_author, book):
    text = "# Leave\n\nAsk your your lead. \n\nSee [it](/nowhere/), â€™tis there.\n"
    answer = as_author.post(url("preview", LEAVE), {"text": text, "started_from": book.tip}).content.decode()
    assert "Mend 3 of them" in answer

    answer = as_author.post(url("mend", LEAVE), {"text": text, "started_from": book.tip})

    assert answer.url == url("edit", LEAVE)
    assert Draft.objects.get().text == "# Leave\n\nAsk your lead.\n\nSee [it](/nowhere/), ’tis there.\n"


def test_the_health_page_mends_a_page_into_a_draft(as_author, book):
    book.commit(LEAVE, book.read(LEAVE).replace("Ask in", "Ask in in"))
    assert book.edition

    assert url("mend", LEAVE) in as_author.get(url("health")).content.decode()
    as_author.post(url("mend", LEAVE))

    assert "Ask in good time." in Draft.objects.get().text


def test_what_is_typed_is_shown_as_text_and_never_run(as_author, book):
    text = '# Leave\n\n<script>alert(1)</script></textarea><img src=x onerror="alert(1)">\n'

    answer = as_author.post(url("preview", LEAVE), {"text": text, "started_from": book.tip}).content.decode()
    editor = as_author.get(url("edit", LEAVE)).content.decode()

    assert "<script>alert" not in answer + editor
    assert "onerror=" not in answer
    assert "&lt;/textarea&gt;" in editor


def test_a_change_is_proposed_and_leads_to_its_proposal(as_author, book, chief):
    answer = as_author.post(
        url("edit", LEAVE), {"text": NEW, "started_from": book.tip, "title": "More leave", "reason": ""}
    )

    assert answer.url == url("proposal", 1)
    page = as_author.get(answer.url).content.decode()
    assert "Proposed." in page
    assert "Chief People Officer" in page
    assert Draft.objects.count() == 0


def test_a_refused_change_keeps_the_words_and_says_why(as_author, book):
    answer = as_author.post(url("edit", LEAVE), {"text": NEW, "started_from": book.tip, "title": "  "})

    assert answer.status_code == 422
    assert "A proposal needs a title." in answer.content.decode()
    assert "Thirty days." in answer.content.decode()
    assert Draft.objects.get().text == NEW


def test_a_paste_of_five_megabytes_is_refused_kindly(as_author, book):
    answer = as_author.post(url("preview", LEAVE), {"text": "x" * 5_000_000, "started_from": book.tip})

    assert answer.status_code == 200
    assert "at most 2 MB" in answer.content.decode()


@pytest.mark.parametrize("started_from", ["", "--output=x", "HEAD", "z" * 40, "0" * 400])
@pytest.mark.parametrize("name", ["preview", "edit", "mend", "delete"])
def test_only_the_name_of_a_commit_reaches_git(as_author, book, name, started_from):
    answer = as_author.post(url(name, LEAVE), {"text": NEW, "title": "Change", "started_from": started_from})

    assert answer.status_code in {200, 409, 422}
    assert Proposal.objects.count() == 0
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("path", ["../../out.md", ".git/hooks.md", "a" * 500 + ".md"])
def test_nothing_is_kept_of_a_page_that_cannot_be(as_author, book, path):
    as_author.post(url("preview", path), {"text": NEW, "started_from": book.tip})

    assert Draft.objects.count() == 0


def test_a_page_changed_on_the_disk_is_not_edited_over(as_author, book):
    (book.folder / LEAVE).write_text("By hand.\n")

    answer = as_author.get(url("edit", LEAVE))

    assert answer.status_code == 409
    assert "not committed" in answer.content.decode()


def test_a_new_page_begins_as_a_draft(as_author, book):
    answer = as_author.post(url("new"), {"title": "On call", "folder": "it", "kind": "page", "name": ""})

    assert answer.url == url("edit", "it/on-call.md")
    assert "title: &quot;On call&quot;" in as_author.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"title": "", "folder": ""}, "needs a title"),
        ({"title": "Leave", "folder": "policies"}, "a page at"),
        ({"title": "Out", "folder": "../.."}, "no place for a page"),
        ({"title": "😀" * 60, "folder": ""}, "name for its file"),
    ],
)
def test_a_new_page_that_cannot_be_is_refused(as_author, book, form, said):
    answer = as_author.post(url("new"), form)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_what_it_means_what_it_brings_and_what_it_touches_is_shown(client, sent, editor):
    client.force_login(editor)

    changes = client.get(url("proposal-changes", 1)).content.decode()
    checks = client.get(url("proposal-checks", 1)).content.decode()

    assert "<del>Twenty" in changes
    assert "<ins>Thirty</ins>" in changes
    assert "links to a changed page" in checks
    seen = client.get(url("proposal-changes", 1) + "?as=rendered").content.decode()
    assert "<ins" in seen
    assert "Thirty" in seen


def test_approved_and_merged_in_the_browser(client, book, sent, chief, editor, author):
    for person in (chief, editor):
        client.force_login(person)
        client.post(url("proposal-review", 1), {"verdict": "approve", "tip": sent.tip, "text": ""})
    client.force_login(author)
    page = client.get(url("proposal", 1)).content.decode()
    assert "Merge it" in page

    client.post(url("proposal-end", 1, "merge"), {"tip": sent.tip})

    assert Proposal.objects.get().state == Proposal.State.MERGED
    assert "Thirty days." in book.read(LEAVE)
    assert "Propose to take it back" in client.get(url("proposal", 1)).content.decode()


def test_what_was_merged_is_still_shown_as_a_change(client, book, sent, chief, editor, author):
    """Readers have the new text by then: what it was before comes from the proposal."""
    for person in (chief, editor):
        client.force_login(person)
        client.post(url("proposal-review", 1), {"verdict": "approve", "tip": sent.tip, "text": ""})
    before = client.get(url("proposal-changes", 1) + "?as=rendered").content.decode()
    client.post(url("proposal-end", 1, "merge"), {"tip": sent.tip})

    after = client.get(url("proposal-changes", 1) + "?as=rendered").content.decode()

    assert Proposal.objects.get().state == Proposal.State.MERGED
    assert marks(after) == marks(before) != []


def marks(page):
    return re.findall(r"<(?:ins|del)[ >][^<]*", page)


def test_who_asks_for_nothing_is_told(client, sent, editor):
    client.force_login(editor)

    answer = client.post(
        url("proposal-review", 1), {"verdict": "changes", "tip": sent.tip, "text": ""}, follow=True
    )

    assert "Say what should change." in answer.content.decode()


def test_a_line_is_commented_on_with_a_suggestion_that_the_author_applies(client, book, sent, editor, author):
    client.force_login(editor)
    at = client.get(url("proposal-changes", 1) + f"?at={LEAVE}:3").content.decode()
    assert "Suggest other words" in at
    client.post(
        url("proposal-comment", 1),
        {"path": LEAVE, "line": "3", "text": "Rather", "suggest": "1", "suggestion": "Twenty-nine days."},
    )
    [note] = sent.line_notes.all()

    client.force_login(author)
    client.post(url("suggestion-apply", 1, note.comment_id))

    assert "Twenty-nine days." in git(book.folder, "show", f"{sent.branch}:{LEAVE}")


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", ".git/config", "no/such.md"])
def test_a_comment_on_a_line_of_nowhere_breaks_nothing(client, sent, editor, path):
    client.force_login(editor)

    client.post(url("proposal-comment", 1), {"path": path, "line": "3", "text": "Look"})

    answer = client.get(url("proposal", 1))
    assert answer.status_code == 200
    assert "root:" not in answer.content.decode()


def test_conflicts_are_solved_in_the_browser(as_author, book, sent):
    book.commit(LEAVE, book.read(LEAVE).replace("Twenty-five", "Twenty-six"))
    tip = book.edition and book.tip
    page = as_author.get(url("proposal-conflicts", 1)).content.decode()
    assert "Twenty-six days." in page

    kept = as_author.post(url("proposal-conflicts", 1), {"target": tip})
    assert kept.status_code == 409
    answer = as_author.post(
        url("proposal-conflicts", 1), {"target": tip, "take-0-0": "own", "text-0-0": "Twenty-eight days.\r\n"}
    )

    assert answer.status_code == 302
    assert "Twenty-eight days.\n" in git(book.folder, "show", f"{sent.branch}:{LEAVE}")


@pytest.fixture
def several(sent, author, editor):
    """Twelve proposals: those with even numbers are the editor's, the last one is closed."""
    for number in range(2, 13):
        Proposal.objects.create(
            number=number, title=f"Change {number}", author=author if number % 2 else editor,
            branch=f"refs/heads/trellis/{number}-x", base=sent.base, tip=sent.tip,
        )  # fmt: skip
    Proposal.objects.filter(number=12).update(state="closed", ended_at=timezone.now(), ended_by=editor)


def numbers(answer):
    return [proposal.number for proposal in answer.context["table"].paged.rows]


def test_the_list_needs_few_queries_however_long_it_is(
    client, book, editor, several, django_assert_max_num_queries
):
    client.force_login(editor)

    with django_assert_max_num_queries(13):
        assert b"Change 11" in client.get(url("proposals")).content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
        ("sort=proposal", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        ("state=closed", [12]),
        ("state=&by=me&sort=-proposal", [12, 10, 8, 6, 4, 2]),
        ("by=me&sort=proposal", [2, 4, 6, 8, 10]),
        ("state=&by=nobody", []),
        ("state=&q=%2312", [12]),
        ("state=&sort=-ended&q=Change+1", [12, 10, 11]),
    ],
)
def test_the_list_is_filtered_and_sorted(client, book, editor, several, query, found):
    client.force_login(editor)

    assert numbers(client.get(f"{url('proposals')}?{query}")) == found


def test_the_file_holds_what_the_filters_leave(client, book, editor, several):
    client.force_login(editor)

    rows = client.get("/proposals/export.csv?state=closed").content.decode().splitlines()

    assert rows[0] == "number,title,author,state,open_remarks,proposed,changed,ended,ended_by"
    assert rows[1].startswith("12,Change 12,Edda,closed,0,")
    assert rows[1].endswith(",Edda")
    assert len(rows) == 2


def test_everything_is_one_link_away_from_the_open_ones(client, book, editor, several):
    client.force_login(editor)

    page = client.get(url("proposals"))

    assert '<a href="/proposals/?state=">Everything</a>' in page.content.decode()
    assert 12 in numbers(client.get("/proposals/?state="))


def test_a_plain_folder_says_that_and_how_proposals_become_possible(client, serve, author):
    serve({"index.md": "# Home\n"})
    client.force_login(author)

    answer = client.get(url("edit", "index.md"))

    assert answer.status_code == 409
    assert "no Git repository" in answer.content.decode()
