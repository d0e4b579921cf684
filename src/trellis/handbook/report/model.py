"""What every form of report is made from, and the fingerprint by which a fault is known again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trellis.handbook.diagnostics import Code, Diagnostic, Severity
from trellis.handbook.text import SourceText

SCHEMA_VERSION = 1
"""Of the JSON report: raised when a field changes its meaning or goes; new fields may come without."""


@dataclass(frozen=True)
class Report:
    """The diagnostics to show, with what is needed to show them.

    `codes` are all codes by identifier. `source_of` gives the text of a file (`None` where there is none),
    `shown` the name by which a reader finds it: relative to where the command runs, with `/`. `files` is how
    many files were looked at, `unread` how many links lead to what was not, `hidden` how many diagnostics are less
    grave than what is shown.
    """

    diagnostics: Sequence[Diagnostic]
    codes: Mapping[str, Code]
    source_of: Callable[[str], SourceText | None]
    shown: Callable[[str], str]
    files: int
    revision: str
    unread: int = 0
    hidden: int = 0

    def fingerprints(self) -> Iterator[tuple[Diagnostic, str]]:
        """Each diagnostic with its fingerprint, in order."""
        return fingerprints(self.diagnostics, self.source_of)

    def is_fixable(self, diagnostic: Diagnostic) -> bool:
        """Whether `--fix` mends it."""
        code = self.codes.get(diagnostic.code)
        return diagnostic.fix is not None and code is not None and code.fixable

    def counts(self) -> dict[str, int]:
        """How many there are of each severity, all three named, the gravest first."""
        found = Counter(diagnostic.severity for diagnostic in self.diagnostics)
        return {severity.value: found.get(severity, 0) for severity in Severity}

    def name_of(self, code: str) -> str:
        """The few words that name a code."""
        return self.codes[code].name if code in self.codes else code.lower()


def fingerprints(
    diagnostics: Iterable[Diagnostic], source_of: Callable[[str], SourceText | None]
) -> Iterator[tuple[Diagnostic, str]]:
    """Each diagnostic with a digest that stays the same while lines above it come and go.

    It is made of the code, the path, the text of the line and, of several equal ones, the number.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    for diagnostic in diagnostics:
        source = source_of(diagnostic.path)
        line = ""
        if source is not None and diagnostic.start.line <= source.line_count:
            line = " ".join(source.line_text(diagnostic.start.line).split())
        key = (diagnostic.code, diagnostic.path, line)
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        yield diagnostic, hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
