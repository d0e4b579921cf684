"""How fast the pages of people answer in an organisation of ten thousand with five years of history.

    PYTHONPATH=src python benchmarks/people.py [--people 10000] [--years 5] [--seconds 100] [--askers 16] [--think 2]
        [--workers 2] [--data FOLDER] [--database postgres://user@host/empty]

Makes the company by `trellis demo`, which is measured too, and starts `trellis up`. Readers go from page to page, all
of them at once and each from another beginning: as the director of People Operations, as a manager, as somebody of
their team. A reader reads: about two seconds pass before they ask for the next page. For each page the median, 95th
and 99th percentile in milliseconds; every answer must be 200. Exit status 1 where a page is not answered within a tenth
of a second at the 95th percentile.

What is made once is made before: each page is asked for a few times first, and what follows from the years of a company
that was just made (a quarter of an hour) is done before the site is started. Jobs are done apart, as
`docs/operations.md` advises for so many people, and nobody does them here. With `--data` the folder is kept; what is
there is not made again. The database should be an empty one of its own, or one that an earlier run has filled with the
same words.
"""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import uniform
from statistics import quantiles
from threading import Thread
from typing import Any, NamedTuple

import load

EXAMPLE = Path(__file__).parents[1] / "example/handbook"
UNTIL = date(2026, 11, 1)
"""The same company whenever it is measured."""
PROMISED = 100
"""Milliseconds, at the 95th percentile."""
FIRST = 4
"""So often each page is asked for before it counts: each process of the server makes what is made once."""
PAGES = {
    "people": (
        "/people/", "/people/?q=anna", "/people/?department=engineering&sort=-name",
        "/people/?entity=Overspan+Ltd&page=20", "/people/?title=Manager%2C+Sales", "/people/?sort=starts",
        "/people/?page=200", "/people/?manager={manager}", "/people/?on={then}",
        "/people/?on={then}&department=operations", "/people/{member}/", "/people/{chief}/",
        "/people/{member}/record/?on={then}", "/people/chart/", "/people/chart/?q=anna", "/people/chart/?at={manager}",
        "/people/chart/?on={then}", "/people/spans/", "/people/to-look-at/", "/people/departments/",
        "/people/departments/engineering/", "/people/plan/", "/people/entities/", "/reviews/cycles/",
        "/reviews/cycles/{cycle}/",
    ),
    "manager": ("/people/", "/people/{member}/", "/people/{member}/record/", "/people/chart/"),
    "member": ("/people/", "/people/?q=anna", "/people/{manager}/", "/people/chart/"),
}  # fmt: skip
"""Addresses by who asks for them, with what is put into them; later pages of the room are added here."""


class Asked(NamedTuple):
    """A page that somebody asks for."""

    who: str
    page: str
    cookie: str


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=100)
    parser.add_argument("--askers", type=int, default=16)
    parser.add_argument(
        "--think", type=float, default=2, help="seconds that somebody reads before the next page"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--data", default="")
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ, "TRELLIS_DATA": options.data or folder, "TRELLIS_HANDBOOK": str(EXAMPLE),
            "TRELLIS_READING": "members", "TRELLIS_WORKERS": "apart",
            "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
            **({"TRELLIS_DATABASE": options.database} if options.database else {}),
        }  # fmt: skip
        os.environ.update(environ)
        grown(options, environ)
        cookies, found = signed_in()
        settle()
        pages = [
            Asked(who, page.format(**found), cookies[who]) for who, those in PAGES.items() for page in those
        ]
        who = f"{options.askers} readers who read for {options.think:g} s"
        print(f"{options.people:,} people, {who}, {options.workers} workers, {os.cpu_count()} cores")
        with load.serving(environ, options.workers) as place:
            taken = read(place, pages, options)
    sys.exit(1 if told(pages, taken) else 0)


def grown(options: argparse.Namespace, environ: dict[str, str]) -> None:
    """Make the company."""
    words = ["--people", str(options.people), "--years", str(options.years), "--until", UNTIL.isoformat()]
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "trellis", "demo", "--quiet", *words], env=environ, check=True)
    print(f"trellis demo: {time.perf_counter() - began:.0f} s", flush=True)


def signed_in() -> tuple[dict[str, str], dict[str, str]]:
    """The cookies of those who ask, and what the addresses need."""
    import django

    django.setup()
    from django.db import connection, connections

    from trellis.config.demo.making import guests
    from trellis.people.models import Position
    from trellis.reviews.models import ReviewCycle

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _generalist, manager, member, *_others = guests()
    now = Position.objects.on(UNTIL).select_related("person").order_by("starts_on")
    director, chief = (
        now.filter(title="Director, People Operations").first(),
        now.filter(manager=None).first(),
    )
    assert director is not None, "the example company has one"
    assert chief is not None, "the example company has one"
    cycle = ReviewCycle.objects.order_by("-pk").first()
    assert cycle is not None, "the example company reviews"
    some = {"people": director.person, "manager": manager, "member": member}
    cookies = {name: cookie_of(person) for name, person in some.items()}
    found = {"member": member.pk, "manager": manager.pk, "chief": chief.person_id, "cycle": cycle.pk,
             "then": (UNTIL - timedelta(days=800)).isoformat()}  # fmt: skip
    connections.close_all()
    return cookies, {name: str(value) for name, value in found.items()}


def settle() -> None:
    """Make rounds until nothing is left to react to."""
    from django.db import connections
    from django.utils import timezone

    from trellis.core import rounds
    from trellis.core.models import Delivery

    began = time.perf_counter()
    left = Delivery.objects.filter(done_at=None, dead_at=None)
    while left.exists():
        rounds.run_all(timezone.now(), (rounds.Lane.HOME,))
    print(f"What followed from it: {time.perf_counter() - began:.0f} s", flush=True)
    connections.close_all()


def cookie_of(person: Any) -> str:
    """The cookie of somebody who has signed in; they get an account where they have none."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from trellis.core.models import Account

    account, _made = Account.objects.get_or_create(
        person=person, defaults={"email": f"{person.pk}@benchmark.example", "name": person.name}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


# -- readers


def read(
    place: str, pages: Sequence[Asked], options: argparse.Namespace
) -> Mapping[tuple[str, str], list[float]]:
    """Have all readers read, in two processes of their own; milliseconds of each page."""
    for _time in range(FIRST):
        connection = http.client.HTTPConnection(place, timeout=60)  # another one may reach another process
        for each in pages:
            answered(connection, each)
        connection.close()
    shares = (options.askers // 2, options.askers - options.askers // 2)
    beginnings = [round(at * len(pages) / options.askers) for at in range(options.askers)]
    words = [
        (place, pages, beginnings[: shares[0]], options.seconds, options.think),
        (place, pages, beginnings[shares[0] :], options.seconds, options.think),
    ]
    with get_context("fork").Pool(2) as pool:
        halves = pool.starmap(readers, words)
    taken: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for half in halves:
        for who, page, milliseconds in half:
            taken[who, page].append(milliseconds)
    return taken


def readers(
    place: str, pages: Sequence[Asked], beginnings: Sequence[int], seconds: float, think: float
) -> list[tuple[str, str, float]]:
    """Some readers of this process, each with a connection: who asked for which page, and how long it took."""
    taken: list[tuple[str, str, float]] = []
    until = time.perf_counter() + seconds

    def one(at: int) -> None:
        connection = http.client.HTTPConnection(place, timeout=60)
        time.sleep(uniform(0, think))
        while time.perf_counter() < until:
            each = pages[at % len(pages)]
            taken.append((each.who, each.page, answered(connection, each)))
            time.sleep(uniform(0.5, 1.5) * think)
            at += 1

    threads = [Thread(target=one, args=(at,)) for at in beginnings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def answered(connection: http.client.HTTPConnection, asked: Asked) -> float:
    """Milliseconds until somebody has a page."""
    began = time.perf_counter()
    connection.request("GET", asked.page, headers={"Cookie": asked.cookie})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{asked.page} answers {asked.who} with {answer.status}.")
    return 1000 * (time.perf_counter() - began)


def told(pages: Sequence[Asked], taken: Mapping[tuple[str, str], list[float]]) -> list[str]:
    """Print what each page took; gives those that took longer than was promised."""
    print(f"{'':8} {'':52} {'n':>5} {'p50':>7} {'p95':>7} {'p99':>7}")
    missed = []
    for each in pages:
        times = taken.get((each.who, each.page), [])
        if len(times) < 2:
            missed.append(f"{each.page} was asked for {len(times)} times only")
            continue
        late = line(each.who, each.page, times)
        if late > PROMISED:
            missed.append(f"{each.page} ({each.who}): {late:.0f} ms at p95")
    line("", "all", [one for times in taken.values() for one in times])
    print(f"missed: {'; '.join(missed)}" if missed else f"every page within {PROMISED} ms at p95")
    return missed


def line(who: str, page: str, times: Sequence[float]) -> float:
    """Print a line of the table; gives the 95th percentile."""
    cuts = quantiles(times, n=100, method="inclusive")
    print(f"{who:8} {page[:52]:52} {len(times):>5} {cuts[49]:>7.1f} {cuts[94]:>7.1f} {cuts[98]:>7.1f}")
    return cuts[94]


if __name__ == "__main__":
    main()
