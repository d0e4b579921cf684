"""What happened is written down with what made it so, and what is owed to it is done."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from trellis.core import events
from trellis.core.models import Account, Delivery, Event
from trellis.core.rules import NotAllowedError
from trellis.core.services import events as services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Declarations of one test are gone after it."""
    for name in ("_kinds", "_by_name", "_reactions", "_later"):
        monkeypatch.setattr(events, name, dict(getattr(events, name)))


@pytest.fixture
def watered():
    @events.recorded("garden.plant-watered", about="plant", says="watered a plant")
    @dataclass(frozen=True, slots=True)
    class PlantWatered:
        plant: UUID
        by: UUID | None
        litres: int
        cans: tuple[str, ...] = ()

    return PlantWatered


def test_an_event_is_written_down_as_it_was(watered, member):
    event = watered(uuid4(), member.pk, 3, ("grün", "a\nb"))

    services.publish(event)

    row = Event.objects.get()
    assert (row.name, row.about, row.object, row.by) == (
        "garden.plant-watered",
        "plant",
        event.plant,
        member.pk,
    )
    assert row.data == '{"cans":["grün","a\\nb"],"litres":3}'
    assert events.event_from(row.name, row.object, row.by, row.data) == event


def test_an_event_is_there_if_and_only_if_its_transaction_is(watered):
    def water_and_fail():
        with transaction.atomic():
            services.publish(watered(uuid4(), None, 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        water_and_fail()

    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_of_a_transaction_is_refused(watered):
    with pytest.raises(RuntimeError, match=r"garden\.plant-watered was published outside"):
        services.publish(watered(uuid4(), None, 1))

    assert not Event.objects.exists()


def test_what_was_never_declared_is_no_event(member):
    with pytest.raises(TypeError, match="Account is no event"):
        services.publish(member)


def test_two_events_with_one_name_are_refused(watered):
    with pytest.raises(TypeError, match="is PlantWatered already"):
        events.recorded("garden.plant-watered", about="plant", says="watered a plant")(watered)


@pytest.mark.parametrize("name", ["watered", "Garden.watered", "garden.Watered", "garden.plant_watered"])
def test_a_name_has_a_room_and_says_what_happened(name, watered):
    with pytest.raises(TypeError, match="needs a name like"):
        events.recorded(name, about="plant", says="watered a plant")(watered)


def test_a_reaction_within_the_transaction_can_refuse_all_of_it(watered):
    def refuse(_event):
        raise LookupError

    events.subscribe(watered, refuse)

    with pytest.raises(LookupError), transaction.atomic():
        services.publish(watered(uuid4(), None, 1))

    assert not Event.objects.exists()


def test_a_later_reaction_is_done_once(watered):
    seen = []
    events.subscribe_later(watered, "garden.count", seen.append)
    event = watered(uuid4(), None, 2)
    services.publish(event)
    assert seen == []

    services.deliver(timezone.now())
    services.deliver(timezone.now())

    assert seen == [event]


def test_a_later_reaction_that_fails_leaves_nothing_half_done_and_is_tried_again(watered):
    def fail_at_first(_event):
        Account.objects.create(email="made@example.org", name="Made")
        if Delivery.objects.get().tries == 0:
            raise OSError("no route")

    events.subscribe_later(watered, "garden.flaky", fail_at_first)
    services.publish(watered(uuid4(), None, 2))
    now = timezone.now()

    services.deliver(now)
    delivery = Delivery.objects.get()
    assert (delivery.tries, delivery.trouble) == (1, "OSError: no route")
    assert not Account.objects.exists()
    assert services.deliver(now) == 0

    services.deliver(now + services.FIRST_PAUSE + timedelta(seconds=5))
    assert Delivery.objects.get().done_at is not None
    assert Account.objects.count() == 1


def test_one_reaction_that_fails_keeps_no_other_from_being_done(watered):
    seen = []
    events.subscribe_later(watered, "garden.broken", lambda _event: 1 / 0)
    events.subscribe_later(watered, "garden.whole", seen.append)
    services.publish(watered(uuid4(), None, 2))

    services.deliver(timezone.now())

    assert len(seen) == 1


def publish_some(watered, n):
    made = [watered(uuid4(), None, each) for each in range(n)]
    services.publish_all(made)
    return made


def test_a_reaction_that_takes_many_is_given_all_at_once_and_each_of_them_once(watered):
    seen = []
    events.subscribe_together(watered, "garden.all", seen.append)
    made = publish_some(watered, 3)

    services.deliver(timezone.now())
    services.deliver(timezone.now())

    assert seen == [made]


def test_a_reaction_that_takes_many_is_given_no_more_than_a_short_transaction_bears(watered, monkeypatch):
    monkeypatch.setattr(services, "TOGETHER", 2)
    seen = []
    events.subscribe_together(watered, "garden.all", seen.append)
    made = publish_some(watered, 5)

    services.deliver(timezone.now())

    assert seen == [made[:2], made[2:4], made[4:]]


def test_of_many_only_the_one_that_fails_waits(watered):
    seen = []

    def react(happened):
        assert all(each.litres != 1 for each in happened)
        seen.extend(happened)

    events.subscribe_together(watered, "garden.all", react)
    made = publish_some(watered, 3)

    assert services.deliver(timezone.now()) == 3

    assert seen == [made[0], made[2]]
    assert Delivery.objects.filter(done_at=None).get().tries == 1


def test_many_that_react_together_cost_as_many_queries_as_few(watered, django_assert_num_queries):
    events.subscribe_together(watered, "garden.all", len)
    publish_some(watered, 20)

    # What is owed; what is claimed, of which events, and that it is done, between two savepoints.
    with django_assert_num_queries(6):
        services.deliver(timezone.now())


@pytest.fixture
def dead(watered):
    """A delivery that was given up, and the list of what its reaction sees once it is mended."""
    seen = []
    events.subscribe_later(watered, "garden.broken", lambda _event: 1 / 0)
    services.publish(watered(uuid4(), None, 2))
    now = timezone.now()
    for _ in range(services.MOST_TRIES):
        services.deliver(now)
        now += services.LONGEST_PAUSE + timedelta(seconds=1)
    events._later["garden.broken"] = events.Later("garden.broken", watered, seen.append)
    return Delivery.objects.get(), seen, now


def test_a_reaction_that_fails_again_and_again_is_given_up(dead):
    delivery, seen, now = dead

    assert delivery.dead_at is not None
    assert delivery.tries == services.MOST_TRIES
    assert services.deliver(now) == 0
    assert seen == []


def test_an_administrator_has_a_dead_letter_tried_again(dead, administrator):
    delivery, seen, now = dead

    services.replay(delivery=delivery, by=administrator)
    services.deliver(now)

    assert len(seen) == 1
    assert Delivery.objects.get().done_at is not None


def test_nobody_else_has_a_dead_letter_tried_again(dead, member):
    delivery, _seen, _now = dead

    with pytest.raises(NotAllowedError):
        services.replay(delivery=delivery, by=member)

    assert Delivery.objects.get().dead_at is not None


def test_a_delivery_to_a_reaction_of_another_version_waits(watered):
    events.subscribe_later(watered, "garden.former", print)
    services.publish(watered(uuid4(), None, 2))
    del events._later["garden.former"]

    services.deliver(timezone.now())

    assert "has no garden.former" in Delivery.objects.get().trouble


def test_an_event_of_another_version_is_no_event_of_this_one(watered):
    assert events.event_from("garden.plant-sung-to", uuid4(), None, "{}") is None
    assert events.event_from("garden.plant-watered", uuid4(), None, '{"songs":3}') is None


def test_publishing_takes_one_query_and_one_for_all_that_is_owed(watered, django_assert_num_queries):
    events.subscribe_later(watered, "garden.one", print)
    events.subscribe_later(watered, "garden.two", print)

    with django_assert_num_queries(2):
        services.publish(watered(uuid4(), None, 2))


def test_many_events_are_written_in_their_order_in_a_few_statements(watered, django_assert_num_queries):
    happened = [watered(uuid4(), None, litres) for litres in range(250)]

    with django_assert_num_queries(3):
        services.publish_all(happened)

    rows = Event.objects.order_by("pk")
    assert [events.event_from(row.name, row.object, row.by, row.data) for row in rows] == happened


def test_every_declared_event_can_be_written_and_read():
    """A column holds each name, and values of the types that its fields have come back as they were."""
    longest = Event._meta.get_field("name").max_length or 0
    for kind in events.kinds():
        assert len(kind.name) <= longest
        assert events._adapter(kind.type).json_schema()["type"] == "object"
    assert connection.vendor in {"sqlite", "postgresql"}
