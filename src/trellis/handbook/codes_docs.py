"""The documentation of the codes, made from their definitions: `docs/codes/<code>.md` and its index.

Run `trellis check --explain HB110` to read a page.

    python -m trellis.handbook.codes_docs docs/codes trellis.config.kinds:all_kinds

writes all pages; the second word names the kinds whose codes are among them. A test says when they are out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

from trellis.handbook.codes import all_codes
from trellis.handbook.diagnostics import Code, Example
from trellis.handbook.kinds import Kind

_MADE = "<!-- Made from the code's definition by trellis.handbook.codes_docs: do not edit. -->\n"

INDEX = """\
# Codes

Every fault that `trellis check` reports has a code. A code keeps its number and its meaning for ever.

How to select and ignore codes, and how to waive one in a page, is told in [Checks in CI](../guide/checks-in-ci.md).
“Mended” says that `trellis check --fix` mends the fault, always or where it is clear what was meant; “off” that the
code must be selected.
"""


def page_of(code: Code) -> str:
    """The documentation of one code as Markdown."""
    facts = [f"Severity: {code.severity.value}"]
    facts.append("mended by `trellis check --fix`" if code.fixable else "not mended automatically")
    if not code.enabled:
        facts.append(f"off unless selected: `--select {code.id}`")
    return "\n".join(
        [
            f"# {code.id} {code.name}",
            "",
            code.summary,
            "",
            f"{', '.join(facts)}.",
            "",
            "## Why it matters",
            "",
            code.why,
            "",
            "## What to do",
            "",
            code.hint,
            "",
            "## Example",
            "",
            "With the fault:",
            "",
            *_shown(code.bad),
            "Without:",
            "",
            *_shown(code.good),
        ]
    )


def _shown(example: Example) -> Iterable[str]:
    for path, text in example.files.items():
        fence = "`" * max(3, _longest_run(text, "`") + 1)
        language = "yaml" if path.endswith((".yml", ".yaml")) else "markdown"
        if len(example.files) > 1:
            yield from (f"`{_visible(path)}`", "")
        yield from (f"{fence}{language}", *_visible(text).splitlines(), fence, "")


def _longest_run(text: str, sign: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == sign else 0
        longest = max(longest, run)
    return longest


def _visible(text: str) -> str:
    """A text in which a reader sees what else could not be seen: odd spaces, invisible characters, bytes,
    trailing spaces.
    """
    lines = []
    for line in text.replace("\r", "").split("\n"):
        kept = line.rstrip(" ")
        shown = "".join(c if c.isprintable() else _name(c) for c in kept) + "·" * (len(line) - len(kept))
        lines.append(shown)
    return "\n".join(lines)


def _name(character: str) -> str:
    number = ord(character)
    return f"⟨{number - 0xDC00:02X}⟩" if 0xDC80 <= number <= 0xDCFF else f"⟨U+{number:04X}⟩"


def index_of(codes: Sequence[Code]) -> str:
    """The list of all codes as Markdown."""
    rows = [
        f"| [{code.id}]({code.id}.md) | {code.name} | {code.severity.value} | {_marks(code)} | "
        f"{_cell(code.summary)} |"
        for code in codes
    ]
    return "\n".join(
        [INDEX, "| Code | Name | Severity | | What it means |", "| --- | --- | --- | --- | --- |", *rows, ""]
    )


def _marks(code: Code) -> str:
    return ", ".join(word for word, holds in (("mended", code.fixable), ("off", not code.enabled)) if holds)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def documents(kinds: Iterable[Kind] = ()) -> dict[str, str]:
    """All pages by file name."""
    codes = all_codes(kinds)
    pages = {f"{code.id}.md": _MADE + page_of(code) for code in codes}
    return {"README.md": _MADE + index_of(codes), **pages}


def write(folder: Path, kinds: Iterable[Kind] = ()) -> list[str]:
    """Write all pages and remove those of codes that are no more; the names of the files that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = documents(kinds)
    changed = []
    for name, text in wanted.items():
        place = folder / name
        if not place.exists() or place.read_text("utf-8") != text:
            place.write_text(text, "utf-8")
            changed.append(name)
    for place in folder.glob("*.md"):
        if place.name not in wanted:
            place.unlink()
            changed.append(place.name)
    return changed


def _kinds(word: str) -> Sequence[Kind]:
    module, _, name = word.partition(":")
    kinds: Sequence[Kind] = getattr(import_module(module), name)()
    return kinds


if __name__ == "__main__":
    write(Path(sys.argv[1]), _kinds(sys.argv[2]) if len(sys.argv) > 2 else ())
