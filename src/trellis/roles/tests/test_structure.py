"""Which section belongs to whom: levels wherever they stand, and nothing else taken for one."""

from __future__ import annotations

import pytest

from trellis.roles.definitions.model import Family
from trellis.roles.tests.pages import family

LISTS = "{mark} Responsibilities\n\n- {does}\n\n{mark} Requirements\n\n- {needs}\n\n"


def lists(depth: int, does: str = "Buys", needs: str = "Reads") -> str:
    return LISTS.format(mark="#" * depth, does=does, needs=needs)


def outline(made: Family) -> list[tuple[str, float | None, list[str], list[str]]]:
    """The levels with title, grade and own items."""
    return [
        (
            level.title,
            level.grade.value if level.grade else None,
            [item.text for item in level.responsibilities],
            [item.text for item in level.requirements],
        )
        for level in made.levels
    ]


TWO = [("Buyer", 6.0, ["Buys"], ["Reads"]), ("Senior Buyer", 7.0, ["Leads"], ["Knows"])]


def two_levels(depth: int, section_depth: int | None = None) -> str:
    """Two levels whose headings stand at a depth, their sections at another."""
    mark, below = "#" * depth, section_depth or depth + 1
    return (
        f"{mark} Buyer\n\n{'#' * below} Job Grade\n\nThe Buyer is a grade 6.\n\n{lists(below)}"
        f"{mark} Senior Buyer\n\n{'#' * below} Job Grade\n\nThe Senior Buyer is a grade 7.\n\n"
        + lists(below, "Leads", "Knows")
    )


@pytest.mark.parametrize(
    "body",
    [
        "## Levels\n\n" + two_levels(3),
        "## Levels\n\n" + two_levels(4),
        "## Levels\n\n" + two_levels(2),
        "# Levels\n\n" + two_levels(2),
        "### Levels\n\n" + two_levels(2),
        two_levels(2),
        two_levels(1),
        "## Levels\n\n" + two_levels(3, 3),
        two_levels(2, 2),
        "## Buyer Levels\n\n" + two_levels(3),
        "## Levels\n\n### Individual contributors\n\n" + two_levels(4),
        "## Career Ladder\n\nThe next step is not yet defined.\n\n" + two_levels(2),
        "## Levels\n\nThese are the levels.\n\n" + two_levels(3) + "## Hiring Process\n\n- Call\n",
    ],
)
def test_levels_are_found_at_any_depth_beside_under_or_far_from_levels(body: str) -> None:
    assert outline(family(body)) == TWO


def test_sections_named_after_their_level_belong_to_it_at_any_depth() -> None:
    body = two_levels(3).replace("#### Resp", "### Buyer Resp", 1).replace("#### Requ", "### Buyer Requ", 1)

    assert outline(family("## Levels\n\n" + body)) == TWO


def test_sections_after_all_levels_find_theirs_by_name() -> None:
    made = family(
        "## Levels\n\n### Buyer\n\nThe Buyer is a grade 6.\n\n### Senior Buyer\n\nThe Senior Buyer is a grade 7.\n\n"
        "### Buyer Responsibilities\n\n- Buys\n\n### Buyer Requirements\n\n- Reads\n\n"
        "### Senior Buyer Responsibilities\n\n- Leads\n\n### Senior Buyer Requirements\n\n- Knows\n"
    )

    assert outline(made) == TWO


def test_what_stands_outside_the_levels_is_the_familys() -> None:
    made = family(lists(2, "Helps", "Writes") + "## Levels\n\n" + two_levels(3))

    assert outline(made) == TWO
    assert [item.text for item in made.responsibilities] == ["Helps"]
    assert [item.text for item in made.requirements] == ["Writes"]


def test_a_level_in_the_career_ladder_is_a_level() -> None:
    first, second = two_levels(3).split("### Senior")
    made = family(f"## Levels\n\n{first}## Career Ladder\n\nOne step leads on.\n\n### Senior{second}")

    assert outline(made) == TWO


def test_a_level_may_be_known_from_its_grade_heading_alone() -> None:
    made = family(
        "## Levels\n\n### Buyer Job Grade\n\nThe Buyer is a grade 6.\n\n### Buyer Responsibilities\n\n- Buys\n\n"
        "### Senior Buyer Job Grade\n\nThe Senior Buyer is a grade 7.\n\n### Senior Buyer Responsibilities\n\n- Leads\n"
    )

    assert outline(made) == [("Buyer", 6.0, ["Buys"], []), ("Senior Buyer", 7.0, ["Leads"], [])]


def test_levels_may_be_known_from_a_list_or_a_table_alone() -> None:
    wanted = [("Buyer", 6.0, [], []), ("Senior Buyer", 7.0, [], [])]
    table = "| Title | Job grade |\n| --- | --- |\n| Buyer | 6 |\n| [Senior Buyer](/x/) | [7](/grades/) |\n"

    assert outline(family(f"{lists(2)}## Levels\n\n- Buyer (grade 6)\n- Senior Buyer: grade 7\n")) == wanted
    assert outline(family(f"{lists(2)}## Levels\n\n{table}")) == wanted
    assert family(f"{lists(2)}## Levels\n\n{table}").matrix


def test_a_table_gives_their_grades_to_levels_that_state_none() -> None:
    made = family(
        "## Levels\n\n| Level | Grade |\n| --- | --- |\n| Buyer | 6 |\n| Senior Buyer | 7 |\n\n"
        f"### Buyer\n\n{lists(4)}### Senior Buyer\n\n{lists(4, 'Leads', 'Knows')}"
    )

    assert outline(made) == TWO


def test_a_table_may_link_a_section_of_the_level_in_place_of_the_level() -> None:
    made = family(
        "## Levels\n\n| Level | Grade |\n| --- | --- |\n| [Intermediate](#buyer) | 6 |\n"
        "| [Senior](#senior-buyer-requirements) | 7 |\n\n"
        f"### Buyer\n\n{lists(4)}### Senior Buyer\n\n{lists(4, 'Leads', 'Knows')}"
    )

    assert outline(made) == TWO


def test_headings_that_only_repeat_the_level_hold_its_lists_in_their_usual_order() -> None:
    made = family(
        f"## Levels\n\n### Buyer\n\nThe Buyer is a grade 6.\n\n{lists(4)}### Senior Buyer\n\n"
        "#### Senior Buyer Job Grade\n\nThe Senior Buyer is a grade 7.\n\n"
        "#### Senior Buyer\n\n- Leads\n\n#### Senior Buyer\n\n- Knows\n"
    )

    assert outline(made) == TWO


def test_a_grade_may_stand_in_the_heading_or_in_a_table_of_facts() -> None:
    made = family(
        f"## Levels\n\n### Buyer (Grade 6)\n\n{lists(4)}"
        "### Senior Buyer\n\n| | |\n| --- | --- |\n| Job Grade | 7 |\n| Reports to | Manager, Supply |\n\n"
        + lists(4, "Leads", "Knows")
    )

    assert outline(made) == [("Buyer (Grade 6)", 6.0, ["Buys"], ["Reads"]), TWO[1]]
    assert made.levels[1].reports_to is not None
    assert made.levels[1].reports_to.titles[0].title == "Manager, Supply"


def test_a_base_role_before_the_levels_is_a_level_with_the_role_of_its_sentence() -> None:
    made = family(
        f"## Job Grade\n\nThe Buyer is a grade 6.\n\n{lists(2)}## Levels\n\n"
        f"### Senior Buyer\n\n#### Job Grade\n\nThe Senior Buyer is a grade 7.\n\n{lists(4, 'Leads', 'Knows')}"
    )

    assert outline(made) == [("Buyer", 6.0, [], []), TWO[1]]
    assert [item.text for item in made.responsibilities] == ["Buys"]


def test_one_section_may_state_the_grades_of_several_roles() -> None:
    made = family(
        "## Job Grades\n\nThe Buyer is a grade 6. The Senior Buyer is a grade 7.\n\n"
        "## Buyer Responsibilities\n\n- Buys\n\n## Senior Buyer Responsibilities\n\n- Leads\n"
    )

    assert outline(made) == [("Buyer", 6.0, ["Buys"], []), ("Senior Buyer", 7.0, ["Leads"], [])]


def test_a_doubled_heading_is_one_level() -> None:
    made = family(
        "## Levels\n\n### Buyer\n\nBuyers buy.\n\n### Buyer\n\n#### Job Grade\n\nThe Buyer is a grade 6.\n\n"
        + lists(4)
    )

    assert outline(made) == TWO[:1]


def test_two_levels_of_one_title_stay_two() -> None:
    level = f"### Buyer\n\n#### Job Grade\n\nThe Buyer is a grade 6.\n\n{lists(4)}"
    made = family(f"## Levels\n\n{level}{level}")

    assert [level.slug for level in made.levels] == ["buyer", "buyer-2"]


def test_one_role_page_has_one_implicit_level_with_the_lists_of_the_page() -> None:
    made = family(
        f"The Buyer reports to the CFO.\n\n## Job Grade\n\nThe Buyer is a grade 6.\n\n{lists(2)}", "Buyer"
    )

    assert outline(made) == TWO[:1]
    assert made.levels[0].implicit
    assert (made.responsibilities, made.requirements) == ((), ())


@pytest.mark.parametrize(
    "body",
    ["", "See the [other page](/job-families/supply/).\n", "## Roles\n\n- [Buyer](/a/)\n- [Seller](/b/)\n"],
)
def test_a_stub_has_no_levels(body: str) -> None:
    assert outline(family(body)) == []


def test_bold_lines_are_headings_where_they_announce_a_section() -> None:
    made = family(
        "## Levels\n\n**Buyer**\n\nThe Buyer is a grade 6.\n\n**Responsibilities**\n\n- Buys\n\n"
        "**Requirements:**\n\n- Reads\n\n**Senior Buyer**\n\nThe Senior Buyer is a grade 7.\n\n"
        "Responsibilities:\n\n- Leads\n\nRequirements:\n\n- Knows\n"
    )

    assert outline(made) == TWO


def test_headings_of_every_style_are_headings() -> None:
    made = family(
        "Levels\n======\n\nBuyer\n-----\n\n### 1. Job Grade ###\n\nThe Buyer is a grade 6.\n\n"
        "### Responsibilities:\n\n- Buys\n\n"
        "### *Requirements* {#needs}\n\n- Reads\n"
    )

    assert outline(made) == TWO[:1]


# -- tracks


def test_a_track_has_its_levels_and_its_own_lists() -> None:
    made = family(
        f"## Buyer Levels\n\n{lists(3, 'Helps', 'Writes')}{two_levels(3)}"
        "## Manager Levels\n\n### Manager, Supply\n\n#### Job Grade\n\nThe Manager, Supply is a grade 8.\n\n"
        + lists(4, "Hires", "Decides")
    )

    assert outline(made) == [*TWO, ("Manager, Supply", 8.0, ["Hires"], ["Decides"])]
    assert [(track.title, track.levels) for track in made.tracks] == [
        ("Buyer Levels", ("buyer", "senior-buyer")), ("Manager Levels", ("manager-supply",)),
    ]  # fmt: skip
    assert [item.text for item in made.tracks[0].responsibilities] == ["Helps"]


def test_the_pages_own_name_again_is_no_level() -> None:
    made = family(f"# Procurement\n\n{lists(2, 'Helps', 'Writes')}## Levels\n\n{two_levels(3)}")

    assert outline(made) == TWO
    assert [item.text for item in made.responsibilities] == ["Helps"]


# -- specialties


SPECIALTIES = "## Specialties\n\n### Packaging\n\nBoxes of all sizes.\n\n"


@pytest.mark.parametrize("where", ["before", "after"])
def test_specialties_keep_their_lists_to_themselves(where: str) -> None:
    special = SPECIALTIES + lists(4, "Folds", "Measures")
    levels = "## Levels\n\n" + two_levels(3)

    made = family(special + levels if where == "before" else levels + special)

    assert outline(made) == TWO
    assert [
        (s.title, [i.text for i in s.responsibilities], [i.text for i in s.requirements])
        for s in made.specialties
    ] == [("Packaging", ["Folds"], ["Measures"])]


def test_a_graded_level_ends_the_specialties() -> None:
    first, second = two_levels(3).split("### Senior")
    made = family(f"## Levels\n\n{first}{SPECIALTIES}### Senior{second}")

    assert outline(made) == TWO
    assert [specialty.title for specialty in made.specialties] == ["Packaging"]


def test_specialties_may_be_a_plain_list() -> None:
    made = family(
        "## Levels\n\n" + two_levels(3) + "## Specialties\n\n- Packaging: boxes\n- Fuel - by ship\n"
    )

    assert [specialty.title for specialty in made.specialties] == ["Packaging", "Fuel"]


def test_a_heading_that_names_one_specialty_is_that_specialty() -> None:
    made = family(
        f"## Levels\n\n{two_levels(3)}## Cold Storage Specialty\n\n- Keeps things cold\n- Measures\n"
    )

    assert [found.title for found in made.specialties] == ["Cold Storage Specialty"]
    assert [item.text for item in made.specialties[0].responsibilities] == ["Keeps things cold", "Measures"]


def test_what_some_also_do_is_what_they_do() -> None:
    body = two_levels(3).replace("#### Senior Buyer Responsibilities", "#### Responsibilities")
    lists_of = "## Levels\n\n" + body.replace(
        "#### Responsibilities\n\n- Leads", "#### Senior Buyers also\n\n- Leads"
    )

    assert outline(family(lists_of)) == TWO


def test_segments_are_kept_apart_from_specialties() -> None:
    made = family("## Levels\n\n" + two_levels(3) + "## Segment\n\n### Public\n\nTenders.\n\n" + SPECIALTIES)

    assert [segment.title for segment in made.segments] == ["Public"]
    assert [specialty.title for specialty in made.specialties] == ["Packaging"]


def test_a_heading_may_call_its_level_a_role() -> None:
    body = (
        two_levels(2)
        .replace("## Buyer\n", "## Buyer Role\n")
        .replace("## Senior Buyer\n", "## Senior Buyer Role\n")
    )

    assert [level.title for level in family(body).levels] == ["Buyer Role", "Senior Buyer Role"]


# -- what is no level


def test_the_pages_one_role_announced_as_such_is_no_further_level() -> None:
    [level] = family(f"## Buyer Role\n\nThe Buyer is a grade 6.\n\n{lists(2)}", "Buyer").levels

    assert (level.title, level.implicit) == ("Buyer", True)
    assert level.grade is not None


@pytest.mark.parametrize(
    "title", ["Compensation", "About the role", "What's it like to work here?", "Team", "Tools"]
)
def test_other_headings_beside_levels_are_no_levels(title: str) -> None:
    made = family(f"## Levels\n\n{two_levels(3)}### {title}\n\nSome words about it.\n\n- and a list\n")

    assert outline(made) == TWO
