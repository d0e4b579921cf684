"""The same pages built by a public tool: MkDocs, in a virtual environment of its own.

    PYTHONPATH=src python benchmarks/other_tools.py [FOLDER] [--runs 3]

MkDocs reads the pages, renders them to HTML in its plainest theme without search, and checks links between
pages. Trellis reads them, resolves links and anchors, makes job families and the role graph, checks everything,
and (so that both do that) renders every page to HTML. Neither writes more than it must. CPU time of whole
processes, medians.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

CORPUS = Path(__file__).parents[2] / "shared/corpus"
SUFFIXES = (".html.md.erb", ".html.md", ".md.erb", ".markdown", ".md")
CONFIGURATION = """\
site_name: Benchmark
theme: {name: null, custom_dir: theme}
plugins: []
validation: {links: {anchors: info, not_found: info, absolute_links: info}}
"""
TRELLIS = """\
import sys
from trellis.handbook import markdown
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.spec import open_source
from trellis.roles.definitions.kinds import KINDS
handbook = compile_handbook(open_source([sys.argv[1]]), kinds=KINDS)
print(len(handbook.pages), sum(len(markdown.html(page.text[page.body_start:])) for page in handbook.pages.values()))
"""


def prepare(folder: Path, site: Path) -> int:
    """The pages under names that MkDocs accepts; how many."""
    (site / "theme").mkdir(parents=True)
    (site / "theme/main.html").write_text("<title>{{ page.title }}</title>{{ page.content }}")
    (site / "mkdocs.yml").write_text(CONFIGURATION)
    count = 0
    for path in sorted(folder.rglob("*")):
        suffix = next((suffix for suffix in SUFFIXES if path.name.endswith(suffix)), None)
        if suffix and path.is_file():
            place = site / "docs" / path.relative_to(folder).parent / (path.name.removesuffix(suffix) + ".md")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            count += 1
    return count


def measured(
    arguments: Sequence[str | Path], folder: Path, environment: dict[str, str]
) -> tuple[float, float]:
    """CPU and wall seconds of a process."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(
        arguments,
        cwd=folder,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after, wall = os.times(), time.perf_counter() - started
    return after.children_user + after.children_system - before.children_user - before.children_system, wall


def main() -> None:
    """Install MkDocs, run both, print both and the ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        pages = prepare(options.folder, home / "site")
        subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
        subprocess.run([home / "venv/bin/pip", "install", "--quiet", "mkdocs"], check=True)
        version = subprocess.run(
            [home / "venv/bin/mkdocs", "--version"], check=True, capture_output=True, text=True
        ).stdout
        source = {"PYTHONPATH": str(Path(__file__).parents[1] / "src")}
        build = [home / "venv/bin/mkdocs", "build", "--quiet", "--site-dir", home / "out"]
        theirs = [measured(build, home / "site", {}) for _ in range(options.runs)]
        ours = [
            measured([sys.executable, "-c", TRELLIS, options.folder.resolve()], home, source)
            for _ in range(options.runs)
        ]
    print(f"{pages:,} pages; {' '.join(version.split()[:3])}; medians of {options.runs}, whole processes")
    for name, found in (("MkDocs", theirs), ("Trellis", ours)):
        print(f"{name:10}{median(c for c, _ in found):8.2f} s CPU{median(w for _, w in found):8.2f} s wall")
    print(f"ratio {median(c for c, _ in theirs) / median(c for c, _ in ours):.1f}")


if __name__ == "__main__":
    main()
