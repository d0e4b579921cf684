"""How many requests a second the site answers, and how long they take: a whole server, asked by many at once.

    PYTHONPATH=src python benchmarks/load.py [--handbook FOLDER] [--accounts 10000] [--events 0] [--seconds 8]
        [--askers 16] [--think 0] [--workers 1 2] [--database postgres://…/an_empty_one]

Fills a database with accounts and starts `trellis up` for each number of workers. Askers keep their connection and ask
for one page over and over, as an administrator who has signed in; they run in processes of their own, on the same
machine, and take some of its time. With `--think` an asker reads for about so many seconds before asking again, as
people do; without it, the times say how long the queue is. For each page: requests a second, and the median, 95th and
99th percentile in milliseconds. Every answer must be 200.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from random import uniform
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

EXAMPLE = Path(__file__).parents[1] / "example/handbook"
PAGES = (
    "/handbook/", "/roles/", "/people-access/", "/people-access/?q=person+77", "/people-access/audit/",
    "/health/", "/notices/", "/search/?q=manager", "/account/",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--handbook", type=Path, default=EXAMPLE)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--askers", type=int, default=16)
    parser.add_argument("--think", type=float, default=0)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        environ = {
            **os.environ, "TRELLIS_DATA": data, "TRELLIS_HANDBOOK": str(options.handbook),
            "TRELLIS_READING": "members", "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
            **({"TRELLIS_DATABASE": options.database} if options.database else {}),
        }  # fmt: skip
        os.environ.update(environ)
        cookie = filled(options.accounts, options.events)
        print(f"{options.accounts:,} accounts, {options.askers} askers, {os.cpu_count()} cores")
        print(f"{'':34} {'workers':>7} {'a second':>9} {'p50':>7} {'p95':>7} {'p99':>7}")
        for workers in options.workers:
            measure(environ, cookie, workers, options)


def filled(accounts: int, events: int) -> str:
    """Make the tables and whoever is in them; gives the cookie of an administrator who has signed in."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connections

    from trellis.core.models import Account, Event
    from trellis.core.records import uuid7

    chief = Account.objects.create(
        email="chief@example.org", name="Chief", access="administrator", is_owner=True
    )
    people = (
        Account(email=f"p{at}@example.org", name=f"Person {at}", joined_at="2026-01-01T00:00:00Z")
        for at in range(accounts)
    )
    Account.objects.bulk_create(people, batch_size=1000)
    made = (
        Event(name="core.access-changed", about="account", object=uuid7(), by=chief.pk, data="{}")
        for _ in range(events)
    )
    Event.objects.bulk_create(made, batch_size=2000)
    cookie = cookie_for(chief)
    connections.close_all()
    return cookie


def cookie_for(account: Any) -> str:
    """The cookie of somebody who has signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def measure(
    environ: dict[str, str], cookie: str, workers: int, options: argparse.Namespace
) -> dict[str, float]:
    """Start a server and ask it for every page; gives the 95th percentile of each."""
    with serving(environ, workers) as place:
        return {page: report(place, page, cookie, workers, options) for page in PAGES}


@contextmanager
def serving(environ: dict[str, str], workers: int) -> Iterator[str]:
    """A server that is ready, for as long as this lasts; gives its host and port."""
    command = [sys.executable, "-m", "trellis", "up", "--port", "0", "--workers", str(workers)]
    server = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        lines = []
        for line in server.stdout:
            lines.append(line)
            if line.startswith("Stop with"):
                break
        found = re.search(r"^Trellis:\s+(\S+)$", "".join(lines), re.MULTILINE)
        assert found, lines
        place = urlsplit(found[1]).netloc
        wait_until_ready(place)
        yield place
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def wait_until_ready(place: str) -> None:
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection(place, timeout=5)
            connection.request("GET", "/-/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("The server is not ready within a minute.")


def report(place: str, page: str, cookie: str, workers: int, options: argparse.Namespace) -> float:
    """A line of a page; gives its 95th percentile."""
    context = get_context("fork")
    with context.Pool(2) as pool:
        share = max(options.askers // 2, 1)
        pool.starmap(ask, [(place, page, cookie, share, 1.0)] * 2)  # what is made once is made
        began = time.perf_counter()
        found = pool.starmap(ask, [(place, page, cookie, share, options.seconds, options.think)] * 2)
        took = time.perf_counter() - began
    times = sorted(each for half in found for each in half)
    cuts = quantiles(times, n=100)
    print(
        f"{page[:34]:34} {workers:>7} {len(times) / took:>9.0f} {cuts[49]:>7.1f} {cuts[94]:>7.1f} {cuts[98]:>7.1f}",
        flush=True,
    )
    return cuts[94]


def ask(place: str, page: str, cookie: str, askers: int, seconds: float, think: float = 0) -> list[float]:
    """Ask over and over for so long, by several connections of this process in turn; gives milliseconds."""
    from threading import Thread

    taken: list[float] = []

    def one() -> None:
        connection = http.client.HTTPConnection(place, timeout=30)
        time.sleep(uniform(0, think))
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            began = time.perf_counter()
            connection.request("GET", page, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            taken.append(1000 * (time.perf_counter() - began))
            if answer.status == 429:
                raise SystemExit(f"{page} is limited; ask less of it.")
            assert answer.status == 200, (page, answer.status)
            if think:
                time.sleep(uniform(0.5, 1.5) * think)

    threads = [Thread(target=one) for _ in range(askers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


if __name__ == "__main__":
    main()
