"""Moving pages and folders, and deleting one with another in its place: looked at first, then one proposal."""

from __future__ import annotations

import pytest
from django.urls import reverse

from trellis.handbook.repositories import NotWritableError
from trellis.pages.models import Proposal
from trellis.pages.queries import moving
from trellis.pages.services import deciding, ending
from trellis.pages.tests.repositories import git

LEAVE = "policies/leave.md"

pytestmark = pytest.mark.django_db


def url(name, path=LEAVE):
    return reverse(f"pages:{name}", args=[path])


def in_branch(book, path):
    proposal = Proposal.objects.get()
    return git(book.folder, "show", f"{proposal.branch}:{path}")


def test_a_page_moves_with_its_links_and_its_old_address(client, book, author, editor, chief):
    client.force_login(author)

    shown = client.get(url("move"), {"folder": "people", "name": "time-off"}).content.decode()
    answer = client.post(
        url("move"), {"folder": "people", "name": "time-off", "title": "Move leave", "reason": "Tidy"}
    )

    assert "people/time-off.md" in shown
    assert "1 link is written anew" in " ".join(shown.split())
    proposal = Proposal.objects.get()
    assert answer.url == reverse("pages:proposal", args=[proposal.number])
    assert "[leave](/people/time-off/)" in in_branch(book, "index.md")
    assert in_branch(book, "people/time-off.md").startswith("---\naliases: [/policies/leave/]\n---\n")
    assert LEAVE not in git(book.folder, "ls-tree", "-r", "--name-only", proposal.branch)

    for somebody in (editor, chief):
        deciding.review(book.edition, proposal, by=somebody, verdict="approve", tip=proposal.tip)
    ending.merge(book.edition, proposal, by=author, tip=proposal.tip)
    assert book.edition.handbook.diagnostics == ()
    assert client.get("/handbook/policies/leave/").url == "/handbook/people/time-off/"


def test_asked_twice_there_is_one_proposal(client, book, author):
    client.force_login(author)

    first, second = (client.post(url("move"), {"folder": "people", "name": "x"}).url for _ in range(2))

    assert first == second
    assert Proposal.objects.count() == 1


def test_a_folder_moves_with_everything_in_it(client, book, author):
    (book.folder / "policies" / "index.md").write_text("# Policies\n\n[Leave](leave.md) ![p](p.png)\n")
    (book.folder / "policies" / "p.png").write_bytes(b"\x89PNG\r\n")
    git(book.folder, "add", ".")
    git(book.folder, "commit", "--quiet", "-m", "A folder")
    book.edition  # noqa: B018 - serves what was committed
    client.force_login(author)

    client.post(url("move", "policies/index.md"), {"folder": "people", "name": "rules", "whole": "yes"})

    tree = git(book.folder, "ls-tree", "-r", "--name-only", Proposal.objects.get().branch).split()
    assert {"people/rules/index.md", "people/rules/leave.md", "people/rules/p.png"} <= set(tree)
    assert not [path for path in tree if path.startswith("policies/")]
    assert in_branch(book, "people/rules/index.md").endswith("[Leave](leave.md) ![p](p.png)")


@pytest.mark.parametrize(
    ("folder", "name", "words"),
    [
        ("policies", "leave.md", "where it is now"),
        ("", "places", "already"),
        ("", "places.markdown", "address already"),
        ("../..", "x", "path"),
        ("a", "x" * 300, ""),
        (".git", "config.md", ""),
    ],
)
def test_what_cannot_be_a_place_is_refused_with_the_reason_and_changes_nothing(
    client, book, author, folder, name, words
):
    client.force_login(author)

    answer = client.post(url("move"), {"folder": folder, "name": name})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Proposal.objects.count() == 0


def test_what_was_changed_and_not_committed_does_not_move(book, author):
    (book.folder / LEAVE).write_text("# Leave\n\nNobody has committed this.\n")

    with pytest.raises(NotWritableError, match="not as it was committed"):
        moving.plan_of_move(book.edition, LEAVE, "people", "leave")


def test_who_must_approve_at_the_new_place_is_said(book, author):
    plan = moving.plan_of_move(book.edition, LEAVE, "", "leave")

    assert plan.unlike == ("At the new place changes are approved by: Editor.",)


def test_another_page_takes_the_place_of_one_that_is_deleted(client, book, author):
    client.force_login(author)

    client.post(url("delete"), {"by": "/places/", "title": "Join", "reason": ""})

    assert "[leave](/places/)" in in_branch(book, "index.md")
    assert in_branch(book, "places.md").startswith("---\naliases: [/policies/leave/]\n---\n")


@pytest.mark.parametrize("by", ["nowhere.md", LEAVE, "../x"])
def test_only_another_page_can_take_the_place(client, book, author, by):
    client.force_login(author)

    answer = client.post(url("delete"), {"by": by, "title": "x"})

    assert answer.status_code == 422
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("name", ["move", "delete"])
def test_only_contributors_move_and_delete(client, book, reader, name):
    assert client.get(url(name)).url.startswith(reverse("core:sign-in"))
    client.force_login(reader)

    assert client.get(url(name)).status_code == 403
    assert client.post(url(name), {"folder": "a", "name": "b", "title": "x"}).status_code == 403
    assert Proposal.objects.count() == 0


def test_a_page_that_is_not_there_cannot_move(client, book, author):
    client.force_login(author)

    assert client.get(url("move", "never.md")).status_code == 404
