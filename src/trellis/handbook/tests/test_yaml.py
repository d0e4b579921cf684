"""YAML with addresses: plain values, and bounds that no text gets past."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook import yaml
from trellis.handbook.yaml import Node


def plain(text: str) -> Any:
    node = yaml.parse(text).node
    return None if node is None else node.plain()


def kinds(text: str) -> list[str]:
    return [problem.kind for problem in yaml.parse(text).problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("12:30:00", "12:30:00"),
        ("010", "010"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("2024-01-02", "2024-01-02"),
        ("1", 1),
        ("-3", -3),
        ("0", 0),
        ("1.50", 1.5),
        ("01.5", "01.5"),
        ("1e3", 1000.0),
        ("123456789012345678901", "123456789012345678901"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("'1'", "1"),
        ("!!str 1", "1"),
        (".5", 0.5),
        ("1.", 1.0),
        (".inf", ".inf"),
    ],
)
def test_scalars_are_read_as_people_mean_them(text: str, value: Any) -> None:
    assert plain(text) == value
    assert type(plain(text)) is type(value)


def test_keys_are_text_as_written() -> None:
    assert plain("1.10: a\nyes: b\n007: c\n") == {"1.10": "a", "yes": "b", "007": "c"}


def test_aliases_repeat_lists_and_mappings() -> None:
    assert plain("a: &x [1, 2]\nb: *x\nc: {d: *x}\n") == {"a": [1, 2], "b": [1, 2], "c": {"d": [1, 2]}}


def test_merge_key_takes_over_what_is_not_there() -> None:
    assert plain("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n")["d"] == {"b": 1, "c": 3}


def test_alias_bomb_is_refused_at_once() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
    )
    started = time.process_time()

    result = yaml.parse(bomb)

    assert [problem.kind for problem in result.problems] == ["size"]
    assert time.process_time() - started < 5
    assert result.node is not None
    assert "a3" in result.node.value


def test_alias_of_what_it_stands_in_is_refused() -> None:
    assert kinds("a: &x [*x]\n") == ["alias"]
    assert kinds("a: *nothing\n") == ["alias"]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{a: " * 50_000, "- " * 50_000, "? " * 20_000, "? - " * 20_000]
)
def test_nesting_without_end_is_refused(text: str) -> None:
    started = time.process_time()

    assert yaml.parse(text).problems
    assert time.process_time() - started < 15


def test_tags_are_refused_and_their_values_kept() -> None:
    result = yaml.parse("a: !!python/object/apply:os.system ['true']\nb: !x 1\nc: !!set {a, b}\n")

    assert [problem.kind for problem in result.problems] == ["tag"] * 3
    assert result.node is not None
    assert result.node.plain()["a"] == ["true"]


def test_duplicate_keys_are_said_with_their_place() -> None:
    result = yaml.parse("a: 1\nb: 2\na: 3\n", offset=100)

    assert [(p.kind, p.span) for p in result.problems] == [("duplicate-key", (110, 111))]
    assert result.node is not None
    assert result.node.plain() == {"a": 1, "b": 2}


def test_what_was_read_before_a_fault_is_kept() -> None:
    result = yaml.parse("- a\n- b: {c: 1\n")

    assert [problem.kind for problem in result.problems] == ["syntax"]
    assert result.node is not None
    assert result.node.plain() == ["a", {"b": {"c": 1}}]


def test_characters_that_yaml_cannot_hold_are_said() -> None:
    result = yaml.parse("a: 1\nb: \x90\n")

    assert [(p.kind, p.span.start) for p in result.problems] == [("syntax", 8)]


def nodes(node: Node | None) -> list[Node]:
    if node is None:
        return []
    inner = (
        node.value.values()
        if isinstance(node.value, dict)
        else node.value
        if isinstance(node.value, list)
        else ()
    )
    return [node, *(below for each in inner for below in nodes(each))]


@given(st.text(alphabet="ab:- \n[]{},#&*!|>'\"?%@\t1.<", max_size=80), st.integers(0, 50))
def test_any_text_is_read_within_its_bounds(text: str, offset: int) -> None:
    result = yaml.parse(text, offset)

    for node in nodes(result.node):
        assert offset <= node.span.start <= node.span.end <= offset + len(text)
    for problem in result.problems:
        assert offset <= problem.span.start <= problem.span.end <= offset + len(text)


plain_values = st.recursive(
    st.integers(-(10**15), 10**15) | st.booleans() | st.none() | st.text(alphabet="abc ü:#", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("xyz", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(plain_values)
def test_json_is_read_as_it_is(value: Any) -> None:
    assert plain(json.dumps(value, ensure_ascii=False)) == value
