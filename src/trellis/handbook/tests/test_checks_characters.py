import pytest

from trellis.handbook.checks.characters import repair
from trellis.handbook.tests.pages import checked, codes_in, fixed, marked


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("â€™", "’"),
        ("â€œ", "“"),
        ("â€“", "–"),
        ("â€¦", "…"),
        ("Ã©", "é"),
        ("Ã¼", "ü"),
        ("Â£", "£"),
        ("ðŸ˜€", "😀"),
        ("â‚¬", "€"),
        ("Ã¢â‚¬â„¢", "’"),
    ],
)
def test_mojibake_is_what_it_was_meant_to_be(wrong, right):
    assert repair(wrong) == right
    assert fixed(f"It is {wrong} here.\n", "HB100") == f"It is {right} here.\n"


@pytest.mark.parametrize(
    "text", ["crème brûlée", "Ärger in Österreich", "São Paulo, Łódź", "naïve", "£5 and 20 °C", "ÂÂ"]
)
def test_other_languages_are_no_mojibake(text):
    assert marked(f"{text} is fine.\n", "HB100") == []


def test_quotation_mark_whose_last_byte_was_lost_is_mended():
    assert fixed("He said â€œyesâ€ today.\n", "HB100") == "He said “yes” today.\n"


def test_odd_space_becomes_an_ordinary_one_or_goes():
    assert fixed("One\u00a0two \u00a0three\u00a0\n", "HB101") == "One two three\n"


def test_odd_space_in_a_heading_has_its_own_code():
    text = "# Page\n\n## Hiring\u00a0Process\n\nText\u00a0here.\n"

    assert [found.code for found in checked(text)] == ["HB102", "HB101"]


def test_odd_space_where_none_belongs_is_to_be_deleted():
    within, at_end = checked("# Page\n\n## Hiring\u00a0Process\u00a0\n\nText.\n")

    assert within.hint.startswith("Replace it by an ordinary space")
    assert within.fix.description == "Use an ordinary space"
    assert at_end.hint.startswith("Delete it")
    assert at_end.fix.description == "Delete the space"


def test_narrow_spaces_in_numbers_stay():
    assert codes_in("# Page\n\nIt costs 10\u202f000 EUR and 5\u2009kg.\n") == []


@pytest.mark.parametrize("character", ["\u200b", "\u00ad", "\ufeff", "\u2060"])
def test_invisible_character_is_removed(character):
    assert fixed(f"Sup{character}port.\n", "HB103") == "Support.\n"


def test_joiners_of_emoji_and_marks_of_right_to_left_text_stay():
    assert codes_in("# Page\n\nA family 👨\u200d👩\u200d👧 and \u200fשלום\u200f here.\n") == []


def test_trailing_spaces_of_a_page_are_one_diagnostic():
    text = "# Page \n\nOne \nTwo\t\n\nThree\n"

    assert [found.message for found in checked(text)] == [
        "The lines 1, 3 and 4 end in spaces that nobody sees."
    ]
    assert fixed(text, "HB104") == "# Page\n\nOne\nTwo\n\nThree\n"


@pytest.mark.parametrize(
    "text",
    ["One  \ntwo\n", "- \n- item\n", "```\ncode \n```\n", "<!-- a \n b -->\n", "One\n\n    code \n"],
    ids=["break", "empty item", "code", "comment", "indented code"],
)
def test_trailing_spaces_with_a_meaning_stay(text):
    assert marked(text, "HB104") == []


def test_break_before_the_end_of_a_paragraph_is_no_break():
    assert fixed("* One  \n* Two  \n\nThree  \n", "HB104") == "* One\n* Two\n\nThree\n"


def test_line_ends_stay_as_they_are():
    assert fixed("One \r\ntwo\r\n", "HB104") == "One\r\ntwo\r\n"


def test_tab_between_words_becomes_a_space():
    assert fixed("Help teams\tand others.\n", "HB105") == "Help teams and others.\n"


@pytest.mark.parametrize(
    "text", ["-\titem\n", "1.\titem\n", "\tcode\n", "(a)\tclause\n", "| a\t| b |\n| - | - |\n"]
)
def test_tab_after_a_marker_or_beside_a_cell_stays(text):
    assert marked(text, "HB105") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('The "cloud” here.\n', ['"cloud”']),
        ('The “cloud" here.\n', ['“cloud"']),
        ('The "cloud" and the “sky” here.\n', []),
        ('A 5" disk and a “word”.\n', []),
        ('[link](/a "title”)\n', []),
    ],
)
def test_mixed_quotes(text, found):
    assert marked(text, "HB106") == found
