"""The cells of the form, and the text that they are read from and written into."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.automations.definitions import actions, catalogue
from trellis.automations.definitions.filling import text_of
from trellis.automations.definitions.sheets import (
    KINDS,
    WAYS,
    WHOM,
    ActionRow,
    ConditionRow,
    Sheet,
    WhenCells,
    cells_of,
    node_of,
    places_of,
    sheet_of,
)
from trellis.handbook.rewriting import CannotRewriteError

TEXT = """\
# Whoever decides has read how.
title: New approvers  # as IT calls them
owner: 'Director, IT'
mine: {kept: "as it is"}   # a key of somebody's own
when: {event: core.duty-given}

if:
  all:
    # approvers only
    - {field: duty, is: approver}   # the duty
  any:
    - field: by
      is-not: 0190
    # the second
    - {is: x, field: account}
then:
  # first the task
  - do: create-task   # one each
    to: {field: account}
    title: Read how we decide
    text: |
      Line one.

      Line two.
    due_in_working_days: 5
  # then the word
  - {do: tell, to: owner, subject: "{{ event.account }} is an approver now"}

# the end
"""


def sheet(text=TEXT):
    return sheet_of(node_of(text))


def changed(**cells):
    return text_of(TEXT, replace(sheet(), **cells))


def differing(text):
    old, new = TEXT.splitlines(), text.splitlines()
    return [line for line in new if line not in old], [line for line in old if line not in new]


def test_the_cells_are_what_the_text_says():
    found = sheet()

    assert (found.title, found.owner, found.enabled) == ("New approvers", "Director, IT", True)
    assert found.when == WhenCells(event="core.duty-given")
    assert found.any == (ConditionRow("by", "is-not", "0190"), ConditionRow("account", "is", "x"))
    assert found.then[1].cells == {
        "to": "owner",
        "to-name": "",
        "subject": "{{ event.account }} is an approver now",
        "text": "",
    }
    assert found.then[0].cells["text"] == "Line one.\n\nLine two."


def test_unchanged_cells_leave_the_text():
    assert text_of(TEXT, sheet()) == TEXT


@pytest.mark.parametrize(
    ("cells", "new", "gone"),
    [
        (lambda s: {"title": "Others"}, ["title: Others  # as IT calls them"],
         ["title: New approvers  # as IT calls them"]),
        (lambda s: {"owner": "a@example.org"}, ["owner: a@example.org"], ["owner: 'Director, IT'"]),
        (lambda s: {"enabled": False}, ["enabled: false"], []),
        (lambda s: {"when": replace(s.when, event="core.duty-ended")}, ["when: {event: core.duty-ended}"],
         ["when: {event: core.duty-given}"]),
        (lambda s: {"all": (replace(s.all[0], way="is-not"),)},
         ["    - {field: duty, is-not: approver}   # the duty"], ["    - {field: duty, is: approver}   # the duty"]),
        (lambda s: {"any": (replace(s.any[0], way="is"), s.any[1])}, ["      is: 0190"], ["      is-not: 0190"]),
        (lambda s: {"any": (s.any[0], replace(s.any[1], value="y"))},
         ['    - {is: "y", field: account}'], ["    - {is: x, field: account}"]),
        (lambda s: {"then": (replace(s.then[0], cells={**s.then[0].cells, "title": "Look"}), s.then[1])},
         ["    title: Look"], ["    title: Read how we decide"]),
        (lambda s: {"then": (replace(s.then[0], cells={**s.then[0].cells, "due-in-working-days": "3"}), s.then[1])},
         ["    due_in_working_days: 3"], ["    due_in_working_days: 5"]),
        (lambda s: {"then": (replace(s.then[0], cells={**s.then[0].cells, "to": "actor"}), s.then[1])},
         ["    to: actor"], ["    to: {field: account}"]),
    ],
)  # fmt: skip
def test_only_the_line_of_what_changed_differs(cells, new, gone):
    assert differing(changed(**cells(sheet()))) == (new, gone)


def test_moved_rows_take_their_comments_along():
    first, second = sheet().then
    made = changed(then=(second, first))

    assert sorted(made.splitlines()) == sorted(TEXT.splitlines())
    assert made.index("# then the word") < made.index("- {do: tell") < made.index("# first the task")
    assert made.endswith("\n# the end\n")
    assert [row.do for row in sheet(made).then] == ["tell", "create-task"]


def test_rows_come_and_go():
    found = sheet()
    made = changed(any=(), then=(*found.then, ActionRow("comment", {"text": "Two\nlines"})))

    assert sheet(made) == replace(
        found, any=(), then=(*found.then, ActionRow("comment", {"text": "Two\nlines"}))
    )
    assert differing(made)[0] == ["  - do: comment", "    text: |-", "      Two", "      lines"]
    assert text_of(made, replace(sheet(made), all=())).count("if:") == 0


def test_what_an_alias_repeats_is_left_to_the_text():
    text = "title: A\nowner: &me a@example.org\nwhen: {event: x}\nthen:\n- {do: tell, to: {person: *me}, subject: S}\n"
    found = sheet(text)

    assert "title: B" in text_of(text, replace(found, title="B"))
    with pytest.raises(CannotRewriteError):
        text_of(text, replace(found, owner="b@example.org"))


@pytest.mark.parametrize("text", ["title: [", "- a\n", "a: 1\na: 2\n"])
def test_what_cannot_be_read_has_no_cells(text):
    with pytest.raises(CannotRewriteError):
        node_of(text)


def test_places_are_those_of_the_cells():
    places = {each.key: TEXT[each.span.start : each.span.end] for each in places_of(node_of(TEXT))}

    assert places["when-event"] == "core.duty-given"
    assert places["all-0"] == "{field: duty, is: approver}"
    assert places["then-1-to"] == "owner"


# -- any sheet

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12).map(
    lambda text: " ".join(text.split())
)
LINES = st.lists(WORDS, max_size=3).map(lambda lines: "\n".join(lines).strip())
EVENT = "core.duty-given"


@st.composite
def whens(draw):
    kind = draw(st.sampled_from(KINDS))
    if kind == "event":
        return WhenCells(event=draw(st.sampled_from([EVENT, "core.import-ended", "pages.x", ""])))
    made = WhenCells(kind=kind, at=draw(st.sampled_from(["07:00", "08:30"])), zone=draw(WORDS))
    if kind == "week":
        return replace(made, on=draw(st.sampled_from(["monday", "friday"])))
    if kind == "days":
        names = [each.name for each in catalogue.days()]
        return replace(
            made,
            days=draw(st.integers(0, 40).map(str) | WORDS),
            side=draw(st.sampled_from(["before", "after"])),
            day=draw(st.sampled_from([*names, ""])),
        )
    return made


@st.composite
def conditions(draw):
    way = draw(st.sampled_from(WAYS))
    field = draw(st.sampled_from(["duty", "account", "new", "written", "other", ""]))
    if way in ("changed", "unchanged"):
        return ConditionRow(field, way)
    if way == "one-of":
        several = draw(st.lists(WORDS.filter(lambda word: word and "," not in word), max_size=3))
        return ConditionRow(field, way, ", ".join(several))
    return ConditionRow(field, way, draw(st.integers(-9, 99).map(str) | WORDS))


@st.composite
def acts(draw):
    do = draw(st.sampled_from(list(actions.kinds())))
    cells = {}
    for cell in cells_of(do):
        if cell.sort == "whom":
            cells[cell.key] = draw(st.sampled_from(WHOM))
            cells[f"{cell.key}-name"] = draw(WORDS) if cells[cell.key] not in ("actor", "owner") else ""
        elif cell.sort == "number":
            cells[cell.key] = draw(st.integers(0, 99).map(str) | st.just(""))
        else:
            cells[cell.key] = draw(LINES if cell.sort == "area" else WORDS)
    return ActionRow(do, cells)


SHEETS = st.builds(
    Sheet,
    title=WORDS,
    description=WORDS,
    owner=WORDS,
    enabled=st.booleans(),
    when=whens(),
    all=st.lists(conditions(), max_size=2).map(tuple),
    any=st.lists(conditions(), max_size=2).map(tuple),
    then=st.lists(acts(), max_size=3).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(SHEETS)
def test_any_cells_come_back_from_a_new_text(cells):
    made = text_of("", cells)

    assert sheet(made) == cells
    assert text_of(made, sheet(made)) == made


@settings(max_examples=60, deadline=None)
@given(SHEETS, st.data())
def test_any_cells_come_back_from_the_text_of_others(cells, data):
    """Whatever is changed at once, also which row comes of which, the text says it, and other keys stay."""
    was = st.none() | st.integers(0, 1)
    then = tuple(replace(row, was=data.draw(was)) for row in cells.then)
    taken = set()
    then = tuple(
        row
        if row.was is None or (row.was not in taken and not taken.add(row.was))
        else replace(row, was=None)
        for row in then
    )
    made = text_of(TEXT, replace(cells, then=then))

    assert sheet(made) == cells
    assert 'mine: {kept: "as it is"}   # a key of somebody\'s own' in made
