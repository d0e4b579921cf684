"""What learners say of lessons: a sentence that is wrong, the discussion below the text, and who hears of it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from trellis.core.models import Notice
from trellis.discussions.services import comments
from trellis.learning.queries import describing
from trellis.learning.services import hearing
from trellis.learning.tests.conftest import FEEDBACK
from trellis.learning.tests.test_pages import as_, text
from trellis.pages.queries.history import Change

__all__ = ["as_"]

PATH = f"courses/{FEEDBACK}/01-why.md"
KEY = describing.lesson_key(PATH)


def wrong(client, found, part, quote):
    return client.post(f"/learning/{found.pk}/do/wrong/", {"part": part, "quote": quote})


def test_a_sentence_that_is_wrong_is_quoted_in_the_discussion_of_its_page(school, as_):
    found, ada = school.enroll("ada"), as_("ada")

    answer = wrong(ada, found, "why", "Say what\n you saw.")
    assert answer.url.endswith("/why/#discussion") or answer.url.endswith("/01-why/#discussion")
    page = text(ada.get(answer.url))
    assert "&gt; Say what you saw." in page
    assert "In the lesson “Why feedback fails”, from “What to do instead”:" in page
    wrong(ada, found, "why", "Say what you saw.")
    wrong(ada, found, "why", "Feedback fails when it judges.")
    page = text(ada.get(answer.url))
    assert page.count("&gt; Say what you saw.") == 1
    assert page.count("&gt; Feedback fails when it judges.") == 1


def test_a_sentence_that_a_lesson_includes_leads_to_the_page_that_it_is_from(school, as_):
    found, ada = school.enroll("ada"), as_("ada")

    answer = wrong(ada, found, "describe", "Speak soon.")

    assert answer.url == "/handbook/people/conversations/#discussion"
    assert "from “Feedback”:" in text(ada.get(answer.url))
    assert wrong(ada, found, "describe", "A camera sees it.").url != answer.url


def test_only_the_learner_says_of_their_lesson_that_it_is_wrong(school, as_):
    found = school.enroll("ada")

    assert wrong(as_("ben"), found, "why", "x").status_code == 404
    refused = as_("mia").post(f"/learning/{found.pk}/do/wrong/", {"part": "why"}, follow=True)
    assert "This is not your course." in text(refused)
    no_lesson = as_("ada").post(f"/learning/{found.pk}/do/wrong/", {"part": "practice"}, follow=True)
    assert "The handbook has this page no more" in text(no_lesson)


def test_the_discussion_stands_below_the_lesson(school, as_):
    found, ada = school.enroll("ada"), as_("ada")
    said = comments.say(kind="lesson", key=KEY, text="Does this hold for praise?", by=school.cast.ada)

    page = text(ada.get(f"/learning/{found.pk}/why/"))
    address = reverse("discussions:discussion", args=["lesson", KEY])
    assert f'hx-get="{address}"' in page
    part = text(ada.get(address, headers={"HX-Request": "true"}))
    assert "Does this hold for praise?" in part
    assert ada.get(reverse("discussions:comment", args=[said.pk])).url.startswith(
        f"/learning/{found.pk}/why/?thread="
    )
    assert "Does this hold for praise?" in text(ada.get(f"/learning/{found.pk}/why/?thread={said.pk}"))


def test_what_is_said_of_a_lesson_waits_on_the_owner_until_it_is_answered(school, as_):
    pia = as_("pia")
    said = comments.say(kind="lesson", key=KEY, text="Is this so?", by=school.cast.ada)

    assert "Why feedback fails" in text(pia.get("/my-work/"))
    shown = text(pia.get(f"/learning/feedback/{FEEDBACK}/"))
    assert "Said of lessons" in shown
    assert "1 open thread" in shown
    comments.say(kind="lesson", key=KEY, text="It is.", by=school.cast.pia, reply_to=said)
    assert "Why feedback fails" not in text(pia.get("/my-work/"))


def test_what_is_said_of_a_lesson_is_done_once_settled_taken_back_or_the_text_is_changed(
    school, as_, monkeypatch
):
    pia, ada = as_("pia"), school.cast.ada

    def waits():
        return "Why feedback fails" in text(pia.get("/my-work/"))

    for end in (comments.settle, comments.delete):
        said = comments.say(kind="lesson", key=KEY, text="Is this so?", by=ada)
        assert waits()
        end(comment=said, by=ada)
        assert not waits()

    comments.say(kind="lesson", key=KEY, text="And this?", by=ada)
    for days, still in ((-1, True), (1, False)):
        when = {PATH: Change(timezone.now() + timedelta(days=days), "Pia", "c0ffee")}
        monkeypatch.setattr(hearing, "changes", lambda _edition, when=when: when)
        assert bool(hearing.close_changed()) is not still
        assert waits() is still


def test_what_an_owner_asks_of_their_own_lesson_waits_on_nobody_for_themselves(school, as_):
    pia = as_("pia")

    asked = comments.say(kind="lesson", key=KEY, text="Who knows this?", by=school.cast.pia)
    assert "Why feedback fails" not in text(pia.get("/my-work/"))

    comments.say(kind="lesson", key=KEY, text="I would like to know too.", by=school.cast.ada, reply_to=asked)
    assert "Why feedback fails" in text(pia.get("/my-work/"))


def test_what_an_owner_asks_leaves_what_others_asked_to_be_answered(school, as_):
    pia = as_("pia")
    said = comments.say(kind="lesson", key=KEY, text="Is this so?", by=school.cast.ada)

    comments.say(kind="lesson", key=KEY, text="And who knows this?", by=school.cast.pia)

    assert "Why feedback fails" in text(pia.get("/my-work/"))
    comments.say(kind="lesson", key=KEY, text="It is.", by=school.cast.pia, reply_to=said)
    assert "Why feedback fails" not in text(pia.get("/my-work/"))


def test_whoever_changed_the_text_is_not_told_that_it_was_changed(school, monkeypatch):
    for name in ("ada", "pia"):
        comments.say(kind="lesson", key=KEY, text="Is this so?", by=getattr(school.cast, name))
    when = {PATH: Change(timezone.now() + timedelta(days=1), "Pia", "c0ffee")}
    monkeypatch.setattr(hearing, "changes", lambda _edition: when)

    hearing.close_changed()

    told = Notice.objects.filter(subject__startswith="The text of").values_list("account__name", flat=True)
    assert list(told) == ["Ada"]
