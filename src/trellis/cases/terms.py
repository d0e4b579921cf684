"""What the current handbook says of cases."""

from __future__ import annotations

from collections.abc import Mapping

from trellis.cases.definitions.permissions import HANDLER
from trellis.cases.definitions.types import NAME, CaseType, CaseTypes
from trellis.core import defined


def types() -> Mapping[str, CaseType]:
    """The types of cases, by name."""
    return _all().by_name


def type_named(name: str) -> CaseType | None:
    """The type of this name; `None` where the handbook has none such (any more)."""
    return _all().by_name.get(name)


def asked() -> tuple[str, CaseType] | None:
    """The name and type of what is asked in confidence; `None` where the handbook has no such type."""
    found = _all()
    one = found.by_name.get(found.asked)
    return (found.asked, one) if one is not None else None


def title_of(name: str) -> str:
    """What people call a type; its name where the handbook has it no more."""
    found = type_named(name)
    return found.title if found is not None else name


def stage_title(type_name: str, stage: str) -> str:
    """What people call a stage; its name where the handbook has it no more."""
    found = type_named(type_name)
    one = found.stage(stage) if found is not None else None
    return one.title if one is not None else stage


def duty_of(type_name: str) -> str:
    """The duty that lets somebody handle cases of a type."""
    found = type_named(type_name)
    return found.handlers if found is not None else HANDLER


def _all() -> CaseTypes:
    found: CaseTypes | None = defined.defined(NAME)
    return found or CaseTypes()
