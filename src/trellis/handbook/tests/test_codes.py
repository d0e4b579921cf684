from collections import Counter

import pytest

from trellis.handbook import codes, codes_docs
from trellis.handbook.codes import COMPILER_CODES, UnknownCode
from trellis.handbook.diagnostics import Code, Severity, page_example
from trellis.handbook.tests.examples import found_in, left_after_fixing

every_code = pytest.mark.parametrize("code", COMPILER_CODES, ids=lambda code: code.id)
every_fixable_code = pytest.mark.parametrize(
    "code", [code for code in COMPILER_CODES if code.fixable], ids=lambda code: code.id
)


@pytest.mark.parametrize("key", ["id", "name"])
def test_no_two_codes_share_an_identifier_or_a_name(key):
    repeated = [
        value for value, count in Counter(getattr(code, key) for code in COMPILER_CODES).items() if count > 1
    ]

    assert repeated == []


@every_code
def test_bad_example_shows_the_code(code):
    assert found_in(code.bad, code) != []


@every_code
def test_good_example_does_not_show_the_code(code):
    assert found_in(code.good, code) == []


@every_fixable_code
def test_bad_example_of_a_fixable_code_is_clean_after_the_fix(code):
    assert left_after_fixing(code) == []


@every_code
def test_definition_is_written_for_readers(code):
    assert code.id[:2] == "HB"
    assert code.id[2:].isdigit()
    assert code.name == code.name.lower()
    assert " " not in code.name
    for sentence in (code.summary, code.why, code.hint):
        assert sentence[0].isupper() or sentence[0] in "“`" or sentence.startswith("handbook.yml")
        assert sentence[-1] in ".?!`:"


class _Kind:
    codes = (
        Code("JF999", "odd-role", Severity.NOTE, "A.", "B.", "C.", page_example("bad"), page_example("good")),
    )


def test_codes_of_kinds_are_among_all_codes():
    assert "JF999" in codes.by_id([_Kind()])
    assert "JF999" not in codes.by_id()


def test_code_is_found_by_identifier_and_by_name():
    known = codes.all_codes()

    assert codes.find("hb110", known).id == "HB110"
    assert codes.find("Doubled-Word", known).id == "HB110"


def test_unknown_code_says_what_may_have_been_meant():
    with pytest.raises(UnknownCode) as raised:
        codes.find("doubled-wrd", codes.all_codes())

    assert raised.value.message == "There is no code “doubled-wrd”."
    assert "doubled-word (HB110)" in raised.value.hint


@pytest.mark.parametrize(
    ("words", "resolved"),
    [
        ((), ()),
        (("HB110",), ("HB110",)),
        (("hb1,HB2", "doubled-word"), ("HB1", "HB2", "HB110")),
        (("ALL", " HB9 "), ("ALL", "HB9")),
    ],
)
def test_words_of_the_command_line_become_codes(words, resolved):
    assert codes.resolve(words, codes.all_codes()) == resolved


@every_code
def test_documentation_shows_both_examples(code):
    page = codes_docs.page_of(code)

    assert page.startswith(f"# {code.id} {code.name}\n")
    assert code.why in page
    assert page.count("With the fault:") == 1


def test_documentation_shows_what_cannot_be_seen():
    code = codes.find("HB101", codes.all_codes())

    assert "support⟨U+00A0⟩team" in codes_docs.page_of(code)


def test_writing_the_documentation_twice_changes_nothing_and_old_pages_go(tmp_path):
    (tmp_path / "HB999.md").write_text("old")

    assert "HB999.md" in codes_docs.write(tmp_path)
    assert codes_docs.write(tmp_path) == []
    assert not (tmp_path / "HB999.md").exists()
