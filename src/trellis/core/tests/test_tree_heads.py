"""The log of events is sealed, and what is done to it afterwards is found."""

import itertools
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from trellis.core import events, treeheads
from trellis.core.models import Event, TreeHead
from trellis.core.services import events as services
from trellis.core.services import tree_heads
from trellis.core.verifying import Verdict, verify

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class BellRung:
    bell: UUID
    by: UUID | None
    times: int


@pytest.fixture(autouse=True)
def bell(monkeypatch, settings, tmp_path):
    settings.TRELLIS_DATA = tmp_path
    for name in ("_kinds", "_by_name"):
        monkeypatch.setattr(events, name, dict(getattr(events, name)))
    events.recorded("church.bell-rung", about="bell", says="rang a bell")(BellRung)
    monkeypatch.setattr(tree_heads, "MOST_AT_ONCE", 4)


@pytest.fixture
def copies(django_capture_on_commit_callbacks):
    """Seals with what follows the transaction."""

    def seal():
        with django_capture_on_commit_callbacks(execute=True):
            return tree_heads.seal(timezone.now())

    return seal


def ring(times=1):
    for number in range(times):
        services.publish(BellRung(uuid4(), None, number))


@pytest.fixture
def sealed(copies):
    """Ten events under three heads."""
    ring(10)
    copies()


def faults():
    return " ".join(verify().faults)


def test_all_events_are_sealed_in_batches(copies):
    ring(10)

    assert copies() == 10
    assert list(TreeHead.objects.order_by("size").values_list("size", flat=True)) == [4, 8, 10]
    assert sorted(Event.objects.values_list("position", flat=True)) == list(range(10))
    assert verify() == Verdict(sealed=10, waiting=0, faults=())


def test_where_nothing_happened_nothing_is_sealed(copies):
    assert copies() == 0
    assert verify().faults == ()


def test_events_that_came_since_are_sealed_after_those_before(sealed, copies):
    ring(3)

    assert verify().waiting == 3
    assert copies() == 3
    assert verify().sealed == 13
    assert faults() == ""


def test_an_event_that_was_taken_away_is_found(sealed):
    Event.objects.filter(position=5).delete()

    assert faults() == "Event 6 was taken away."


@pytest.mark.parametrize("position", [0, 3, 7, 9])
def test_the_first_and_the_last_of_a_stretch_are_found_too(sealed, position):
    Event.objects.filter(position=position).delete()

    assert faults() == f"Event {position + 1} was taken away."


@pytest.mark.parametrize(
    "change",
    [
        {"data": '{"times":7}'},
        {"by": UUID(int=1)},
        {"object": UUID(int=1)},
        {"name": "church.bell-rang"},
        {"about": "tower"},
        {"at": "2020-01-01T00:00:00Z"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_event_that_was_changed_is_found(sealed, change):
    Event.objects.filter(position=5).update(**change)

    assert faults() == "Of the events 5 to 8, some were changed or put in another order."


def test_events_in_another_order_are_found(sealed):
    for old, new in ((1, 100), (2, 1), (100, 2)):
        Event.objects.filter(position=old).update(position=new)

    assert faults() == "Of the events 1 to 4, some were changed or put in another order."


def test_an_event_slipped_in_at_the_end_is_found(sealed):
    ring()
    Event.objects.filter(position=None).update(position=10)

    assert "Event 11 and those after it have a place in the log, but no head seals them." in faults()


def test_a_head_that_was_taken_away_is_found(sealed):
    TreeHead.objects.filter(size=4).delete()

    assert "The head before the one of 8 events was taken away or changed." in faults()


def test_the_newest_events_and_their_head_cannot_be_taken_away_together(sealed):
    Event.objects.filter(position__gte=8).delete()
    TreeHead.objects.filter(size=10).delete()

    assert faults() == (
        "The database does not hold the 10 events of tree-head.json: it is older, or events were taken away."
    )


def test_a_log_that_was_made_anew_without_the_secret_key_is_found(sealed, settings):
    stolen = settings.SECRET_KEY
    settings.SECRET_KEY = "not the key of this site, but fifty characters long" * 2
    Event.objects.update(position=None)
    TreeHead.objects.all().delete()
    tree_heads.seal(timezone.now())
    settings.SECRET_KEY = stolen

    assert "The head of the first 4 events is not signed with a secret key of this site." in faults()


def test_a_former_secret_key_still_signs_for_what_it_sealed(sealed, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key for this site, longer than fifty characters, made in spring"

    assert faults() == ""


@pytest.mark.parametrize("change", [{"peaks": "00" * 32}, {"peaks": "zz"}, {"peaks": ""}])
def test_a_head_whose_peaks_were_changed_is_found(sealed, change):
    TreeHead.objects.filter(size=4).update(**change)

    assert faults() == "The head of the first 4 events was changed."


def test_a_copy_that_cannot_be_read_is_told(sealed, settings):
    (Path(settings.TRELLIS_DATA) / treeheads.COPY).write_text("{", encoding="utf-8")

    assert faults() == "The copy of the newest head, tree-head.json, cannot be read."


def test_the_copy_holds_the_newest_head(sealed, settings):
    kept = json.loads((Path(settings.TRELLIS_DATA) / treeheads.COPY).read_text(encoding="utf-8"))

    assert kept == {"size": 10, "root": TreeHead.objects.get(size=10).root}


def test_a_sealer_that_does_not_run_is_told(time_machine):
    time_machine.move_to(timezone.now() - timedelta(hours=2))
    ring()
    time_machine.shift(timedelta(hours=2))

    assert "no process of Trellis seals them" in faults()


def test_of_two_sealers_at_once_one_wins_and_nothing_is_sealed_twice(sealed, monkeypatch):
    """The other commits between the reading of the newest head and the writing of the next."""
    ring(2)
    first_head, once = tree_heads.peaks_from, itertools.count()

    def meanwhile(text):
        if next(once) == 0:
            tree_heads._seal_some()
        return first_head(text)

    monkeypatch.setattr(tree_heads, "peaks_from", meanwhile)

    tree_heads.seal(timezone.now())

    assert verify().sealed == 12
    assert faults() == ""
