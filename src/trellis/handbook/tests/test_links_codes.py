"""Every code of links and transclusions: its bad example shows it, its good one does not, and its fix mends."""

from __future__ import annotations

import pytest

from trellis.handbook.checks import linkcodes
from trellis.handbook.diagnostics import Code
from trellis.handbook.tests.linked import diagnostics_of, mended

ids = [f"{code.id}-{code.name}" for code in linkcodes.CODES]


@pytest.mark.parametrize("code", linkcodes.CODES, ids=ids)
def test_the_bad_example_shows_the_code_and_no_other(code: Code) -> None:
    found = {diagnostic.code for diagnostic in diagnostics_of(code.bad.files)}

    assert found - {linkcodes.UNREAD.id} | {code.id} == {code.id}
    assert code.id in found


@pytest.mark.parametrize("code", linkcodes.CODES, ids=ids)
def test_the_good_example_is_clean(code: Code) -> None:
    assert [d for d in diagnostics_of(code.good.files) if code is linkcodes.UNREAD or d.code != "HB202"] == []


@pytest.mark.parametrize("code", [code for code in linkcodes.CODES if code.fixable], ids=lambda code: code.id)
def test_the_fix_mends_the_bad_example(code: Code) -> None:
    after = mended(code.bad.files)

    assert after != code.bad.files
    assert [d for d in diagnostics_of(after) if d.code != "HB202"] == []


def test_the_codes_are_distinct_and_complete() -> None:
    assert (
        len({code.id for code in linkcodes.CODES}) == len({code.name for code in linkcodes.CODES}) == len(ids)
    )
    for code in linkcodes.CODES:
        assert all((code.summary, code.why, code.hint))
        assert code.fixable == ("--fix" in code.hint)
