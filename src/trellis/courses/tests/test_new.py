import pytest

from trellis.config import cli
from trellis.config.kinds import all_kinds
from trellis.courses.definitions import skeletons
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.source import MemorySource


@pytest.mark.parametrize("title", ["Giving feedback", 'Say "no": how\\why', "Übung macht Meister", "100 %"])
def test_a_new_course_compiles_without_a_finding(title):
    files = skeletons.files_of(title)
    found = compile_handbook(MemorySource({"index.md": "# Home\n\nHello.\n", **files}), kinds=all_kinds())

    assert [each for each in found.diagnostics if each.path.startswith("courses/")] == []
    (course,) = found.assembled["course"].by_key.values()
    assert [each.kind for each in course.parts] == ["lesson", "practical"]
    assert course.title == title


@pytest.mark.parametrize("text", [skeletons.COURSE, skeletons.PATH])
def test_what_a_new_page_begins_with_compiles_without_a_finding(text):
    path = "paths/x.md" if text is skeletons.PATH else "courses/x/course.md"
    found = compile_handbook(MemorySource({path: text.replace("{title}", "X")}), kinds=all_kinds())

    assert list(found.diagnostics_of(path)) == []


def test_the_command_writes_a_course_once(tmp_path, capsys):
    assert (
        cli.main(["new", "course", "Giving feedback", "--handbook", str(tmp_path), "--owner", "Manager, IT"])
        == cli.FINE
    )
    text = (tmp_path / "courses/giving-feedback/course.md").read_text()
    assert "Manager, IT" in text
    assert "01-first-lesson.md" in capsys.readouterr().out
    assert cli.main(["new", "course", "Giving feedback", "--handbook", str(tmp_path)]) == cli.UNUSABLE
    assert "already" in capsys.readouterr().err


def test_a_title_without_letters_is_refused(tmp_path, capsys):
    assert cli.main(["new", "course", "!!!", "--handbook", str(tmp_path)]) == cli.UNUSABLE
