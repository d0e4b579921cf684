"""`retention.yml`: how long the organisation keeps what, and why.

rules:
  notices:
    keep: 12 months
    why: Somebody may look up what they were told in the past year.
  sign-in-links: {keep: 30 days, why: To find out about misuse.}
  access-log: {keep: always, why: Audits ask for it.}

What has no rule is kept.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from trellis.core.definitions import retentioncodes as codes
from trellis.core.definitions.retention_keys import KEYS
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Declared, Matching, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node

NAME = "retention"
ALWAYS = "always"
_KEEP = re.compile(r"([1-9]\d{0,3}) (day|month|year)s?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Declared):
    """How long something is kept, and why."""

    keep: Annotated[
        str,
        Matching(rf"{_KEEP.pattern}|{ALWAYS}", "a time such as 90 days, 12 months or 10 years, or always"),
    ]
    why: str

    def before(self, now: datetime) -> datetime | None:
        """What is older than this is to go; `None` where nothing ever is. A month without the day ends on its last."""
        found = _KEEP.fullmatch(self.keep)
        if found is None:
            return None
        count, unit = int(found[1]), found[2]
        if unit == "day":
            return now - timedelta(days=count)
        month = now.year * 12 + now.month - 1 - count * (12 if unit == "year" else 1)
        year, month = max(month // 12, 1), month % 12 + 1
        return now.replace(year=year, month=month, day=min(now.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionFile(Declared):
    """All of a `retention.yml`."""

    rules: Mapping[str, Rule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retention:
    """The rules of all files, by key."""

    rules: Mapping[str, Rule] = field(default_factory=dict)


class RetentionKind(DataKind[RetentionFile]):
    """The kind `retention`. Joined, it is the `Retention` of all sources; of two rules for one key the first counts."""

    name = NAME
    files = ("retention.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> RetentionFile:
        """What a file says; a rule for what there is not is told and left out."""
        found = read(node, RetentionFile, reporter, "retention.yml") or RetentionFile(node=node)
        written = found.node.get("rules") or found.node
        for key in found.rules:
            if key not in KEYS:
                reporter.report(
                    codes.UNKNOWN_KEY, written.key_spans.get(key, written.span), f"Nothing is called “{key[:80]}”.",
                    hint=f"There are: {', '.join(KEYS)}.",
                )  # fmt: skip
        return RetentionFile(
            node=found.node, rules={key: rule for key, rule in found.rules.items() if key in KEYS}
        )

    def join(
        self, read: Mapping[str, RetentionFile], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Retention:
        """The rules of all files; what none of them speaks of is told at the first."""
        rules: dict[str, Rule] = {}
        for each in read.values():
            for key, rule in each.rules.items():
                rules.setdefault(key, rule)
        first = next(iter(read), "")
        if first:
            said = read[first].node.get("rules")
            written = {key for each in read.values() for key in _written(each)}
            for key, means in KEYS.items():
                if key not in written:
                    reporter_for(first).report(
                        codes.NO_RULE, read[first].key_span_of("rules") if said else read[first].node.span,
                        f"Nothing says how long “{key}” is kept: {means}.",
                    )  # fmt: skip
        return Retention(rules)


def _written(each: RetentionFile) -> set[str]:
    """The keys of a file, also of rules that could not be read: they are told of already."""
    found = each.node.get("rules")
    return set(found.value) if found is not None and isinstance(found.value, dict) else set()
