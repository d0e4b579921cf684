"""The codes of transclusions, HB230 to HB239."""

from __future__ import annotations

from trellis.handbook import transclude
from trellis.handbook.diagnostics import Code, Example, Severity

_HOLIDAYS = "# Holidays\n\n## Sick leave\n\nCall before nine.\n"


def _chain(length: int, lines: int = 1) -> dict[str, str]:
    """Pages that each include the next one, some times."""
    pages = {f"step-{n}.md": f"# Step {n}\n" + f"\n![[step-{n + 1}]]\n" * lines for n in range(1, length)}
    return {**pages, f"step-{length}.md": f"# Step {length}\n\nDone.\n"}


PAGE_MISSING = Code(
    id="HB230",
    name="included-page-missing",
    severity=Severity.ERROR,
    summary="A transclusion names a page that does not exist.",
    why="Readers see the brackets where the text should be.",
    hint="Correct the name between the brackets.",
    bad=Example({"holidays.md": _HOLIDAYS, "lesson.md": "# Lesson\n\n![[absences#sick-leave]]\n"}),
    good=Example({"holidays.md": _HOLIDAYS, "lesson.md": "# Lesson\n\n![[holidays#sick-leave]]\n"}),
)
SECTION_MISSING = Code(
    id="HB231",
    name="included-section-missing",
    severity=Severity.ERROR,
    summary="A transclusion names a section that its page does not have.",
    why="Readers see the brackets where the text should be. Most often the heading was renamed.",
    hint="Use the anchor of a heading of that page.",
    bad=Example({"holidays.md": _HOLIDAYS, "lesson.md": "# Lesson\n\n![[holidays#illness]]\n"}),
    good=Example({"holidays.md": _HOLIDAYS, "lesson.md": "# Lesson\n\n![[holidays#sick-leave]]\n"}),
)
CYCLE = Code(
    id="HB232",
    name="circular-inclusion",
    severity=Severity.ERROR,
    summary="A text includes itself, directly or by way of other pages.",
    why="There is no end to such a text. It is left out where it comes round.",
    hint="Take one of the transclusions out of the circle.",
    bad=Example({"a.md": "# A\n\n![[b]]\n", "b.md": "# B\n\n![[a]]\n"}),
    good=Example({"a.md": "# A\n\n![[b]]\n", "b.md": "# B\n\nSee [[a]].\n"}),
)
TOO_DEEP = Code(
    id="HB233",
    name="deep-inclusion",
    severity=Severity.ERROR,
    summary=f"Transclusions lead through more than {transclude.MAX_DEPTH} pages.",
    why="Nobody can find where such a text is written. It is left out below that depth.",
    hint="Include the page that holds the text itself.",
    bad=Example(_chain(transclude.MAX_DEPTH + 2)),
    good=Example(_chain(transclude.MAX_DEPTH + 1)),
)
TOO_LARGE = Code(
    id="HB234",
    name="large-inclusion",
    severity=Severity.ERROR,
    summary="A page grows too large by what it includes.",
    why=f"Pages end at {transclude.MAX_CHARACTERS // 1_000_000} million characters and "
    f"{transclude.MAX_INCLUDES} transclusions, so that nobody can bring the site down with a few lines.",
    hint="Link to the text instead of including it.",
    bad=Example(_chain(12, lines=2)),
    good=Example(_chain(8, lines=2)),
)
IN_TEXT = Code(
    id="HB235",
    name="inclusion-in-text",
    severity=Severity.WARNING,
    summary="A transclusion stands inside a paragraph.",
    why="Only a transclusion that is a paragraph of its own is replaced by the text; here readers see an "
    "empty image.",
    hint="Put empty lines before and after it, or write `[[…]]` for a link.",
    bad=Example({"holidays.md": _HOLIDAYS, "lesson.md": "# Lesson\n\nWe say: ![[holidays#sick-leave]]\n"}),
    good=Example(
        {"holidays.md": _HOLIDAYS, "lesson.md": "# Lesson\n\nWe say:\n\n![[holidays#sick-leave]]\n"}
    ),
)

CODES = (PAGE_MISSING, SECTION_MISSING, CYCLE, TOO_DEEP, TOO_LARGE, IN_TEXT)
