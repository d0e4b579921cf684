"""Questions taken and given on the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from trellis.assessments.commands import questions
from trellis.assessments.exchange import zips
from trellis.assessments.exchange.formats import FORMATS, format_of
from trellis.assessments.exchange.pages import quiz_of
from trellis.assessments.tests.samples import AIKEN, GIFT, MOODLE, qti2_item, qti3_item

PAGE = "---\ntitle: Fruit\n---\n\n## Which is a fruit? {#fruit}\n\n- [x] Apple\n- [ ] Stone\n"


def run(*words):
    return CliRunner().invoke(questions, [str(word) for word in words], standalone_mode=False)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (GIFT.encode(), "gift"), (AIKEN.encode(), "aiken"), (MOODLE, "moodle"), (qti2_item(), "qti3"),
        (qti3_item(), "qti3"), (zips.archive_of({"a.xml": b"<a/>"}), "qti3"), (GIFT.encode("utf-16"), "gift"),
    ],
)  # fmt: skip
def test_the_content_of_a_file_says_which_format_it_is(data, form):
    assert format_of(data) == form


def test_questions_go_into_a_new_page_with_their_pictures(tmp_path):
    (tmp_path / "from.xml").write_bytes(MOODLE)
    page = tmp_path / "quizzes" / "shapes.quiz.md"

    done = run("import", tmp_path / "from.xml", "--into", page, "--title", "Shapes")

    quiz, told = quiz_of(page.read_text("utf-8"))
    assert done.return_value == 1
    assert (quiz.title, len(quiz.questions), told) == ("Shapes", 11, [])
    assert (tmp_path / "quizzes" / "media" / "ball.png").read_bytes() == b"picture"
    assert "11 questions went into" in done.output
    assert "“read”: It is a text and asks nothing." in done.output


def test_questions_are_added_to_a_page_under_identifiers_of_their_own(tmp_path):
    page, file = tmp_path / "fruit.quiz.md", tmp_path / "more.gift"
    page.write_text(PAGE, "utf-8")
    file.write_text("::fruit::Which else? {=Pear ~Brick}\n", "utf-8")

    done = run("import", file, "--into", page)

    quiz, _ = quiz_of(page.read_text("utf-8"))
    assert (done.return_value, quiz.title) == (0, "Fruit")
    assert [each.key for each in quiz.questions] == ["fruit", "fruit-2"]


def test_a_dry_run_writes_nothing(tmp_path):
    (tmp_path / "a.txt").write_text(AIKEN, "utf-8")

    done = run("import", tmp_path / "a.txt", "--into", tmp_path / "a.quiz.md", "--dry-run")

    assert "2 questions would go into" in done.output
    assert not (tmp_path / "a.quiz.md").exists()


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_page_goes_into_a_file_of_each_format_and_comes_back(tmp_path, form):
    (tmp_path / "fruit.quiz.md").write_text(PAGE, "utf-8")
    run("export", tmp_path / "fruit.quiz.md", "--format", form, "-o", tmp_path / "out")

    done = run("import", tmp_path / "out", "--into", tmp_path / "again.quiz.md", "--format", form)

    again = quiz_of((tmp_path / "again.quiz.md").read_text("utf-8"))[0].questions
    assert done.return_value == 0
    assert [each.fingerprint for each in again] == [each.fingerprint for each in quiz_of(PAGE)[0].questions]


def test_what_a_format_cannot_hold_is_named(tmp_path):
    (tmp_path / "a.quiz.md").write_text(PAGE + "\n## In which order? (ordering)\n\n1. a\n2. b\n", "utf-8")

    done = run("export", tmp_path / "a.quiz.md", "--format", "gift", "-o", tmp_path / "out")

    assert done.return_value == 1
    assert "in-which-order-ordering: GIFT has no questions of the type “ordering”." in done.output


def test_what_is_lost_of_several_questions_is_said_once(tmp_path):
    page = tmp_path / "fruit.quiz.md"
    second = PAGE.split("---\n\n")[1].replace("fruit", "nut").replace("#nut", "#second")
    page.write_text(f'{PAGE}\n{{: difficulty="easy"}}\n\n{second}\n{{: difficulty="easy"}}\n', "utf-8")

    done = run("export", page, "--format", "gift", "-o", tmp_path / "out.gift")

    assert "  fruit, second: The difficulty is left out." in done.output.splitlines()
