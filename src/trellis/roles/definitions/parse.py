"""One page into a `Family`: the plan of `structure`, filled with what the sections say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from trellis.handbook.model import Block, List, Paragraph, walk_items
from trellis.handbook.page import Page
from trellis.roles.definitions.asides import Asides
from trellis.roles.definitions.facts import grade_in_facts, manager_in_facts
from trellis.roles.definitions.headings import Topic, announced
from trellis.roles.definitions.level_tables import LevelRow, level_rows, rows_by_name
from trellis.roles.definitions.lists import Bullet, read_extensions, read_nice, read_part, read_unannounced
from trellis.roles.definitions.model import (
    Extension,
    Family,
    Grade,
    Level,
    Part,
    ReportingLine,
    Track,
)
from trellis.roles.definitions.names import fold
from trellis.roles.definitions.prose import inlines, prose
from trellis.roles.definitions.sections import Sections
from trellis.roles.definitions.sentences.grades import grades_in
from trellis.roles.definitions.sentences.reporting import FoundReporting, manager_in, reporting_in
from trellis.roles.definitions.structure.evidence import heading_grade
from trellis.roles.definitions.structure.holders import Holder, Plan
from trellis.roles.definitions.structure.walk import plan


def parse_family(page: Page) -> Family:
    """What a page says about its job family. Never raises: a page that says nothing gives a family without levels."""
    return _Parser(page).family()


class _Parser:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.sections = Sections(page)
        self.plan: Plan = plan(self.sections.all, page.title)
        self.asides = Asides(self.sections, self.plan)
        self.slugs: Counter[str] = Counter()
        self.shared = [self.plan.family, *self.plan.tracks]

    # -- the family

    def family(self) -> Family:
        page, asides = self.page, self.asides
        levels = self.levels()
        responsibilities = read_part(self.sections, self.shared, Part.RESPONSIBILITIES)
        requirements = read_part(self.sections, self.shared, Part.REQUIREMENTS)
        family = Family(
            path=page.path,
            url=page.url,
            slug=page.url.strip("/") or "home",
            title=page.title,
            description=page.description,
            department=department_of(page.url),
            intro=prose(page.sections[0].blocks),
            levels=(),
            responsibilities=responsibilities.items,
            requirements=requirements.items,
            nice_to_have=read_nice(self.sections, self.shared),
            extends=(*responsibilities.extensions, *requirements.extensions),
            reports_to=self.reports(
                self.shared_blocks(), [*responsibilities.reporting, *requirements.reporting]
            )
            or self.manager_alone(self.plan.family),
            hiring=asides.hiring(*self.shared),
            indicators=asides.indicators(*self.shared, *self.plan.specialties, *self.plan.segments),
            ladders=asides.ladders(),
            specialties=asides.specialties(),
            segments=asides.segments(),
            matrix=bool(levels) and not self.plan.levels,
        )
        if len(levels) == 1 and levels[0].implicit:
            level = self.implicit(levels[0], family)
            return replace(family, levels=(level,), responsibilities=(), requirements=(), nice_to_have=())
        levels = self.with_shared_line(levels, family.reports_to)
        return replace(family, levels=tuple(levels), tracks=self.tracks(levels))

    def shared_blocks(self) -> list[Block]:
        """The blocks that may say whom the roles of the page, or of a track, report to."""
        own = ((self.intro_blocks(h), self.other_blocks(h)) for h in self.shared)
        return [
            *(block for intro, other in own for block in (*intro, *other)),
            *(b for h in self.shared for b in self.sections.blocks(h.of(Topic.REPORTING))),
        ]

    def implicit(self, level: Level, family: Family) -> Level:
        """The one role of a page: what the page says family-wide is said of it."""
        return replace(
            level,
            aliases=(),
            reports_to=level.reports_to or family.reports_to,
            extends=level.extends + family.extends,
            responsibilities=family.responsibilities,
            requirements=family.requirements,
            nice_to_have=family.nice_to_have,
            hiring=(),
            indicators=(),
            ladder=None,
            has_responsibilities=any(h.has(Topic.RESPONSIBILITIES) for h in self.shared),
            has_requirements=any(h.has(Topic.REQUIREMENTS) for h in self.shared),
        )

    # -- levels

    def levels(self) -> list[Level]:
        holders = self.plan.levels
        if holders:
            made = [self.level(h, implicit=h.base and len(holders) == 1) for h in holders]
            return self.with_listed_grades(made)
        listed = [self.listed_level(row) for row in self.listed_rows()]
        if listed:
            return listed
        if self.is_one_role():
            about = [entry for entry in self.plan.family.sections if entry[0] is Topic.OTHER]
            return [self.level(Holder(self.page.title, 0, 0, base=True, sections=about), implicit=True)]
        return []

    def is_one_role(self) -> bool:
        if any(h.has_lists() or h.has(Topic.GRADE) for h in self.shared):
            return True
        return self.reports([b for h in self.shared for b in self.intro_blocks(h)], []) is not None

    def level(self, holder: Holder, *, implicit: bool) -> Level:
        intro = self.intro_blocks(holder)
        responsibilities = read_part(self.sections, [holder], Part.RESPONSIBILITIES)
        if holder.index and not holder.has(Topic.RESPONSIBILITIES):
            responsibilities = read_unannounced(self.sections, holder)
        requirements = read_part(self.sections, [holder], Part.REQUIREMENTS)
        grades = self.grades(holder, intro)
        said = [] if holder.base else self.extensions_of(intro)
        title = holder.title
        if holder.base and not implicit and grades and grades[0].subject:
            title = grades[0].subject
        ladders = self.asides.ladders_of(holder)
        stated = holder.of(Topic.GRADE, Topic.REPORTING)
        return Level(
            title=title,
            slug=self.slug(title),
            span=self.sections.place(holder.index),
            line=self.sections.line(holder.index),
            section=self.sections.number_on_page(holder.index),
            aliases=self.aliases(holder),
            track=holder.track,
            implicit=implicit,
            intro=prose(intro),
            grade=grades[0] if grades else None,
            grades=tuple(grades),
            reports_to=self.reports(
                [*intro, *self.sections.blocks(stated), *self.other_blocks(holder)],
                [*responsibilities.reporting, *requirements.reporting],
            )
            or self.manager_alone(holder),
            extends=(*said, *responsibilities.extensions, *requirements.extensions),
            responsibilities=responsibilities.items,
            requirements=requirements.items,
            nice_to_have=read_nice(self.sections, [holder]),
            hiring=self.asides.hiring(holder),
            indicators=self.asides.indicators(holder),
            ladder=ladders[0] if ladders else None,
            has_responsibilities=holder.has(Topic.RESPONSIBILITIES),
            has_requirements=holder.has(Topic.REQUIREMENTS),
        )

    def extensions_of(self, blocks: Iterable[Block]) -> list[Extension]:
        """The inheritances that an introduction states, of both lists unless it names one."""
        paragraphs = (b for b in blocks if isinstance(b, Paragraph))
        return [e for b in paragraphs for e in read_extensions(self.sections, b.inline, tuple(Part))]

    def aliases(self, holder: Holder) -> tuple[str, ...]:
        """The names that the headings of a level's own sections give it ("Senior Security Analyst Requirements")."""
        scopes = (announced(self.sections[n].title).scope for _, n in holder.sections)
        return tuple(dict.fromkeys(scope for scope in scopes if scope and fold(scope) != fold(holder.title)))

    def slug(self, title: str) -> str:
        base = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "role"
        self.slugs[base] += 1
        return base if self.slugs[base] == 1 else f"{base}-{self.slugs[base]}"

    def grades(self, holder: Holder, intro: Sequence[Block]) -> list[Grade]:
        """The grade or grades of the first sentence that speaks of the holder; else of a table of facts, a heading."""
        in_section = self.sections.blocks(holder.of(Topic.GRADE))
        for blocks, strict in ((in_section, True), (intro, False), (self.other_blocks(holder), False)):
            for inline in inlines(blocks):
                for found in grades_in(inline, in_grade_section=strict):
                    if holder.subject in (None, found.subject):
                        line = self.page.source.line(found.span.start)
                        return [Grade(value, found.span, line, found.subject) for value in found.values]
        stated = [grade_in_facts([*intro, *self.sections.blocks(holder.of(Topic.GRADE))])]
        stated += [heading_grade(self.sections[number]) for number in (*holder.of(Topic.GRADE), holder.index)]
        first = next((found for found in stated if found is not None), None)
        if first is None:
            return []
        line = self.page.source.line(first.span.start)
        return [Grade(value, first.span, line, None) for value in first.values]

    def reports(self, blocks: Iterable[Block], bullets: Sequence[Bullet]) -> ReportingLine | None:
        """The first reporting line in paragraphs and lists, else in bullets among the items."""
        for block in blocks:
            if isinstance(block, Paragraph):
                found = reporting_in(block.inline)
            elif isinstance(block, List):
                items = (reporting_in(item.inline, bullet=True) for item, _ in walk_items((block,)))
                found = next((said for said in items if said), None)
            else:
                continue
            if found:
                return self.reporting_line(found)
        said = (reporting_in(entry.inline, bullet=True) for entry in bullets)
        first = next((found for found in said if found), None)
        return self.reporting_line(first) if first else None

    def manager_alone(self, holder: Holder) -> ReportingLine | None:
        """The title that a table of facts gives, or that stands alone under a heading such as "Reports to"."""
        fact = manager_in_facts(self.intro_blocks(holder))
        if fact is not None:
            return self.reporting_line(fact)
        said = (manager_in(i) for i in inlines(self.sections.blocks(holder.of(Topic.REPORTING))))
        return next((self.reporting_line(found) for found in said if found), None)

    def reporting_line(self, found: FoundReporting) -> ReportingLine:
        return ReportingLine(found.titles, found.subject, found.span, self.page.source.line(found.span.start))

    def with_shared_line(self, levels: list[Level], said: ReportingLine | None) -> list[Level]:
        """The levels with what is said of all of them ("This job family reports to …") where they say nothing
        themselves.
        """
        if said is None or (said.subject is not None and fold(said.subject) != fold(self.page.title)):
            return levels
        return [
            level
            if level.reports_to or level.implicit or fold(level.title) == fold(said.titles[0].title)
            else replace(level, reports_to=self.shared_line(level, said))
            for level in levels
        ]

    def shared_line(self, level: Level, said: ReportingLine) -> ReportingLine | None:
        """The line that a level takes from its track, else from the page; a track's line is its own levels' only."""
        for track in self.plan.tracks:
            own = self.reports(self.intro_blocks(track), [])
            if own is not None and own.span == said.span:
                return said if level.track == track.title else None
        return said

    def other_blocks(self, holder: Holder) -> list[Block]:
        """Paragraphs outside the introduction that may still say whom a role reports to."""
        own = holder.of(Topic.OTHER, Topic.RESPONSIBILITIES, Topic.REQUIREMENTS)
        return [b for b in self.sections.blocks(own) if isinstance(b, Paragraph)]

    def intro_blocks(self, holder: Holder) -> list[Block]:
        return list(self.sections[holder.index].blocks)

    # -- tracks

    def tracks(self, levels: Sequence[Level]) -> tuple[Track, ...]:
        """The tracks that have levels."""
        made = []
        for holder in self.plan.tracks:
            own = tuple(level.slug for level in levels if level.track == holder.title)
            if own:
                made.append(
                    Track(
                        holder.title,
                        self.sections.place(holder.index),
                        self.sections.line(holder.index),
                        own,
                        read_part(self.sections, [holder], Part.RESPONSIBILITIES).items,
                        read_part(self.sections, [holder], Part.REQUIREMENTS).items,
                    )
                )
        return tuple(made)

    # -- levels known from a table

    def listed_rows(self) -> list[LevelRow]:
        return list(level_rows(self.page, self.sections.blocks(self.plan.level_lists)))

    def listed_level(self, row: LevelRow) -> Level:
        """A level that only a table under a Levels heading names."""
        line = self.page.source.line(row.span.start)
        grade = self.listed_grade(row)
        return Level(
            row.title, self.slug(row.title), row.span, line, grade=grade, grades=(grade,) if grade else ()
        )

    def listed_grade(self, row: LevelRow | None) -> Grade | None:
        if row is None or row.grade is None:
            return None
        return Grade(row.grade, row.span, self.page.source.line(row.span.start), None)

    def with_listed_grades(self, levels: list[Level]) -> list[Level]:
        """Levels whose grade only the table of levels states get it from there."""
        if all(level.grade for level in levels):
            return levels
        rows = rows_by_name(self.listed_rows())
        done = []
        for level in levels:
            grade = level.grade or self.listed_grade(rows.get(fold(level.title)))
            done.append(level if level.grade or not grade else replace(level, grade=grade, grades=(grade,)))
        return done


def department_of(url: str) -> str:
    """The department of a page: the folder after `job-families`, else the first folder, else nothing."""
    folders = url.strip("/").split("/")
    if "job-families" in folders:
        rest = folders[folders.index("job-families") + 1 :]
        return rest[0] if len(rest) > 1 else ""
    return folders[0] if len(folders) > 1 else ""
