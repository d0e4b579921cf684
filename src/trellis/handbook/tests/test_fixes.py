import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.handbook import fixes
from trellis.handbook.checks import headings
from trellis.handbook.codes import by_id
from trellis.handbook.compiler import Compiler
from trellis.handbook.diagnostics import Edit
from trellis.handbook.directory import DirectorySource
from trellis.handbook.fixes import CannotFix, Fixed
from trellis.handbook.source import MemorySource, MountedSources
from trellis.handbook.text import Span

CODES = by_id()


def fixed(files: dict[str, str | bytes], wanted=lambda _: True) -> Fixed:
    return fixes.fix(MemorySource(files), Compiler(), CODES, wanted)


def fixed_text(text: str) -> str:
    changes = fixed({"page.md": text}).changes
    return changes[0].after if changes else text


def write(folder, name: str, data: bytes):
    place = folder / name
    place.write_bytes(data)
    return place


PIECES = st.sampled_from(
    [
        "# Title\n", "\n", "## A\n", "#### Deep\n", "##### Deeper\n", "##Tight\n", "## **Bold**\n", "### _It_ \n",
        "- item\n", "* item\n", "- - twice\n", "-Tight\n", "• Bullet\n", "– dash\n", "Collaborate with others\n",
        "the the ", "such as such as ", "in the in the in the ", "word ", "accesss ", "â€™", "Ã¢â‚¬â„¢", "Â\u00a0",
        "\u00a0", "\u200b", "\t", "  \n", " \n", "```\n", "`", "**", "(", ")", "[page](/page)", "[page](page.md)",
        "> ", "| a | b |\n", "<!-- trellis-ignore HB110: because -->\n", "\r\n", "    ", "1. one\n", "[a](#deep)",
        "[b](#a\u00a0b)",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=150, deadline=None)
def test_second_run_changes_nothing(text):
    once = fixed_text(text)

    assert fixed_text(once) == once


@given(st.lists(PIECES, max_size=15).map("".join), st.lists(PIECES, max_size=15).map("".join))
@settings(max_examples=60, deadline=None)
def test_fixing_never_adds_an_error(one, other):
    files = {"one.md": one, "two.md": other}
    before = Compiler().compile(MemorySource(files)).handbook

    after = fixed(files).handbook

    assert not fixes.is_worse(before, after)


def test_fixes_of_one_page_are_made_together():
    text = "# P\n\n## **Hiring**\n\nSee the the companyâ€™s plan. \n\n* One thing\n* Two things\nPlan a third thing\n"

    assert fixed_text(text) == (
        "# P\n\n## Hiring\n\nSee the company’s plan.\n\n* One thing\n* Two things\n* Plan a third thing\n"
    )


def test_depth_is_mended_from_the_top_down():
    assert fixed_text("# P\n\n### A\n\nx\n\n###### B\n\nx\n") == "# P\n\n## A\n\nx\n\n### B\n\nx\n"


def test_fix_that_would_break_a_link_is_refused():
    files = {
        "page.md": "# Page\n\n## Hiring\u00a0Process\n\nWe see the the plan.\n",
        "other.md": "# Other\n\nSee the [process](/page/#hiringprocess).\n",
    }

    result = fixed(files)

    assert [found.code for found in result.refused] == ["HB102"]
    assert [change.after for change in result.changes] == [
        "# Page\n\n## Hiring\u00a0Process\n\nWe see the plan.\n"
    ]


def test_links_are_mended_when_headings_are():
    files = {
        "page.md": "# Page\n\n## Hiring\u00a0Process\n\nWe see the plan.\n",
        "other.md": "# Other\n\nSee the [process](/page/#hiring-process).\n",
    }

    result = fixed(files)

    assert [change.path for change in result.changes] == ["page.md"]
    assert result.handbook.diagnostics == ()


def test_only_wanted_diagnostics_of_fixable_codes_are_mended():
    text = "# Page\n\nWe see the the accesss. \n"

    changes = fixed({"page.md": text}, lambda found: found.code != "HB104").changes

    assert [change.after for change in changes] == ["# Page\n\nWe see the accesss. \n"]


def test_waived_faults_are_left_alone():
    text = "# Page\n\n<!-- trellis-ignore HB110: a quotation -->\nWe see the the plan.\n"

    assert fixed({"page.md": text}).changes == ()


def test_code_and_front_matter_are_left_alone():
    text = "---\ntitle: the the\n---\n\n```\nthe the \n```\n\n`the the`\n"

    assert fixed({"page.md": text}).changes == ()


@pytest.mark.parametrize(
    "data",
    ["\ufeff# Page\r\n\r\nThe the companyâ€™s plan. \r\n".encode(), b"# Page\n\nNo end \n- a"],
    ids=["mark and crlf", "no newline at the end"],
)
def test_line_ends_mark_and_mode_stay(tmp_path, data):
    place = write(tmp_path, "page.md", data)
    place.chmod(0o640)
    source = DirectorySource(tmp_path)

    fixes.write(fixes.fix(source, Compiler(), CODES).changes, source)

    after = place.read_bytes()
    assert after != data
    assert after.startswith(b"\xef\xbb\xbf") == data.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\r") == data.count(b"\r")
    assert after.count(b"\n") == data.count(b"\n")
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["page.md"]


def test_file_that_cannot_be_written_back_without_loss_is_left_alone(tmp_path):
    data = b"# Page\n\nCaf\xe9 the the plan.\n"
    write(tmp_path, "page.md", data)

    assert fixes.fix(DirectorySource(tmp_path), Compiler(), CODES).changes == ()


def test_file_that_changed_meanwhile_is_left_alone(tmp_path):
    place = write(tmp_path, "page.md", b"# Page\n\nWe see the the plan.\n")
    source = DirectorySource(tmp_path)
    changes = fixes.fix(source, Compiler(), CODES).changes
    place.write_bytes(b"# Page\n\nSomebody was here.\n")

    with pytest.raises(CannotFix, match="has changed meanwhile"):
        fixes.write(changes, source)

    assert place.read_bytes() == b"# Page\n\nSomebody was here.\n"


def test_file_that_is_read_only_stays_as_it_is_for_whoever_runs_the_command(tmp_path):
    place = write(tmp_path, "page.md", b"# Page\n\nWe see the the plan.\n")
    place.chmod(0o444)
    source = DirectorySource(tmp_path)

    with pytest.raises(CannotFix, match="read-only"):
        fixes.write(fixes.fix(source, Compiler(), CODES).changes, source)

    assert place.read_bytes() == b"# Page\n\nWe see the the plan.\n"


def test_revision_or_memory_cannot_be_written():
    source = MemorySource({"page.md": "# Page\n\nWe see the the plan.\n"})

    with pytest.raises(CannotFix, match="not a file on the disk"):
        fixes.write(fixes.fix(source, Compiler(), CODES).changes, source)


def test_files_of_mounted_folders_are_found_on_the_disk(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, "page.md", b"# Page\n\nWe see the the plan.\n")
    source = MountedSources(
        {"": DirectorySource(tmp_path / "one"), "deep/two": DirectorySource(tmp_path / "two")}
    )

    written = fixes.write(fixes.fix(source, Compiler(), CODES).changes, source)

    assert sorted(place.parent.name for place in written) == ["one", "two"]
    assert (tmp_path / "two" / "page.md").read_text() == "# Page\n\nWe see the plan.\n"


def test_diff_shows_the_change():
    (change,) = fixed({"page.md": "# Page\n\nWe see the the plan."}).changes

    assert change.diff("/handbook/page.md") == (
        "--- a/handbook/page.md\n+++ b/handbook/page.md\n@@ -1,3 +1,3 @@\n # Page\n \n"
        "-We see the the plan.\n\\ No newline at end of file\n+We see the plan.\n\\ No newline at end of file\n"
    )


def test_edits_are_made_in_order():
    assert (
        fixes.apply("abcdef", [Edit(Span(4, 5), "X"), Edit(Span(0, 1), ""), Edit(Span(2, 2), "-")])
        == "b-cdXf"
    )


def test_page_of_a_real_handbook_is_mended_once(corpus):
    folder = corpus / "corpus" / "job-families" / "people-ops"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.md*"))}

    result = fixed(files)
    again = fixed({path: result.handbook.pages[path].text for path in result.handbook.pages})

    assert result.made
    assert again.changes == ()
    assert not [d for d in result.handbook.diagnostics if d.code == headings.EMPHASIS.id]
