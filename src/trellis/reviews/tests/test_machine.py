"""Whatever anybody does in whatever order: nobody reads what is not theirs, and nothing that was handed in is lost."""

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.core.rules import NotAllowedError
from trellis.reviews.models import Review, Submission, Writing
from trellis.reviews.queries import papers
from trellis.reviews.services import opening, peers, sharing, writing
from trellis.reviews.services.errors import ReviewError

NAMES = ("ada", "ben", "mia", "olga", "pia", "rob")
ACTS = (
    "self",
    "manager",
    "peer",
    "upward",
    "nominate",
    "approve",
    "decline",
    "reopen",
    "share",
    "sign",
    "leave",
)
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(NAMES)), min_size=4, max_size=14)
ALL = {
    "work-0-rating": "2", "values-0-rating": "2", "values-1-rating": "2", "performance": "2", "growth": "2",
}  # fmt: skip


def act(office, what, who, word):
    """Somebody tries something with the review of Ada, or writes upward about Mia."""
    by, review = getattr(office.cast, who), office.review("ada")
    if what in ("self", "manager", "peer"):
        row = review.writings.filter(kind=what, writer=by.person).first()
    elif what == "upward":
        row = Writing.objects.filter(kind=what, writer=by.person, review=office.review("mia")).first()
    else:
        row = None
    if row is not None:
        raw = {**ALL, "summary": word, "ahead-next-answer": word, "others-good-answer": word}
        writing.submit(writing=row.pk, raw=raw, seen=row.draft_version, by=by)
    elif what == "nominate":
        peers.nominate(review=review.pk, people=[office.cast.rob.person_id], by=by)
    elif what == "approve":
        peers.approve(review=review.pk, keys=review.writings.values_list("pk", flat=True), by=by)
    elif what == "decline":
        for each in review.writings.filter(kind="peer", writer=by.person):
            writing.decline(writing=each.pk, because="", by=by)
    elif what == "reopen":
        writing.reopen(review=review.pk, kind="manager", because="x", by=by)
    elif what == "share":
        sharing.share(review=review.pk, by=by)
    elif what == "sign":
        sharing.acknowledge(review=review.pk, agrees=True, answer="", by=by)
    elif what == "leave":
        other = office.cast.olga if review.manager_id == office.cast.mia.person_id else office.cast.mia
        Review.objects.filter(pk=review.pk).update(manager=other.person)
        opening.ask_manager(office.review("ada"))


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_order_of_acts_shows_or_loses_a_text(office, steps):
    with transaction.atomic():
        handed_in = {}
        for at, (what, who) in enumerate(steps):
            try:
                with transaction.atomic():
                    act(office, what, who, f"words {at} of {who}")
            except (ReviewError, NotAllowedError):
                pass
            now = {each.pk: each.text for each in Submission.objects.all()}
            assert {key: now.get(key) for key in handed_in} == handed_in
            handed_in = now
            _look(office)
        transaction.set_rollback(True)


def _look(office):
    ada = office.review("ada")
    for name in NAMES:
        who = getattr(office.cast, name)
        read = papers.readable(who, ada)
        own = {each.kind for each in ada.writings.filter(writer=who.person)}
        if who.person_id not in (ada.person_id, ada.manager_id):
            assert {each.kind for each in read} <= own
        if who.person_id == ada.person_id and ada.state not in ("shared", "signed"):
            assert {each.kind for each in read} <= {"self"}
        assert papers.readable(who, office.review("mia")) == [] or name in ("ada", "ben", "mia", "olga")
        assert all(json.dumps(each.values) for each in read)
