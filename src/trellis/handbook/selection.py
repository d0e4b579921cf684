"""Which diagnostics are shown: `select` and `ignore`, from the command line, `handbook.yml` and its `paths`.

An entry is a code (`HB110`), the beginning of codes (`HB1`, `JF`) or `ALL`. Of two entries that speak of a
code the longer one counts; of two equally long ones, `ignore`. Without `select`, all codes are shown that are
enabled by default; a code that is not must be selected by its whole identifier. A rule of `paths` that
matches a page and speaks of a code has the last word for that page, and a later rule before an earlier one.
The command line's `--select` and `--ignore` stand in for those of `handbook.yml`; what a rule of `paths`
ignores stays ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trellis.handbook.diagnostics import Code
from trellis.handbook.settings import PathRule, Settings


class Selection:
    """Answers for one handbook whether a code is shown for a page."""

    def __init__(self, settings: Settings, codes: Mapping[str, Code]) -> None:
        self.settings = settings
        self.codes = codes
        self._rules: dict[str, tuple[PathRule, ...]] = {}
        self._shown: dict[tuple[str, tuple[int, ...]], bool] = {}

    def shows(self, code: str, path: str) -> bool:
        """Whether diagnostics with this code are shown for this page."""
        rules = self._rules.get(path)
        if rules is None:
            rules = self._rules[path] = self.settings.rules_for(path) if self.settings.paths else ()
        key = (code, tuple(id(rule) for rule in rules))
        shown = self._shown.get(key)
        if shown is None:
            shown = self._shown[key] = self._decide(code, rules)
        return shown

    def _decide(self, code: str, rules: Sequence[PathRule]) -> bool:
        for rule in reversed(rules):
            selected, ignored = longest(rule.select, code), longest(rule.ignore, code)
            if max(selected, ignored) >= 0:
                return selected > ignored
        selected, ignored = longest(self.settings.select, code), longest(self.settings.ignore, code)
        if code in self.settings.select:
            return selected > ignored
        enabled = self.codes[code].enabled if code in self.codes else True
        return enabled and (selected > ignored if self.settings.select else ignored < 0)


def longest(entries: Sequence[str], code: str) -> int:
    """How long the longest entry is that speaks of a code; -1 if none does, 0 for `ALL`."""
    return max(
        (
            0 if entry == "ALL" else len(entry)
            for entry in entries
            if entry == "ALL" or code.startswith(entry)
        ),
        default=-1,
    )
