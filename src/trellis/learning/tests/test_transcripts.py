"""What is said in a video stands in the player of the lesson, for who may see the captions."""

from __future__ import annotations

from trellis.learning.tests.conftest import COURSES, FEEDBACK
from trellis.learning.tests.test_pages import as_, text

__all__ = ["as_"]

PATH = f"courses/{FEEDBACK}/01-why.md"
MEDIA = f"courses/{FEEDBACK}/media"
FILM = {
    PATH: f"{COURSES[PATH]}\n![A film](media/film.mp4)\n\n- [Captions, English](media/film.vtt)\n",
    f"{MEDIA}/film.mp4": b"0123",
    f"{MEDIA}/film.vtt": b"WEBVTT\n\n00:03.000 --> 00:05.000\nSay what the camera sees.\n",
}


def test_a_learner_reads_beside_the_video_what_is_said_in_it(school, as_, django_assert_max_num_queries):
    school.publish(FILM)
    found, ada = school.enroll("ada"), as_("ada")
    address = f"/learning/{found.pk}/why/"
    ada.get(address)

    with django_assert_max_num_queries(30):
        page = text(ada.get(address))

    assert "Say what the camera sees." in page
    assert 'film.mp4#t=3"' in page
    assert "courses/media" in page


def test_captions_that_a_learner_may_not_see_are_not_read_to_them(school, as_):
    hidden = f"visibility:\n  - {{path: {MEDIA}/, to: restricted, people: [nobody@example.org]}}\n"
    school.publish({**FILM, "handbook.yml": hidden})
    found = school.enroll("ada")

    page = text(as_("ada").get(f"/learning/{found.pk}/why/"))

    assert "Feedback fails when it judges." in page
    assert "Say what the camera sees." not in page
