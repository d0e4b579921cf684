"""A course that is begun, looked at through the eyes of others: never more than both may see."""

from __future__ import annotations

import pytest

from trellis.core import kept
from trellis.core.tests.remembered import remembered
from trellis.courses.queries import looking_as, reading
from trellis.courses.queries import studio as queries
from trellis.courses.queries.catalogue import courses_now, seeker_of
from trellis.courses.queries.looking_as import NobodyError
from trellis.courses.tests.conftest import COURSES, LEADING
from trellis.handbook.errors import TrellisError
from trellis.pages.queries.current import current_edition, read_by
from trellis.pages.rules import reader_for
from trellis.people.tests.conftest import Cast

LESSON = "courses/leading-a-team/01-how.md"
VISIBLE = (
    "visibility:\n  - {path: how/managers.md, to: restricted, roles: [Chief Operating Officer]}\n"
    "  - {path: how/analysts.md, to: restricted, roles: [IT Analyst]}\n"
)
BOOK = {
    **COURSES,
    "handbook.yml": COURSES.get("handbook.yml", "") + VISIBLE,
    "courses/leading-a-team/course.md": LEADING.replace(
        "1. A workshop", "1. [How](01-how.md)\n2. A workshop"
    ),
    LESSON: "---\ntitle: How\n---\n\nAll read this.\n\n![[how/managers]]\n\n![[how/analysts]]\n",
    "how/managers.md": "# For managers\n\nOnly officers read this.\n",
    "how/analysts.md": "# For analysts\n\nOnly analysts read this.\n",
}


@pytest.fixture
def cast(db, serve):
    edition = serve(BOOK)
    kept.forget_everything()
    return remembered((Cast, edition.handbook), Cast)


def look(who, kind, name):
    """What somebody is shown of the lesson through other eyes, and whether these take the course."""
    with read_by(lambda: reader_for(who)):
        bench = queries.bench_of(current_edition(), who, "leading-a-team")
        course = courses_now().by_key["leading-a-team"]
        eyes = looking_as.eyes_of(bench, seeker_of(who), course, kind, name)
        shown = reading.lesson(looking_as.edition_for(bench, eyes), LESSON)
        text = " ".join(str(getattr(each, "html", "")) for each in shown.pieces)
    found = {word for word in ("All", "officers", "analysts") if f"{word} read this" in text}
    return found, eyes.may_take(course) if eyes is not None else None


def test_with_a_role_one_sees_what_both_may_see(cast):
    assert look(cast.olga, "", "") == ({"All", "officers"}, None)
    assert look(cast.olga, "role", "Chief Operating Officer") == ({"All", "officers"}, False)
    assert look(cast.olga, "manager", "chief  operating officer") == ({"All", "officers"}, True)
    assert look(cast.olga, "role", "IT Analyst") == ({"All"}, False)
    assert look(cast.ada, "manager", "Chief Operating Officer") == ({"All"}, True)


def test_who_looks_after_a_course_looks_as_one_person(cast):
    assert look(cast.olga, "person", "Ada") == ({"All"}, False)
    assert look(cast.olga, "person", "Mia")[1] is True
    with pytest.raises(NobodyError, match="Only those who look after"):
        look(cast.ada, "person", "Mia")


@pytest.mark.parametrize(("kind", "name"), [("role", "Wizard"), ("person", "Nobody at all")])
def test_nobody_can_be_looked_as_whom_there_is_not(cast, kind, name):
    with pytest.raises(TrellisError):
        look(cast.olga, kind, name)


def test_the_preview_says_as_whom_one_looks(cast, client):
    client.force_login(cast.olga)
    page = client.get("/studio/courses/leading-a-team/preview/?as=role&who=IT+Analyst").content.decode()
    assert "You see it as <b>IT Analyst</b>" in page
    assert "They do not find it" in page
    assert "/lessons/01-how.md/preview/?as=role&amp;who=IT+Analyst" in page
    assert (
        "There is no role"
        in client.get("/studio/courses/leading-a-team/preview/?as=role&who=Wizard").content.decode()
    )
