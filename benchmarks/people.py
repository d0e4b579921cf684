"""How fast the pages of people answer in an organisation of ten thousand with five years of history.

    PYTHONPATH=src python benchmarks/people.py [--people 10000] [--years 5] [--seconds 8] [--askers 16] [--think 2]
        [--workers 2] [--data FOLDER] [--database postgres://user@host/empty] [--import 10000] [--pages /people/ …]

Makes the company by `trellis demo`, which is measured too, starts `trellis up` and has the pages asked for by many
at once, as the director of People Operations. For each page: requests a second, and the median, 95th and 99th
percentile in milliseconds; then `trellis import` of people. With `--data` the folder is kept; what is there is
not made again. The database should be an empty one of its own, or one that an earlier run has filled with the same
words.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import load

EXAMPLE = Path(__file__).parents[1] / "example/handbook"
UNTIL = date(2026, 11, 1)
"""The same company whenever it is measured."""
PAGES = (
    "/people/", "/people/?q=anna", "/people/?department=engineering&sort=-name", "/people/?entity=Overspan+Ltd&page=20",
    "/people/?title=Manager%2C+Sales", "/people/?on={then}", "/people/?on={then}&department=operations",
    "/people/{member}/", "/people/{manager}/", "/people/{chief}/", "/people/{member}/record/?on={then}",
    "/people/chart/", "/people/chart/?on={then}", "/people/spans/", "/people/to-look-at/", "/reviews/cycles/",
    "/reviews/cycles/{cycle}/",
)  # fmt: skip
"""Addresses, with what is put into them; later pages of the room are added here."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--askers", type=int, default=16)
    parser.add_argument(
        "--think", type=float, default=2, help="seconds that somebody reads before the next page"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--data", default="")
    parser.add_argument("--database", default="")
    parser.add_argument("--import", dest="imported", type=int, default=10_000)
    parser.add_argument("--pages", nargs="*", default=PAGES)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ, "TRELLIS_DATA": options.data or folder, "TRELLIS_HANDBOOK": str(EXAMPLE),
            "TRELLIS_READING": "members", "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
            **({"TRELLIS_DATABASE": options.database} if options.database else {}),
        }  # fmt: skip
        os.environ.update(environ)
        grown(options, environ)
        cookie, found = signed_in()
        who = f"{options.askers} askers who read for {options.think:g} s"
        print(f"{options.people:,} people, {who}, {os.cpu_count()} cores")
        print(f"{'':34} {'workers':>7} {'a second':>9} {'p50':>7} {'p95':>7} {'p99':>7}")
        load.PAGES = tuple(page.format(**found) for page in options.pages)
        load.measure(environ, cookie, options.workers, options)
        if options.imported:
            brought_in(options.imported, Path(folder), environ)


def grown(options: argparse.Namespace, environ: dict[str, str]) -> None:
    """Make the company."""
    words = ["--people", str(options.people), "--years", str(options.years), "--until", UNTIL.isoformat()]
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "trellis", "demo", "--quiet", *words], env=environ, check=True)
    print(f"trellis demo: {time.perf_counter() - began:.0f} s", flush=True)


def signed_in() -> tuple[str, dict[str, str]]:
    """The cookie of the director of People Operations, and what the addresses need."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection, connections

    from trellis.config.demo.making import guests
    from trellis.core.models import Account
    from trellis.people.models import Position
    from trellis.reviews.models import ReviewCycle

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _generalist, manager, member = guests()
    director = Position.objects.on(UNTIL).filter(title="Director, People Operations").first()
    assert director is not None, "the example company has one"
    account, _made = Account.objects.get_or_create(
        person=director.person, defaults={"email": "director@benchmark.example", "name": director.person.name}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    chief = Position.objects.on(UNTIL).get(manager=None).person_id
    then = UNTIL - timedelta(days=800)
    cycle = ReviewCycle.objects.order_by("-pk").first()
    connections.close_all()
    found = {"member": member.pk, "manager": manager.pk, "chief": chief, "then": then.isoformat(),
             "cycle": cycle.pk if cycle else ""}  # fmt: skip
    return f"sessionid={session.session_key}", {name: str(value) for name, value in found.items()}


def brought_in(rows: int, folder: Path, environ: dict[str, str]) -> None:
    """Import people from a file, at the command line."""
    path = folder / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("name", "email"))
        writer.writerows((f"Somebody {at}", f"somebody{at}@benchmark.example") for at in range(rows))
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "trellis", "import", "people", str(path)], env=environ, check=True)
    print(f"trellis import of {rows:,} people: {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
