"""The lines of an export as rows of this version's tables: each value is held against its field before it is kept."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from trellis.config.moving.bundle import Bundle, BundleError
from trellis.core import exported
from trellis.core.moneyfields import AmountField

NEWER = "Install the version of Trellis that made it, or a newer one."
MEND = "Mend that line with the program that changed it, or export everything anew."
Values = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """A table of an export: where its rows stand, and what of the model's fields they hold."""

    label: str
    model: type[models.Model]
    name: str
    rows: int
    fields: dict[str, models.Field[Any, Any]]
    lacking: tuple[str, ...]
    """Fields that an older version did not export: they get what new records have."""


class LineError(BundleError):
    """A line that cannot become a record: which file, line and field, why, and what to do."""

    def __init__(self, name: str, number: int, field: str, reason: str, *, hint: str = MEND) -> None:
        where = f"{name}, line {number}" + (f", {field}" if field else "")
        super().__init__(f"{where}: {reason}", hint=hint)
        self.name, self.number, self.field = name, number, field


def shapes(bundle: Bundle) -> list[Shape]:
    """The tables that it holds. Raises BundleError for one, or for a field, that this version does not know."""
    said = bundle.manifest.get("records")
    if not isinstance(said, dict):
        raise BundleError("What it says of itself cannot be read.")
    if set(bundle.names("records")) != {f"{label}.jsonl" for label in said}:
        raise BundleError("It holds other records than it says.")
    known = {table.label: table for table in exported.tables()}
    return [_shape(label, facts, known.get(label)) for label, facts in sorted(said.items())]


def _shape(label: str, facts: Any, table: exported.Table | None) -> Shape:
    if table is None:
        raise BundleError(f"It holds “{label}”, which this version of Trellis does not know.", hint=NEWER)
    names = facts.get("fields") if isinstance(facts, dict) else None
    count = facts.get("rows") if isinstance(facts, dict) else None
    if not isinstance(names, list) or not isinstance(count, int) or len({*map(str, names)}) != len(names):
        raise BundleError("What it says of itself cannot be read.")
    if unknown := sorted({*map(str, names)} - set(table.fields)):
        raise BundleError(
            f"“{label}” has a field “{unknown[0]}” that this version of Trellis does not know.", hint=NEWER
        )
    own = {each.attname: each for each in table.model._meta.concrete_fields}
    lacking = tuple(each for each in table.fields if each not in names)
    for each in lacking:
        if not (own[each].has_default() or own[each].null or own[each].blank):
            raise BundleError(f"“{label}” lacks the field “{each}”, and nothing can stand in for it.")
    return Shape(
        label, table.model, f"records/{label}.jsonl", count, {each: own[each] for each in names}, lacking
    )


def read(bundle: Bundle, shape: Shape) -> Iterator[tuple[int, Values]]:
    """Every row with its line: the values of its fields. Raises LineError for the first that is none."""
    count = 0
    for number, line in bundle.lines(shape.name):
        found = _object(shape.name, number, line)
        if set(found) != set(shape.fields):
            odd = sorted(set(found) ^ set(shape.fields))[0]
            reason = "It is not one of the fields of these records." if odd in found else "It is missing."
            raise LineError(shape.name, number, odd[:60], reason)
        values = {}
        for name, field in shape.fields.items():
            try:
                values[name] = _value(field, found[name])
            except _Faulty as fault:
                raise LineError(shape.name, number, name, str(fault)) from None
        count += 1
        yield number, values
    if count != shape.rows:
        raise BundleError(f"“{shape.name}” has {count:,} lines, and not {shape.rows:,} as it says.")


def lists(bundle: Bundle, name: str) -> Iterator[list[Any]]:
    """The lines of a member that are lists. Raises LineError."""
    for number, line in bundle.lines(name):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, list):
            raise LineError(name, number, "", "This is no JSON list.")
        yield found


class _Faulty(Exception):
    """What is wrong with a value."""


def _object(name: str, number: int, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise LineError(name, number, "", "This is no JSON object.")
    return found


def _no_number(word: str) -> None:
    raise ValueError(word)


def _value(field: models.Field[Any, Any], raw: Any) -> Any:
    """What the field holds. Raises _Faulty."""
    if raw is None:
        if not field.null and not isinstance(field, models.JSONField):
            raise _Faulty("It is empty, and must not be.")
        return None
    kind: models.Field[Any, Any] = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.JSONField):
        return raw
    if not isinstance(raw, _forms(kind)) or (
        isinstance(raw, bool) and not isinstance(kind, models.BooleanField)
    ):
        raise _Faulty(f"{_short(raw)} is of the wrong form.")
    if isinstance(raw, str) and ("\0" in raw or not _is_text(raw)):
        raise _Faulty("It holds what is no character.")
    try:
        value = _bytes(str(raw)) if isinstance(kind, models.BinaryField) else kind.to_python(raw)
        if value not in kind.empty_values:
            kind.run_validators(value)
    except ValidationError as error:
        raise _Faulty(" ".join(error.messages)) from None
    except (ValueError, OverflowError, ArithmeticError):
        raise _Faulty(f"{_short(raw)} cannot be read.") from None
    if kind.choices and value not in kind.empty_values and value not in dict(kind.flatchoices):
        raise _Faulty(f"{_short(raw)} is none of the values that it can have.")
    if isinstance(value, datetime) and timezone.is_naive(value):
        raise _Faulty(f"{_short(raw)} does not say which time zone it is in.")
    return value


def _forms(field: models.Field[Any, Any]) -> type | tuple[type, ...]:
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, AmountField):
        return str  # exact, as all decimals are written
    if isinstance(field, models.IntegerField):
        return int
    return (int, float) if isinstance(field, models.FloatField) else str


def _is_text(raw: str) -> bool:
    try:
        raw.encode()
    except UnicodeEncodeError:
        return False
    return True


def _bytes(raw: str) -> bytes:
    try:
        return base64.b64decode(raw, validate=True)
    except binascii.Error as error:
        raise ValueError(raw) from error


def _short(raw: Any) -> str:
    text = raw if isinstance(raw, str) else json.dumps(raw)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
