"""Feedback is read by whom it is between; it is answered, taken back, and in no list of anybody else."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.conversations.models import Feedback, FeedbackRequest
from trellis.conversations.queries import feedback as queries
from trellis.conversations.services import feedback as services
from trellis.conversations.services.errors import ConversationError, NotThereError
from trellis.core.models import Event, Notice
from trellis.work.models import WorkItem

SECRET = "Ben interrupted everybody twice"
MINE = "/conversations/feedback/"


def given(cast, by="ada", to="ben", *, for_manager=False, key=None, text=SECRET, request=None):
    return services.give(
        key=key or uuid.uuid4(), receiver=getattr(cast, to).person, tone="advice", text=text,
        for_manager=for_manager, request=request, by=cast.fresh(by),
    )  # fmt: skip


def asked(cast, by="ada", of="ben"):
    return services.ask(
        key=uuid.uuid4(), asked=getattr(cast, of).person, question="How was my talk?", by=cast.fresh(by)
    )


def test_feedback_is_read_by_the_two_and_in_nothing_else(cast):
    key = uuid.uuid4()
    assert given(cast, key=key).pk == given(cast, key=key).pk == key
    assert SECRET in cast.read("ben", MINE)
    assert SECRET in cast.read("ada", f"{MINE}?show=given")
    for name in ("mia", "olga", "pia", "dora"):
        assert SECRET not in cast.read(name, MINE)
        assert SECRET not in cast.read(name, f"{MINE}?show=given")
    assert SECRET not in cast.read("mia", reverse("conversations:person", args=[cast.ben.person.pk]))
    kept = str([*Feedback.objects.values(), *Event.objects.values(), *Notice.objects.values()])
    assert SECRET not in kept
    assert [each.account.name for each in Notice.objects.filter(kind="feedback")] == ["Ben"]


def test_the_manager_reads_what_was_shared_with_them_and_the_one_above_does_not(cast):
    given(cast, for_manager=True)
    address = reverse("conversations:person", args=[cast.ben.person.pk])
    assert SECRET in cast.read("mia", address)
    assert SECRET not in cast.read("olga", address)
    assert "Mia reads it too" in cast.read("ben", MINE)


def test_it_is_taken_back_soon_by_who_gave_it_and_its_words_are_gone(cast):
    made, old = given(cast), given(cast, text="Old")
    Feedback.objects.filter(pk=old.pk).update(given_at=timezone.now() - timedelta(minutes=31))
    for name in ("ben", "mia"):
        with pytest.raises(NotThereError):
            services.withdraw(feedback=made.pk, by=cast.fresh(name))
        assert cast.opened(name, reverse("conversations:withdraw", args=[made.pk]), {}).status_code == 404
    with pytest.raises(ConversationError):
        services.withdraw(feedback=old.pk, by=cast.fresh("ada"))
    for _twice in range(2):
        services.withdraw(feedback=made.pk, by=cast.fresh("ada"))
    assert Feedback.objects.get(pk=made.pk).sealed_text == ""
    assert [
        each.feedback.text for each in queries.cards(queries.received_by(cast.fresh("ben")), cast.ben)
    ] == ["Old"]
    assert "taken back" in cast.read("ada", f"{MINE}?show=given")


def test_nobody_gives_it_to_themselves_or_to_who_is_not_here(cast):
    for name in ("ada", "sam"):
        with pytest.raises(ConversationError):
            given(cast, to=name)
    with pytest.raises(ConversationError):
        given(cast, text="  ")


def test_who_is_asked_finds_it_in_my_work_and_answers(cast):
    request = asked(cast)
    with pytest.raises(ConversationError):
        asked(cast)
    assert "Feedback for Ada" in cast.read("ben", "/my-work/")
    address = reverse("conversations:answer", args=[request.pk])
    for name, status in (("ben", 200), ("ada", 200), ("mia", 404), ("dora", 404)):
        assert cast.opened(name, address).status_code == status
    assert cast.opened("ben", address, {"key": uuid.uuid4(), "tone": "praise", "text": ""}).status_code == 422
    answer = cast.opened("ben", address, {"key": uuid.uuid4(), "tone": "praise", "text": "Clear."})
    assert answer.status_code == 302
    assert not WorkItem.objects.filter(state="open").exists()
    assert "Clear." in cast.read("ada", MINE)
    assert FeedbackRequest.objects.get().state == "answered"
    with pytest.raises(ConversationError):
        given(cast, by="ben", to="ada", request=request.pk)


def test_a_request_is_declined_or_taken_back_and_waits_no_more(cast):
    first, second = asked(cast), asked(cast, of="mia")
    assert cast.opened("mia", reverse("conversations:decline", args=[first.pk]), {}).status_code == 404
    cast.opened("ben", reverse("conversations:decline", args=[first.pk]), {})
    cast.opened("ada", reverse("conversations:decline", args=[second.pk]), {})
    assert set(FeedbackRequest.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}
    assert not WorkItem.objects.filter(state="open").exists()
    with pytest.raises(NotThereError):
        given(cast, by="mia", to="ada", request=first.pk)


def test_the_forms_give_and_ask_and_say_what_is_wrong(cast):
    give, ask = reverse("conversations:give"), reverse("conversations:ask")
    said = {"key": uuid.uuid4(), "tone": "praise", "text": "Thank you."}
    assert cast.opened("ada", give, {**said, "receiver": "Nobody Atall"}).status_code == 422
    assert cast.opened("ada", give, {**said, "receiver": "ben@example.org"}).status_code == 302
    assert "ben@example.org" in cast.read("ada", f"{give}?to={cast.ben.person.pk}")
    assert (
        cast.opened(
            "ada", ask, {"key": uuid.uuid4(), "asked": "ada@example.org", "question": "?"}
        ).status_code
        == 422
    )
    assert (
        cast.opened("ada", ask, {"key": uuid.uuid4(), "asked": "Ben", "question": "Well?"}).status_code == 302
    )
    assert "Well?" in cast.read("ada", f"{MINE}?show=asked")
