"""A moment of fuzzing; `python -m trellis.handbook.tests.fuzzing 600` takes longer and finds more."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.handbook.tests.fuzzing import FRAGMENTS, check_bytes, fuzz


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=8)), max_size=25).map(b"".join))
def test_any_bytes_compile(data: bytes) -> None:
    check_bytes(data)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_any_text_compiles(text: str) -> None:
    check_bytes(text.encode("utf-8", "surrogatepass"))


@pytest.mark.slow
def test_search_guided_by_coverage_breaks_nothing() -> None:
    tried, lines = fuzz(4, seed=1, start=[])

    assert tried > 10
    assert lines > 500


def test_search_finds_what_is_there_to_be_found() -> None:
    """A fault behind two conditions is reached, and the input is told."""

    def check(data: bytes) -> None:
        if b"kind: note" in data and b"![[" in data:
            raise ValueError("found")

    with pytest.raises(ValueError, match="found") as caught:
        fuzz(20, seed=3, start=[], check=check)

    assert "input: b" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    "data",
    [
        b"---\n- x\n---\n",
        b"+++\n+++\n",
        b"---\n? a\n: b\n---\n",
        b"\xff\xfe\x00\xd8",
        b"![[#]]\n",
        b"<!-- trellis-ignore HB110: why -->",
    ],
)
def test_inputs_that_once_looked_dangerous(data: bytes) -> None:
    check_bytes(data)
