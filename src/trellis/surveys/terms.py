"""What the current handbook says of surveys and self-identification."""

from __future__ import annotations

from collections.abc import Mapping

from trellis.core import defined
from trellis.surveys.definitions import selfid, surveys
from trellis.surveys.definitions.selfid import SelfIdentification
from trellis.surveys.definitions.surveys import Survey


def all_surveys() -> Mapping[str, Survey]:
    """The surveys by name."""
    return defined.defined(surveys.NAME) or {}


def self_identification() -> SelfIdentification:
    """What people may say of themselves; nothing where the handbook does not ask."""
    found: SelfIdentification | None = defined.defined(selfid.NAME)
    return found or SelfIdentification()
