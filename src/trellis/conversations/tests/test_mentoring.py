"""Mentoring: offered, asked for, held, ended; its words are read by the two."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.conversations.models import MentorOffer, Pair, Session
from trellis.conversations.queries import mentoring as queries
from trellis.conversations.services import mentoring as services
from trellis.conversations.services.errors import ConversationError, NotThereError, StaleNotesError
from trellis.core.models import Event, Notice
from trellis.people.days import today
from trellis.work.models import WorkItem

SECRET = "Ada wants to lead a team"


def offered(cast, name="olga", **said):
    return services.offer(
        by=cast.fresh(name),
        **{"way": "mentor", "topics": ["Leading people"], "words": "", "most": 1, "is_open": True, **said},
    )


def asked(cast, by="ada", of="olga", key=None, way="mentor"):
    return services.ask(
        key=key or uuid.uuid4(), mentor=getattr(cast, of).person, way=way, goal=SECRET, by=cast.fresh(by)
    )


@pytest.fixture
def pair(cast):
    """Olga mentors Ada."""
    offered(cast, most=2)
    made = asked(cast)
    return services.accept(pair=made.pk, by=cast.fresh("olga"))


def test_who_fits_best_stands_first_and_ones_own_manager_is_not_offered(cast):
    for name in ("olga", "mia", "ben", "rob"):
        offered(cast, name)
    found = queries.offers_for(cast.fresh("ada"))
    assert [each.offer.person.name for each in found] == ["Rob", "Ben", "Olga"]
    assert found[2].reasons == ("a higher grade",)
    assert found[1].reasons == ("the same job family",)
    assert queries.offers_for(cast.fresh("ada"), text="olga leading")[0].offer.person.name == "Olga"
    assert queries.offers_for(cast.fresh("ada"), way="coach") == []
    assert "Fits you:" in cast.read("ada", reverse("conversations:offers"))


def test_asking_waits_on_the_mentor_who_says_yes(cast):
    offered(cast)
    key = uuid.uuid4()
    assert asked(cast, key=key).pk == asked(cast, key=key).pk
    with pytest.raises(ConversationError):
        asked(cast)
    assert "Mentoring of Ada" in cast.read("olga", "/my-work/")
    with pytest.raises(NotThereError):
        services.accept(pair=key, by=cast.fresh("ada"))
    with pytest.raises(NotThereError):
        services.accept(pair=key, by=cast.fresh("mia"))
    cast.opened("olga", reverse("conversations:pair-do", args=[key, "accept"]), {})
    assert not WorkItem.objects.filter(state="open").exists()
    assert Pair.objects.get().starts_on == today()
    with pytest.raises(ConversationError):
        asked(cast, by="ben")
    told = Notice.objects.filter(kind="mentoring").order_by("pk").values_list("account__name", flat=True)
    assert list(told) == ["Olga", "Ada"]


def test_of_coaching_nobody_is_told_of_a_mentor(cast):
    offered(cast, way="coach", most=2)
    made = asked(cast, way="coach")
    with pytest.raises(ConversationError, match="coach"):
        asked(cast, way="coach")
    services.accept(pair=made.pk, by=cast.fresh("olga"))
    services.end(pair=made.pk, reflection="", by=cast.fresh("olga"))
    services.decline(pair=asked(cast, way="coach").pk, answer="", by=cast.fresh("olga"))

    told = list(Notice.objects.order_by("pk").values_list("subject", flat=True))
    assert told == [
        "Somebody asks you to be their coach", "Your coach has said yes", "Your coaching has ended",
        "Somebody asks you to be their coach", "Somebody cannot be your coach now",
    ]  # fmt: skip
    assert "mentor" not in " ".join(WorkItem.objects.values_list("title", flat=True)).casefold()


def test_saying_no_and_taking_back_end_it(cast):
    offered(cast, most=3)
    first, second = asked(cast), asked(cast, by="ben")
    services.decline(pair=first.pk, answer="No time", by=cast.fresh("olga"))
    cast.opened("ben", reverse("conversations:pair-do", args=[second.pk, "decline"]), {})
    assert set(Pair.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}
    assert "No time" in cast.read("ada", reverse("conversations:pair", args=[first.pk]))
    with pytest.raises(ConversationError):
        services.accept(pair=first.pk, by=cast.fresh("olga"))
    assert not WorkItem.objects.filter(state="open").exists()


def test_a_pair_shows_six_sessions_and_who_oversees_it_no_notes(cast, pair):
    for day in range(6):
        Pair.objects.update(starts_on=today() - timedelta(days=10))
        services.add_session(
            pair=pair.pk, key=uuid.uuid4(), held_on=today() - timedelta(days=day), notes=SECRET, by=cast.fresh("ada")
        )  # fmt: skip
    page = cast.read("olga", reverse("conversations:pair", args=[pair.pk]))
    assert page.count(f'<p class="talk-words">{SECRET}</p>') == 7
    overview = cast.read("pia", reverse("conversations:pairs"))
    assert "6 of 6" in overview
    assert SECRET not in overview
    address = reverse("conversations:pair", args=[pair.pk])
    for name in ("pia", "mia", "dora", "ben"):
        assert cast.opened(name, address).status_code == 404
        assert (
            cast.opened(name, reverse("conversations:pair-do", args=[pair.pk, "end"]), {}).status_code == 404
        )
    for name in ("mia", "dora", "ada", "olga"):
        assert cast.opened(name, reverse("conversations:pairs")).status_code == 404
    kept = [
        *Pair.objects.values(),
        *Session.objects.values(),
        *Event.objects.values(),
        *Notice.objects.values(),
    ]
    assert SECRET not in str(kept)


def test_notes_and_goal_that_the_other_one_changed_are_shown_and_not_overwritten(cast, pair):
    row = services.add_session(
        pair=pair.pk, key=uuid.uuid4(), held_on=today(), notes="First", by=cast.fresh("ada")
    )
    services.write_notes(pair=pair.pk, session=row.pk, notes="Second", seen=1, by=cast.fresh("olga"))
    with pytest.raises(StaleNotesError):
        services.write_notes(pair=pair.pk, session=row.pk, notes="Third", seen=1, by=cast.fresh("ada"))
    answer = cast.opened(
        "ada", reverse("conversations:pair-do", args=[pair.pk, "notes"]),
        {"session": row.pk, "notes": "Third", "version": 1},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Second" in answer.content.decode()
    assert "Third" in answer.content.decode()
    until = today() + timedelta(days=30)
    services.write_goal(pair=pair.pk, goal="Another", until=until, seen=1, by=cast.fresh("ada"))
    with pytest.raises(StaleNotesError):
        services.write_goal(pair=pair.pk, goal="A third", until=until, seen=1, by=cast.fresh("olga"))


def test_a_session_is_on_a_day_of_the_mentoring(cast, pair):
    for day in (today() + timedelta(days=1), today() - timedelta(days=1)):
        with pytest.raises(ConversationError):
            services.add_session(pair=pair.pk, key=uuid.uuid4(), held_on=day, notes="", by=cast.fresh("ada"))
        answer = cast.opened(
            "ada", reverse("conversations:pair-do", args=[pair.pk, "session"]),
            {"key": uuid.uuid4(), "held_on": day.isoformat(), "notes": "Kept words"},
        )  # fmt: skip
        assert answer.status_code == 422
        assert "Kept words" in answer.content.decode()


def test_it_ends_with_what_each_takes_along(cast, pair):
    services.end(pair=pair.pk, reflection="I ask first.", by=cast.fresh("ada"))
    cast.opened(
        "olga", reverse("conversations:pair-do", args=[pair.pk, "end"]), {"reflection": "She asks first."}
    )
    page = cast.read("ada", reverse("conversations:pair", args=[pair.pk]))
    assert "She asks first." in page
    assert [each.text for each in queries.reflections_of(pair)] == ["I ask first.", "She asks first."]
    with pytest.raises(ConversationError):
        services.add_session(pair=pair.pk, key=uuid.uuid4(), held_on=today(), notes="", by=cast.fresh("ada"))
    assert queries.lines_of(cast.fresh("ada")) == []
    assert len(queries.lines_of(cast.fresh("ada"), past=True)) == 1


def test_an_offer_is_made_and_closed_by_its_form(cast):
    address = reverse("conversations:offer", args=["coach"])
    said = {"way": "coach", "topics": "Writing, Speaking", "words": "Tuesdays", "most": 2}
    assert cast.opened("ben", address, {**said, "topics": "", "is_open": "on"}).status_code == 422
    assert cast.opened("ben", address, {**said, "is_open": "on"}).status_code == 302
    assert MentorOffer.objects.get().topics == ["Writing", "Speaking"]
    assert (
        cast.opened(
            "ada", reverse("conversations:ask-mentor", args=[cast.ben.person.pk, "coach"])
        ).status_code
        == 200
    )
    cast.opened("ben", address, said)
    assert (
        cast.opened(
            "ada", reverse("conversations:ask-mentor", args=[cast.ben.person.pk, "coach"])
        ).status_code
        == 404
    )


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(["ask", "accept", "decline", "session", "end"]), max_size=7))
def test_after_any_deeds_there_is_one_open_pair_at_most_and_sessions_only_of_what_began(cast, deeds):
    Pair.objects.all().delete()
    offered(cast)
    for deed in deeds:
        found = Pair.objects.order_by("-pk").first()
        try:
            if deed == "ask":
                asked(cast)
            elif found is not None and deed == "accept":
                services.accept(pair=found.pk, by=cast.fresh("olga"))
            elif found is not None and deed == "decline":
                services.decline(pair=found.pk, answer="", by=cast.fresh("olga"))
            elif found is not None and deed == "session":
                services.add_session(
                    pair=found.pk, key=uuid.uuid4(), held_on=today(), notes="", by=cast.fresh("ada")
                )
            elif found is not None:
                services.end(pair=found.pk, reflection="", by=cast.fresh("ada"))
        except ConversationError:
            pass
    assert Pair.objects.filter(state__in=("asked", "active")).count() <= 1
    assert not Session.objects.filter(pair__starts_on=None).exists()
    assert not Pair.objects.filter(state="ended", ended_on=None).exists()
