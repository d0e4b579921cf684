"""Handbooks to measure with: real pages multiplied, or made-up ones where no real pages are at hand.

python benchmarks/handbooks.py TARGET --pages 3000 [--from FOLDER]
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "shared/corpus"
WORDS = (
    "team handbook review manager customer release support process security budget training quarter report plan "
    "engineer meeting issue result policy document measure access request partner product service people role"
).split()


def multiply(source: Path, target: Path, pages: int) -> int:
    """Copy a folder over and over, each copy in a folder of its own with its own titles and links; the pages made."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    texts = {path: path.read_text("utf-8") for path in files if ".md" in path.suffixes}
    made = copy = 0
    while made < pages:
        copy += 1
        for path in files:
            place = target / f"copy-{copy}" / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            if path not in texts:
                shutil.copyfile(path, place)
            elif made < pages:
                place.write_text(_renamed(texts[path], copy), "utf-8")
                made += 1
    return made


def _renamed(text: str, copy: int) -> str:
    text = re.sub(r"\]\(/(?=handbook|job-families)", f"](/copy-{copy}/", text)
    return re.sub(r"^(title: *\"?)", rf"\g<1>{copy} ", text, count=1, flags=re.MULTILINE)


def invent(target: Path, pages: int, seed: int = 1) -> int:
    """Write pages with headings, lists, links to each other and a table; the pages made."""
    chance = random.Random(seed)

    def sentence(words: int) -> str:
        return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."

    for number in range(pages):
        parts = [f"---\ntitle: {sentence(4)[:-1]} {number}\n---\n"]
        for heading in range(chance.randint(4, 12)):
            parts.append(f"## {sentence(3)[:-1]} {heading}\n")
            parts.append(
                " ".join(sentence(chance.randint(6, 20)) for _ in range(chance.randint(1, 5))) + "\n"
            )
            other = chance.randrange(pages)
            parts.append("".join(f"- {sentence(9)[:-1]}\n" for _ in range(chance.randint(0, 8))))
            parts.append(f"See [{sentence(2)[:-1]}](/part-{other % 40}/page-{other}/).\n")
        place = target / f"part-{number % 40}/page-{number}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("\n".join(parts), "utf-8")
    return pages


def main() -> None:
    """Make a handbook."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", type=Path)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--from", dest="source", type=Path, default=CORPUS)
    options = parser.parse_args()
    if options.target.exists() and any(options.target.iterdir()):
        parser.error(f"{options.target} is not empty")
    real = options.source.is_dir()
    made = (
        multiply(options.source, options.target, options.pages)
        if real
        else invent(options.target, options.pages)
    )
    print(
        f"{made:,} pages in {options.target}, {'copied from ' + str(options.source) if real else 'made up'}"
    )


if __name__ == "__main__":
    main()
