from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.core.models import Notice
from trellis.people.days import today
from trellis.people.models import Position
from trellis.reviews import indicators, shapes
from trellis.reviews.models import Review, ReviewCycle, Submission, Writing
from trellis.reviews.queries import papers, progress, results
from trellis.reviews.rules import NotAllowedError
from trellis.reviews.services import calibrating, opening, peers, sharing, taking_over, writing
from trellis.reviews.services.errors import MissingError, NoReviewError, ReviewError, StaleReviewError
from trellis.reviews.services.taking_over import Held, Said, Taken
from trellis.work.models import WorkItem


def texts(office, name, reader):
    """The kinds and authors that somebody reads of the review of somebody."""
    return [
        (each.kind, each.author)
        for each in papers.readable(getattr(office.cast, reader), office.review(name))
    ]


def test_opening_makes_one_review_a_person_with_the_expectations_of_their_level(office):
    assert Review.objects.count() == 6
    ada = office.review("ada")

    assert ada.manager_id == office.cast.mia.person_id
    assert [each["text"] for each in ada.role_form.items] == ["Answer questions about laptops"]
    assert [each.title for each in shapes.shape_of(office.piece("ada", "self", "ada"), ada).parts] == [
        "Work", "Values", "Looking ahead",
    ]  # fmt: skip
    assert office.review("olga").manager_id is None
    with pytest.raises(ReviewError):
        opening.open_cycle(name="yearly", by=office.cast.pia)
    assert opening.fill(office.cycle.pk, nullcontext) == 0


def test_only_who_runs_reviews_opens_closes_and_opens_again(office):
    mia, review = office.cast.mia, office.review("ada")

    with pytest.raises(NotAllowedError):
        opening.close_cycle(cycle=office.cycle.pk, by=mia, seen=1)
    with pytest.raises(NotAllowedError):
        opening.open_cycle(name="yearly", by=mia)
    with pytest.raises(NotAllowedError):
        writing.reopen(review=review.pk, kind="manager", because="x", by=mia)
    with pytest.raises(NotAllowedError):
        calibrating.make_board(
            cycle=office.cycle.pk, title="x", departments=[], facilitators=[mia.person_id], by=mia
        )


def test_a_draft_is_kept_and_another_window_loses_nothing(office):
    row, ada = office.piece("ada", "self", "ada"), office.cast.ada

    kept = writing.save_draft(writing=row.pk, raw={"ahead-next-answer": "More labs"}, seen=0, by=ada)
    with pytest.raises(StaleReviewError):
        writing.save_draft(writing=row.pk, raw={"ahead-next-answer": "Other"}, seen=0, by=ada)

    assert kept.draft_version == 1
    assert papers.kept_in(office.piece("ada", "self", "ada")) == {"ahead-next-answer": "More labs"}
    assert "More labs" not in office.piece("ada", "self", "ada").sealed_draft
    assert texts(office, "ada", "mia") == []


def test_what_is_missing_is_told_and_the_draft_is_kept(office):
    row = office.piece("ada", "self", "ada")

    with pytest.raises(MissingError) as told:
        writing.submit(
            writing=row.pk,
            raw={"ahead-next-answer": "Labs", "work-0-rating": "9"},
            seen=0,
            by=office.cast.ada,
        )

    assert told.value.names == ["work-0-rating", "values-0-rating", "values-1-rating"]
    assert papers.kept_in(office.piece("ada", "self", "ada")) == {"ahead-next-answer": "Labs"}


RATED = {"work-0-rating": "2", "values-0-rating": "2", "values-1-rating": "3", "ahead-next-answer": "Labs"}


def test_a_review_goes_from_writing_to_signed_and_each_reads_what_is_theirs(office):
    cast = office.cast
    office.hand_in("ada", "self", "ada", **RATED)
    office.judge("ada")
    assert texts(office, "ada", "ada") == [("self", "Ada")]
    assert texts(office, "ada", "mia") == [("self", "Ada"), ("manager", "Mia")]
    for name in ("ben", "olga", "pia", "dora"):
        assert texts(office, "ada", name) == []
    with pytest.raises(NoReviewError):
        sharing.share(review=office.review("ada").pk, by=cast.olga)

    sharing.share(review=office.review("ada").pk, by=cast.mia)
    assert texts(office, "ada", "ada") == [("self", "Ada"), ("manager", "Mia")]
    with pytest.raises(ReviewError):
        sharing.acknowledge(review=office.review("ada").pk, agrees=False, answer=" ", by=cast.ada)
    done = sharing.acknowledge(
        review=office.review("ada").pk, agrees=False, answer="I see more.", by=cast.ada
    )

    assert (done.state, done.agrees, done.answer) == ("signed", False, "I see more.")
    found = results.latest_of([cast.ada.person_id, cast.ben.person_id])
    assert {key: (each.cycle, each.box, each.box_title) for key, each in found.items()} == {
        cast.ada.person_id: ("yearly", 4, "Core")
    }
    assert papers.strengths_of(cast.mia, [cast.ada.person_id]) == {cast.ada.person_id: "Calm"}
    assert papers.strengths_of(cast.olga, [cast.ada.person_id]) == {}
    assert round(indicators.signed_in_time(office.cycle.acknowledge_by)) == 17
    assert indicators.distribution(office.cycle) is None


def test_a_review_is_not_shared_before_its_day(office):
    office.judge("ada")
    office.from_day(today() + timedelta(days=3))

    with pytest.raises(ReviewError):
        sharing.share(review=office.review("ada").pk, by=office.cast.mia)


def test_what_was_opened_again_is_not_read_until_it_is_shared_again_and_nothing_is_lost(office):
    office.judge("ada", words="First.")
    sharing.share(review=office.review("ada").pk, by=office.cast.mia)

    made = writing.reopen(
        review=office.review("ada").pk, kind="manager", because="A name is wrong", by=office.cast.pia
    )
    assert texts(office, "ada", "ada") == []
    assert papers.kept_in(made)["summary"] == "First."
    office.judge("ada", words="Second.")
    sharing.share(review=office.review("ada").pk, by=office.cast.mia)

    [text] = papers.readable(office.cast.ada, office.review("ada"))
    assert text.values["summary"] == "Second."
    assert Submission.objects.filter(writing=made).count() == 2


def test_peers_are_named_by_the_person_and_asked_once_the_manager_approves(office):
    cast, review = office.cast, office.review("ada")
    with pytest.raises(ReviewError):
        peers.nominate(review=review.pk, people=[cast.mia.person_id], by=cast.ada)
    with pytest.raises(NoReviewError):
        peers.nominate(review=review.pk, people=[cast.rob.person_id], by=cast.ben)
    rows = peers.nominate(review=review.pk, people=[cast.ben.person_id, cast.rob.person_id], by=cast.ada)
    assert papers.writing_for(cast.ben, rows[0].pk) is None
    with pytest.raises(NoReviewError):
        peers.approve(review=review.pk, keys=[each.pk for each in rows], by=cast.ada)
    assert peers.approve(review=review.pk, keys=[each.pk for each in rows], by=cast.mia) == 2

    office.hand_in("ada", "peer", "ben", **{"others-good-answer": "Patient"})
    assert texts(office, "ada", "mia") == [("peer", "Ben")]
    office.hand_in("ada", "peer", "rob", **{"others-good-answer": "Clear"})
    office.judge("ada")
    assert texts(office, "ada", "ada") == []
    sharing.share(review=review.pk, by=cast.mia)
    assert texts(office, "ada", "ada") == [("manager", "Mia"), ("peer", ""), ("peer", "")]


def test_one_peer_alone_is_not_shown_without_a_name(office):
    cast, review = office.cast, office.review("ada")
    [row] = peers.nominate(review=review.pk, people=[cast.ben.person_id], by=cast.mia)
    office.hand_in("ada", "peer", "ben", **{"others-good-answer": "Patient"})
    office.judge("ada")
    sharing.share(review=review.pk, by=cast.mia)

    assert texts(office, "ada", "ada") == [("manager", "Mia")]
    assert row.state == Writing.State.ASKED


def test_upward_feedback_is_read_from_three_on_without_names(office):
    cast = office.cast
    cast.hire(cast.dora, "IT Analyst", cast.mia, on=date(2025, 1, 6), by=cast.pia)
    opening.add_joiners(cycle=office.cycle.pk, by=cast.pia)
    for name in ("ada", "ben"):
        office.hand_in("mia", "upward", name, **{"others-good-answer": f"Fair, {name}"})
    office.judge("mia", "olga")
    assert texts(office, "mia", "olga") == [("manager", "Olga")]
    office.hand_in("mia", "upward", "dora", **{"others-good-answer": "Fair"})
    assert texts(office, "mia", "mia") == []
    sharing.share(review=office.review("mia").pk, by=cast.olga)

    assert texts(office, "mia", "mia") == [
        ("manager", "Olga"),
        ("upward", ""),
        ("upward", ""),
        ("upward", ""),
    ]
    assert all(
        each.submitted_at is None
        for each in papers.readable(cast.mia, office.review("mia"))
        if each.kind == "upward"
    )


def test_another_manager_goes_on_and_who_left_is_reviewed_no_more(office):
    cast = office.cast
    Review.objects.filter(pk=office.review("ada").pk).update(manager=cast.olga.person)
    Writing.objects.filter(review=office.review("ada"), kind="manager").update(writer=cast.olga.person)
    opening.keep()

    assert office.review("ada").manager_id == cast.mia.person_id
    assert office.piece("ada", "manager", "olga").state == "dropped"
    assert office.piece("ada", "manager", "mia").state == "asked"
    assert opening.keep() == 0


def test_on_whom_a_cycle_waits_is_settled_once_for_all_who_are_managed_by_another(office):
    everybody = Review.objects.exclude(manager=office.cast.olga.person).exclude(manager=None)
    moved = everybody.update(manager=office.cast.olga.person)

    with CaptureQueriesContext(connection) as captured:
        assert opening.keep() == moved > 1

    said = [
        each["sql"] or "" for each in captured
    ]  # PostgreSQL's library forgets what it sent with nothing filled in
    assert [sql.split()[0] for sql in said if "review-upward" in sql] == ["SELECT"]


def test_the_work_of_reviews_waits_once_for_each_part(office):
    mia = office.cast.mia
    kinds = sorted(item.kind for item in work_of(mia))
    assert kinds == ["review-manager", "review-self", "review-upward"]

    office.judge("ada")
    assert "review-manager" in {item.kind for item in work_of(mia)}
    office.judge("ben")
    assert "review-manager" not in {item.kind for item in work_of(mia)}
    assert {item.kind for item in work_of(mia)} >= {"review-share"}


def late_in(office):
    """How many reviews are late."""
    cycle = ReviewCycle.objects.get()
    parts = progress.by_department(office.cast.pia, cycle)
    return progress.counted(cycle, parts)["state"]["late"]


def work_of(account):
    """What waits on somebody."""
    return WorkItem.objects.filter(assignee=account, state="open", kind__startswith="review")


def test_nobody_places_themselves_and_each_move_has_a_reason(office):
    cast = office.cast
    for name in ("ada", "ben"):
        office.judge(name)
    office.judge("mia", "olga", place=("3", "3"))
    board = calibrating.make_board(
        cycle=office.cycle.pk, title="IT", departments=["it"], facilitators=[cast.mia.person_id], by=cast.pia
    )
    ada, mia = office.review("ada"), office.review("mia")

    for review, by in ((mia, cast.mia), (ada, cast.ben), (ada, cast.pia), (ada, cast.ada)):
        with pytest.raises(NoReviewError):
            calibrating.move(review=review.pk, performance=1, growth=1, why="x", by=by)
    with pytest.raises(ReviewError):
        calibrating.move(review=ada.pk, performance=3, growth=3, why=" ", by=cast.mia)
    moved = calibrating.move(
        review=ada.pk, performance=3, growth=3, why="Led the rollout", by=cast.mia, seen=ada.version
    )
    assert (moved.box_before, moved.box_after, moved.why) == (4, 1, "Led the rollout")
    assert calibrating.move(review=ada.pk, performance=3, growth=3, why="again", by=cast.mia) is None
    with pytest.raises(ReviewError):
        sharing.share(review=ada.pk, by=cast.mia)
    with pytest.raises(NoReviewError):
        calibrating.lock(board=board.pk, by=cast.pia, seen=1)
    calibrating.lock(board=board.pk, by=cast.mia, seen=board.version)
    with pytest.raises(NoReviewError):
        calibrating.move(review=ada.pk, performance=1, growth=1, why="x", by=cast.mia)

    assert sharing.share(review=ada.pk, by=cast.mia).state == "shared"


def test_those_who_are_late_are_reminded_once_a_day(office):
    office.later(100)
    keys = list(Review.objects.values_list("pk", flat=True))

    assert sharing.remind(keys=keys, by=office.cast.pia) == 6
    assert sharing.remind(keys=keys, by=office.cast.pia) == 0
    with pytest.raises(NotAllowedError):
        sharing.remind(keys=keys, by=office.cast.ben)
    assert late_in(office) == 6


def test_a_closed_cycle_can_be_written_for_no_more(office):
    opening.close_cycle(cycle=office.cycle.pk, by=office.cast.pia, seen=office.cycle.version)

    with pytest.raises(ReviewError):
        writing.save_draft(writing=office.piece("ada", "self", "ada").pk, raw={}, seen=0, by=office.cast.ada)
    assert work_of(office.cast.ada).count() == 0


def test_who_has_something_left_is_reminded_once_before_its_day(office):
    office.hand_in("ada", "self", "ada", **RATED)
    office.later(8)  # six days are left for self-reviews
    assert sharing.remind_due() == 0
    office.later(1)

    assert sharing.remind_due() == 5
    assert sharing.remind_due() == 0
    told = Notice.objects.filter(key__contains="due ").values_list("account", "subject")
    assert office.cast.ada.pk not in dict(told)
    assert all(subject.startswith("Due on ") and "Yearly review" in subject for _account, subject in told)


def test_a_cycle_may_remind_nobody_before_its_days(office):
    office.cycle.form["remind_before"] = 0
    office.later(10)

    assert sharing.remind_due() == 0


def test_fewer_colleagues_than_the_cycle_wants_are_asked_with_a_reason_alone(office):
    cast, review = office.cast, office.review("ada")
    ReviewCycle.objects.update(
        form={**office.cycle.form, "peers": {**office.cycle.form["peers"], "least": 2}}
    )
    [row] = peers.nominate(review=review.pk, people=[cast.ben.person_id], by=cast.ada)

    with pytest.raises(ReviewError) as told:
        peers.approve(review=review.pk, keys=[row.pk], by=cast.mia)
    assert (told.value.field, Writing.objects.get(pk=row.pk).state) == ("because", "nominated")
    assert peers.approve(review=review.pk, keys=[row.pk], because="New in the team", by=cast.mia) == 1
    with pytest.raises(NoReviewError):
        peers.go_on(review=review.pk, because="x", by=cast.ada)
    with pytest.raises(ReviewError):
        peers.go_on(review=review.pk, because=" ", by=cast.mia)
    assert peers.go_on(review=review.pk, because="A small team", by=cast.mia).fewer == "A small team"
    assert "small" not in office.review("ada").sealed_fewer


def test_the_time_of_reviews_counts_from_when_somebody_left(office):
    opening.keep_times()
    assert not Review.objects.filter(kept_from__isnull=False).exists()
    Position.objects.filter(person=office.cast.ada.person).update(ends_on=today() - timedelta(days=1))

    assert opening.keep_times() == 1
    assert office.review("ada").kept_from is not None
    assert opening.keep_times() == 0
    Position.objects.filter(person=office.cast.ada.person).update(ends_on=None)
    opening.keep_times()
    assert office.review("ada").kept_from is None


def test_reviews_of_before_are_taken_over_once_and_nobody_is_told(office):
    cast = office.cast
    held = Held("yearly", "Yearly review 2025", date(2025, 9, 1), date(2025, 12, 1))
    one = Taken(
        cast.ada.person_id, cast.mia.person_id, "IT Analyst", "it", date(2024, 1, 1), performance=3, growth=2,
        own=Said(2, ("Labs",)), judged=Said(3, ("More",), "A good year."), agrees=False, answer="Nearly",
        peers=((cast.ben.person_id, Said(None, ("Patient",))),),
    )  # fmt: skip
    with pytest.raises(NotAllowedError):
        taking_over.take_over(held=held, taken=[one], by=cast.mia)
    before = Notice.objects.count()

    cycle = taking_over.take_over(held=held, taken=[one], by=cast.pia)
    taking_over.take_over(held=held, taken=[one], by=cast.pia)

    review = cycle.reviews.get()
    assert (review.state, review.performance, review.growth, review.answer) == ("signed", 3, 2, "Nearly")
    assert [each.kind for each in papers.readable(cast.mia, review)] == ["self", "manager", "peer"]
    assert papers.readable(cast.mia, review)[1].values["summary"] == "A good year."
    assert Notice.objects.count() == before


def test_who_is_given_an_account_later_has_what_waits(office):
    WorkItem.objects.filter(assignee=office.cast.ada).delete()

    opening.keep_waiting()

    assert {each.kind for each in work_of(office.cast.ada)} == {"review-self", "review-upward"}
