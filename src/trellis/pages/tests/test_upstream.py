"""An upstream repository receives what is merged here, and sends what was committed there."""

from __future__ import annotations

import hashlib
import hmac
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from trellis.core.models import Access
from trellis.handbook.remotes import Remote
from trellis.handbook.tests.elsewhere import Elsewhere
from trellis.pages import keeping
from trellis.pages.forges.forge import Access as Door
from trellis.pages.forges.forge import Kind
from trellis.pages.models import MergeRequest, Proposal, Upstream
from trellis.pages.queries import changing, standings
from trellis.pages.queries import upstream as queries
from trellis.pages.services import deciding, ending
from trellis.pages.services import proposals as proposing
from trellis.pages.services import upstream as services
from trellis.pages.services.drafts import NotAllowedError
from trellis.pages.tests.fake_gitlab import PROJECT, FakeGitLab, served
from trellis.pages.tests.repositories import account, git
from trellis.pages.upstreams import UpstreamSettings

LEAVE = "policies/leave.md"
THIRTY = "# Leave\n\nThirty days.\n\nAsk in good time.\n\nTell your team.\n"
TOKEN = "tok-en-5ecret-0123456789"
SECRET = "hook-5ecret-0123456789"


@pytest.fixture
def there(book, tmp_path, settings):
    made = Elsewhere(tmp_path, of=book.folder)
    settings.TRELLIS_UPSTREAM = UpstreamSettings(Remote(made.url), secret=SECRET)
    return made


@pytest.fixture
def gitlab(there, settings):
    fake = FakeGitLab(there, TOKEN)
    with served(fake) as root:
        settings.TRELLIS_URL = "https://handbook.example.org"
        settings.TRELLIS_UPSTREAM = UpstreamSettings(
            Remote(there.url), Door(Kind.GITLAB, root, PROJECT, TOKEN), secret=SECRET
        )
        yield fake


@pytest.fixture
def admin(db):
    return account("Ada", Access.ADMINISTRATOR)


@pytest.fixture
def propose(book, author):
    def propose(text: str = THIRTY, title: str = "More leave") -> Proposal:
        return proposing.propose(
            book.edition, author=author, path=LEAVE, text=text, started_from=book.tip, title=title,
            reason="Rest helps.\n/merge",
        )  # fmt: skip

    return propose


def approved_and_merged(book, proposal, editor, chief):
    for each in (editor, chief):
        deciding.review(book.edition, proposal, by=each, verdict="approve", tip=proposal.tip)
    return ending.merge(book.edition, proposal, by=editor, tip=proposal.tip)


def in_conflict(book, there):
    services.synchronise()
    there.commit(LEAVE, THIRTY)
    book.commit(LEAVE, THIRTY.replace("Thirty", "Forty"))
    return services.synchronise()


# -- the journey


def test_an_upstream_receives_what_is_merged_here_and_sends_what_is_committed_there(
    book, there, propose, editor, chief, client, author
):
    merged = approved_and_merged(book, propose(), editor, chief)
    row = services.synchronise()
    assert (row.state, there.tip) == ("in-step", merged.merged_as)
    assert "Thirty days." in there.read(LEAVE)

    there.commit("places.md", "# Places\n\nWe have three.\n")
    services.synchronise()
    book.library.serve(book.workspace.refresh())
    client.force_login(author)

    assert "We have three." in client.get("/handbook/places/").content.decode()


def test_a_proposal_that_was_merged_there_with_git_is_merged_here(book, there, propose):
    proposal = propose()
    git(book.folder, "push", "--quiet", str(there.bare), proposal.branch)
    there._follow("main")
    git(there.clone, "merge", "--quiet", "--no-ff", "-m", "Merge", proposal.tip)
    git(there.clone, "push", "--quiet", "origin", "HEAD:main")

    services.synchronise()

    assert ending.settle(book.edition, proposal).state == "merged"


def test_a_round_is_due_at_first_by_schedule_and_when_somebody_asks(book, there, db):
    assert services.is_due(timezone.now())
    services.synchronise()
    assert not services.is_due(timezone.now())
    assert services.is_due(timezone.now() + timedelta(seconds=301))

    services.ask()

    assert services.is_due(timezone.now())


def test_a_change_of_a_proposal_asks_for_a_round(book, there, propose, django_capture_on_commit_callbacks):
    services.synchronise()

    with django_capture_on_commit_callbacks(execute=True):
        propose()

    assert services.is_due(timezone.now())


def test_only_one_process_speaks_with_the_upstream(book, there, db):
    services.synchronise()
    Upstream.objects.update(holder="other:1:a", lease_until=timezone.now() + timedelta(minutes=2))

    with pytest.raises(services.BusyError):
        services.synchronise()

    assert not services.is_due(timezone.now() + timedelta(minutes=1))
    Upstream.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert services.synchronise().state == "in-step"
    assert Upstream.objects.get().holder == ""


def test_what_fails_is_tried_again_after_a_pause_that_grows(book, there, db):
    there.bare.rename(there.bare.with_suffix(".away"))

    pauses = []
    for _round in range(3):
        row = services.synchronise()
        pauses.append(round((row.due_at - row.looked_at).total_seconds()))

    assert (row.state, row.failures, pauses) == ("unreachable", 3, [30, 60, 120])


@pytest.mark.django_db(transaction=True)
def test_the_thread_has_a_round_when_one_is_due_and_goes_on_after_trouble(book, there, monkeypatch):
    stop, rounds = threading.Event(), []
    real = services.synchronise

    def synchronise():
        rounds.append(1)
        if len(rounds) == 1:
            raise services.UpstreamError("Something.")
        row = real()
        stop.set()
        return row

    monkeypatch.setattr(services, "synchronise", synchronise)
    monkeypatch.setattr(keeping.connections, "close_all", lambda: None)
    keeping.keep_in_step(stop, look_every=0.01)

    assert Upstream.objects.get().state == "in-step"
    assert len(rounds) == 2


# -- what administrators see and decide


def test_a_conflict_becomes_a_proposal_whose_merge_brings_both_in_step(book, there, admin, editor, chief):
    row = in_conflict(book, there)
    assert (row.state, row.files) == ("conflict", [LEAVE])

    made = services.propose_theirs(book.edition, by=admin, theirs=row.theirs)
    assert services.propose_theirs(book.edition, by=admin, theirs=row.theirs) == made
    made = proposing.bring_up_to_date(
        book.edition, made, by=admin, target=book.tip, resolved={LEAVE: ["Fifty days.\n"]}
    )
    approved_and_merged(book, made, editor, chief)

    assert services.synchronise().state == "in-step"
    assert "Fifty days." in there.read(LEAVE)


def test_an_administrator_decides_about_a_history_that_was_replaced(book, there, admin, client):
    there.commit(LEAVE, THIRTY)
    services.synchronise()
    theirs, ours = there.replace(LEAVE, THIRTY.replace("Thirty", "Ten")), book.tip
    services.synchronise()
    client.force_login(admin)

    page = client.get(reverse("pages:upstream")).content.decode()
    assert "Its history was replaced" in page
    assert "Instead" in page
    answer = client.post(
        reverse("pages:upstream-act", args=["take-theirs"]), {"ours": ours, "theirs": theirs}, follow=True
    )

    assert "kept on the branch “trellis-kept/" in answer.content.decode()
    assert book.tip == theirs
    assert git(book.folder, "rev-parse", Upstream.objects.get().kept) == ours


def test_what_is_here_is_kept_when_an_administrator_says_so(book, there, admin, client):
    there.commit(LEAVE, THIRTY)
    services.synchronise()
    theirs, ours = there.replace(LEAVE, THIRTY.replace("Thirty", "Ten")), book.tip
    services.synchronise()
    client.force_login(admin)

    act = reverse("pages:upstream-act", args=["keep-ours"])
    client.post(act, {"ours": ours, "theirs": theirs})
    assert there.tip == theirs
    client.post(act, {"ours": ours, "theirs": theirs, "sure": "1"})

    assert there.tip == ours
    assert git(book.folder, "rev-parse", Upstream.objects.get().kept) == theirs


def test_a_decision_about_what_has_moved_is_refused_with_a_reason(book, there, admin, client):
    row = in_conflict(book, there)
    book.commit("places.md", "# Places\n\nNone.\n")
    tip = book.tip
    client.force_login(admin)

    answer = client.post(
        reverse("pages:upstream-act", args=["take-theirs"]),
        {"ours": row.ours, "theirs": row.theirs},
        follow=True,
    )

    assert "has changed meanwhile" in answer.content.decode()
    assert book.tip == tip


@pytest.mark.parametrize("words", [{"ours": "main", "theirs": "--all"}, {}])
def test_only_names_of_commits_are_decided_about(book, there, admin, client, words):
    client.force_login(admin)

    assert client.post(reverse("pages:upstream-act", args=["take-theirs"]), words).status_code == 404


ACTS = ["sync", "take-theirs", "keep-ours", "propose"]


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_is_sent_to_sign_in(book, there, client, act, db):
    answers = [client.get(reverse("pages:upstream")), client.post(reverse("pages:upstream-act", args=[act]))]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert all(answer.url.startswith(reverse("core:sign-in")) for answer in answers)


@pytest.mark.parametrize("act", ACTS)
def test_an_approver_is_refused_and_nothing_moves(book, there, client, chief, act):
    row, tip = in_conflict(book, there), book.tip
    client.force_login(chief)
    seen = {"ours": row.ours, "theirs": row.theirs}

    assert client.get(reverse("pages:upstream")).status_code == 403
    assert client.post(reverse("pages:upstream-act", args=[act]), seen).status_code == 403
    assert (book.tip, Proposal.objects.count()) == (tip, 0)


def test_services_ask_for_the_right_themselves(book, there, chief):
    for act in (
        lambda: services.ask_by_hand(by=chief),
        lambda: services.take_theirs(by=chief, ours="a", theirs="b"),
        lambda: services.keep_ours(by=chief, ours="a", theirs="b"),
        lambda: services.propose_theirs(book.edition, by=chief, theirs="b"),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_the_page_says_how_to_set_an_upstream_up_where_there_is_none(book, admin, client):
    client.force_login(admin)

    assert "There is no upstream" in client.get(reverse("pages:upstream")).content.decode()


def test_the_page_never_shows_what_lets_somebody_in(book, gitlab, admin, client, propose):
    propose()
    gitlab.broken = 500
    services.synchronise()
    client.force_login(admin)

    page = client.get(reverse("pages:upstream")).content.decode()

    assert "The server answered 500" in page
    assert TOKEN not in page
    assert SECRET not in page
    assert TOKEN not in repr(site.TRELLIS_UPSTREAM)
    assert TOKEN not in str(list(Upstream.objects.values()))


def test_contributors_see_a_line_while_something_is_wrong_and_readers_do_not(
    book, there, client, author, reader
):
    in_conflict(book, there)

    client.force_login(author)
    assert "Both changed the same places" in client.get(reverse("pages:proposals")).content.decode()
    client.force_login(reader)
    assert "Both changed the same places" not in client.get(reverse("pages:proposals")).content.decode()


def test_all_is_quiet_while_the_two_are_in_step(book, there, db):
    services.synchronise()

    assert queries.trouble_line() == ""


# -- the webhook


def call(client, body=b"{}", **headers):
    return client.post(reverse("pages:upstream-hook"), body, content_type="application/json", headers=headers)


def test_gitlab_says_that_something_changed(book, there, client, db):
    answer = call(client, **{"X-Gitlab-Token": SECRET})

    assert answer.status_code == 202
    assert Upstream.objects.get().asked_at is not None


def test_github_signs_what_it_says(book, there, client, db):
    signed = hmac.new(SECRET.encode(), b'{"ref": "x"}', hashlib.sha256).hexdigest()

    assert call(client, b'{"ref": "x"}', **{"X-Hub-Signature-256": f"sha256={signed}"}).status_code == 202
    assert call(client, b'{"ref": "y"}', **{"X-Hub-Signature-256": f"sha256={signed}"}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{}, {"X-Gitlab-Token": "wrong"}, {"X-Gitlab-Token": "é"}, {"X-Hub-Signature-256": "x"}]
)
def test_a_call_without_proof_is_refused_and_asks_for_nothing(book, there, client, db, headers):
    assert call(client, **headers).status_code == 403
    assert not Upstream.objects.exists()


def test_a_call_that_is_too_large_is_refused(book, there, client, db):
    answer = call(client, b" " * (5 * 2**20 + 1), **{"X-Gitlab-Token": SECRET})

    assert answer.status_code == 413


def test_calls_are_bounded(book, there, client, db):
    answers = [call(client, **{"X-Gitlab-Token": "wrong"}).status_code for _ in range(22)]

    assert answers[-1] == 429


def test_without_a_secret_there_is_no_door(book, client, db):
    assert call(client, **{"X-Gitlab-Token": ""}).status_code == 404
    assert client.get(reverse("pages:upstream-hook")).status_code == 405


# -- merge requests


def test_a_proposal_is_a_merge_request_there_with_its_reason_and_the_way_back(book, gitlab, propose):
    proposal = propose()

    services.synchronise()

    request = gitlab.requests[1]
    assert (request["title"], request["target_branch"]) == ("More leave", "main")
    assert request["description"] == (
        "> Rest helps.\n> /merge\n\nProposed by Otto in Trellis: "
        f"https://handbook.example.org/proposals/{proposal.number}/"
    )
    assert git(gitlab.there.bare, "rev-parse", request["source_branch"]) == proposal.tip
    assert MergeRequest.objects.get().number == 1


def test_rounds_open_no_second_request_also_when_the_record_was_lost(book, gitlab, propose):
    propose()
    services.synchronise()
    services.synchronise()
    MergeRequest.objects.all().delete()
    services.synchronise()

    assert list(gitlab.requests) == [1]
    assert MergeRequest.objects.get().number == 1


def test_what_changes_here_is_told_there(book, gitlab, propose, author):
    proposal = propose()
    services.synchronise()
    proposing.describe(proposal, by=author, title="Much more leave", reason="")
    proposing.change(
        book.edition, proposal, by=author, path=LEAVE, text=THIRTY + "\nEnjoy.\n", started_from=proposal.tip,
        message="More",
    )  # fmt: skip

    services.synchronise()

    proposal.refresh_from_db()
    assert gitlab.requests[1]["title"] == "Much more leave"
    assert git(gitlab.there.bare, "rev-parse", gitlab.requests[1]["source_branch"]) == proposal.tip


def test_approvals_there_are_shown_with_who_gave_them_and_stand_in_for_none_here(
    book, gitlab, propose, client, author, chief
):
    proposal = propose()
    services.synchronise()
    gitlab.approve(1, "Gerda There")

    services.synchronise()

    client.force_login(author)
    page = client.get(reverse("pages:proposal", args=[proposal.number])).content.decode()
    assert "Approved there by" in page
    assert "Gerda There" in page
    waits = standings.standing_of(book.edition, proposal).blockers
    assert "It waits for the approval of Chief People Officer." in waits


@pytest.mark.parametrize("how", ["merge", "squash", "forward"])
def test_what_is_merged_there_is_merged_here(book, gitlab, propose, client, author, how):
    proposal = propose()
    services.synchronise()
    gitlab.merge(1, "Gerda There", how)

    services.synchronise()

    proposal.refresh_from_db()
    assert (proposal.state, proposal.ended_by) == ("merged", None)
    assert "Thirty days." in book.read(LEAVE)
    client.force_login(author)
    page = client.get(reverse("pages:proposal", args=[proposal.number])).content.decode()
    assert "merged at the upstream" in page
    assert "Gerda There" in page
    assert [each.path for each in changing.changes_of(book.edition, proposal).files] == [LEAVE]


def test_what_is_merged_here_is_merged_there(book, gitlab, propose, editor, chief):
    proposal = propose()
    services.synchronise()
    approved_and_merged(book, proposal, editor, chief)

    services.synchronise()

    assert gitlab.requests[1]["state"] == "merged"
    assert MergeRequest.objects.get().state == "merged"


def test_closing_and_opening_again_go_both_ways(book, gitlab, propose, author):
    proposal = propose()
    services.synchronise()

    gitlab.close(1, "Gerda There")
    services.synchronise()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.ended_by) == ("closed", None)

    ending.reopen(proposal, by=author)
    services.synchronise()
    assert gitlab.requests[1]["state"] == "opened"

    ending.close(proposal, by=author)
    services.synchronise()
    assert gitlab.requests[1]["state"] == "closed"

    gitlab.reopen(1)
    services.synchronise()
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_a_commit_pushed_to_the_branch_there_is_in_the_proposal(book, gitlab, propose):
    proposal = propose()
    services.synchronise()
    made = gitlab.there.commit(LEAVE, THIRTY + "\nFrom there.\n", branch=gitlab.requests[1]["source_branch"])

    services.synchronise()

    proposal.refresh_from_db()
    assert proposal.tip == made
    assert git(book.folder, "rev-parse", proposal.branch) == made


def test_a_file_that_is_too_large_does_not_come_into_a_proposal(book, gitlab, propose, settings):
    proposal = propose()
    services.synchronise()
    settings.TRELLIS_UPSTREAM = replace(settings.TRELLIS_UPSTREAM, largest=1000)
    gitlab.there.commit("film.mp4", b"x" * 2000, branch=gitlab.requests[1]["source_branch"])

    services.synchronise()

    assert "“film.mp4” in the branch at the upstream is larger" in MergeRequest.objects.get().trouble
    assert git(book.folder, "rev-parse", proposal.branch) == proposal.tip


def test_branches_that_have_parted_stay_as_they_are_and_say_so(book, gitlab, propose, author, client, admin):
    proposal = propose()
    services.synchronise()
    theirs = gitlab.there.commit(LEAVE, THIRTY + "\nThere.\n", branch=gitlab.requests[1]["source_branch"])
    proposal = proposing.change(
        book.edition, proposal, by=author, path=LEAVE, text=THIRTY + "\nHere.\n", started_from=proposal.tip,
        message="x",
    )  # fmt: skip

    services.synchronise()

    assert "have parted" in MergeRequest.objects.get().trouble
    assert git(book.folder, "rev-parse", proposal.branch) == proposal.tip
    assert git(gitlab.there.bare, "rev-parse", gitlab.requests[1]["source_branch"]) == theirs
    client.force_login(admin)
    assert "have parted" in client.get(reverse("pages:upstream")).content.decode()


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 302])
def test_a_server_that_refuses_is_told_and_git_goes_on(book, gitlab, propose, editor, status):
    propose()
    gitlab.broken = status

    row = services.synchronise()

    assert row.state == "in-step"
    assert f"The server answered {status}" in row.forge_trouble
    assert TOKEN not in row.forge_trouble
    gitlab.broken = 0
    assert services.synchronise().forge_trouble == ""
    assert list(gitlab.requests) == [1]


def test_a_request_that_was_deleted_there_is_opened_anew(book, gitlab, propose):
    propose()
    services.synchronise()
    gitlab.requests[2] = gitlab.requests.pop(1) | {"iid": 2, "state": "closed"}

    services.synchronise()

    assert MergeRequest.objects.get().number in {2, 3}


def test_a_conflict_that_became_a_proposal_has_no_request_there(book, gitlab, admin):
    row = in_conflict(book, gitlab.there)
    services.propose_theirs(book.edition, by=admin, theirs=row.theirs)

    assert services.synchronise().state == "conflict"
    assert gitlab.requests == {}


def test_a_damaged_object_is_named_on_the_page_of_the_proposal_and_nothing_is_merged(
    book, propose, editor, chief, client
):
    proposal, tip = propose(), book.tip
    for each in (editor, chief):
        deciding.review(book.edition, proposal, by=each, verdict="approve", tip=proposal.tip)
    name = git(book.folder, "rev-parse", f"{proposal.tip}:{LEAVE}")
    file = book.folder / ".git" / "objects" / name[:2] / name[2:]
    file.chmod(0o644)
    file.write_bytes(b"\0" + file.read_bytes()[1:])
    book.edition.kept("proposals").clear()
    client.force_login(editor)

    client.post(reverse("pages:proposal-end", args=[1, "merge"]), {"tip": proposal.tip})
    page = client.get(reverse("pages:proposal", args=[1])).content.decode()

    assert f"The object {name[:12]} of the repository is damaged or missing" in page
    proposal.refresh_from_db()
    assert (book.tip, proposal.state) == (tip, "open")


def test_the_page_of_the_upstream_asks_the_database_a_bounded_number_of_questions(
    book, gitlab, admin, client, propose, django_assert_max_num_queries
):
    propose()
    services.synchronise()
    client.force_login(admin)

    with django_assert_max_num_queries(12):
        client.get(reverse("pages:upstream"))
    assert connection.vendor in {"sqlite", "postgresql"}
