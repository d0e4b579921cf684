import pytest

from trellis.handbook.tests.pages import checked, codes_in, fixed, marked


@pytest.mark.parametrize(
    ("heading", "mended"),
    [
        ("## **Hiring Process**", "## Hiring Process"),
        ("### _Purpose_", "### Purpose"),
        ("## __Grades__ ##", "## Grades ##"),
        ("## ***Both***", "## Both"),
        ("## **Hiring Process **", "## Hiring Process"),
    ],
)
def test_emphasis_of_a_whole_heading_goes(heading, mended):
    assert fixed(f"# Page\n\n{heading}\n\nText.\n", "HB130").splitlines()[2] == mended


@pytest.mark.parametrize(
    "heading", ["## The **best** way", "## *One* and *two*", "## snake_case_name", "## 2 * 3 * 4"]
)
def test_emphasis_within_a_heading_stays(heading):
    assert marked(f"# Page\n\n{heading}\n\nText.\n", "HB130") == []


def test_section_moves_with_everything_under_it():
    text = "# P\n\n## A\n\n#### B\n\nx\n\n##### C\n\nx\n\n#### D\n\nx\n\n### E\n\nx\n"

    assert fixed(text, "HB131") == "# P\n\n## A\n\n### B\n\nx\n\n#### C\n\nx\n\n### D\n\nx\n\n### E\n\nx\n"


def test_depth_is_told_once_for_all_sections_under_a_heading():
    text = "# P\n\n#### B\n\nx\n\n#### D\n\nx\n"

    assert [found.message for found in checked(text) if found.code == "HB131"] == [
        "“B” has depth 4, the heading above it, “P”, has 1 (and 1 more under it)."
    ]


def test_page_may_begin_at_any_depth():
    assert marked("### A\n\nx\n\n#### B\n\nx\n\n### C\n\nx\n", "HB131") == []


def test_several_headings_of_depth_one_are_told_once():
    assert marked("# A\n\nx\n\n# B\n\nx\n\n# C\n\nx\n", "HB132") == ["# B"]


def test_colon_and_empty_headings():
    assert codes_in("# Page\n\n## Process:\n\nx\n\n##\n\nx\n") == ["HB133", "HB134"]


def test_hashes_get_their_space():
    assert fixed("# Page\n\n##Process\n\nSee #channel and\n#hash.\n", "HB135").splitlines()[2] == "## Process"


def test_repeated_heading_points_at_the_first():
    text = "# P\n\n## Hiring\n\nx\n\n## Other\n\nx\n\n## hiring\n\nx\n"

    (found,) = checked(text)

    assert found.code == "HB136"
    assert found.start.line == 11
    assert found.related[0].position.line == 3


def test_same_heading_under_different_headings_is_fine():
    assert codes_in("# P\n\n## A\n\n### Duties\n\nx\n\n## B\n\n### Duties\n\nx\n") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# P\n\n## A\n\n## B\n\nx\n", ["## A"]),
        ("# P\n\n## A\n\n### B\n\nx\n", []),
        ("# P\n\n## A\n\n![picture](/a.png)\n", []),
        ("# P\n\n## A\n\n<!-- table of contents -->\n", []),
        ("# P\n\nx\n\n## A\n", ["## A"]),
    ],
)
def test_sections_without_anything(text, found):
    assert marked(text, "HB137") == found


def test_headings_in_code_are_none():
    assert codes_in("# P\n\n```\n##Tight\n#### Deep\n## **Bold**\n```\n") == []


# -- which of two headings has the wrong depth


def remedy_of(text):
    (found,) = [found for found in checked(text) if found.code == "HB131"]
    return found.hint, found.fix


def test_heading_after_one_a_step_deeper_may_itself_be_too_high():
    hint, fix = remedy_of("# P\n\n## Tools\n\n### Saw\n\nx\n\n## Plane\n\n#### Blade\n\nx\n")

    assert hint == (
        "Make “Plane” one step deeper, as “Saw” before it is, or what lies under it one step higher: which of them was "
        "meant, only a person can tell."
    )
    assert fix is None


def test_heading_that_holds_what_deeper_ones_hold_may_be_too_high():
    text = (
        "# P\n\n## Tools\n\n### Saw\n\n#### Care\n\nx\n\n#### Use\n\nx\n\n"
        "## Plane\n\n#### Care\n\nx\n\n## Glue\n\n#### Brush\n\nx\n"
    )

    of_plane, of_glue = (found for found in checked(text) if found.code == "HB131")

    assert of_plane.hint.startswith("Make “Plane” one step deeper, as “Saw” before it is")
    assert of_plane.fix is None
    assert of_glue.fix is not None


def test_level_beside_levels_belongs_under_it():
    hint, fix = remedy_of(
        "# P\n\n## Levels\n\n### Lead\n\nx\n\n## Lead of Leads\n\n#### Job Grade\n\nx\n\n### Hiring\n\nx\n"
    )

    assert (
        hint == "Make “Lead of Leads” one step deeper, so that it lies under “Levels” and what it holds fits."
    )
    assert fix is None


@pytest.mark.parametrize(
    "text",
    [
        "# P\n\n## Levels\n\n#### Lead\n\nx\n",
        "# P\n\n## Tools\n\n### Saw\n\nx\n\n## Plane\n\n##### Blade\n\nx\n",
        "# P\n\n## Tools\n\n### Saw\n\nx\n\n## Plane\n\n#### Blade\n\nx\n\n### Care\n\nx\n",
        "## Tools\n\nx\n\n# Plane\n\n### Blade\n\nx\n",
    ],
    ids=["nothing deeper before", "two steps", "holds both depths", "title of the page"],
)
def test_depth_below_is_wrong_where_the_heading_above_would_not_fit_deeper(text):
    hint, fix = remedy_of(text)

    assert hint.startswith("Use the next depth")
    assert fix is not None
