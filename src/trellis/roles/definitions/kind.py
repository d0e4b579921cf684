"""The kind `job-family`: how the compiler recognises, parses and joins job families."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from trellis.handbook.compiler import Handbook
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings
from trellis.roles.definitions.checks import registry as checks
from trellis.roles.definitions.graph import RoleGraph
from trellis.roles.definitions.headings import Topic, announced
from trellis.roles.definitions.model import Family
from trellis.roles.definitions.parse import parse_family
from trellis.roles.definitions.resolve import Place, build_graph

NAME = "job-family"
_LAYOUTS = {"job_family_page", "job_page", "job-family", "job_family"}
_FOLDER = re.compile(r"(?:^|/)job-families/(?!_?(?:index|readme)\.)", re.IGNORECASE)
_OTHER_PAGES = {"section", "page"}
"""Layouts that say that a page in the folder is no family: an index, an explanation."""
_STATES_A_GRADE = re.compile(r"\bis\s+an?\s+\[?(?:job\s+)?(?:grade|level)\s*#?\d", re.IGNORECASE)

_GRADE_HEADING = re.compile(r"^#.*\bgrade", re.IGNORECASE | re.MULTILINE)
_LIST_HEADING = re.compile(r"^(?:#|\*\*)[^\n]{0,120}?(esponsi|equire)", re.MULTILINE)


class JobFamilyKind:
    """Pages that describe roles: by their layout or `kind`, by the folder they stand in, or by their headings."""

    name = NAME
    version = 2
    codes: tuple[Code, ...] = checks.CODES

    def recognise(self, page: Page, settings: Settings) -> bool:
        """A page is a job family if it says so, stands in a `job-families` folder and says nothing else, or reads
        like one.

        It reads like one if it has a section of responsibilities or requirements and states a grade, or has both of
        them and a hiring process, indicators or a career ladder.
        """
        for key in ("layout", "kind"):
            value = page.front_value(key)
            if isinstance(value, str) and value.strip().lower() in _LAYOUTS:
                return True
            if isinstance(value, str) and (key == "kind" or value.strip().lower() in _OTHER_PAGES):
                return False
        if _FOLDER.search(page.path):
            return True
        text = page.text
        if "esponsi" not in text and "equire" not in text:
            return False
        grades = "rade" in text and (_GRADE_HEADING.search(text) or _STATES_A_GRADE.search(text)) is not None
        if not _LIST_HEADING.search(text) if grades else len(set(_LIST_HEADING.findall(text))) < 2:
            return False
        topics = {announced(heading.text).topic for heading in page.headings}
        lists = topics & {Topic.RESPONSIBILITIES, Topic.REQUIREMENTS, Topic.BOTH}
        if lists and (Topic.GRADE in topics or _STATES_A_GRADE.search(text)):
            return True
        return {Topic.RESPONSIBILITIES, Topic.REQUIREMENTS} <= topics and bool(
            topics & {Topic.HIRING, Topic.INDICATORS, Topic.LADDER}
        )

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Family:
        """The family that a page describes, checked by itself."""
        family = parse_family(page)
        checks.check_family(family, page, settings, reporter)
        return family

    def assemble(
        self, definitions: Mapping[str, Family], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> RoleGraph:
        """The role graph of all families, checked for what spans pages."""
        graph = build_graph(
            definitions.values(), follower(handbook), lambda path: handbook.links.get(path, ())
        )
        checks.check_graph(graph, handbook, reporter_for)
        return graph


def follower(handbook: Handbook) -> Callable[[str, str], Place | None]:
    """How a link of a job family is followed: by what the compiler resolved it to."""
    known: dict[str, dict[str, Place | None]] = {}

    def follow(path: str, destination: str) -> Place | None:
        places = known.get(path)
        if places is None:
            page, resolved = handbook.pages[path], handbook.links.get(path, ())
            places = known[path] = {
                link.destination: Place(found.target, None if found.heading is None else found.heading + 1)
                if found.target
                else None
                for link, found in zip(page.links, resolved, strict=False)
            }
        return places.get(destination)

    return follow
