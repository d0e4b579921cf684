"""Job families as plain data for other programs: what `trellis export job-families` writes."""

from __future__ import annotations

from typing import Any

from trellis.roles.definitions.model import Extension, Family, HiringProcess, Level
from trellis.roles.definitions.page_names import PageNames
from trellis.roles.definitions.sentences.text import names_a_role


def family_export(family: Family, path: str) -> dict[str, Any]:
    """A family as the documented object; `path` is relative to the exported folder."""
    page = PageNames(family)
    hiring = next(
        (process for process in sorted(all_hiring(family), key=lambda p: p.span) if process.steps), None
    )
    return {
        "path": path,
        "title": family.title,
        "description": family.description,
        "levels": [_level(level, page) for level in family.levels],
        "family_responsibilities": [item.text for item in family.responsibilities],
        "family_requirements": [item.text for item in family.requirements],
        "hiring_steps": [step.text for step in hiring.steps] if hiring else [],
        "performance_indicators": [{"name": i.name, "target": i.target} for i in family.all_indicators],
        "career_ladder": "\n".join(ladder.text or ladder.title for ladder in family.ladders) or None,
        "specialties": [specialty.title for specialty in family.specialties],
    }


def all_hiring(family: Family) -> tuple[HiringProcess, ...]:
    """All hiring processes of a page."""
    return (*family.hiring, *(p for level in family.levels for p in level.hiring))


def _level(level: Level, page: PageNames) -> dict[str, Any]:
    grade = level.grade.value if level.grade else None
    return {
        "title": level.title,
        "grade": int(grade) if grade is not None and grade == int(grade) else grade,
        "reports_to": level.reports_to.titles[0].title if level.reports_to else None,
        "extends": [
            title for title in dict.fromkeys(_target(e, level, page) for e in level.extends) if title
        ],
        "responsibilities": [item.text for item in level.responsibilities],
        "requirements": [item.text for item in level.requirements],
    }


def _target(extension: Extension, level: Level, page: PageNames) -> str | None:
    if extension.target is None:
        return None
    found = page.find(extension.target.title, level)
    if found is not None:
        return found.key.title
    return extension.target.title if names_a_role(extension.target.title) else None
