import pytest

from trellis.handbook.compiler import compile_handbook
from trellis.handbook.source import MemorySource

DOUBLED = "We say the the twice.\n"
ACCESSS = "We has accesss here.\n"


def codes(text: str, **files: str) -> list[tuple[str, int]]:
    """The codes and lines of what is reported about a page."""
    found = compile_handbook(MemorySource({"page.md": f"# Page\n\n{text}", **files})).diagnostics
    return [(each.code, each.start.line) for each in found if each.path == "page.md"]


def test_waiver_silences_the_next_block_only():
    text = f"<!-- trellis-ignore HB110: a quotation -->\n{DOUBLED}\n{DOUBLED}"

    assert codes(text) == [("HB110", 6)]


def test_waiver_silences_a_whole_list():
    text = f"<!-- trellis-ignore HB110: quotations -->\n\n- {DOUBLED}- {DOUBLED}\n{DOUBLED}"

    assert codes(text) == [("HB110", 8)]


def test_waiver_before_a_heading_silences_the_heading():
    text = "## A\n\nx\n\n<!-- trellis-ignore HB136: two of them -->\n## A\n\nx\n"

    assert codes(text) == []


def test_waiver_in_a_line_silences_that_line():
    text = f"- {DOUBLED.strip()} <!-- trellis-ignore HB110: a quotation -->\n- {DOUBLED}"

    assert codes(text) == [("HB110", 4)]


def test_waiver_of_a_page_silences_all_of_it():
    text = f"{DOUBLED}\n<!-- trellis-ignore-page HB110, HB180: a poem -->\n\n{DOUBLED}\n{ACCESSS}"

    assert codes(text) == []


def test_waiver_from_start_to_end():
    start, end = "<!-- trellis-ignore-start HB110: a poem -->", "<!-- trellis-ignore-end -->"
    text = f"{start}\n\n{DOUBLED}\n{DOUBLED}\n{end}\n\n{DOUBLED}"

    assert codes(text) == [("HB110", 11)]


def test_waiver_without_a_reason_silences_and_is_reported():
    assert codes(f"<!-- trellis-ignore HB110 -->\n{DOUBLED}") == [("HB901", 3)]
    assert codes(f"<!-- trellis-ignore: because -->\n{DOUBLED}") == [("HB901", 3), ("HB110", 4)]


def test_unknown_codes_are_reported_unless_their_kind_is_not_at_work():
    assert codes(f"<!-- trellis-ignore HB199 JF201 what: because -->\n{DOUBLED}") == [
        ("HB902", 3),
        ("HB902", 3),
        ("HB110", 4),
    ]


def test_waiver_that_silences_nothing_is_reported_by_code():
    text = f"<!-- trellis-ignore HB110 HB180: because -->\n{DOUBLED}"

    assert codes(text) == [("HB903", 3)]


def test_unpaired_waivers_are_reported():
    assert codes(f"<!-- trellis-ignore-start HB110: a poem -->\n\n{DOUBLED}") == [("HB904", 3)]
    assert codes(f"{DOUBLED}\n<!-- trellis-ignore-end -->\n") == [("HB110", 3), ("HB904", 5)]


def test_waivers_cannot_be_waived():
    text = f"<!-- trellis-ignore-page HB901: no -->\n\n<!-- trellis-ignore HB110 -->\n{DOUBLED}"

    assert codes(text) == [("HB902", 3), ("HB901", 5)]


@pytest.mark.parametrize("wrapper", ["```\n{}\n```\n", "Write `{}` so.\n"])
def test_waivers_in_code_are_examples(wrapper):
    assert codes(wrapper.format("<!-- trellis-ignore HB110 -->") + f"\n{DOUBLED}")[-1][0] == "HB110"


def test_code_that_settings_ignore_does_not_make_its_waiver_unused():
    text = f"<!-- trellis-ignore HB110: because -->\n{DOUBLED}"

    assert codes(text, **{"handbook.yml": "ignore: [HB110]\n"}) == []
