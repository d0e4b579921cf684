"""A request goes from asking to the course in the handbook; who may do what on the way."""

from datetime import date

import pytest

from trellis.core.models import Notice
from trellis.core.rules import NotAllowedError
from trellis.core.services import notices  # noqa: F401 - tells
from trellis.intake.models import CourseRequest, Move, Reviewer, Vote
from trellis.intake.queries import requests as queries
from trellis.intake.services import asking, deciding, following, staging
from trellis.intake.services.asking import Wish
from trellis.intake.services.errors import IntakeError, StaleIntakeError
from trellis.intake.tests.conftest import BOOK, COURSE, WISH, fresh
from trellis.work.models import WorkItem


def waits(row):
    """On whom a request waits, for what."""
    items = WorkItem.objects.filter(about=row.pk, state="open")
    return {
        (each.kind.removeprefix("course-request-"), each.assignee.name)
        for each in items.select_related("assignee")
    }


def told(account):
    return list(
        Notice.objects.filter(account=account, kind="course-request")
        .order_by("pk")
        .values_list("subject", flat=True)
    )


def accepted(cast, row, owner="rob", **said):
    return deciding.accept(
        request=row, impact=5, effort=2, owner=getattr(cast, owner), by=fresh(cast.pia), **said
    )


def test_what_is_asked_for_waits_on_those_who_decide(cast, asked):
    assert waits(asked) == {("triage", name) for name in ("Pia", "Rob", "Cleo", "Lily", "Max")}
    assert asking.ask(wish=WISH, by=cast.ada, key=asked.pk) == asked
    assert CourseRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish("", "n", "a"), "title"), (Wish("t", " ", "a"), "need"), (Wish("t", "n", " "), "audience"),
        (Wish("t", "n", "a", kind="film"), "kind"), (Wish("t", "n", "a", people=0), "people"),
    ],
)  # fmt: skip
def test_what_says_too_little_is_refused_at_its_field(cast, wish, field):
    with pytest.raises(IntakeError) as caught:
        asking.ask(wish=wish, by=cast.ada)
    assert caught.value.field == field


def test_who_is_external_neither_asks_nor_votes(cast, asked):
    with pytest.raises(NotAllowedError):
        asking.ask(wish=WISH, by=cast.eve)
    with pytest.raises(NotAllowedError):
        asking.vote(request=asked, by=cast.eve)
    assert queries.seen(cast.eve, asked.pk) is None


def test_others_need_it_too_once_each(cast, asked):
    for people in (3, 4):
        asking.vote(request=asked, by=cast.ben, team="IT", people=people)
    assert Vote.objects.get().people == 4
    assert queries.requests().get().n_people == 16
    with pytest.raises(IntakeError, match="yourself"):
        asking.vote(request=asked, by=cast.ada)
    assert asking.take_vote_back(request=asked, by=cast.ben)
    assert not asking.take_vote_back(request=asked, by=cast.ben)


def test_only_who_may_decides(cast, asked):
    for deed in (
        lambda by: deciding.accept(request=asked, impact=3, effort=3, by=by),
        lambda by: deciding.ask_back(request=asked, text="Who?", by=by),
        lambda by: deciding.decline(request=asked, reason="No", by=by),
        lambda by: deciding.mark(request=asked, impact=3, effort=3, by=by),
        lambda by: staging.move(request=asked, to="design", by=by),
    ):
        for who in (cast.ada, cast.dora, cast.eve):
            with pytest.raises(NotAllowedError):
                deed(fresh(who))


def test_asked_back_it_waits_on_the_asker_who_answers(cast, asked):
    row = deciding.ask_back(request=asked, text="Which lorries?", by=fresh(cast.pia))
    assert waits(row) == {("question", "Ada")}
    assert told(cast.ada) == ["A question about: Reading a tachograph"]
    with pytest.raises(NotAllowedError):
        asking.answer(request=row, text="All", by=cast.ben)
    row = asking.answer(request=row, text="All of them", by=cast.ada)
    assert row.stage == "asked"
    assert ("triage", "Pia") in waits(row)


def test_accepted_it_has_a_priority_and_somebody_who_begins(cast, asked):
    row = accepted(cast, asked, due_on=date(2026, 12, 1))
    assert (str(row.priority), row.stage, waits(row)) == ("2.50", "accepted", {("stage", "Rob")})
    assert told(cast.ada) == ["Accepted: Reading a tachograph"]
    assert accepted(cast, row) == row


def test_merged_its_asker_and_votes_go_on_in_the_other(cast, asked):
    asking.vote(request=asked, by=cast.ben, people=2)
    other = asking.ask(wish=Wish("Driving time", "Plan legal tours.", "Dispatch"), by=cast.mia)
    row = deciding.merge(request=asked, into=other, by=fresh(cast.pia))
    assert (row.stage, row.merged_into_id) == ("merged", other.pk)
    assert dict(other.votes.values_list("account__name", "people")) == {"Ada": 12, "Ben": 2}
    assert not waits(row)
    with pytest.raises(IntakeError, match="itself"):
        deciding.merge(request=other, into=other, by=fresh(cast.pia))
    with pytest.raises(IntakeError, match="has ended"):
        deciding.merge(request=other, into=row, by=fresh(cast.pia))


def test_declined_it_says_why_and_what_there_is(cast, asked):
    with pytest.raises(IntakeError, match="Say why"):
        deciding.decline(request=asked, reason=" ", by=fresh(cast.pia))
    row = deciding.decline(
        request=asked, reason="The maker trains.", instead="policies/lorries.md", by=fresh(cast.pia)
    )
    assert (row.stage, row.instead, waits(row)) == ("declined", "policies/lorries.md", set())
    assert told(cast.ada) == ["Declined: Reading a tachograph"]


def test_stages_go_on_and_back_for_a_reason(cast, asked):
    row = accepted(cast, asked)
    row = staging.move(request=row, to="review", by=fresh(cast.rob))
    with pytest.raises(IntakeError, match="Say why it goes back"):
        staging.move(request=row, to="design", by=fresh(cast.rob))
    row = staging.move(
        request=row, to="design", text="The aims are unclear.", owner=cast.ben, by=fresh(cast.rob)
    )
    assert waits(row) == {("stage", "Ben")}
    row = staging.move(request=row, to="pilot", by=cast.ben)
    with pytest.raises(IntakeError, match="does not follow"):
        staging.move(request=row, to="retired", by=cast.ben)
    row = staging.move(request=row, to="published", by=cast.ben)
    assert not waits(row)
    assert told(cast.ada)[-1] == "Published: Reading a tachograph"
    with pytest.raises(NotAllowedError):
        staging.move(request=row, to="retired", by=cast.ben)
    assert staging.move(request=row, to="retired", by=fresh(cast.pia)).stage == "retired"


def test_a_day_is_changed_for_a_reason_and_both_are_kept(cast, asked):
    row = accepted(cast, asked, due_on=date(2026, 12, 1))
    with pytest.raises(IntakeError, match="Say why"):
        staging.replan(request=row, due_on=date(2026, 12, 24), by=fresh(cast.rob))
    row = staging.replan(
        request=row, due_on=date(2026, 12, 24), reason="The trainer is ill.", by=fresh(cast.rob)
    )
    kept = Move.objects.get(kind="replanned")
    assert (kept.due_before, kept.due_after) == (date(2026, 12, 1), date(2026, 12, 24))
    assert told(cast.ada)[-1] == "Reading a tachograph is planned anew"
    item = WorkItem.objects.get(about=row.pk, state="open")
    assert item.due_at.date() == date(2026, 12, 24)


def test_in_review_it_waits_on_the_reviewers_until_they_have_looked(cast, asked):
    row = staging.name_reviewers(
        request=accepted(cast, asked), people=[cast.mia, cast.ben], by=fresh(cast.rob)
    )
    assert waits(row) == {("stage", "Rob")}
    row = staging.move(request=row, to="review", by=fresh(cast.rob))
    assert waits(row) == {("stage", "Rob"), ("review", "Mia"), ("review", "Ben")}
    row = staging.review(request=row, good=True, by=cast.mia)
    with pytest.raises(IntakeError, match="what is missing"):
        staging.review(request=row, good=False, by=cast.ben)
    row = staging.review(request=row, good=False, text="No examples.", by=cast.ben)
    assert waits(row) == {("stage", "Rob")}
    with pytest.raises(NotAllowedError):
        staging.review(request=row, good=True, by=cast.ben)
    row = staging.move(request=row, to="design", text="Examples", by=fresh(cast.rob))
    row = staging.move(request=row, to="review", by=fresh(cast.rob))
    assert not Reviewer.objects.exclude(done_at=None).exists()
    assert len(waits(row)) == 3


def test_once_the_handbook_has_the_course_the_request_is_published(cast, asked, serve):
    row = staging.link(
        request=accepted(cast, asked), course="courses/tachographs/course.md", by=fresh(cast.rob)
    )
    assert row.course == "tachographs"
    assert following.follow() == 0
    serve({**BOOK, **COURSE})
    assert following.follow() == 1
    row.refresh_from_db()
    assert row.stage == "published"
    assert following.follow() == 0


def test_a_course_that_was_there_before_is_published_by_hand(cast, asked, serve):
    serve({**BOOK, **COURSE})
    row = staging.link(request=accepted(cast, asked), course="tachographs", by=fresh(cast.rob))
    assert following.follow() == 0
    with pytest.raises(IntakeError, match="small letters"):
        staging.link(request=row, course="Tacho graphs", by=fresh(cast.rob))


def test_a_change_in_the_meantime_is_not_overwritten(cast, asked):
    before = asked.version
    asking.change(request=asked, wish=Wish("Other words", "n", "a"), by=cast.ada, seen=before)
    with pytest.raises(StaleIntakeError):
        asking.change(request=asked, wish=WISH, by=cast.ada, seen=before)
    with pytest.raises(NotAllowedError):
        asking.change(request=asked, wish=WISH, by=cast.ben)


def test_who_asked_withdraws_until_it_is_decided(cast, asked):
    with pytest.raises(NotAllowedError):
        asking.withdraw(request=asked, by=cast.ben)
    row = asking.withdraw(request=asked, by=cast.ada)
    assert asking.withdraw(request=row, by=cast.ada) == row
    assert not waits(row)


def test_the_scope_is_written_down(cast, asked):
    scope = staging.Scope("Read one", "micro", "Dispatchers", 20)
    row = staging.describe(request=accepted(cast, asked), scope=scope, by=fresh(cast.rob))
    assert (row.objectives, row.modality, row.minutes) == ("Read one", "micro", 20)
    with pytest.raises(IntakeError, match="ways to learn"):
        staging.describe(request=row, scope=staging.Scope(modality="by-post"), by=fresh(cast.rob))
