"""YAML is read into declared values; what is wrong is told at its place, with what would be right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trellis.handbook import yaml
from trellis.handbook.declared import Between, Declared, Slug, fields_of, read, read_list, read_mapping
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.text import SourceText


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(Declared):
    do: Literal["tell"]
    whom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Declared):
    do: Literal["wait"]
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing(Declared):
    name: Slug
    count: Annotated[int, Between(1, 9)] | None = None
    price: Decimal = Decimal(0)
    is_new: bool = False
    since: date | None = None
    at: time | None = None
    size: Size = Size.SMALL
    tags: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[Tell | Wait, ...] = ()


def reading(text, declared=Thing, how=read):
    source = SourceText(text)
    reporter = Reporter("thing.yml", source)
    made = how(yaml.parse(text).node, declared, reporter, "the thing")
    return made, [(each.code, each.start.line, each.message) for each in reporter.found], reporter.found


FULL = """\
name: red-box
count: 3
price: 12.50
is-new: true
since: 2026-04-01
at: 09:30
size: large
tags: one
limits: {low: 1, high: 2}
steps:
  - do: tell
    whom: everybody
  - {do: wait, days: 2}
"""


def test_every_type_of_value_is_read():
    made, told, _ = reading(FULL)

    assert told == []
    assert made == Thing(
        name="red-box", count=3, price=Decimal("12.5"), is_new=True, since=date(2026, 4, 1), at=time(9, 30),
        size=Size.LARGE, tags=("one",), limits={"low": 1, "high": 2},
        steps=(Tell(do="tell", whom="everybody"), Wait(do="wait", days=2)),
    )  # fmt: skip


def test_what_was_read_knows_its_place():
    made, _, _ = reading(FULL)

    start = made.span_of("limits").start
    assert FULL[start:].startswith("{low: 1")
    assert FULL[made.key_span_of("is_new").start :].startswith("is-new")
    assert FULL[made.span_of("steps", 1).start :].startswith("{do: wait")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "name: Red Box",
            "“name” must be a name of small letters, digits and hyphens, such as people-partner.",
        ),
        ("count: 10", "“count” must be from 1 to 9."),
        ("count: many", "“count” must be a whole number."),
        ("count: true", "“count” must be a whole number."),
        ("price: .inf", "“price” must be a number such as 12.50."),
        ("price: [1]", "“price” must be a number."),
        ("is-new: maybe", "“is_new” must be true or false."),
        ("since: yesterday", "“since” must be a day such as 2026-04-01."),
        ("at: 25:00", "“at” must be a time of day such as 09:30."),
        ("size: larg", "“size” must be “large”."),
        ("size: enormous", "“size” must be one of small, large."),
        ("tags: [{a: 1}]", "Each of “tags” of the thing must be a text."),
        ("limits: 3", "“limits” must be a mapping of keys and values."),
        ("limits: {low: x}", "“low” of “limits” of the thing must be a whole number."),
        ("steps: [{do: run}]", "Each of “steps” of the thing must be one of tell, wait."),
        (
            "steps: [{days: 1}]",
            "Each of “steps” of the thing must be a mapping with “do:” and one of tell, wait.",
        ),
        ("steps: [wait]", "Each of “steps” of the thing must be a mapping or a mapping."),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(line, message):
    key = line.partition(":")[0]
    text = line if key == "name" else f"name: box\n{line}"

    made, told, _ = reading(text)

    assert told == [("HB042", text.count("\n") + 1, message)]
    assert (made is None) == (key == "name")


def test_a_key_that_is_not_known_is_told_with_the_nearest():
    made, told, found = reading("name: box\nsiez: large\n")

    assert told == [("HB040", 2, "“siez” is no key of the thing.")]
    assert found[0].hint == "Did you mean “size”?"
    assert made == Thing(name="box")


def test_a_key_that_is_lacking_is_told_where_the_thing_begins():
    made, told, found = reading("count: 3\nsteps:\n  - do: wait\n")

    assert made is None
    assert sorted(told) == [
        ("HB041", 1, "The thing has no “name”."),
        ("HB041", 3, "“steps” of the thing has no “days”."),
    ]
    assert found[0].hint == (
        "Add “name:” with a name of small letters, digits and hyphens, such as people-partner."
    )


def test_of_several_the_readable_ones_are_kept():
    made, told, _ = reading("a: {name: a}\nb: {}\nc: {name: c}\n", how=read_mapping)
    listed, told_of_list, _ = reading("- name: a\n- 3\n", how=read_list)

    assert made == {"a": Thing(name="a"), "c": Thing(name="c")}
    assert [code for code, *_ in told] == ["HB041"]
    assert listed == (Thing(name="a"),)
    assert told_of_list == [("HB042", 2, "The the thing here must be a mapping of keys and values.")]


def test_the_reference_of_a_format_is_made_from_its_fields():
    assert [(each.name, each.kind, each.is_required) for each in fields_of(Wait)] == [
        ("do", "“wait”", True),
        ("days", "a whole number", True),
    ]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*Thing.__dataclass_fields__, "x"]), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_nothing_that_stands_in_a_file_makes_reading_fail(value):
    assume(yaml.parse(json.dumps(value)).node is not None)

    made, told, _ = reading(json.dumps(value))

    assert made is None or isinstance(made, Thing)
    assert made is not None or told
