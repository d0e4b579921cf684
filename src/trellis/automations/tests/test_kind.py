"""Files of automations are read and checked: what is wrong is told at its line, and is not run."""

from __future__ import annotations

import re
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from trellis.automations import wording
from trellis.automations.definitions import texts
from trellis.automations.definitions.actions import CreateTask, Tell, Whom
from trellis.automations.definitions.conditions import Condition, Conditions, judged
from trellis.automations.definitions.kinds import KINDS
from trellis.automations.tests.conftest import DUTIES, RIGHTS
from trellis.core.definitions.rightskind import RightsKind
from trellis.handbook.compiler import Compiler
from trellis.handbook.source import MemorySource

PATH = "automations/new-duties.yml"


def compiled(**files):
    named = {f"automations/{name.replace('_', '-')}.yml": text.encode() for name, text in files.items()}
    source = MemorySource({"rights.yml": RIGHTS.encode(), **named})
    handbook = Compiler((*KINDS, RightsKind())).compile(source).handbook
    told = [(each.code, each.start.line) for each in handbook.diagnostics if each.path != "rights.yml"]
    return handbook.assembled["automations"], told


def test_an_automation_is_read_whole():
    found, told = compiled(new_duties=DUTIES)

    made = found["new-duties"]
    assert told == []
    assert (made.title, made.owner, made.when.event, made.enabled, made.path) == (
        "Tell of new duties", "dora@example.org", "core.duty-given", True, PATH,
    )  # fmt: skip
    assert made.if_.all == (Condition(field="duty", is_="approver"),)
    assert made.then == (
        Tell(
            do="tell",
            to=Whom(field="account"),
            subject="You have the duty {{ event.duty }}, {{ event.account }}",
        ),
        CreateTask(
            do="create-task",
            to=Whom(field="account"),
            title="Read about {{ event.duty }}",
            due_in_working_days=3,
        ),
    )
    assert made.emits == {"work.task-given"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("core.duty-given", "core.duty-lost", [("AU001", 3)]),
        ("{event: core.duty-given}", "{event: core.duty-given, every: day}", [("AU001", 3)]),
        ("{event: core.duty-given}", "{every: day, zone: Mars/Olympus}", [("AU001", 3)]),
        ("{event: core.duty-given}", "{days: 3, before: duty.starts}", [("AU001", 3)]),
        ("{event: core.duty-given}", "{before: duty.ends}", [("AU001", 3)]),
        ("{event: core.duty-given}", "{event: automations.ran}", [("AU001", 3)]),
        ("field: duty, is", "field: office, is", [("AU002", 6)]),
        ("is: approver", "more-than: 3", [("AU003", 6)]),
        ("is: approver", "is: approver, contains: a", [("AU003", 6)]),
        ("field: duty, is: approver", "field: duty, changed: true", [("AU003", 6)]),
        ("do: tell", "do: shout", [("AU004", 8)]),
        ("to: {field: account}, subject", "to: {field: account, role: A}, subject", [("AU005", 8)]),
        ("to: {field: account}, subject", "to: {field: duty}, subject", [("AU005", 8)]),
        ("You have the duty {{ event.duty }}", "{{ event.name }}", [("AU006", 8)]),
        ("You have the duty {{ event.duty }}", "{{ event.duty", [("AU006", 8)]),
        ("to: {field: account}, subject", "to: {duty: nobody}, subject", [("AU009", 8)]),
        ("due-in-working-days: 3", "due-in-working-days: soon", [("HB042", 9)]),
        ("  all:", "  al:", [("HB040", 5)]),
        ("owner: dora@example.org\n", "", [("HB041", 1)]),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_not_run(before, after, told):
    assert before in DUTIES

    found, said = compiled(new_duties=DUTIES.replace(before, after, 1))

    assert said == told
    assert bool(found) is (told[0][0] == "AU009")  # of names that the handbook lacks, people are only warned


def test_one_without_actions_or_with_a_name_that_no_address_can_have_is_not_run():
    nothing = DUTIES.partition("then:")[0]

    assert compiled(new_duties=nothing) == ({}, [("AU008", 1)])
    assert compiled(New=DUTIES) == ({}, [("AU010", 1)])


def test_those_that_could_begin_each_other_in_a_circle_are_not_run():
    step = "title: T\nowner: A\nwhen: {{event: {}}}\nthen:\n  - {}\n"
    task = step.format("discussions.comment-made", "{do: create-task, to: owner, title: Look}")
    comment = step.format("work.task-given", "{do: comment, text: Look}")
    tell = step.format("work.task-given", "{do: tell, to: owner, subject: Look}")

    found, told = compiled(task=task, comment=comment, tell=tell)

    assert told == [("AU007", 3), ("AU007", 3)]
    assert list(found) == ["tell"]


words = st.sampled_from(["", "a", "b", "ab", "A"])
numbers = st.one_of(st.integers(-3, 3), st.sampled_from([-1.5, 0.5, 2.5]))
values = st.one_of(st.none(), words, numbers, st.booleans(), st.lists(words, max_size=2))
some = words.filter(bool)
conditions = st.one_of(
    st.builds(lambda said: Condition(field="x", is_=said), st.one_of(some, st.booleans())),
    st.builds(lambda said: Condition(field="x", is_not=said), st.one_of(some, st.booleans())),
    st.builds(lambda said: Condition(field="x", one_of=tuple(said)), st.lists(some, min_size=1, max_size=3)),
    st.builds(lambda said: Condition(field="x", contains=said), some),
    st.builds(lambda said: Condition(field="x", more_than=Decimal(str(said))), numbers),
    st.builds(lambda said: Condition(field="x", less_than=Decimal(str(said))), numbers),
)
SENTENCE = re.compile(r"x (is not|is one of|is more than|is less than|is|contains) (.*)")


def as_the_sentence_says(sentence, value):
    """Whether a value is as a sentence of a condition says, by the words of the sentence alone."""
    how, what = SENTENCE.fullmatch(sentence).groups()
    spelled = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if how == "is not":
        return not as_the_sentence_says(f"x is {what}", value)
    if how == "is":
        return spelled is not None and not isinstance(value, list) and str(spelled) == what
    if how == "is one of":
        return any(as_the_sentence_says(f"x is {each}", value) for each in what.split(", "))
    if how == "contains":
        held = value if isinstance(value, list) else str(value).lower()
        return value is not None and (what if isinstance(value, list) else what.lower()) in held
    return is_number and (value > float(what) if how == "is more than" else value < float(what))


@given(conditions, values)
def test_a_condition_holds_as_its_sentence_says(condition, value):
    said = wording.condition_of(condition)

    assert condition.holds({"x": value}) is as_the_sentence_says(said, value), (said, value)


@given(st.lists(st.booleans(), max_size=3), st.lists(st.booleans(), max_size=3))
def test_all_must_hold_and_one_of_any(must, may):
    conditions = Conditions(
        all=tuple(Condition(field=str(n), is_=True) for n, _held in enumerate(must)),
        any=tuple(Condition(field=f"{n}'", is_=True) for n, _held in enumerate(may)),
    )
    values = {str(n): held for n, held in enumerate(must)} | {f"{n}'": held for n, held in enumerate(may)}

    is_met, verdicts = judged(conditions, values)

    assert is_met is (all(must) and (any(may) or not may))
    assert [each.holds for each in verdicts] == [*must, *may]


def test_changed_asks_the_event_what_changed():
    named, turned = Condition(field="kind", changed=True), Condition(field="after", changed=True)

    assert named.holds({"fields": ["kind"]})
    assert not named.holds({"fields": ["name"]})
    assert turned.holds({"before": "a", "after": "b"})
    assert not turned.holds({"before": "a", "after": "a"})


@given(st.text(max_size=30))
def test_what_is_put_into_a_text_is_never_taken_for_a_place(value):
    assert texts.filled("a {{ event.x }} b", lambda _name: value) == f"a {value} b"
