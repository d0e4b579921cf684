"""Real job families under random edits: the next compilation gives what a compilation from nothing gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from trellis.handbook.compiler import Compiler
from trellis.handbook.source import MemorySource
from trellis.handbook.tests.test_incremental import summary
from trellis.roles.definitions.kinds import KINDS

PARTS = ("job-families/finance", "handbook/hiring", "handbook/total-rewards")
NEW_LINES = (
    "## New heading",
    "- a bullet",
    "Text.",
    "The Lead reports to the Head.",
    "",
    "[x](/handbook/hiring/#a)",
)
EDITS = 8


def edited(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    match chance.randrange(5):
        case 0:
            lines.insert(chance.randint(0, len(lines)), chance.choice(NEW_LINES))
        case 1:
            del lines[chance.randrange(len(lines))]
        case 2:
            lines = [line.replace("title: ", "title: New ", 1) for line in lines]
        case 3:
            lines = [line for line in lines if not line.startswith("#") or chance.random() < 0.7]
        case _:
            lines[chance.randrange(len(lines))] += " more"
    return "\n".join(lines)


@pytest.mark.slow  # compiles a hundred pages over and over
@pytest.mark.parametrize("seed", [1, 7])
def test_incremental_result_equals_cold_result_on_real_pages(corpus: Path, seed: int) -> None:
    root, chance = corpus / "corpus", random.Random(seed)
    files = {
        str(p.relative_to(root)): p.read_text("utf-8") for part in PARTS for p in (root / part).rglob("*.md")
    }
    source, compiler = MemorySource(files), Compiler(KINDS)
    build = compiler.compile(source)
    for _ in range(EDITS):
        path = chance.choice(sorted(files))
        match chance.randrange(6):
            case 0 if path in source.files:
                source.remove(path)
            case 1:
                source.write(f"new/{path}", files[path])
            case _:
                source.write(path, edited(files[path], chance))

        build = compiler.compile(source, build)

        assert summary(build.handbook) == summary(compiler.compile(source).handbook)
