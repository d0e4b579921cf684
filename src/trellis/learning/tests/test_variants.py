"""One course for several audiences: passages of pages that are hidden from somebody leave no trace in their lessons."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from trellis.core.services import tokens
from trellis.core.tests.remembered import remembered
from trellis.courses.queries import reading
from trellis.learning import terms
from trellis.learning.queries import lessons
from trellis.learning.tests.conftest import COURSES, FEEDBACK
from trellis.pages.queries.current import current_edition, read_by, whole_edition
from trellis.pages.rules import reader_for
from trellis.pages.tests.served import serve
from trellis.people.tests.conftest import Cast

__all__ = ["serve"]

PATH = f"courses/{FEEDBACK}/01-why.md"
CORE, OFFICERS, ANALYSTS = "Marmalade for all", "Quillfeather for officers", "Gooseberry for analysts"
LESSON = f"""\
---
title: Why feedback fails
---

{CORE}.

![[for/officers]]

![[for/analysts#prices]]

> **Exercise:** Write one down.
"""
BOOK = {
    **COURSES,
    "handbook.yml": COURSES["handbook.yml"]
    + """
visibility:
  - {path: for/officers.md, to: restricted, roles: [Chief Operating Officer]}
  - {path: for/analysts.md, to: restricted, roles: [IT Analyst]}
""",
    PATH: LESSON,
    "for/officers.md": f"# Terms\n\n{OFFICERS}.\n\n## More\n\nAnd more for officers.\n",
    "for/analysts.md": f"# Hidden title\n\nNot this.\n\n## Prices\n\n{ANALYSTS}.\n",
}


@pytest.fixture
def cast(db, serve, settings):
    settings.TRELLIS_READING = "members"
    edition = serve(BOOK)
    return remembered((Cast, edition.handbook), Cast)


def words_in(html):
    return {
        each
        for each in (CORE, OFFICERS, ANALYSTS, "officers", "analysts", "Prices", "Hidden")
        if each in html
    }


def as_(who):
    client = Client()
    client.force_login(who)
    return client


AUDIENCES = [
    ("olga", {CORE, OFFICERS, "officers"}), ("ada", {CORE, ANALYSTS, "analysts", "Prices"}), ("pia", {CORE}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "seen"), AUDIENCES)
def test_each_audience_reads_the_core_and_its_own_passage_and_nothing_says_that_there_are_others(
    cast, name, seen
):
    who = getattr(cast, name)
    with read_by(lambda: reader_for(who)):
        shown = reading.lesson(current_edition(), PATH)
        assert words_in(" ".join(str(getattr(each, "html", "")) for each in shown.pieces)) == seen
        assert {each.title for each in shown.taken_from} <= {"Terms", "Hidden title"}
    page = as_(who).get(f"/handbook/courses/{FEEDBACK}/01-why/").content.decode()
    article = page[page.index("<article") : page.index("</article>")]
    assert words_in(article) == seen
    assert "broken" not in article


@pytest.mark.parametrize(("name", "seen"), AUDIENCES)
def test_who_takes_the_course_reads_the_same_by_the_text_that_was_kept(cast, name, seen):
    snapshot = terms.snapshot(terms.course(FEEDBACK))
    who = getattr(cast, name)
    with read_by(lambda: reader_for(who)):
        shown = lessons.shown(PATH, snapshot.texts[PATH])
    html = " ".join(str(getattr(each, "html", "")) for each in shown.pieces)
    assert words_in(html) == seen
    assert "Write one down" in html
    assert len(shown.sources) == len(seen & {OFFICERS, ANALYSTS}) + 1


def test_a_text_that_was_kept_without_saying_where_passages_begin_is_not_shown_to_others(cast):
    kept = {**terms.snapshot(terms.course(FEEDBACK)).texts[PATH]}
    del kept[terms.PASSAGES]
    with read_by(lambda: reader_for(cast.pia)):
        assert lessons.shown(PATH, kept) is None


def test_where_passages_begin_makes_no_new_version_of_a_course(cast, monkeypatch):
    course, handbook = terms.course(FEEDBACK), whole_edition().handbook
    now = terms._snapshot(handbook, course).digest
    monkeypatch.setattr(terms, "passages_of", lambda expanded, path: [])
    assert terms._snapshot(handbook, course).digest == now


@pytest.mark.parametrize(("name", "seen"), AUDIENCES)
def test_the_passage_of_others_is_in_no_search_no_file_and_no_answer_for_programs(cast, name, seen):
    client, who = as_(getattr(cast, name)), getattr(cast, name)
    for word in (OFFICERS, ANALYSTS):
        found = client.get(reverse("web:search"), {"q": word.split()[0]}).content.decode()
        assert (word in found.replace("<mark>", "").replace("</mark>", "")) == (word in seen), word
    _row, token = tokens.issue(account=who, name="T", scopes=frozenset({"pages:read"}), days=7)
    client.logout()
    told = client.get(f"/api/v1/pages/{PATH}", headers={"Authorization": f"Bearer {token}"}).content.decode()
    for word in (OFFICERS, ANALYSTS):
        assert word in seen or word not in told
    plain = as_(who).get(f"/handbook/-/source/{PATH}").content.decode()
    assert OFFICERS not in plain
    assert ANALYSTS not in plain
