"""What a handbook may decide about the checks of its job families, under `kinds: job-family:` in `handbook.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trellis.handbook.settings import Settings

SECTIONS = ("responsibilities", "requirements", "indicators", "grade", "hiring", "ladder")


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the checks; the defaults are the rules that most handbooks share.

    `required_sections` are those that every role or page must have; `required_requirements` bullets that every role
    must ask for; `least_indicators` and `most_indicators` the bounds of a good number of indicators; `vacancy_words`
    further phrases that are taken for a vacancy's; `years_allowed` phrases about years that are no count of
    experience.
    """

    required_sections: tuple[str, ...] = SECTIONS
    required_requirements: tuple[str, ...] = ()
    least_indicators: int = 3
    most_indicators: int = 5
    vacancy_words: tuple[str, ...] = ()


def options_for(settings: Settings, path: str) -> Options:
    """The options that hold for a page; what is of the wrong type is left at its default."""
    found: Mapping[str, Any] = settings.kind("job-family", path)
    defaults = Options()
    return Options(
        _texts(found.get("required_sections"), defaults.required_sections),
        _texts(found.get("required_requirements"), ()),
        _number(found.get("least_indicators"), defaults.least_indicators),
        _number(found.get("most_indicators"), defaults.most_indicators),
        _texts(found.get("vacancy_words"), ()),
    )


def _texts(value: object, default: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(entry) for entry in value) if isinstance(value, list | tuple) else default


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default
