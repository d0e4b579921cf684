"""How long the compiler takes: from nothing, with a cache, and after an edit.

    PYTHONPATH=src python benchmarks/compile.py [FOLDER] [--runs 5] [--profile]

Each run is a process of its own, bound to one core. "Compile" is everything between a path and a whole
`Handbook` with its definitions, role graph, links and diagnostics; "process" is the whole life of the process
with Python's start and all imports. Figures are medians; CPU time is what counts on a busy machine.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from trellis.handbook.cache import open_cache
from trellis.handbook.spec import open_source
from trellis.handbook.workspace import Workspace
from trellis.roles.definitions.kinds import KINDS

CORPUS = Path(__file__).parents[2] / "shared/corpus"
SCENARIOS = ("cold", "cold-and-save", "warm", "edit")


def main() -> None:
    """Measure all scenarios, or make one run of one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--profile", action="store_true", help="show where a cold compilation spends its time"
    )
    parser.add_argument("--no-kinds", action="store_true", help="pages only, without job families")
    parser.add_argument("--one", choices=SCENARIOS, help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.profile:
        profile(options.folder, not options.no_kinds)
    elif options.one:
        print(json.dumps(RUNS[options.one](options.folder, not options.no_kinds, options.cache)))
    else:
        report(options.folder, options.runs, ["--no-kinds"] if options.no_kinds else [])


# -- one run


def workspace_of(folder: Path, kinds: bool, cache: Path | None) -> Any:
    """A workspace that has read nothing yet."""
    return Workspace(open_source([str(folder)]), KINDS if kinds else (), open_cache(cache) if cache else None)


def timed(work: Callable[[], Any]) -> dict[str, float]:
    """The CPU and wall milliseconds of some work."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return {"cpu": 1000 * (time.process_time() - cpu), "wall": 1000 * (time.perf_counter() - wall)}


def run_once(folder: Path, kinds: bool, cache: Path | None) -> dict[str, Any]:
    """Compile or load once."""
    workspace = workspace_of(folder, kinds, cache)
    taken = timed(lambda: workspace.handbook)
    handbook = workspace.handbook
    return {"pages": len(handbook.pages), "diagnostics": len(handbook.diagnostics), "compile": taken}


def run_edits(folder: Path, kinds: bool, cache: Path | None) -> dict[str, Any]:
    """Edit pages of a copy, one at a time, and time how long each edit takes to be seen."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "book"
        shutil.copytree(folder, copy)
        workspace = workspace_of(copy, kinds, cache)
        workspace.prepare()
        pages = sorted(workspace.handbook.pages)
        plain = [path for path in pages if path not in workspace.handbook.definitions.get("job-family", {})]
        families = [path for path in pages if path not in plain]
        workspace.refresh()
        made: dict[str, Any] = {"nothing": timed(workspace.refresh)}
        for name, among in (("page", plain), ("job family", families)):
            for what, change in EDITS.items():
                if among:
                    file = copy / among[len(among) // 2]
                    file.write_bytes(change(file.read_bytes()))
                    # Whoever watches the files is told which one has changed.
                    told = {os.path.realpath(file)}
                    made[f"{name}: {what}"] = timed(lambda: workspace.refresh(told))  # noqa: B023 - called at once
        (copy / "a-new-page.md").write_text("# A new page\n")
        return made | {"new page": timed(workspace.refresh)}


EDITS: dict[str, Callable[[bytes], bytes]] = {
    "text": lambda data: data + b"\nOne more sentence.\n",
    "heading": lambda data: data + b"\n## One more heading\n\nOne more sentence.\n",
    "title": lambda data: data.replace(b"title: ", b"title: Another ", 1),
}
RUNS: dict[str, Callable[[Path, bool, Path | None], dict[str, Any]]] = {
    "cold": run_once,
    "cold-and-save": run_once,
    "warm": run_once,
    "edit": run_edits,
}


# -- all runs


def report(folder: Path, runs: int, flags: Sequence[str]) -> None:
    """Run every scenario in processes of their own and print medians."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if ".md" in path.suffixes)
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch) / "cache"
        cold = [child(folder, "cold", None, flags) for _ in range(runs)]
        saved = []
        for _ in range(runs):
            shutil.rmtree(cache, ignore_errors=True)
            saved.append(child(folder, "cold-and-save", cache, flags))
        warm = [child(folder, "warm", cache, flags) for _ in range(runs)]
    pages = cold[0]["pages"]
    print(
        f"{folder}: {pages:,} pages, {size / 2**20:.1f} MiB, {cold[0]['diagnostics']:,} diagnostics; medians of {runs}"
    )
    print(f"{'':24}{'CPU ms':>9}{'wall ms':>9}{'pages/s':>9}")
    for name, found in (("cold", cold), ("cold, saved", saved), ("warm", warm)):
        line(name, [run["compile"] for run in found], pages)
        line(f"  whole process, {name}", [run["process"] for run in found], pages)
    ratio = median(run["compile"]["cpu"] for run in warm) / median(run["compile"]["cpu"] for run in cold)
    print(f"warm / cold: {ratio:.3f}")
    edits = [child(folder, "edit", None, flags) for _ in range(min(runs, 3))]
    for name in edits[0]:
        if name != "process":
            line(f"edit, {name}", [run[name] for run in edits], None)


def line(name: str, figures: Sequence[dict[str, float]], pages: int | None) -> None:
    """One line of the report."""
    cpu, wall = median(f["cpu"] for f in figures), median(f["wall"] for f in figures)
    rate = f"{1000 * pages / cpu:9,.0f}" if pages else ""
    print(f"{name:24}{cpu:9.1f}{wall:9.1f}{rate}")


def child(folder: Path, scenario: str, cache: Path | None, flags: Sequence[str]) -> dict[str, Any]:
    """One run in a process of its own, on one core."""
    arguments = [sys.executable, __file__, str(folder), "--one", scenario, *flags]
    if cache is not None:
        arguments += ["--cache", str(cache)]
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(arguments, stdout=subprocess.PIPE, check=True, preexec_fn=on_one_core)
    after, wall = os.times(), time.perf_counter() - started
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return json.loads(done.stdout) | {"process": {"cpu": 1000 * cpu, "wall": 1000 * wall}}


def on_one_core() -> None:
    """Bind the process to one core, where that can be done."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def profile(folder: Path, kinds: bool) -> None:
    """Where a cold compilation spends its time; the second one, so that what is loaded once does not hide the
    rest."""
    workspace_of(folder, kinds, None).prepare()
    workspace = workspace_of(folder, kinds, None)
    profiler = cProfile.Profile()
    profiler.runcall(workspace.prepare)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
