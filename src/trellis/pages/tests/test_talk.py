"""What is said about proposals: comments like those on any object, on lines too, and carried over from before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from trellis.core import objects
from trellis.core.models import Access
from trellis.core.rules import NotAllowedError
from trellis.core.services import tokens
from trellis.discussions.models import Comment, Following
from trellis.discussions.queries import threads
from trellis.discussions.queries.places import place_of
from trellis.discussions.queries.threads import Wanted, discussion
from trellis.discussions.services import comments, reactions
from trellis.pages.models import Comment as Former
from trellis.pages.models import LineNote
from trellis.pages.queries import listing
from trellis.pages.queries import proposals as queries
from trellis.pages.services import carrying, deciding
from trellis.pages.services import proposals as services
from trellis.pages.services.branching import ProposalError
from trellis.pages.services.identities import identity_of
from trellis.pages.tests.repositories import account

pytestmark = pytest.mark.django_db
LEAVE = "policies/leave.md"


@pytest.fixture
def sent(book, author):
    text = book.read(LEAVE).replace("Twenty-five", "Thirty")
    return services.propose(
        book.edition, author=author, path=LEAVE, text=text, started_from=book.tip, title="More leave", reason="So."
    )  # fmt: skip


@pytest.fixture
def suggested(sent, editor):
    return deciding.comment(
        sent, by=editor, text="Rather", path=LEAVE, lines=(3, 3), suggestion="Twenty-nine days."
    )


# -- one way


def test_a_comment_on_lines_can_be_edited_answered_reacted_to_and_settled_as_any_other(
    sent, suggested, author, editor
):
    comments.edit(comment=suggested, text="Better", version=1, by=editor)
    reactions.react(comment=suggested, word="agree", by=author)
    comments.say(kind="proposal", key=sent.pk, text="Yes", by=author, reply_to=suggested)
    assert queries.proposals().get().said == 1
    comments.settle(comment=suggested, by=author)

    shown = discussion(place_of(author, "proposal", sent.pk), author, Wanted()).threads[0]
    assert (shown.first.comment.text, [each.comment.text for each in shown.replies]) == ("Better", ["Yes"])
    assert shown.first.used[0].word == "agree"
    assert shown.first.comment.settled_by == author
    assert queries.proposals().get().said == 0


def test_the_page_shows_the_lines_and_offers_a_suggestion_to_who_may_apply_it(
    client, sent, suggested, author, reader
):
    pages = []
    for who in (author, reader):
        client.force_login(who)
        pages.append(client.get(reverse("pages:proposal", args=[1])).content.decode())

    assert all("Thirty days." in page and "Twenty-nine days." in page for page in pages)
    assert ["Apply the suggestion" in page for page in pages] == [True, False]


def test_many_comments_on_lines_cost_no_more_queries(
    client, sent, suggested, author, editor, django_assert_num_queries
):
    client.force_login(author)
    client.get(reverse("pages:proposal", args=[1]))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("pages:proposal", args=[1]))
    asked = len(few)  # the next request forgets them
    for line in range(1, 8):
        deciding.comment(sent, by=editor, text=f"Line {line}", path=LEAVE, lines=(line, line))
    client.get(reverse("pages:proposal", args=[1]))

    with django_assert_num_queries(asked):
        client.get(reverse("pages:proposal", args=[1]))


def test_the_page_of_a_proposal_needs_few_queries_whatever_there_is_to_tell(
    client, sent, suggested, author, editor, django_assert_max_num_queries
):
    """Owners, decisions, lines, answers, reactions, what nobody has said yet."""
    comments.say(kind="proposal", key=sent.pk, text="Why?", by=author, reply_to=suggested)
    reactions.react(comment=suggested, word="agree", by=author)
    comments.keep_draft(kind="proposal", key=sent.pk, text="I wonder", by=author)
    client.force_login(author)
    client.get(reverse("pages:proposal", args=[1]))

    with django_assert_max_num_queries(15):
        page = client.get(reverse("pages:proposal", args=[1])).content.decode()

    for words in ("Twenty-nine days.", "Why?", "I wonder", "It waits"):
        assert words in page


def test_who_takes_back_a_comment_takes_back_what_it_suggests(book, sent, suggested, author, editor):
    comments.delete(comment=suggested, by=editor)

    note = LineNote.objects.get()
    assert (note.suggests, note.suggestion, note.line) == (False, "", 3)
    with pytest.raises(ProposalError, match="suggests no text"):
        deciding.apply_suggestion(book.edition, note, by=author)


def test_what_is_hidden_shows_no_suggestion_and_cannot_be_applied(book, client, sent, suggested, author):
    comments.hide(comment=suggested, reason="Rude", by=account("Adam", Access.ADMINISTRATOR))
    client.force_login(author)

    page = client.get(reverse("pages:proposal", args=[1])).content.decode()

    assert "Hidden: Rude" in page
    assert "Twenty-nine days." not in page
    with pytest.raises(ProposalError, match="suggests no text"):
        deciding.apply_suggestion(book.edition, LineNote.objects.get(), by=author)


def test_a_suggestion_without_a_word_says_what_it_is(sent, editor):
    made = deciding.comment(sent, by=editor, text=" ", path=LEAVE, lines=(3, 3), suggestion="x")

    assert made.text == "I suggest other words."


def test_what_is_said_moves_a_proposal_to_the_top_of_the_list(rf, book, sent, reader, author):
    other = services.propose(
        book.edition, author=author, path="places.md", text="# Places\n\nNone.\n", started_from=book.tip, title="Places"
    )  # fmt: skip
    deciding.comment(sent, by=reader, text="Why?")

    request = rf.get("/")
    request.user = reader
    assert [each.pk for each in listing.proposals_for(request, listing.wanted_by(request))] == [
        sent.pk,
        other.pk,
    ]


def test_only_its_author_and_approvers_settle_what_others_said(sent, suggested, reader, author, chief):
    with pytest.raises(NotAllowedError):
        comments.settle(comment=suggested, by=reader)
    with pytest.raises(NotAllowedError):
        comments.settle(comment=suggested, by=account("Carl", Access.CONTRIBUTOR))
    comments.settle(comment=suggested, by=author)
    comments.settle(comment=suggested, by=chief, settled=False)

    assert Comment.objects.get().settled_at is None


# -- for programs


def test_programs_comment_on_lines_and_read_them(client, sent, editor):
    issued = tokens.issue(account=editor, name="T", scopes=["proposals:read", "proposals:write"], days=7)
    header = {"Authorization": f"Bearer {issued.secret}"}
    body = {"text": "Rather", "path": LEAVE, "line": 3, "suggestion": "Twenty-nine days."}
    where = "/api/v1/proposals/1/comments"

    made = client.post(where, body, "application/json", headers=header)
    wrong = client.post(where, {"text": "x", "line": 3}, "application/json", headers=header)
    [read] = client.get(where, headers=header).json()["items"]

    assert made.status_code == 201
    assert wrong.status_code == 422
    assert read == made.json()
    assert (read["line"], read["last_line"], read["suggestion"], read["tip"]) == (
        3,
        3,
        "Twenty-nine days.",
        sent.tip,
    )


# -- those of outside


def test_who_is_external_sees_neither_proposals_nor_pages_where_no_rule_speaks_of_them(book, sent):
    customer, member = account("Cora", Access.EXTERNAL), account("Mia", Access.READER)
    page = identity_of(LEAVE)

    for kind, key in (("proposal", sent.pk), ("page", page)):
        assert objects.seen_by(customer, {(kind, key)}) == {}
        assert objects.who_sees(kind, key, [customer, member]) == [member]
        with pytest.raises(NotAllowedError):
            comments.say(kind=kind, key=key, text="Hello", by=customer)


# -- from before


@pytest.fixture
def former(sent, author, editor):
    """A thread with a settled suggestion, and its answer, as they were kept before."""
    then = timezone.now() - timedelta(days=3)
    first = Former.objects.create(
        proposal=sent, author=editor, path=LEAVE, line=3, last_line=3, tip=sent.tip, suggests=True, suggestion="x",
        resolved_at=then, resolved_by=author, created_at=then,
    )  # fmt: skip
    answer = Former.objects.create(
        proposal=sent, author=author, reply_to=first, tip=sent.tip, text="Yes", created_at=then
    )
    return first, answer


def migrate():
    executor = MigrationExecutor(connection)
    migration = executor.loader.get_migration("pages", "0008_line_notes")
    carry = next(each.code for each in migration.operations if hasattr(each, "code"))
    carry(executor.loader.project_state(("pages", "0008_line_notes")).apps, None)


@pytest.mark.parametrize("carry", [migrate, carrying.carry_over, lambda: (migrate(), carrying.carry_over())])
def test_what_was_said_before_is_carried_over_whole_and_once(former, sent, author, editor, carry):
    first, answer = former

    carry()
    carry()

    said = list(Comment.objects.order_by("created_at", "pk"))
    assert [(each.pk, each.text, each.author, each.created_at) for each in said] == [
        (first.pk, "I suggest other words.", editor, first.created_at), (answer.pk, "Yes", author, answer.created_at)
    ]  # fmt: skip
    assert [(each.kind, each.object) for each in said] == [("proposal", sent.pk)] * 2
    assert (said[1].reply_to_id, said[0].settled_at, said[0].settled_by) == (
        first.pk,
        first.resolved_at,
        author,
    )
    note = LineNote.objects.get(comment=first.pk)
    assert (note.path, note.line, note.suggestion, note.tip) == (LEAVE, 3, "x", sent.tip)
    assert LineNote.objects.get(comment=answer.pk).line is None
    assert threads.count_of("proposal", sent.pk) == 2


def test_who_took_part_in_what_is_open_goes_on_hearing_of_it(former, sent, author, editor):
    migrate()

    following = Following.objects.filter(kind="proposal", object=sent.pk, state="watching")
    assert {each.account for each in following} == {author, editor}


def test_what_was_taken_back_after_it_was_carried_over_stays_so(former, sent, editor):
    migrate()
    comments.delete(comment=Comment.objects.get(pk=former[0].pk), by=editor)

    carrying.carry_over()

    assert Comment.objects.get(pk=former[0].pk).text == ""
    assert LineNote.objects.get(comment=former[0].pk).suggestion == ""
    assert not Former.objects.exists()
