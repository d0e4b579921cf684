"""How long a search takes, and the index behind it, with a handbook of any size.

    PYTHONPATH=src python benchmarks/handbooks.py /tmp/book --pages 3000
    PYTHONPATH=src python benchmarks/search.py /tmp/book

The site answers in this process, without a network. A word is typed letter by letter as into the palette; each answer
is timed from request to the last byte. Then whole pages of hits, slips, and the index itself: from nothing, and after
one page was edited. Medians and worst cases in milliseconds of CPU time, which is what counts on a
busy machine.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

TYPED = ("manager", "customer success", "performance review", "the engineering")
SLIPS = ("managr", "enginere", "custmoer sucess", "responsibilites")
CORPUS = Path(__file__).parents[2] / "shared/corpus"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "TRELLIS_DATA": data, "TRELLIS_HANDBOOK": str(options.folder), "TRELLIS_READING": "open",
            "TRELLIS_ALLOWED_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        }  # fmt: skip
        client = prepared()
        report_index(options.runs)
        report_answers(client, options.runs)


def prepared() -> Any:
    """A client of a site that stands."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.test import Client

    return Client()


def report_index(runs: int) -> None:
    """The index from nothing, and after an edit of one page and of ten."""
    from trellis.handbook.page import Page
    from trellis.pages.queries.current import whole_edition
    from trellis.pages.textindex import TextIndex

    pages = dict(whole_edition().handbook.pages)
    size = sum(len(page.text) for page in pages.values())
    print(f"{len(pages):,} pages, {size / 1e6:.1f} million characters")
    index = TextIndex()
    row("index from nothing", timed(lambda: index.bring_forward(pages), 1))
    for count in (1, 10):
        taken = []
        for _ in range(runs):
            edited = dict(pages)
            for path in list(pages)[:count]:
                page = pages[path]
                edited[path] = Page(path, page.source, page.front, page.body_start)
            taken += timed(lambda edited=edited: index.bring_forward(edited), 1)  # type: ignore[misc]
        row(f"index after an edit of {count}", taken)


def report_answers(client: Any, runs: int) -> None:
    """Answers of the palette while words are typed, then of the page of hits, plain, filtered, and with a slip."""
    from trellis.pages.queries import search
    from trellis.pages.queries.current import whole_edition

    while (index := search.index_of(whole_edition())) is None or not index.pages:
        time.sleep(0.1)
    htmx = {"HX-Request": "true"}
    for words in TYPED:
        typed = [words[: end + 1] for end in range(len(words))]
        ask(client, "palette, first time", typed, 1, htmx)
        ask(client, f"palette, typing “{words}”", typed, runs, htmx)
    ask(client, "palette, with a slip", SLIPS, runs, htmx)
    ask(client, "page of hits", TYPED, runs)
    ask(client, "page of hits, with a slip", SLIPS, runs)
    ask(client, "page of hits, filtered", [f"{words}&kind=pages&days=365" for words in TYPED], runs)


def ask(
    client: Any, name: str, queries: Iterable[str], runs: int, headers: dict[str, str] | None = None
) -> None:
    """Time the answers to some queries."""
    taken: list[float] = []
    for query in queries:
        address = f"/search/?q={query.replace(' ', '+')}"
        taken += timed(lambda address=address: client.get(address, headers=headers or {}), runs)  # type: ignore[misc]
    row(name, taken)


def timed(work: Callable[[], object], runs: int) -> list[float]:
    """How long some work took each time, in milliseconds."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - began))
    return taken


def row(name: str, taken: list[float]) -> None:
    print(f"{name:45} median {median(taken):8.1f}   worst {max(taken):8.1f}")


if __name__ == "__main__":
    main()
