"""Items are counted as a reader counts them, and keep their identifiers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trellis.roles.definitions.model import Family, Part
from trellis.roles.tests.pages import family

WORDS = (
    "Books invoices",
    "Counts the stock",
    "Chooses suppliers",
    "Plans the year",
    "Keeps contracts",
    "Answers calls",
)


def level_with(lists: str) -> Family:
    return family(f"## Levels\n\n### Buyer\n\n#### Job Grade\n\nThe Buyer is a grade 6.\n\n{lists}")


def responsibilities(lists: str) -> list[tuple[str, int]]:
    [level] = level_with(f"#### Responsibilities\n\n{lists}").levels
    return [(item.text, item.depth) for item in level.responsibilities]


def test_nested_items_count_after_their_parent() -> None:
    assert responsibilities("- Buys\n  - for the kitchen\n  - for the workshop\n    - tools\n- Counts\n") == [
        ("Buys", 0), ("for the kitchen", 1), ("for the workshop", 1), ("tools", 2), ("Counts", 0),
    ]  # fmt: skip


def test_an_item_that_only_holds_others_is_none_itself() -> None:
    assert responsibilities("-\n  - Buys\n  - Counts\n") == [("Buys", 0), ("Counts", 0)]


def test_a_line_that_lost_its_marker_is_an_item() -> None:
    assert responsibilities("- Buys\nCounts the stock\n- Plans\n") == [
        ("Buys", 0),
        ("Counts the stock", 0),
        ("Plans", 0),
    ]


def test_a_wrapped_line_belongs_to_its_item() -> None:
    assert responsibilities("- Buys what is needed and\nWants of nothing\n- Counts\n  what is there\n") == [
        ("Buys what is needed and Wants of nothing", 0), ("Counts what is there", 0),
    ]  # fmt: skip


def test_other_marks_and_doubled_markers_are_markers() -> None:
    assert responsibilities("- - Buys\n- Counts\n• Plans\n1. 1. Books\n") == [
        ("Buys", 0), ("Counts", 0), ("Plans", 0), ("Books", 0),
    ]  # fmt: skip


def test_lists_of_all_markers_and_several_lists_of_a_section_are_one() -> None:
    assert responsibilities("* Buys\n\nAnd also:\n\n- Counts\n\n1. Plans\n2. Books\n") == [
        ("Buys", 0), ("Counts", 0), ("Plans", 0), ("Books", 0),
    ]  # fmt: skip


def test_bold_sub_headings_part_a_list_and_are_no_items() -> None:
    assert responsibilities("**Buying**\n\n- Buys\n\n**Counting:**\n\n- Counts\n") == [
        ("Buys", 0),
        ("Counts", 0),
    ]


def test_sub_headings_of_a_list_belong_to_it() -> None:
    [level] = level_with(
        "#### Responsibilities\n\n- Plans\n\n##### Buying\n\n- Buys\n\n#### Requirements\n\n- Reads\n"
    ).levels

    assert [item.text for item in level.responsibilities] == ["Plans", "Buys"]
    assert [item.text for item in level.requirements] == ["Reads"]


def test_nice_to_haves_are_kept_apart() -> None:
    [level] = level_with(
        "#### Requirements\n\n- Reads contracts\n\n##### Nice-to-haves\n\n- Speaks Dutch\n\n"
        "**Bonus points**\n\n- Sails\n"
    ).levels

    assert [(item.text, item.optional) for item in level.requirements] == [("Reads contracts", False)]
    assert [(item.text, item.optional) for item in level.nice_to_have] == [
        ("Speaks Dutch", True),
        ("Sails", True),
    ]


def test_a_pointer_is_no_item() -> None:
    [level] = level_with(
        "#### Responsibilities\n\n- Extends the Junior Buyer responsibilities\n- Buys\n"
    ).levels

    assert [item.text for item in level.responsibilities] == ["Buys"]
    assert [(e.parts, e.target.title if e.target else None) for e in level.extends] == [
        ((Part.RESPONSIBILITIES,), "Junior Buyer")
    ]


def test_a_bullet_that_states_the_line_is_an_item_and_the_line() -> None:
    [level] = level_with(
        "#### Responsibilities\n\n- Buys\n- This position reports to the Manager, Supply\n"
    ).levels

    assert len(level.responsibilities) == 2
    assert level.reports_to is not None
    assert level.reports_to.titles[0].title == "Manager, Supply"


def test_a_list_without_a_heading_of_its_own_is_what_the_level_does() -> None:
    [level] = family("## Levels\n\n### Buyer\n\nThe Buyer is a grade 6.\n\n- Buys\n- Counts\n").levels

    assert [item.text for item in level.responsibilities] == ["Buys", "Counts"]


def test_facts_in_a_list_are_no_items() -> None:
    [level] = family("## Levels\n\n### Buyer\n\n- Grade: 6\n- Reports to: Manager, Supply\n- Buys\n").levels

    assert [item.text for item in level.responsibilities] == ["Buys"]
    assert level.grade is not None
    assert level.grade.value == 6
    assert level.reports_to is not None


def test_every_item_knows_its_line_and_words() -> None:
    made = level_with("#### Responsibilities\n\n- Buys *all* of it\n- Counts\n")
    [level] = made.levels

    assert [item.line for item in level.responsibilities] == [16, 17]


def ids(does: list[str], needs: list[str]) -> dict[str, str]:
    lists = "".join(
        f"#### {heading}\n\n" + "".join(f"- {word}\n" for word in words) + "\n"
        for heading, words in (("Responsibilities", does), ("Requirements", needs))
    )
    [level] = level_with(lists).levels
    return {item.text: item.id for item in level.responsibilities}


@given(
    st.lists(st.sampled_from(WORDS), unique=True, min_size=1),
    st.lists(st.sampled_from(WORDS), max_size=4),
    st.randoms(use_true_random=False),
)
def test_identifiers_survive_edits_elsewhere(does: list[str], needs: list[str], random: object) -> None:
    before = ids(does, [])
    shuffled = sorted(does, key=lambda _: random.random())  # type: ignore[attr-defined]

    after = ids(["Something new", *shuffled, "At the end"], needs)

    assert {text: after[text] for text in before} == before


def test_an_explicit_identifier_stays_whatever_the_words() -> None:
    [level] = level_with("#### Responsibilities\n\n- Buys {#buying}\n").levels

    assert [(item.id, item.text) for item in level.responsibilities] == [("buying", "Buys")]
