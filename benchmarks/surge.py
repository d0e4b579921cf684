"""Whether a launch is borne: sign-ups, enrollments, lessons and a quiz of sixty thousand people within two days.

    PYTHONPATH=src python benchmarks/surge.py --database postgres://user@host/empty [--minutes 15] [--people 60000]
        [--days 2] [--faster 24] [--workers 2] [--clients 2] [--threads 24]

The whole launch is played so many times as fast, and a slice of it is measured: by default a quarter of an hour, in
which 7,500 people arrive. Each joins by an invitation, looks at a course, enrolls, does the first lessons, begins the
quiz, saves an answer to each question and hands in. They arrive as irregularly as people who do not know of each other
(a Poisson process). The clients are processes of their own and ask `trellis up` on PostgreSQL over HTTP, on the same
machine, of which they take a part.

Told are errors, the median, 95th and 99th percentile of each step in milliseconds, how late the clients were
themselves, and, read from the database afterwards, what was lost: whoever was told that they had joined, enrolled,
saved or handed in, and has not. The database should be an empty one of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

from load import wait_until_ready
from newcomers import Heard, one

EXAMPLE = Path(__file__).parents[1] / "example/handbook"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default=os.environ.get("TRELLIS_DATABASE", ""))
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--days", type=float, default=2)
    parser.add_argument("--faster", type=float, default=24)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=2, help="processes that ask")
    parser.add_argument("--threads", type=int, default=24, help="people at once in each of them")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    if not options.database.startswith("postgres"):
        raise SystemExit("A launch is borne by PostgreSQL: give --database postgres://user@host/empty")
    rate = options.people * options.faster / (options.days * 86_400)
    arriving = max(int(rate * options.minutes * 60), 1)
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ, "TRELLIS_DATA": folder, "TRELLIS_HANDBOOK": str(EXAMPLE), "TRELLIS_READING": "members",
            "DJANGO_SETTINGS_MODULE": "trellis.config.settings", "TRELLIS_DATABASE": options.database,
        }  # fmt: skip
        os.environ.update(environ)
        began = time.perf_counter()
        tokens = invited(arriving)
        print(f"{arriving:,} people invited in {time.perf_counter() - began:.0f} s")
        where = f"{options.workers} workers, {os.cpu_count()} cores"
        print(f"{rate:.1f} come a second, for {options.minutes:g} minutes; {where}", flush=True)
        heard, took = played(environ, tokens, rate, options)
        told(heard, arriving, took)
        lost = lost_of(heard)
    print("Lost: " + ", ".join(f"{n:,} {what}" for what, n in lost.items()))
    if any(lost.values()):
        raise SystemExit(1)


def invited(people: int) -> list[str]:
    """Make the tables, who is employed, and their invitations; gives the tokens that mails would hold."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from datetime import timedelta

    from django.db import connection, connections
    from django.utils import timezone

    from trellis.core import defined
    from trellis.core.models import Account, Person, SignInLink
    from trellis.core.services import links
    from trellis.people.models import Employment, Position

    before = Account.objects.count()
    now, chief = timezone.now(), Account.objects.filter(is_owner=True).first()
    chief = chief or Account.objects.create(
        email="chief@benchmark.example", name="Chief", access="administrator", is_owner=True
    )
    numbers = range(before, before + people)
    some = [Person(name=f"Newcomer {at}", email=f"new{at}@benchmark.example") for at in numbers]
    Person.objects.bulk_create(some, batch_size=1000)
    accounts = [Account(email=each.email, name=each.name, person=each) for each in some]
    Account.objects.bulk_create(accounts, batch_size=1000)
    day, revision = now.date() - timedelta(days=3), defined.revision()[:200]
    hired = [
        Employment(person=each, entity="Overspan GmbH", starts_on=day, revision=revision) for each in some
    ]
    Employment.objects.bulk_create(hired, batch_size=1000)
    Position.objects.bulk_create(
        (
            Position(
                employment=each, person=each.person, entity=each.entity, starts_on=day, revision=revision,
                title="Backend Engineer (Intermediate)", department="engineering",
            )
            for each in hired
        ),
        batch_size=1000,
    )  # fmt: skip
    issued = [links.issue(each, SignInLink.Purpose.INVITATION, by=chief) for each in accounts]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connections.close_all()
    return [each.token for each in issued]


def played(
    environ: dict[str, str], tokens: list[str], rate: float, options: argparse.Namespace
) -> tuple[Heard, float]:
    """Start a server and have everybody arrive; what they were told, and the seconds that it took."""
    command = [sys.executable, "-m", "trellis", "up", "--port", "0", "--workers", str(options.workers)]
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
        chance = random.Random(options.seed)
        at, moments = 0.0, []
        for _each in tokens:
            at += chance.expovariate(rate)
            moments.append(at)
        share = [
            (place, list(zip(moments, tokens, strict=True))[n :: options.clients], options.threads)
            for n in range(options.clients)
        ]
        began, heard, before = time.perf_counter(), Heard(), taken(server.pid, options.database)
        with get_context("fork").Pool(options.clients) as pool:
            for each in pool.starmap(client, share):
                heard.add(each)
        took = time.perf_counter() - began
        after = {**taken(server.pid, options.database), "clients": heard.busy}
        each = ", ".join(
            f"{name} {1000 * (after[name] - before.get(name, 0)) / len(tokens):.0f}" for name in after
        )
        print(f"Milliseconds of the processor for each who came: {each}")
        return heard, took
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def taken(server: int, database: str) -> dict[str, float]:
    """Seconds of the processor that the server with its workers, and PostgreSQL for this database, have taken (Linux).

    Connections that have ended meanwhile are not among them; those of the server last as long as it does.
    """
    name, ticks = urlsplit(database).path.lstrip("/"), os.sysconf("SC_CLK_TCK")
    found = {"server": 0.0, "PostgreSQL": 0.0}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            facts = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue  # it has ended
        seconds = (int(facts[11]) + int(facts[12])) / ticks
        if server in (int(folder.name), int(facts[1])):
            found["server"] += seconds
        elif command.startswith("postgres:") and f" {name} " in command:
            found["PostgreSQL"] += seconds
    return found


def client(place: str, arrivals: list[tuple[float, str]], threads: int) -> Heard:
    """One process: people begin at their moments, each on a connection of their own."""
    began, busy = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(threads) as pool:
        waiting = []
        for moment, token in arrivals:
            time.sleep(max(began + moment - time.perf_counter(), 0))
            waiting.append(pool.submit(one, place, token, began + moment))
        whole = Heard()
        for each in waiting:
            whole.add(each.result())
    # Plain mappings: what a process hands to another has no functions in it.
    whole.times, whole.errors = dict(whole.times), dict(whole.errors)
    whole.busy = time.process_time() - busy
    return whole


def told(heard: Heard, arriving: int, took: float) -> None:
    """The lines of the report."""
    n = sum(len(each) for each in heard.times.values())
    wrong = sum(heard.errors.values())
    print(f"{n:,} requests in {took:.0f} s ({n / took:.0f} a second); {len(heard.handed_in):,} of {arriving:,} people "
          f"handed in; {wrong:,} were stopped by an error")  # fmt: skip
    for what, count in sorted(heard.errors.items(), key=lambda each: -each[1]):
        print(f"  {count:>6,}  {what}")
    late = sorted(heard.late)
    print(f"The clients began people late by {late[len(late) // 2]:.2f} s (p50), {late[-1]:.2f} s at most: "
          "beyond a second the machine, not the site, was measured")  # fmt: skip
    print(f"{'':20} {'requests':>9} {'p50':>8} {'p95':>8} {'p99':>8}")
    for step, times in heard.times.items():
        cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
        print(f"{step:20} {len(times):>9,} {cuts[49]:>8.0f} {cuts[94]:>8.0f} {cuts[98]:>8.0f}")


def lost_of(heard: Heard) -> dict[str, int]:
    """What the server said it has kept, and the database has not."""
    from trellis.assessments.models import Answer, Attempt
    from trellis.core.models import SignInLink
    from trellis.core.queries import digest_of
    from trellis.learning.models import Enrollment

    digests = [digest_of(each) for each in heard.joined]
    joined = sum(
        SignInLink.objects.filter(
            digest__in=digests[at : at + 1000], used_at__isnull=False, account__joined_at__isnull=False
        ).count()
        for at in range(0, len(digests), 1000)
    )
    kept: dict[tuple[str, str], Any] = {}
    attempts = sorted({attempt for attempt, _key in heard.saved})
    for at in range(0, len(attempts), 1000):
        rows = Answer.objects.filter(attempt__in=attempts[at : at + 1000])
        kept |= {(str(pk), key): value for pk, key, value in rows.values_list("attempt", "key", "value")}
    states = dict(Attempt.objects.filter(pk__in=heard.handed_in).values_list("pk", "state"))
    return {
        "sign-ups": len(digests) - joined,
        "enrollments": len(heard.enrolled) - Enrollment.objects.filter(pk__in=heard.enrolled).count(),
        "answers": sum(kept.get(each) != value for each, value in heard.saved.items()),
        "hand-ins": len(heard.handed_in) - sum(each in ("graded", "handed-in") for each in states.values()),
    }


if __name__ == "__main__":
    main()
