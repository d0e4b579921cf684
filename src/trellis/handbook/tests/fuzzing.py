"""Fuzzing the compiler: texts that real pages are made of, cut and joined at random, and what must hold for each.

`python -m trellis.handbook.tests.fuzzing SECONDS` searches for as long as it is told, guided by the lines of
the compiler that an input reaches: an input that reaches new ones is kept and varied further. The test suite
runs it for a moment.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from trellis.handbook import markdown
from trellis.handbook.compiler import Compiler
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.handbook import Handbook
from trellis.handbook.outlines import outline
from trellis.handbook.source import MemorySource
from trellis.handbook.tests.kinds import NoteKind
from trellis.handbook.tests.test_outlines import LINES

FRAGMENTS = [
    *(line.encode("utf-8", "surrogatepass") for line in LINES),
    b"---\n",
    b"+++\n",
    b"title: A\n",
    b'title: "A: b"\n',
    b"kind: note\n",
    b"aliases: [/x/]\n",
    b"a: &a [*a]\n",
    b"? - {",
    b"!!python/x",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\0",
    b"\r",
    b"\x1b",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    "â€™".encode(),
    "\u200b".encode(),
    b"the the ",
    b"1. one\n2. two\n",
    b"Extends the Lead responsibilities\n",
    b"The Lead reports to the Head.\n",
    b"is a [grade 7](/g/)",
    b"<!-- trellis-ignore HB110: why -->\n",
    b"<!-- trellis-ignore-start HB1 -->",
    b"![[a#title]]\n",
    b"![[#x]]\n",
    b"[x](/b/#y)",
    b"{:#id}",
    b"\t\t",
    b" " * 9,
    b"word" * 40,
    b"\n\n",
    b"\n",
]


def check_bytes(data: bytes) -> Handbook:
    """Compile bytes as a page, a data file and settings, and assert what must hold for any bytes."""
    files = {
        "a.md": data,
        "b.md": b"# B\n\n## Y\n\n![[a]]\n\n[a](/a/)\n",
        "c.yml": data,
        "handbook.yml": data,
    }
    compiler = Compiler([NoteKind()])
    build = compiler.compile(MemorySource(files))
    handbook = build.handbook
    texts = {path: page.text for path, page in handbook.pages.items()}
    texts |= {path: file.source.text for path, file in handbook.data.items()}
    for diagnostic in handbook.diagnostics:
        _check_diagnostic(diagnostic, texts.get(diagnostic.path, ""))
    page = handbook.pages["a.md"]
    tree = markdown.parse(page.text, page.body_start)
    assert tree == markdown.parse(page.text, page.body_start)
    _check_tree(tree, page.text)
    made = outline(page.text, page.body_start)
    assert (made.links, made.html_anchors) == (tree.links, tree.html_anchors)
    assert [h.span for h in made.headings] == [s.heading.span for s in tree.sections if s.heading is not None]
    assert len(handbook.links["a.md"]) == len(page.links)
    assert compiler.compile(MemorySource(files), build).handbook.diagnostics == handbook.diagnostics
    return handbook


def _check_diagnostic(diagnostic: Diagnostic, text: str) -> None:
    assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text), diagnostic
    assert diagnostic.start <= diagnostic.end, diagnostic
    assert diagnostic.message, diagnostic
    last = -1
    for edit in sorted(diagnostic.fix.edits) if diagnostic.fix is not None else ():
        assert last <= edit.span.start <= edit.span.end <= len(text), diagnostic
        last = edit.span.end


def _check_tree(tree: markdown.Parsed, text: str) -> None:
    for section in tree.sections:
        assert 0 <= section.span.start <= section.span.end <= len(text)
        for block in section.blocks:
            assert 0 <= block.span.start <= block.span.end <= len(text)
    for link in tree.links:
        assert 0 <= link.span.start <= link.span.end <= len(text)


def varied(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Some bytes with a few random changes."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(data))
        to = min(len(data), at + chance.choice((0, 0, 1, 1, 3, 20)))
        other = chance.choice(others)
        cut = chance.randint(0, len(other))
        part = chance.choice(
            (
                chance.choice(FRAGMENTS),
                chance.choice(FRAGMENTS) + b"\n",
                other[cut : cut + 60],
                b"",
                data[at : at + 30] * 3,
            )
        )
        data = data[:at] + part + data[to:]
    return data[:4000]


class Reached:
    """The lines of the compiler that have been reached."""

    def __init__(self) -> None:
        self.lines: set[tuple[CodeType, int]] = set()
        self.new = False

    def __call__(self, check: Callable[[], object]) -> bool:
        """Whether a check reaches lines that no one before did."""
        self.new = False
        before = sys.gettrace()  # whoever measures coverage goes on afterwards
        sys.settrace(self._enter)
        try:
            check()
        finally:
            sys.settrace(before)
        return self.new

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self._line if "/trellis/" in frame.f_code.co_filename else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        place = (frame.f_code, frame.f_lineno)
        if place not in self.lines:
            self.lines.add(place)
            self.new = True
        return self._line


def fuzz(
    seconds: float, seed: int, start: list[bytes], check: Callable[[bytes], object] = check_bytes
) -> tuple[int, int]:
    """Search for bytes that break the compiler; raises what it raises, with the bytes in a note.

    Returns how many inputs were tried and how many lines reached.
    """
    chance, reached, tried = random.Random(seed), Reached(), 0
    pool = [b"", *start]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data = (
            pool[tried]
            if tried < len(pool) and tried <= len(start)
            else varied(chance.choice(pool), pool, chance)
        )
        tried += 1
        try:
            if reached(lambda: check(data)):  # noqa: B023 - called at once
                pool.append(data)
        except Exception as error:
            error.add_note(f"input: {data!r}")
            raise
    return tried, len(reached.lines)


def main() -> None:
    """Fuzz for as many seconds as the first argument says; further arguments are pages to start from."""
    start = [Path(path).read_bytes()[:4000] for path in sys.argv[2:]]
    seed = int(time.time())
    tried, lines = fuzz(float(sys.argv[1]), seed, start)
    print(f"{tried:,} inputs, {lines:,} lines reached, nothing broke (seed {seed})")


if __name__ == "__main__":
    main()
