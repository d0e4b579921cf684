"""Competencies of the handbook that is served now: the list, and one of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from trellis.pages.addresses import page_address
from trellis.pages.queries.current import Edition
from trellis.roles.definitions.competencies import NAME, Competencies, Competency
from trellis.web.finding import fold

COLUMNS = ("key", "title", "description", "owner", "levels", "behaviors", "path")
"""What a file says of each."""
_NONE = Competencies()


@dataclass(frozen=True, slots=True)
class CompetencyRow:
    """A competency in the list; `url` is where it is shown, `page_url` the page that says so."""

    competency: Competency
    url: str
    page_url: str

    @property
    def key(self) -> str:
        """By which definitions name it."""
        return self.competency.key


def competencies_of(edition: Edition) -> Competencies:
    """All competencies of an edition."""
    found = edition.handbook.assembled.get(NAME)
    return found if isinstance(found, Competencies) else _NONE


def rows_for(edition: Edition, text: str = "") -> list[CompetencyRow]:
    """The competencies whose title, description or behaviors have all words of a text."""
    words = fold(text).split()
    found = []
    for each in competencies_of(edition).by_key.values():
        said = [each.title, each.description]
        said += [behavior.text for level in each.levels for behavior in level.behaviors]
        folded = fold(" ".join(said))
        if all(word in folded for word in words):
            found.append(row_of(edition, each))
    return found


def row_of(edition: Edition, competency: Competency) -> CompetencyRow:
    """A competency with its addresses."""
    page = edition.handbook.pages[competency.path]
    return CompetencyRow(competency, competency_address(competency.key), page_address(page.url))


def competency_address(key: str) -> str:
    """Where a competency is shown."""
    return reverse("roles:competency", args=[key])


def exported(rows: list[CompetencyRow]) -> list[dict[str, str | int]]:
    """The list as a file has it, in the order of `COLUMNS`."""
    return [
        {
            "key": each.key, "title": each.competency.title, "description": each.competency.description,
            "owner": each.competency.owner, "levels": ", ".join(level.title for level in each.competency.levels),
            "behaviors": each.competency.behaviors, "path": each.competency.path,
        }
        for each in rows
    ]  # fmt: skip
