import pytest

from trellis.courses.queries import describing, reading, then
from trellis.courses.terms import courses_in
from trellis.pages.queries import current
from trellis.pages.queries.history import learn_history
from trellis.pages.tests.repositories import Book, git

COURSE, LESSON, INCLUDED = "courses/oil/course.md", "courses/oil/01-why.md", "how/oil.md"
FILES = {
    COURSE: "---\ntitle: Oil\n---\n\n## Outline\n\n1. [Why](01-why.md)\n2. [More](02-more.md)\n",
    LESSON: "# Why\n\nFirst text. See [more](02-more.md).\n\n![[how/oil#which]]\n",
    "courses/oil/02-more.md": "# More\n\nMore.\n",
    "courses/oel/course.md": "---\ntitle: Öl\ncourse: {translation-of: oil}\n---\n\n"
    "## Outline\n\n1. Üben (practical)\n",
    INCLUDED: "# Oil\n\n## Which\n\nThin oil.\n",
}


@pytest.fixture
def book(tmp_path, db, settings):
    settings.TRELLIS_READING = "open"
    git(tmp_path, "init", "-q", "-b", "main")
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Begin")
    made = Book(tmp_path)
    current.use(made.library)
    yield made
    current.use(None)


def change(book, path, before, after):
    (book.folder / path).write_text((book.folder / path).read_text().replace(before, after))
    git(book.folder, "commit", "-q", "-a", "-m", f"Change {path}")
    return book.edition


def words(found):
    return " ".join(each.html for each in found.pieces if each.kind == "prose")


def test_a_lesson_is_read_as_it_was_with_what_it_included_then(book):
    begun = book.tip
    change(book, INCLUDED, "Thin oil", "Thick oil")
    change(book, LESSON, "First text", "Second text")

    now, past = reading.lesson(book.edition, LESSON), reading.lesson(begun, LESSON)

    assert "Second text" in words(now)
    assert "Thick oil" in words(now)
    assert "First text" in words(past)
    assert "Thin oil" in words(past)
    assert (now.is_then, past.is_then) == (False, True)
    assert "/courses/oil/02-more/" in words(past)


def test_only_what_it_includes_may_have_changed(book):
    begun = book.tip
    change(book, INCLUDED, "Thin oil", "Thick oil")

    past = reading.lesson(begun, LESSON)

    assert "Thin oil" in words(past)
    assert past.is_then


def test_what_a_lesson_included_is_read_as_it_was_after_its_page_moved(book):
    begun = book.tip
    git(book.folder, "mv", INCLUDED, "how/lubricants.md")
    git(book.folder, "mv", LESSON, "courses/oil/03-why.md")
    git(book.folder, "commit", "-q", "-a", "-m", "Move both")
    assert book.edition

    past = reading.lesson(begun, LESSON)

    assert "First text" in words(past)
    assert "Thin oil" in words(past)


def test_what_has_not_changed_since_is_todays(book):
    begun = book.tip
    change(book, "courses/oil/02-more.md", "More.", "Much more.")

    assert not reading.lesson(begun, LESSON).is_then


def test_a_revision_that_nobody_knows_shows_todays_text(book):
    for revision in ("0" * 40, "nonsense", ""):
        assert "First text" in words(reading.lesson(revision, LESSON))


def test_a_course_has_the_parts_that_it_had(book):
    begun = book.tip
    git(book.folder, "rm", "-q", "courses/oil/02-more.md")
    edition = change(book, COURSE, "2. [More](02-more.md)\n", "2. Try it (practical) {#try}\n")

    today = courses_in(edition).by_key["oil"]
    past = then.course_at(edition, begun, today)

    assert [(each.key, each.kind) for each in today.parts] == [("why", "lesson"), ("try", "practical")]
    assert [(each.key, each.kind) for each in past.parts] == [("why", "lesson"), ("more", "lesson")]
    assert "More." in words(reading.lesson(begun, "courses/oil/02-more.md"))


def test_a_translation_says_how_far_it_is_behind(book, monkeypatch):
    for day, before, after in ((3, "First", "Second"), (9, "Second", "Third")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2099-01-0{day}T12:00:00+00:00")
        edition = change(book, LESSON, before, after)
    learn_history(edition)
    courses = courses_in(edition)
    oil, german = courses.by_key["oil"], courses.by_key["oel"]

    found = describing.translation(edition, german, oil)

    assert found.commits == 2
    assert found.days > 365

    monkeypatch.setenv("GIT_COMMITTER_DATE", "2099-02-01T12:00:00+00:00")
    edition = change(book, "courses/oel/course.md", "Üben", "Probieren")
    learn_history(edition)
    assert describing.translation(edition, german, oil).commits == 0
