"""Quizzes as pages have them, and questions written as Markdown and read again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessments.definitions import writing
from trellis.assessments.definitions.kinds import KINDS
from trellis.assessments.definitions.variants import UnreadableParameters, parameters_of, variant
from trellis.assessments.exchange.pages import quiz_of
from trellis.assessments.tests import strategies
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.source import MemorySource

PAGE = """\
---
title: Check yourself
quiz:
  pass: 75%
  attempts: 3
  wait: 1 day
  time: 20 minutes
  draw: 2
  review: passed
  integrity: [one-at-a-time, honor-code]
  blind: true
---

# Check yourself

What you learned, in *five* minutes.

## Which sentence describes without judging? {#which-sentence}

Think of a camera.

- [ ] “You were **rude**.”
  > That is a judgment.
- [x] “You interrupted Mina twice.”

  Twice, within a minute.

Hint: What could a camera have seen?

Explanation: A description holds what anybody could have seen.

It can be checked.

Relies on: [How we give feedback](/people/conversations.md#feedback), [all](/people/conversations.md)

{: objective="describe" points="2.5" difficulty="easy" pool="basics" tags="feedback, one-to-one"}

## Is the earth round? (choose well)

- [x] True
- [ ] False
"""


def test_a_page_is_a_quiz_with_its_settings():
    quiz, told = quiz_of(PAGE, "courses/feedback/quiz.md")
    settings = quiz.settings

    assert [each.code for each in told] == ["QZ010"]
    assert (quiz.title, quiz.introduction) == ("Check yourself", "What you learned, in *five* minutes.")
    assert (settings.pass_mark, settings.attempts, settings.wait_minutes, settings.time_minutes) == (
        Decimal("0.75"), 3, 1440, 20
    )  # fmt: skip
    assert (settings.draw, settings.review, settings.blind, settings.shuffle) == (2, "passed", True, False)
    assert settings.integrity == ("one-at-a-time", "honor-code")


def test_a_question_has_all_that_its_section_says():
    question, statement = quiz_of(PAGE)[0].questions

    assert (question.key, question.type, question.line) == ("which-sentence", "single", 18)
    assert question.stem == "Which sentence describes without judging?\n\nThink of a camera."
    assert [each.text for each in question.options] == [
        "“You were **rude**.”", "“You interrupted Mina twice.”\n\nTwice, within a minute."
    ]  # fmt: skip
    assert question.options[0].feedback == "That is a judgment."
    assert question.hint == "What could a camera have seen?"
    assert question.explanation == "A description holds what anybody could have seen.\n\nIt can be checked."
    assert (question.objective, question.points, question.pool) == ("describe", Decimal("2.5"), "basics")
    assert question.tags == ("feedback", "one-to-one")
    assert (statement.type, statement.title, statement.holds) == (
        "true-false",
        "Is the earth round? (choose well)",
        True,
    )


def test_what_a_question_relies_on_is_the_passage_that_the_link_leads_to():
    files = {
        "courses/a/quiz.md": PAGE,
        "people/conversations.md": "# Conversations\n\n## Feedback\n\nSoon.\n",
    }
    found = compile_handbook(MemorySource(files), kinds=KINDS).assembled["quiz"]
    quiz = found.by_path["courses/a/quiz.md"]

    assert quiz.questions[0].relies_on == ("people/conversations.md#feedback", "people/conversations.md")
    assert [q.key for _, q in found.relying_on("people/conversations.md", frozenset({"other"}))] == [
        "which-sentence"
    ]
    assert list(found.relying_on("people/other.md")) == []


def test_a_link_that_leads_nowhere_is_told_once_by_the_check_of_links():
    files = {"courses/a/quiz.md": PAGE, "people/conversations.md": "# Conversations\n\nSoon.\n"}
    told = compile_handbook(MemorySource(files), kinds=KINDS).diagnostics

    assert [each.code for each in told if "feedback" in each.message] == ["HB201"]


def test_gaps_are_no_links():
    gaps = "## Fill (cloze)\n\nWe [[feedback]], [[*soon / late]] and [[/x]].\n\n"
    gaps += "## Then?\n\n[[nowhere]]\n\n- [x] a\n- [ ] b\n"
    files = {
        "handbook.yml": "complete: true\n",
        "quizzes/a.quiz.md": gaps,
        "people/feedback.md": "# Feedback\n\nText.\n",
    }
    book = compile_handbook(MemorySource(files), kinds=KINDS)

    assert book.backlinks("people/feedback.md") == ()
    assert [each.message for each in book.diagnostics if each.code.startswith("HB2")] == [
        "There is no page “nowhere”."
    ]
    assert [gap.written for gap in book.assembled["quiz"].by_path["quizzes/a.quiz.md"].questions[0].gaps] == [
        "feedback", "*soon / late", "/x"
    ]  # fmt: skip


def test_the_fingerprint_is_of_what_is_asked():
    def print_of(before="", after=""):
        return quiz_of(PAGE.replace(before, after) if before else PAGE)[0].questions[0].fingerprint

    assert print_of() == print_of("Hint: What", "Hint: Which") == print_of("judgment.", "verdict.")
    assert print_of() == print_of("# Check yourself\n", "") == print_of('pool="basics"', 'pool="cases"')
    assert print_of() != print_of("rude", "loud")
    assert print_of() != print_of('points="2.5"', 'points="3"')
    assert print_of() != print_of("Think of", "Look at")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("pass: 120%", "“pass” must be from 0% to 100%"),
        ("penalty: 2", "“penalty” must be from 0 to 1"),
        ("time: soon", "“time” must be a time"),
        ("review: never", "“review” must be one of"),
        ("audience: [it]", "must be"),
    ],
)
def test_settings_out_of_range_are_told_and_do_not_count(said, message):
    text = f"---\ntitle: T\nquiz:\n  {said}\n---\n\n## A?\n\n- [x] b\n- [ ] c\n"
    book = compile_handbook(MemorySource({"quizzes/t.quiz.md": text}), kinds=KINDS)

    assert any(message in each.message for each in book.diagnostics), [e.message for e in book.diagnostics]
    assert book.assembled["quiz"].by_path["quizzes/t.quiz.md"].settings.pass_mark == Decimal("0.8")


def test_a_question_that_cannot_be_asked_leaves_the_others():
    text = "## A?\n\nNothing.\n\n## B?\n\n- [x] b\n- [ ] c\n\n## C? (esay)\n\n## D? (cloze)\n\nNo gap.\n"
    quiz, told = quiz_of(text)

    assert [each.key for each in quiz.questions] == ["b"]
    assert [each.code for each in told] == ["QZ002", "QZ001", "QZ006"]
    assert "essay" in told[1].hint


@given(strategies.every)
def test_a_question_written_as_markdown_is_read_as_the_same(question):
    quiz, told = quiz_of(writing.page("A quiz", [question], introduction="Hello."))

    assert [each.code for each in told if each.code not in ("QZ018", "QZ017")] == []
    (again,) = quiz.questions
    assert _comparable(again) == _comparable(question)
    assert again.fingerprint == question.fingerprint


def _comparable(question):
    fields = {
        name: getattr(question, name)
        for cls in type(question).__mro__
        for name in getattr(cls, "__slots__", ())
    }
    del fields["line"]
    return type(question), fields


MARKDOWN = st.lists(
    st.sampled_from(
        ["## A? (cloze)", "## B {#b}", "## (matching)", "# C", "### D", "- [x] y", "- [ ] (50%) n", "  > told",
         "1. one", "| a | b |", "|---|---|", "| c | |", "[[x|y]]", "[[*a / b]]", "{: points=\"2\"}",
         "{: wrong", "Hint: h",
         "Relies on: [x](y.md)", "![i](i.png)", "- 9.81 ± 0.05 m/s²", "```", "{= 1 / 0}",
         "", "", "(essay)", "- rectangle 1"]
    )
    | st.text(max_size=20),
    max_size=25,
).map("\n".join)  # fmt: skip


@given(MARKDOWN)
def test_any_text_is_read_without_a_fault_and_its_questions_can_be_asked(text):
    quiz, _told = quiz_of(text)

    assert len({each.key for each in quiz.questions}) == len(quiz.questions)


# -- variants


def test_numbers_vary_by_seed_and_stay_for_it():
    text = (
        "## How heavy? (numeric)\n\n{load} crates of {span} kg, in {braces}.\n\n- {= load * span / 4} ± 1% kg\n\n"
        '{: parameters="load=10..20 step 5; span=2,4,6"}\n'
    )
    question = quiz_of(text)[0].questions[0]
    found = {seed: variant(question, seed) for seed in "abcdefgh"}

    assert found == {seed: variant(question, seed) for seed in "abcdefgh"}
    assert len({each.accepted[0].text for each in found.values()}) > 3
    one = found["a"]
    load, span = one.stem.split("\n\n")[1].split(" crates of ")
    assert one.accepted[0].low == Decimal(load) * Decimal(span.split(" ")[0]) / 4 * Decimal("0.99")
    assert "{braces}" in one.stem
    assert one.key == question.key


@pytest.mark.parametrize(
    "said", ["load", "load=", "Load=1", "load=3..1", "load=1..9 step 0", "a=1;a=2", "a=1..99999999"]
)
def test_parameters_that_cannot_be_read_are_refused(said):
    with pytest.raises(UnreadableParameters):
        parameters_of(said)
