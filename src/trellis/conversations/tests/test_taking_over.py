"""What was talked about elsewhere is taken over once, by who oversees conversations; programs give feedback."""

from datetime import timedelta
from decimal import Decimal

import pytest

from trellis.conversations.indicators import one_to_ones_on_time
from trellis.conversations.models import Feedback, MentorOffer, Session
from trellis.conversations.one_to_one_names import ONE_TO_ONE
from trellis.conversations.services import taking_over
from trellis.conversations.services.taking_over import Mentored, Told
from trellis.core.rules import NotAllowedError
from trellis.core.services import tokens
from trellis.meetings.models import Meeting
from trellis.meetings.services.taking_over import Kept
from trellis.people.days import today


def test_series_mentorings_and_feedback_are_taken_over_once(cast):
    mia, ada, ben, olga = (getattr(cast, name).person.pk for name in ("mia", "ada", "ben", "olga"))
    day = today() - timedelta(days=40)
    kept = [Kept(ONE_TO_ONE, mia, ada, 1, ((day, "Went well"),), day + timedelta(days=7))]
    by = cast.fresh("pia")
    assert [taking_over.take_over_series(kept=kept, by=by) for _twice in range(2)] == [1, 0]
    assert Meeting.objects.get(state="held").notes == "Went well"
    assert one_to_ones_on_time() == Decimal(0)
    mentored = [Mentored(olga, ben, ("Writing",), "Write more", day, (day,))]
    assert taking_over.take_over_mentoring(mentored=mentored, by=by) == 1
    assert (MentorOffer.objects.count(), Session.objects.get().pair.goal) == (1, "Write more")
    assert taking_over.take_over_feedback(told=[Told(ada, ben, "praise", "Good.", day)], by=by) == 1
    assert Feedback.objects.get().text == "Good."
    with pytest.raises(NotAllowedError):
        taking_over.take_over_series(kept=kept, by=cast.fresh("mia"))


def test_a_program_gives_and_asks_for_feedback_and_reads_no_words(cast, client):
    issued = tokens.issue(
        account=cast.fresh("ada"), name="Mine", scopes=["conversations:read", "conversations:write"], days=7
    )
    header = {"Authorization": f"Bearer {issued.secret}"}
    ben = str(cast.ben.person.pk)
    said = {"receiver": ben, "tone": "praise", "text": "Secret words"}
    answer = client.post(
        "/api/v1/conversations/feedback", said, content_type="application/json", headers=header
    )
    assert answer.status_code == 201, answer.content
    answer = client.post(
        "/api/v1/conversations/requests", {"asked": ben, "question": "Well?"}, content_type="application/json",
        headers=header,
    )  # fmt: skip
    assert (answer.status_code, answer.json()["state"]) == (201, "open")
    given = Feedback.objects.get()
    Feedback.objects.update(giver=cast.ben.person, receiver=cast.ada.person)
    found = client.get("/api/v1/conversations/feedback", headers=header)
    assert [each["id"] for each in found.json()["items"]] == [str(given.pk)]
    assert "Secret" not in found.content.decode()
    assert client.get("/api/v1/conversations/one-to-ones", headers=header).json()["items"] == []
    assert client.get("/api/v1/conversations/mentoring", headers=header).json()["items"] == []
