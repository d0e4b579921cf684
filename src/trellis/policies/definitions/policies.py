"""The kind `policy`: pages that say what holds, and who has to have read them.

---
title: Code of conduct
policy:
  owner: Chief People Officer
  acknowledge: {audience: everybody, due: 10 working days, again: yearly}
  sections:
    - {section: works-council, only: {countries: [Germany]}}
---

A page is a policy where its front matter says `policy`. Of a section that is `only` for some, a change concerns those
alone. A policy that is `variant-of` another counts in its place for its own audience.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from trellis.handbook import declaredcodes
from trellis.handbook.declared import Declared, Matching, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings
from trellis.handbook.slugs import anchors_of
from trellis.people.definitions import audiences
from trellis.people.definitions import codes as of_people
from trellis.people.definitions.audiences import EVERYBODY, Audience, Facts, fits
from trellis.policies.definitions import codes

NAME = "policy"
KEY = "policy"
_DUE = re.compile(r"(?P<days>[1-9]\d{0,2}) (?P<working>working )?days?(?: after (?P<after>asked|hire))?")

Due = Annotated[str, Matching(_DUE.pattern, "some days, such as 10 working days or 14 days after hire")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Declared):
    """That people have to say that they have read a policy: who, by when, and whether each year anew."""

    audience: Audience
    due: Due = "10 working days"
    again: Literal["never", "yearly"] = "never"

    @property
    def days(self) -> int:
        """How many days people have."""
        return int(self._parts["days"])

    @property
    def in_working_days(self) -> bool:
        """Whether the days are those on which whoever is asked works."""
        return bool(self._parts["working"])

    @property
    def after_hire(self) -> bool:
        """Whether they count, for who is new, from the first day of the employment."""
        return self._parts["after"] == "hire"

    @property
    def _parts(self) -> re.Match[str]:
        found = _DUE.fullmatch(self.due)
        assert found is not None, "checked when it was read"
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRule(Declared):
    """That a section, with those in it, is only for some. `section` is its anchor."""

    section: str
    only: Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Declared):
    """What a page says of itself as a policy; `path`, `title` and `owner` are those of the page."""

    owner: str = ""
    acknowledge: Acknowledge | None = None
    sections: tuple[SectionRule, ...] = ()
    variant_of: str = ""
    path: str = ""
    title: str = ""

    def concerns(self, facts: Facts, keys: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether a change of some sections concerns somebody: one of them is for them. `keys` with those above."""
        return any(self._is_for(facts, (key, *above)) for key, above in keys.items())

    def sections_not_for(self, facts: Facts) -> frozenset[str]:
        """The sections that are only for others."""
        return frozenset(rule.section for rule in self.sections if not fits(rule.only, facts))

    def _is_for(self, facts: Facts, keys: tuple[str, ...]) -> bool:
        return not self.sections_not_for(facts).intersection(keys)


@dataclass(frozen=True, slots=True)
class Policies:
    """All policies by path."""

    by_path: Mapping[str, Policy] = field(default_factory=dict)

    def asking(self) -> Iterator[Policy]:
        """Those that people have to acknowledge."""
        return (each for each in self.by_path.values() if each.acknowledge is not None)

    def variants_of(self, path: str) -> tuple[Policy, ...]:
        """The policies that count in the place of one for their audiences."""
        return tuple(each for each in self.asking() if each.variant_of == path)

    def asks(self, path: str, facts: Facts) -> bool:
        """Whether somebody has to acknowledge a policy: it is for them, and no variant of it is."""
        policy = self.by_path.get(path)
        if policy is None or policy.acknowledge is None or not fits(policy.acknowledge.audience, facts):
            return False
        return not any(self.asks(each.path, facts) for each in self.variants_of(path))


class PolicyKind:
    """Pages whose front matter says `policy`. Assembled: `Policies`."""

    name = NAME
    version = 1
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *of_people.AUDIENCES, *codes.CODES)

    def recognise(self, page: Page, settings: Settings) -> bool:
        """Whether the front matter says so."""
        return page.front is not None and page.front.get(KEY) is not None

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Policy | None:
        """What the page says of itself; `None` where that cannot be read. Sections that there are not are left out."""
        node = page.front.get(KEY) if page.front is not None else None
        made = read(node, Policy, reporter, "the policy") if node is not None else None
        if made is None:
            return None
        rules = tuple(rule for rule in made.sections if _is_there(rule, page, settings, reporter))
        rules = tuple(replace(rule, section=_anchor(rule.section, page, settings)) for rule in rules)
        owner = made.owner or _text(page.front_value("owner"))
        if made.acknowledge is not None and not owner:
            reporter.report(codes.NO_OWNER, made.node.span, f"“{page.title}” has no owner.")
        return replace(made, sections=rules, owner=owner, path=page.path, title=page.title)

    def assemble(
        self,
        definitions: Mapping[str, Policy | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Policies:
        """All policies; a variant of what there is not is told, and stands for itself."""
        found = {path: each for path, each in definitions.items() if each is not None}
        known = audiences.known_in(handbook) if found else audiences.Known()
        made = {}
        for path, each in found.items():
            reporter = reporter_for(path)
            for audience in _audiences(each):
                audiences.check(audience, known, reporter)
            made[path] = _with_original(each, found, reporter)
        return Policies(made)


def _audiences(policy: Policy) -> Iterator[Audience]:
    if policy.acknowledge is not None:
        yield policy.acknowledge.audience
    yield from (rule.only for rule in policy.sections)


def _with_original(policy: Policy, found: Mapping[str, Policy], reporter: Reporter) -> Policy:
    if not policy.variant_of:
        return policy
    original = found.get(policy.variant_of)
    span = policy.span_of("variant_of")
    if original is None or original.variant_of or original.path == policy.path:
        reporter.report(
            codes.UNKNOWN_ORIGINAL, span, f"“{policy.variant_of}” is no policy that can have variants."
        )
        return replace(policy, variant_of="")
    if policy.acknowledge is not None and policy.acknowledge.audience == EVERYBODY:
        reporter.report(
            codes.VARIANT_FOR_ALL, span, f"“{policy.title}” leaves nobody for “{original.title}”."
        )
    return policy


def _is_there(rule: SectionRule, page: Page, settings: Settings, reporter: Reporter) -> bool:
    if _anchor(rule.section, page, settings):
        return True
    there = ", ".join(anchors_of(page, settings.slugs).names[:12])
    reporter.report(
        codes.UNKNOWN_SECTION, rule.span_of("section"), f"“{page.title}” has no section “{rule.section}”.",
        hint=f"There are: {there}." if there else None,
    )  # fmt: skip
    return False


def _anchor(written: str, page: Page, settings: Settings) -> str:
    anchors = anchors_of(page, settings.slugs)
    found = anchors.lookup(written.removeprefix("#"))
    return anchors.names[found.heading] if found is not None and found.heading is not None else ""


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
