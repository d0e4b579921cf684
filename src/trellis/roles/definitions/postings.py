"""Roles as job postings: JSON-LD in the words of schema.org/JobPosting, with nothing in it that the handbook
does not say.

Properties are those that schema.org (version 28) defines for JobPosting and the types within it. What a
posting needs and no handbook knows, such as the day on which it is published, is given by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape as escape_html
from typing import Any

from trellis.handbook.settings import Settings
from trellis.roles.definitions.compare import reporting_text
from trellis.roles.definitions.dossier import Entry, entries, hiring_of, nice_to_have
from trellis.roles.definitions.graph import Role, RoleGraph
from trellis.roles.definitions.model import HiringProcess, Part
from trellis.roles.definitions.names import department_title

escape = partial(escape_html, quote=False)

_YEARS = re.compile(
    r"\b(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen)\s*\+?\s*(?:\(\d+\)\s*)?"
    r"(?:(?:-|–|to)\s*\d{1,2}\s*\+?\s*)?(?:or\s+more\s+)?years?['’]?\b(?=[^.;]*\bexperience\b)"
    r"|\bexperience\b[^.;]{0,60}?\b(?P<later>\d{1,2})\s*\+?\s*years\b",
    re.IGNORECASE,
)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15,
}  # fmt: skip
_DEGREE = re.compile(
    r"\b(?:bachelor|master|mba|ph\.?\s?d|doctorate|b\.?sc|m\.?sc|ba/bs|bs/ba|(?:university|college|advanced) degree|"
    r"degree (?:in|from|or)|high school|juris doctor|j\.d\.)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Details:
    """What a posting says besides the role: the days on which it opens and closes, the employer's name and
    address.
    """

    posted: date | None = None
    valid_through: date | None = None
    organisation: str = ""
    site: str = ""
    folder: str = ""


def details_of(settings: Settings, posted: date | None = None, valid_through: date | None = None) -> Details:
    """The details that the settings of a handbook give."""
    site, folder = settings.hosts[0] if settings.hosts else ("", "")
    return Details(posted, valid_through, settings.organisation, site, folder)


def posting(graph: RoleGraph, role: Role, details: Details) -> dict[str, Any]:
    """One role as a JobPosting; a property of which nothing is stated is left out."""
    responsibilities = entries(graph, role, Part.RESPONSIBILITIES)
    requirements = entries(graph, role, Part.REQUIREMENTS)
    found = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": role.full_title,
        "description": description(graph, role),
        "identifier": _identifier(role, details),
        "url": _address(role, details),
        "datePosted": details.posted.isoformat() if details.posted else None,
        "validThrough": details.valid_through.isoformat() if details.valid_through else None,
        "hiringOrganization": _organisation(details),
        "employmentUnit": {"@type": "Organization", "name": department_title(role.family.department)}
        if role.family.department
        else None,
        "occupationalCategory": role.family.title,
        "responsibilities": [entry.text for entry in responsibilities],
        "qualifications": [entry.text for entry in requirements],
        "skills": [entry.text for entry in nice_to_have(role)],
        "experienceRequirements": [
            _experience(entry.text) for entry in requirements if _YEARS.search(entry.text)
        ],
        "educationRequirements": [entry.text for entry in requirements if _DEGREE.search(entry.text)],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def description(graph: RoleGraph, role: Role) -> str:
    """The whole role as HTML of paragraphs, headings and lists; all text of the handbook in it is escaped."""
    parts = [*_paragraphs(role.family.intro), *_paragraphs("" if role.level.implicit else role.level.intro)]
    above = reporting_text(graph, role)
    if above and not role.level.intro:
        parts.append(f"<p>Reports to: {escape(above)}</p>")
    parts += _listed("Responsibilities", entries(graph, role, Part.RESPONSIBILITIES))
    parts += _listed("Requirements", entries(graph, role, Part.REQUIREMENTS))
    parts += _listed("Nice to have", nice_to_have(role))
    for process in hiring_of(role)[:1]:
        parts += _hiring(process)
    return "".join(parts)


def years_in(text: str) -> int | None:
    """The years of experience that a requirement states, the least of a range; `None` where it states none."""
    found = _YEARS.search(text)
    if found is None:
        return None
    word = (found["number"] or found["later"]).lower()
    return _NUMBERS[word] if word in _NUMBERS else int(word)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.strip():
            yield f"<p>{escape(' '.join(paragraph.split()))}</p>"


def _listed(heading: str, found: Iterable[Entry]) -> Iterator[str]:
    """A heading with a list; nested lines stand in lists of their own, as deep as the page has them."""
    lines = list(found)
    if not lines:
        return
    yield f"<h2>{heading}</h2>"
    depth = -1
    for line in lines:
        # A line is never more than one deeper than the one before it, whatever was inherited between them.
        wanted = min(line.depth, depth + 1)
        if wanted > depth:
            yield "<ul>"
        else:
            yield "</li>" + "</ul></li>" * (depth - wanted)
        depth = wanted
        yield f"<li>{escape(line.text)}"
    yield "</li></ul>" * (depth + 1)


def _hiring(process: HiringProcess) -> Iterator[str]:
    if process.steps:
        yield f"<h2>Hiring process</h2><ol>{''.join(f'<li>{escape(step.text)}</li>' for step in process.steps)}</ol>"


def _experience(text: str) -> dict[str, Any]:
    years = years_in(text) or 0
    return {
        "@type": "OccupationalExperienceRequirements",
        "monthsOfExperience": years * 12,
        "description": text,
    }


def _identifier(role: Role, details: Details) -> dict[str, str]:
    found = {"@type": "PropertyValue", "name": details.organisation, "value": str(role.id)}
    return {name: value for name, value in found.items() if value}


def _organisation(details: Details) -> dict[str, str] | None:
    if not details.organisation:
        return None
    found = {"@type": "Organization", "name": details.organisation}
    return {**found, "url": f"https://{details.site.partition('/')[0]}/"} if details.site else found


def _address(role: Role, details: Details) -> str | None:
    """Where the family's page is read; `None` where it is not among what the site shows."""
    folder = f"/{details.folder}/" if details.folder else "/"
    if not details.site or not role.family.url.startswith(folder):
        return None
    return f"https://{details.site}/{role.family.url.removeprefix(folder)}"
