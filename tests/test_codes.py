"""The codes of all rooms together, and their documentation."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from trellis.config.kinds import all_kinds
from trellis.handbook import codes_docs
from trellis.handbook.codes import COMPILER_CODES, all_codes
from trellis.handbook.diagnostics import Code
from trellis.handbook.tests.examples import found_in, left_after_fixing

KINDS = all_kinds()
FOLDER = Path(__file__).parents[1] / "docs" / "codes"
WRITE = "PYTHONPATH=src python -m trellis.handbook.codes_docs docs/codes trellis.config.kinds:all_kinds"

every_code_of_kinds = pytest.mark.parametrize(
    "code", [code for code in all_codes(KINDS) if code not in COMPILER_CODES], ids=lambda code: code.id
)


@pytest.mark.parametrize("key", ["id", "name"])
def test_no_two_rooms_share_a_code_or_its_name(key):
    counts = Counter(getattr(code, key) for code in all_codes(KINDS))

    assert [value for value, count in counts.items() if count > 1] == []


def test_documentation_of_codes_is_up_to_date():
    written = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}

    assert written == codes_docs.documents(KINDS), f"Write it again: {WRITE}"


@every_code_of_kinds
def test_examples_of_kinds_show_their_code(code: Code):
    assert found_in(code.bad, code, KINDS) != []
    assert found_in(code.good, code, KINDS) == []
    assert not code.fixable or left_after_fixing(code, KINDS) == []
