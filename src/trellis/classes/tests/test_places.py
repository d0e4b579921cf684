"""Places: the wait-list in order, held places, approval, and never more people than places."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from trellis.classes import teaching
from trellis.classes.models import Registration, Session
from trellis.classes.services import placing
from trellis.classes.services.errors import AlreadyError, ClassError, NotThereError
from trellis.classes.tests.conftest import PART, begun, of_course, registered, scheduled, states
from trellis.core.models import Access, Notice
from trellis.core.rules import NotAllowedError
from trellis.handbook.errors import TrellisError
from trellis.people.tests.conftest import person
from trellis.work.models import WorkItem


def of(session, name):
    return Registration.objects.get(session=session, person__name=name)


def waiting_work(kind):
    return list(
        WorkItem.objects.filter(kind=kind, state="open")
        .values_list("assignee__name", flat=True)
        .order_by("assignee__name")
    )


def test_the_third_of_two_waits_and_is_offered_the_place_that_becomes_free(cast):
    session = scheduled(cast, capacity=2)
    registered(cast, session, "ada", "ben", "rob", "mia")
    assert states(session) == {"Ada": "registered", "Ben": "registered", "Rob": "waiting", "Mia": "waiting"}

    placing.withdraw(registration=of(session, "Ada").pk, reason="Ill", by=cast.fresh("ada"))

    assert states(session) == {"Ada": "withdrawn", "Ben": "registered", "Rob": "offered", "Mia": "waiting"}
    assert waiting_work("class-offer") == ["Rob"]
    assert "Confirm your place" in cast.read("rob", "/my-work/")
    assert Notice.objects.filter(account=cast.rob, subject__contains="held for you").exists()


def test_a_place_that_is_not_confirmed_goes_to_the_next(cast):
    session = scheduled(cast, capacity=1, hold_hours=4)
    registered(cast, session, "ada", "rob", "mia")
    placing.withdraw(registration=of(session, "Ada").pk, by=cast.fresh("ada"))
    held = of(session, "Rob")
    assert timedelta(hours=3) < held.held_until - timezone.now() <= timedelta(hours=4)

    Registration.objects.filter(pk=held.pk).update(held_until=timezone.now())
    assert placing.settle_due(timezone.now()) == 1

    assert states(session) == {"Ada": "withdrawn", "Rob": "lapsed", "Mia": "offered"}
    assert waiting_work("class-offer") == ["Mia"]
    with pytest.raises(ClassError):
        placing.confirm(registration=held.pk, by=cast.fresh("rob"))
    placing.confirm(registration=of(session, "Mia").pk, by=cast.fresh("mia"))
    placing.confirm(registration=of(session, "Mia").pk, by=cast.fresh("mia"))
    assert states(session)["Mia"] == "registered"
    assert waiting_work("class-offer") == []


def test_who_confirms_a_moment_too_late_is_told_and_the_next_has_been_asked(cast):
    session = scheduled(cast, capacity=1)
    registered(cast, session, "ada", "rob", "mia")
    placing.withdraw(registration=of(session, "Ada").pk, by=cast.fresh("ada"))
    Registration.objects.filter(state="offered").update(held_until=timezone.now())
    with pytest.raises(ClassError, match="the next was asked"):
        placing.confirm(registration=of(session, "Rob").pk, by=cast.fresh("rob"))
    assert states(session)["Mia"] == "offered"


def test_without_holding_the_first_has_the_place_at_once(cast):
    session = scheduled(cast, capacity=1, hold_hours=0)
    registered(cast, session, "ada", "rob")
    placing.withdraw(registration=of(session, "Ada").pk, by=cast.fresh("ada"))
    assert states(session)["Rob"] == "registered"


def test_registering_twice_is_refused_kindly_and_again_after_withdrawing_stands_last(cast):
    session = scheduled(cast, capacity=1)
    registered(cast, session, "ada", "rob")
    with pytest.raises(AlreadyError, match="You have a place already"):
        placing.register(session=session.pk, by=cast.fresh("ada"))
    with pytest.raises(AlreadyError, match="wait-list already"):
        placing.register(session=session.pk, by=cast.fresh("rob"))
    placing.withdraw(registration=of(session, "Ada").pk, by=cast.fresh("ada"))
    placing.withdraw(registration=of(session, "Ada").pk, by=cast.fresh("ada"))
    registered(cast, session, "ada")
    assert states(session) == {"Ada": "waiting", "Rob": "offered"}
    assert Registration.objects.filter(session=session).count() == 2


def test_managers_register_their_line_and_who_keeps_classes_everybody(cast):
    session = scheduled(cast)
    placing.register(session=session.pk, person=cast.ada.person, by=cast.fresh("mia"))
    placing.register(session=session.pk, person=cast.rob.person, by=cast.fresh("pia"))
    with pytest.raises(NotAllowedError):
        placing.register(session=session.pk, person=cast.ben.person, by=cast.fresh("ada"))
    assert states(session) == {"Ada": "registered", "Rob": "registered"}
    assert Notice.objects.filter(account=cast.ada, subject__contains="You were registered").exists()


def test_the_manager_approves_where_the_session_asks_for_it(cast):
    session = scheduled(cast, needs_approval=True)
    (row,) = registered(cast, session, "ada")
    assert (row.state, waiting_work("class-approval")) == ("asked", ["Mia"])
    with pytest.raises(NotThereError):
        placing.approve(registration=row.pk, by=cast.fresh("ben"))
    with pytest.raises(NotThereError):
        placing.approve(registration=row.pk, by=cast.fresh("ada"))
    answer = cast.opened("mia", reverse("classes:decide", args=[row.pk]), {"deed": "approve"})
    assert answer.status_code == 302
    assert states(session) == {"Ada": "registered"}
    assert waiting_work("class-approval") == []


def test_who_is_not_approved_reads_why(cast):
    session = scheduled(cast, needs_approval=True)
    (row,) = registered(cast, session, "ada")
    placing.refuse(registration=row.pk, reason="Next month", by=cast.fresh("mia"))
    assert "Next month" in cast.read("ada", reverse("classes:session", args=[session.pk]))


def test_registration_opens_and_closes(cast):
    now = timezone.now()
    early = scheduled(cast, opens_at=now + timedelta(hours=1))
    late = scheduled(cast, closes_at=now - timedelta(hours=1))
    for session in (early, late):
        with pytest.raises(ClassError):
            registered(cast, session, "ada")


def test_who_is_not_in_the_audience_does_not_find_it(cast):
    session = scheduled(cast, audience={"departments": ["people"]})
    address = reverse("classes:session", args=[session.pk])
    assert cast.opened("ada", address).status_code == 404
    assert cast.opened("rob", address).status_code == 200
    with pytest.raises(NotThereError):
        registered(cast, session, "ada")
    assert str(session.pk) not in cast.read("ada", "/classes/")
    placing.register(session=session.pk, person=cast.ada.person, by=cast.fresh("pia"))
    assert cast.opened("ada", address).status_code == 200


def test_who_is_external_is_let_in_nowhere(cast):
    session = scheduled(cast)
    guest = person("Gus", Access.EXTERNAL)
    cast.gus = guest
    assert cast.opened("gus", "/classes/").status_code == 403
    assert cast.opened("gus", reverse("classes:do", args=[session.pk, "register"]), {}).status_code == 403
    with pytest.raises((NotAllowedError, ClassError)):
        placing.register(session=session.pk, by=guest)


def test_withdrawing_for_another_one_waits_for_it_and_is_told(cast):
    session = of_course(cast)
    registered(cast, session, "ada")
    cast.opened(
        "ada", reverse("classes:do", args=[session.pk, "withdraw"]), {"reason": "Ill", "wants_make_up": "on"}
    )
    assert teaching.waiting() == [(PART.course, 1)]
    other = of_course(cast)
    assert Notice.objects.filter(account=cast.ada, subject__contains="waited for").count() == 1
    assert teaching.waiting() == []
    assert str(other.pk) in cast.read("ada", reverse("classes:session", args=[session.pk]))


def test_waiting_for_a_course_that_has_no_class_is_refused(cast):
    with pytest.raises(TrellisError):
        teaching.wait_for(course="nothing", by=cast.fresh("ada"))


def test_no_two_have_the_same_seat_whatever_happens(cast):
    session = scheduled(cast)
    registered(cast, session, "ada")
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(session=session, person=cast.ben.person, state="registered", seat=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(session=session, person=cast.ben.person, state="registered")


def test_a_session_that_is_over_lets_nobody_in(cast):
    session = begun(scheduled(cast))
    Session.objects.filter(pk=session.pk).update(state="held")
    with pytest.raises(ClassError):
        registered(cast, session, "ada")


@pytest.mark.django_db(transaction=True)
def test_of_those_who_ask_at_once_no_more_get_in_than_there_are_places(cast):
    session = scheduled(cast, capacity=2)
    people = [cast.fresh(name) for name in ("ada", "ben", "rob", "mia", "olga")]

    def ask(who):
        try:
            return placing.register(session=session.pk, by=who).state
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        found = sorted(pool.map(ask, people))

    assert found == ["registered", "registered", "waiting", "waiting", "waiting"]
