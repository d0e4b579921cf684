"""What changed about roles, told in other languages than the compiler's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.translation import override
from hypothesis import given, settings

from trellis.roles.definitions.changes import Change
from trellis.roles.definitions.history import compare_revisions
from trellis.roles.queries.retelling import sentence_of
from trellis.roles.tests.handbooks import COMPANY, ENGINEER, ENGINEERING, SENIOR, STAFF, graph_of
from trellis.roles.tests.strategies import handbooks


def told(before, after, language):
    history = compare_revisions(graph_of(before), graph_of(after))
    with override(language):
        return [
            sentence_of(change, of_family=subject.is_family)
            for subject in history.subjects
            for change in subject.changes
        ]


def with_staff(**facts):
    levels = (ENGINEER, SENIOR, replace(STAFF, **facts))
    return {**COMPANY, "eng/engineering": replace(ENGINEERING, levels=levels)}


def test_english_is_what_the_compiler_says():
    assert told(COMPANY, with_staff(grade=9), "en") == ["Grade 8 became 9."]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [({"grade": 9}, "Aus Grade 8 wurde 9."), ({"grade": None}, "Der Grade, 8, ist nicht mehr angegeben.")],
)
def test_a_fact_is_told_in_german(facts, sentence):
    assert sentence in told(COMPANY, with_staff(**facts), "de")


def test_a_kind_of_change_that_is_not_known_is_told_as_the_compiler_does():
    with override("de"):
        assert (
            sentence_of(Change("colour", "changed", "It is blue now."), of_family=False) == "It is blue now."
        )


@settings(max_examples=30)
@given(handbooks(), handbooks())
def test_every_change_is_told_in_german(before, after):
    english, german = told(before, after, "en"), told(before, after, "de")

    assert len(english) == len(german)
    assert [pair for pair in zip(english, german, strict=True) if pair[0] == pair[1]] == []
