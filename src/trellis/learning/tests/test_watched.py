"""What is watched of the videos of a course: numbers of five or more, for whoever runs the course."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from trellis.core.models import Account, Person
from trellis.courses.queries.reading import lesson
from trellis.learning.definitions.watching import watched as said
from trellis.learning.models import Enrollment, Reply
from trellis.learning.queries import watched
from trellis.learning.queries.watched import Figures
from trellis.learning.services import keeping
from trellis.learning.terms import course as course_of
from trellis.learning.tests.conftest import COURSES, FEEDBACK
from trellis.learning.tests.test_pages import as_, text
from trellis.pages.queries.current import current_edition

__all__ = ["as_"]

PATH = f"courses/{FEEDBACK}/01-why.md"
FILMS = (
    "\n![A film](media/film.mp4)\n\n- [Transcript](/people/conversations.md)\n"
    "\n![A talk](https://youtu.be/dQw4w9WgXcQ)\n\n- [Transcript](/people/conversations.md)\n"
)
PAGE, FILE = (
    f"/learning/reports/courses/{FEEDBACK}/videos/",
    f"/learning/reports/courses/{FEEDBACK}/videos.csv",
)
API = f"/api/v1/courses/{FEEDBACK}/videos"
WATCHED = ("100:0-100", "100:0-95", "100:0-50", "100:40-50", "100:0-20")


@pytest.fixture
def films(school):
    """A lesson with a film and a talk; gives the keys of both."""
    school.publish({PATH: COURSES[PATH] + FILMS, f"courses/{FEEDBACK}/media/film.mp4": b"0123"})
    pieces = lesson(current_edition(), PATH).pieces
    return [each.key for each in pieces if each.kind in ("video", "youtube")]


def watch(school, block, values):
    """So many people take the course, and each plays a part of a video."""
    first = school.enroll("ada")
    for at, value in enumerate(values):
        account = Account.objects.create(
            email=f"w{at}@example.org", name=f"Watcher {at}",
            person=Person.objects.create(name=f"Watcher {at}", email=f"w{at}@example.org"),
        )  # fmt: skip
        row = Enrollment.objects.create(
            person=account.person, course=FEEDBACK, version=first.version, state=first.state, total=first.total,
            enrolled_by=account, started_at=first.started_at,
        )  # fmt: skip
        keeping.reply(
            enrollment=row, part_key="why", block=block, kind="watched", value=value, counter=1, by=account
        )


@pytest.mark.parametrize(
    ("value", "reached"), [("100:", 0), ("100:0-1", 1), ("100:0-10", 1), ("100:95-100", 10), ("7:0-1", 2)]
)
def test_how_far_somebody_got_is_told_in_tenths(value, reached):
    assert said(value).reached == reached


def test_the_figures_of_a_video(school, films, django_assert_num_queries):
    watch(school, films[0], WATCHED)
    course = course_of(FEEDBACK)
    watched.videos_of(course)

    with django_assert_num_queries(1):
        film, talk = watched.videos_of(course)

    assert (film.title, film.kind, film.lesson) == ("A film", "video", "Why feedback fails")
    assert film.figures == Figures(5, 2, 50, (5, 5, 4, 4, 4, 2, 2, 2, 2, 2))
    assert film.figures.reached_shares == (100, 100, 80, 80, 80, 40, 40, 40, 40, 40)
    assert film.figures.stop_before == 60
    assert (talk.title, talk.figures) == ("A talk", None)


def test_nothing_is_told_of_what_fewer_than_five_have_begun(school, films, as_):
    watch(school, films[0], (*WATCHED[:4], "100:"))

    assert [each.figures for each in watched.videos_of(course_of(FEEDBACK))] == [None, None]
    page = text(as_("pia").get(PAGE))
    assert page.count("fewer than 5") == 3
    assert 'id="h-t-' not in page
    assert next(csv.DictReader(io.StringIO(as_("pia").get(FILE).content.decode("utf-8-sig"))))["began"] == ""


def test_what_the_text_plays_no_more_is_told_without_a_name(school, films):
    watch(school, films[0], WATCHED)
    school.publish({PATH: COURSES[PATH]})

    (gone,) = watched.videos_of(course_of(FEEDBACK))

    assert (gone.title, gone.is_there, gone.kind, gone.figures.began) == ("Plays no more", False, "video", 5)


def test_who_runs_the_course_sees_chart_and_table_and_has_the_file(
    school, films, as_, django_assert_max_num_queries
):
    watch(school, films[0], WATCHED)
    pia = as_("pia")
    pia.get(PAGE)

    with django_assert_max_num_queries(15):
        page = text(pia.get(PAGE))

    assert "Most of those who stop do so before 60 % of it." in page
    assert "Watcher" not in page
    assert f'href="{PAGE}"' in text(pia.get(f"/courses/{FEEDBACK}/"))
    row = next(csv.DictReader(io.StringIO(pia.get(FILE).content.decode("utf-8-sig"))))
    assert (row["video"], row["began"], row["finished"], row["median_share"], row["reached_60"]) == (
        "A film", "5", "2", "50", "2",
    )  # fmt: skip


def test_others_see_nothing_of_it(school, films, as_):
    for name in ("ada", "mia", "ben"):
        answers = [as_(name).get(address).status_code for address in (PAGE, FILE, API)]
        assert answers == [404, 404, 404], name
    assert PAGE not in text(as_("ada").get(f"/courses/{FEEDBACK}/"))
    assert as_("pia").get(PAGE.replace(FEEDBACK, "nothing")).status_code == 404


def test_the_interface_gives_the_same_numbers(school, films, as_):
    watch(school, films[0], WATCHED)

    told = as_("pia").get(API).json()

    assert (told["course"], told["least"]) == (FEEDBACK, 5)
    assert told["items"][0] == {
        "part": "why", "lesson": "Why feedback fails", "title": "A film", "kind": "video", "is_there": True,
        "began": 5, "finished": 2, "median_share": 50, "reached": [5, 5, 4, 4, 4, 2, 2, 2, 2, 2],
    }  # fmt: skip
    assert told["items"][1]["began"] is None


def test_a_course_without_videos_says_so(school, as_):
    assert "No lesson of this course plays a video" in text(as_("pia").get(PAGE))


def test_what_was_kept_before_is_counted_after_the_change_of_the_table(school, films):
    watch(school, films[0], WATCHED[:1])
    Reply.objects.update(share=None, reached=None)
    migration = MigrationExecutor(connection).loader.get_migration("learning", "0002_watched")
    fill = next(each.code for each in migration.operations if hasattr(each, "code"))

    fill(MigrationExecutor(connection).loader.project_state(("learning", "0002_watched")).apps, None)

    assert Reply.objects.values_list("share", "reached").get() == (100, 10)
