"""How long the server takes for a page of the site, with a handbook of any size.

    PYTHONPATH=src python benchmarks/site.py [FOLDER] [--requests 30]

The site answers in this process, without a network: what is timed is Django, the queries and the templates, from
request to the last byte. Each page is asked for once before it is timed, as a site that has run for a minute; "first"
is that first time. Medians and worst cases in milliseconds.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
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
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "TRELLIS_DATA": data, "TRELLIS_HANDBOOK": str(options.folder), "TRELLIS_READING": "open",
            "TRELLIS_ALLOWED_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        }  # fmt: skip
        report(prepared(), options.requests)


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


if __name__ == "__main__":
    main()
