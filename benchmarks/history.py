"""How long the history of a page takes: in a repository of 3,000 pages and 20,000 commits.

    PYTHONPATH=src python benchmarks/history.py [FOLDER] [--from CORPUS] [--pages 3000] [--commits 20000]

Makes the repository with `git fast-import` where FOLDER (default: one that goes away) holds none yet: of made-up pages,
or of real ones multiplied. Then asks the views through Django's test client, as a browser would without the network:
each figure is the whole answer at the server, of pages that nobody has asked for before (cold) and again (warm), the
median and the slowest of many.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import IO

import django
from django.core.management import call_command
from django.test import Client
from handbooks import WORDS, invent, multiply

from trellis.handbook.spec import open_source
from trellis.handbook.workspace import Workspace

LIVELY = "part-0/page-0.md"
"""A page that every fortieth commit touches, among made-up ones."""
MOVED = "part-1/page-1.md"
"""A page that is renamed half-way."""
BEGIN = 1_600_000_000


def main() -> None:
    """Make the repository if need be, measure, print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--commits", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--from", dest="source", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="trellis-history-") as spare:
        folder = options.folder or Path(spare) / "book"
        if not (folder / ".git").exists():
            make(folder, options.pages, options.commits, options.source)
        measure(folder, options.requests)


# -- the repository


def make(folder: Path, pages: int, commits: int, source: Path | None = None) -> None:
    """A repository: one commit with all pages, then commits that each change a few words of a page or two.

    Its pages are made up, or those of a folder multiplied.
    """
    if source is None:
        invent(folder, pages)
    else:
        multiply(source, folder, pages)
    subprocess.run(["git", "-C", folder, "init", "--quiet", "--initial-branch=main"], check=True)
    with subprocess.Popen(
        ["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as importing:
        assert importing.stdin is not None
        write_commits(importing.stdin, folder, commits)
        importing.stdin.close()
    subprocess.run(["git", "-C", folder, "reset", "--hard", "--quiet", "main"], check=True)
    subprocess.run(["git", "-C", folder, "clean", "--quiet", "--force"], check=True)  # the old name of a page
    # Without the table of commits that Git makes on its own now and then: a fresh clone has none.
    subprocess.run(["git", "-C", folder, "-c", "gc.writeCommitGraph=false", "gc", "--quiet"], check=True)


def write_commits(out: IO[bytes], folder: Path, commits: int) -> None:
    """The commits in the language of `git fast-import`."""
    chance = random.Random(1)
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }
    names = [name for name in texts if name.endswith(".md")]
    lively = lively_of(names)
    start(out, 0, "Begin")
    for name, text in texts.items():
        put(out, name, text)
    for number in range(1, commits):
        name = lively if number % 40 == 0 else chance.choice(names)
        if number == commits // 2 and MOVED in texts:
            start(out, number, "Give a page another name")
            after = MOVED.replace("page-1", "another-name")
            out.write(f"R {MOVED} {after}\n".encode())
            texts[after] = texts.pop(MOVED)
            names[names.index(MOVED)] = after
            continue
        start(out, number, f"Say {' '.join(chance.choices(WORDS, k=4))} in other words")
        texts[name] = edited(texts[name], chance)
        put(out, name, texts[name])


def lively_of(names: Sequence[str]) -> str:
    """The page that every fortieth commit touches."""
    return LIVELY if LIVELY in names else min(names)


def start(out: IO[bytes], number: int, message: str) -> None:
    """Begin a commit on the last one."""
    who = f"Person {number % 37} <person{number % 37}@example.org> {BEGIN + number * 3600} +0000"
    body = message.encode()
    out.write(f"commit refs/heads/main\ncommitter {who}\ndata {len(body)}\n".encode() + body + b"\n")


def put(out: IO[bytes], name: str, text: str) -> None:
    """Put a file into a commit."""
    data = text.encode()
    out.write(f"M 644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n")


def edited(text: str, chance: random.Random) -> str:
    """A text with one of its lines in other words, now and then with one more."""
    lines = text.split("\n")
    spots = [at for at, line in enumerate(lines) if len(line) > 30 and not line.startswith(("#", "title"))]
    at = chance.choice(spots) if spots else len(lines) - 1
    words = lines[at].split(" ")
    words[chance.randrange(len(words) - 1) + 1 if len(words) > 1 else 0] = chance.choice(WORDS)
    lines[at] = " ".join(words)
    if chance.random() < 0.1:
        lines.insert(at + 1, "- " + " ".join(chance.choices(WORDS, k=8)).capitalize() + ".")
    return "\n".join(lines)


# -- the figures


def measure(folder: Path, requests: int) -> None:
    """Ask for each kind of page, many different ones, and say how long it took."""
    with tempfile.TemporaryDirectory(prefix="trellis-history-data-") as data:
        os.environ |= {
            "TRELLIS_DATA": data, "TRELLIS_HANDBOOK": str(folder), "TRELLIS_READING": "open",
            "TRELLIS_ALLOWED_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        }  # fmt: skip
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        report(Client(), folder, requests)


def report(client: Client, folder: Path, requests: int) -> None:
    """Print the table."""
    from trellis.core.kinds import registered
    from trellis.pages.queries import current
    from trellis.pages.queries.history import learn_history

    workspace = Workspace(open_source([str(folder)]), registered())
    library = current.Library(workspace.handbook, workspace)
    current.use(library)
    _ = library.edition.handbook.environment
    chance = random.Random(2)
    paths = chance.sample(sorted(library.edition.handbook.pages), requests)
    lively = lively_of(list(library.edition.handbook.pages))

    def get(address: str) -> float:
        begin = time.perf_counter()
        answer = client.get(address)
        took = time.perf_counter() - begin
        assert answer.status_code == 200, (address, answer.status_code)
        return took * 1000

    get("/handbook/")
    rows = [
        ("the history of a page, before the index is made", each(get, history_of(paths[: requests // 4])))
    ]
    begin = time.perf_counter()
    learn_history(library.edition)
    learnt = (time.perf_counter() - begin) * 1000
    changes = [change for path in paths for change in changes_of(client, path)]
    current.use(library)
    for memory in ("sizes", "commits"):
        library.edition.kept(memory).clear()
    rows += [
        ("the history of a page", each(get, history_of(paths))),
        ("the same again", each(get, history_of(paths))),
        ("the history of a page with 500 commits", each(get, history_of([lively]))),
        ("what a commit changed, as readers see it", each(get, [f"{c}/" for c in changes])),
        ("what a commit changed, as text", each(get, [f"{c}/?view=source" for c in changes])),
        ("what a commit changed, what it means", each(get, [f"{c}/?view=meaning" for c in changes])),
        ("the page as it was", each(get, [at(change) for change in changes])),
        ("the page as it was on a day", each(redirected(client), days(paths))),
        ("who wrote each passage", each(get, [f"/handbook/-/blame/{path}/" for path in paths])),
        ("who wrote each passage of a page with 500 commits", each(get, [f"/handbook/-/blame/{lively}/"])),
    ]
    print(f"the index of the whole history, in the background: {learnt:,.0f} ms\n")
    print("| page | median ms | slowest ms |\n|---|---:|---:|")
    for name, took in rows:
        print(f"| {name} | {median(took):.0f} | {max(took):.0f} |")


def each(get: Callable[[str], float], addresses: Sequence[str]) -> list[float]:
    """How long each address took, in milliseconds."""
    return [get(address) for address in addresses]


def history_of(paths: Sequence[str]) -> list[str]:
    """The addresses of the histories of pages."""
    return [f"/handbook/-/history/{path}/" for path in paths]


def changes_of(client: Client, path: str) -> Iterator[str]:
    """The addresses, without their slash, of the newest two changes of a page."""
    html = client.get(f"/handbook/-/history/{path}/").content.decode()
    found = re.findall(rf'href="(/handbook/-/history/{re.escape(path)}/[0-9a-f]{{40}})/"', html)
    yield from list(dict.fromkeys(found))[:2]


def at(change: str) -> str:
    """The address of the page as it was at a change."""
    path, _slash, commit = change.removeprefix("/handbook/-/history/").rpartition("/")
    return f"/handbook/-/at/{commit}/{path}/"


def days(paths: Sequence[str]) -> list[str]:
    """Addresses of pages as they were on some days."""
    dates = [f"202{1 + number % 2}-0{1 + number % 9}-15" for number in range(len(paths))]
    return [f"/handbook/-/history/{path}/?on={date}" for path, date in zip(paths, dates, strict=True)]


def redirected(client: Client) -> Callable[[str], float]:
    """Asks for an address and for what it leads to."""

    def get(address: str) -> float:
        begin = time.perf_counter()
        answer = client.get(address, follow=True)
        assert answer.status_code in {200, 404}, answer.status_code
        return (time.perf_counter() - begin) * 1000

    return get


if __name__ == "__main__":
    main()
