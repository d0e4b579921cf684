"""No page makes a check slow: what is repeated a hundred thousand times costs in proportion, or is not read as text."""

import time

import pytest

from trellis.handbook import waivers
from trellis.handbook.checks.registry import MAX_OF_A_CODE
from trellis.handbook.tests.pages import checked, page

ALLOWED_SECONDS = 30
"""Far above what is needed on a busy machine, far below what anything quadratic takes."""

UNITS = [
    "a ", "the the ", "(", "`", "``` \n", "[x](", "[x](/a b) ", "**a ", "<a\n", "<% ", "## A\n", "#### a\n# b\n",
    "- - x\n", '"“x” ', "x”", "â€", "\t", "  \n", "\u00a0", "-Text\n", "• x\n", "accesss ", "a.B", "] (", "a,, ",
    "word- word ", "* a\nBeta gamma\n", "    x\n", "<!-- trellis-ignore HB110 -->\n", "<!-- trellis-ignore-start ",
]  # fmt: skip


@pytest.mark.slow  # Only a large page shows that something is quadratic.
@pytest.mark.parametrize("line", [None, 150], ids=["as it is", "in lines"])
@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_repetition_costs_in_proportion(unit, line):
    text = unit * (200_000 // len(unit))
    if line is not None:
        text = (unit * (line // len(unit)) + "\n") * 1_300
    started = time.process_time()

    found = checked(text)
    waivers.waivers_of(page(text))

    assert time.process_time() - started < ALLOWED_SECONDS
    assert len(found) <= 4 * MAX_OF_A_CODE


@pytest.mark.slow  # Thirty thousand different words have to be made.
def test_ever_new_words_twice_are_no_text():
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [f"{a}{b}{c}{d}" for a in letters for b in letters for c in letters[:20] for d in letters[:2]]
    started = time.process_time()

    found = checked(" ".join(f"{word} {word}" for word in words) + "\n")

    assert time.process_time() - started < ALLOWED_SECONDS
    assert [each.code for each in found if each.code == "HB110"] == []
