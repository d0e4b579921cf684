"""How long the server takes for a page of the site, with a handbook of any size.

    PYTHONPATH=src python benchmarks/site.py [FOLDER] [--requests 30]
    PYTHONPATH=src python benchmarks/site.py [FOLDER] --every [--requests 5]

The site answers in this process, without a network: what is timed is Django, the queries and the templates, from
request to the last byte. Each page is asked for once before it is timed, as a site that has run for a minute; "first"
is that first time. Medians and worst cases in milliseconds.

With `--every` an administrator asks for every address of the rooms that has a name and may be read, with arguments of
the handbook, and the slowest are shown in CPU time, Git included: the one of each name that takes longest. The folder
is then a copy of a repository, because a proposal is made in it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, product
from pathlib import Path
from statistics import median
from typing import Any

CORPUS = Path(__file__).parents[2] / "shared/corpus"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--every", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        folder = options.folder
        if options.every:
            folder = Path(data) / "book"
            subprocess.run(["git", "clone", "--quiet", "--local", options.folder, folder], check=True)
        os.environ |= {
            "TRELLIS_DATA": data, "TRELLIS_HANDBOOK": str(folder), "TRELLIS_READING": "open",
            "TRELLIS_ALLOWED_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        }  # fmt: skip
        client = prepared()
        if options.every:
            report_every(client, min(options.requests, 5))
        else:
            report(client, options.requests)


def prepared() -> Any:
    """A client of a site that stands."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from django.test import Client

    return Client()


def report(client: Any, requests: int) -> None:
    from trellis.pages.queries.current import current_edition

    edition = current_edition()
    print(f"{len(edition.handbook.pages):,} pages; {requests} requests each")
    print(f"{'':60} {'first':>7} {'median':>7} {'worst':>7} {'kB':>6}")
    for address in addresses(edition):
        taken, size = [], 0
        for _ in range(requests + 1):
            began = time.perf_counter()
            answer = client.get(address)
            size = len(answer.content)
            taken.append(1000 * (time.perf_counter() - began))
            assert answer.status_code == 200, (address, answer.status_code)
        first, rest = taken[0], taken[1:]
        print(f"{address[:60]:60} {first:7.1f} {median(rest):7.1f} {max(rest):7.1f} {size / 1000:6.0f}")


def addresses(edition: Any) -> list[str]:
    """One of each kind of page: the longest page, the largest family, and what is about all of them."""
    from trellis.pages.addresses import page_address, source_address
    from trellis.roles.addresses import family_address, role_address
    from trellis.roles.queries.graph import graph_of

    graph = graph_of(edition)
    longest = max(edition.handbook.pages.values(), key=lambda page: len(page.text))
    family = max(graph.families.values(), key=lambda family: len(family.levels))
    role = graph.of_family(family.slug)[-1]
    return [
        "/handbook/", page_address(longest.url), source_address(longest.path), "/roles/", "/roles/?grade=7",
        family_address(family.slug), role_address(role), role_address(role, "next"), "/roles/-/reporting/", "/health/",
        "/health/?group=owner", "/health/?group=age",
        "/health/?sort=-code", "/health/?q=link", "/health/reviews/", "/health/trend/", "/search/?q=manager",
        "/proposals/",
    ]  # fmt: skip


# -- every address that has a name

ROOMS = ("core", "web", "pages", "roles")
SLOWEST = 10


def report_every(client: Any, requests: int) -> None:
    """Ask for everything that can be asked for, and show what takes longest."""
    from stopwatch import Stopwatch, wait_until_quiet

    known = arguments(client)
    wait_until_quiet()
    stopwatch, asked, not_asked = Stopwatch(), 0, []
    for name in sorted(names()):
        answered = [
            address for address in addresses_of(name, known) if client.get(address).status_code == 200
        ]
        for address in answered:
            for _ in range(requests):
                stopwatch.time(f"{name} {address[:70]}", lambda address=address: client.get(address))
        asked += bool(answered)
        not_asked += [] if answered else [name]
    print(
        f"{asked} names answered; not to be read, or without anything of theirs here: {', '.join(not_asked)}"
    )
    slowest: dict[str, tuple[float, str]] = {}
    for key, costs in stopwatch.costs.items():
        name, _, address = key.partition(" ")
        slowest[name] = max(slowest.get(name, (0.0, "")), (median(cost.cpu for cost in costs), address))
    print(f"{'name':28} {'CPU ms':>7}  address")
    for name, (cpu, address) in sorted(slowest.items(), key=lambda each: -each[1][0])[:SLOWEST]:
        print(f"{name:28} {cpu:7.0f}  {address}")


def names() -> Iterator[str]:
    """The names of all addresses of the rooms."""
    from django.urls import get_resolver

    for room in ROOMS:
        _prefix, resolver = get_resolver().namespace_dict[room]
        yield from (f"{room}:{name}" for name in resolver.reverse_dict if isinstance(name, str))


def addresses_of(name: str, known: dict[str, list[Any]]) -> Iterator[str]:
    """The addresses of a name, with each of the arguments that are known for it."""
    from django.urls import NoReverseMatch, get_resolver, reverse

    room, _, own = name.partition(":")
    _prefix, resolver = get_resolver().namespace_dict[room]
    for possibility in {
        tuple(found[1]) for match in resolver.reverse_dict.getlist(own) for found in match[0]
    }:
        several = [known.get(f"{own} {word}", known.get(word, [])) for word in possibility]
        for values in islice(product(*several), 6):
            with suppress(NoReverseMatch):
                yield reverse(name, kwargs=dict(zip(possibility, values, strict=True)))


def arguments(client: Any) -> dict[str, list[Any]]:
    """What addresses may be made with: pages of several kinds, a commit, a proposal, a family; signs the client in."""
    from trellis.core.models import Account
    from trellis.pages.queries.current import current_edition
    from trellis.pages.queries.editing import committed
    from trellis.pages.services.proposals import propose
    from trellis.roles.queries.graph import graph_of

    edition = current_edition()
    who = Account.objects.create(email="a@example.org", name="A", access="administrator", is_owner=True)
    client.force_login(who)
    pages = edition.handbook.pages
    longest, middle = (
        sorted(pages.values(), key=lambda page: len(page.text))[at] for at in (-1, len(pages) // 2)
    )
    family = max(graph_of(edition).families.values(), key=lambda family: len(family.levels))
    now = committed(edition, family.path)
    made = propose(
        edition, author=who, path=family.path, text=f"{now.text}\n\nOne line more.\n", started_from=now.commit,
        title="One line more",
    )  # fmt: skip
    paths = [longest.path, middle.path, family.path]
    return {
        "path": paths,
        "page path": [page.url.strip("/") for page in (longest, middle)],
        "commit": [now.commit],
        "number": [made.number],
        "family": [family.slug.removeprefix("job-families/"), family.slug],
        "level": [level.slug for level in family.levels[:2]],
        "code": [edition.handbook.diagnostics[0].code],
        "identifier": [who.pk],
        "what": ["pages", "headings"],
    }


if __name__ == "__main__":
    main()
