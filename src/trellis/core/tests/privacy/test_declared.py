"""What is kept of people is declared: every model, every field that may tell something, every event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest
from django.apps import apps

from trellis.core import events, personal
from trellis.core.definitions.retention_keys import KEYS
from trellis.core.models import AccessNote, Event
from trellis.core.personal import Basis, Data, Declaration, Fate

ALL = personal.declared()
NAMES_OF_THINGS = {
    "cause", "certification", "course", "key", "milestone", "question", "quiz", "subject", "what",
    "about", "about_kind", "automation", "changed", "deed", "department", "digest", "duty", "ends_at", "entity",
    "fault", "fields", "kind", "name", "part", "path", "paths", "provider", "revision", "role", "root", "rows",
    "rule", "schedule", "starts_at", "state", "survey", "then", "trigger", "until", "verdict", "way", "word",
}  # fmt: skip
"""Fields of events that hold words of a short list, digests, moments, or paths of the handbook; never of people."""


def test_every_model_is_declared():
    assert personal.undeclared() == []


def test_what_is_declared_exists():
    labels = {each._meta.label for each in apps.get_models(include_auto_created=True)}

    assert {each.label for each in ALL} <= labels


@pytest.mark.parametrize("declaration", ALL, ids=lambda each: each.label)
def test_every_field_that_may_tell_something_is_spoken_of(declaration):
    names = {each.name for each in declaration.model._meta.concrete_fields}

    assert personal.unsaid(declaration) == []
    assert set(personal.known_fields(declaration)) <= names


def test_a_model_or_a_field_of_which_nobody_has_spoken_is_found(monkeypatch):
    monkeypatch.delitem(personal._declared, "core.Notice")

    assert personal.undeclared() == ["core.Notice"]
    assert personal.unsaid(Declaration("core.Notice", "", accounts=("account",), plain=("kind",))) == [
        "subject", "text", "address", "actor", "key", "about",
    ]  # fmt: skip


@pytest.mark.parametrize("declaration", ALL, ids=lambda each: each.label)
def test_what_is_said_of_a_model_holds_together(declaration):
    assert str(declaration.purpose)
    if declaration.is_personal:
        assert declaration.basis != Basis.NONE
        assert declaration.data not in {Data.PUBLIC}
    assert (declaration.fate == Fate.KEEP) <= bool(declaration.why)
    assert (declaration.fate == Fate.ANONYMISE) <= bool(declaration.blanks)
    assert set(declaration.scrubbed) <= {*declaration.personal, *declaration.withheld}
    assert set(declaration.blanks) <= {*declaration.accounts, *declaration.people, *declaration.named}


def test_each_rule_of_retention_is_for_something_and_all_that_ends_has_one():
    assert {each.lapse.key for each in ALL if each.lapse is not None} == set(KEYS)


def test_what_is_confidential_is_declared_so():
    marked = {each._meta.label for each in apps.get_models() if getattr(each, "confidential", False)}

    assert marked == {each.label for each in ALL if each.data == Data.CONFIDENTIAL}
    assert AccessNote._meta.label in marked


def _is_harmless(name: str, hint: Any) -> bool:
    """Whether a field of an event can hold nobody's words: it is no text, or one that is known to be none of theirs."""
    if get_args(hint):
        return all(_is_harmless(name, each) for each in get_args(hint) if each not in {type(None), Ellipsis})
    return hint in {UUID, int, bool, date, Decimal} or (hint is str and name in NAMES_OF_THINGS)


@pytest.mark.parametrize(
    "kind", [each for each in events.kinds() if "tests." not in each.name], ids=lambda kind: kind.name
)
def test_events_hold_identifiers_and_no_words_of_people(kind):
    hints = get_type_hints(kind.type)

    assert [each.name for each in fields(kind.type) if not _is_harmless(each.name, hints[each.name])] == []


@pytest.mark.parametrize("hint", [str, str | None, tuple[str, ...], Mapping[str, int], dict, bytes])
def test_an_event_that_would_hold_words_is_found(hint):
    assert not _is_harmless("reason", hint)


def test_the_words_of_an_event_are_not_blanked_nor_scrubbed():
    declaration = personal.declaration_of(Event._meta.label)

    assert (declaration.fate, declaration.scrubbed, dict(declaration.blanks)) == (Fate.KEEP, (), {})
