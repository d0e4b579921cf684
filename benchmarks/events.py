"""How fast events are written down, sealed and verified.

    PYTHONPATH=src python benchmarks/events.py                                        # SQLite
    PYTHONPATH=src python benchmarks/events.py --database postgres://user@host/empty
    PYTHONPATH=src python benchmarks/events.py --data FOLDER [--database …]           # where `ground.py` left a million

Four writers in processes of their own publish through `core.services.events.publish`, one event in each transaction (a
service of a room publishes one to three in one), without sealing and while another process seals as a site does. Then
the log is filled to a million, sealed and verified, and asked for the newest of one object and of all. Times are by the
clock and, where it says CPU, of this processor; that of the database is told apart where it runs on this machine. Ends
with the number of promises that were missed: a thousand published a second with sealing on PostgreSQL, a million
verified in 30 s. The database should be one of its own: rows are added to it and stay.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import quantiles
from uuid import UUID, uuid4

WRITERS = 4
PUBLISHED_A_SECOND, VERIFIED_IN_SECONDS = 1000, 30


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--data", default="")
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "TRELLIS_DATA": options.data or data, "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
            **({"TRELLIS_DATABASE": options.database} if options.database else {}),
        }  # fmt: skip
        started = multiprocessing.get_context("spawn")
        first = started.Process(target=migrate)
        first.start()
        first.join()
        is_postgres = os.environ.get("TRELLIS_DATABASE", "").startswith("postgres")
        published = report_publishing(started, options.seconds)
        verified = report_log(options.events)
    missed = {
        "published": is_postgres and published < PUBLISHED_A_SECOND,
        "verified": verified > VERIFIED_IN_SECONDS,
    }
    print(f"missed: {', '.join(what for what, is_so in missed.items() if is_so) or 'nothing'}")
    sys.exit(sum(missed.values()))


def migrate() -> None:
    """Make the tables."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def rung() -> type:
    """An event like most: an object, somebody, two values."""
    from trellis.core import events

    @events.recorded("benchmark.bell-rung", about="bell", says="rang a bell")
    @dataclass(frozen=True, slots=True)
    class BellRung:
        bell: UUID
        by: UUID | None
        times: int
        why: str

    return BellRung


def report_publishing(started: multiprocessing.context.SpawnContext, seconds: float) -> float:
    """Events a second, of several writers, with sealing and without; gives the first."""
    a_second = 0.0
    for sealing in (False, True):
        counts, ready = started.Queue(), started.Barrier(WRITERS + sealing)
        writers = [started.Process(target=write, args=(ready, seconds, counts)) for _ in range(WRITERS)]
        sealer = [started.Process(target=keep_sealing, args=(ready, seconds, counts))] if sealing else []
        before = of_the_database()
        for each in (*writers, *sealer):
            each.start()
        done = [counts.get() for _ in (*writers, *sealer)]
        server = of_the_database() - before
        for each in (*writers, *sealer):
            each.join()
        published = sum(count for kind, count, _cpu in done if kind == "written")
        cpu = {
            kind: 1000 * sum(cpu for each, _count, cpu in done if each == kind) / published
            for kind in ("written", "sealed")
        }
        a_second = published / seconds
        print(
            f"{WRITERS} writers, {'sealed meanwhile' if sealing else 'not sealed'}: {a_second:,.0f} events/s; CPU each:"
            f" {cpu['written']:.2f} ms of the writers, {cpu['sealed']:.2f} of the sealer,"
            f" {1000 * server / published:.2f} of PostgreSQL",
            flush=True,
        )
    return a_second


def of_the_database() -> float:
    """Seconds of the processor that all processes of PostgreSQL on this machine have had so far."""
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _bracket, rest = status.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue  # it has ended
        if name == "postgres":
            fields = rest.split()
            ticks += sum(map(int, fields[11:15]))  # its own, and of those that it began and that have ended
    return ticks / os.sysconf("SC_CLK_TCK")


def write(ready: Barrier, seconds: float, counts: Queue[tuple[str, int, float]]) -> None:
    """Publish until the time is over, once all writers are ready."""
    import django

    django.setup()
    from django.db import transaction

    from trellis.core.services.events import publish

    event, done = rung(), 0
    ready.wait()
    until, cpu = time.monotonic() + seconds, time.process_time()
    while time.monotonic() < until:
        with transaction.atomic():
            publish(event(uuid4(), None, done, "because it was noon"))
        done += 1
    counts.put(("written", done, time.process_time() - cpu))


def keep_sealing(ready: Barrier, seconds: float, counts: Queue[tuple[str, int, float]]) -> None:
    """What the rounds of a site do, with the pause that they make."""
    import django

    django.setup()
    from django.utils import timezone

    from trellis.core import rounds
    from trellis.core.services.tree_heads import seal

    ready.wait()
    until, cpu, done = time.monotonic() + seconds, time.process_time(), 0
    while time.monotonic() < until:
        done += seal(timezone.now())
        time.sleep(rounds.GAP)
    counts.put(("sealed", done, time.process_time() - cpu))


def report_log(size: int) -> float:
    """Sealing and verifying of a whole log, and reading from it; gives the seconds that verifying took."""
    import django

    django.setup()
    from django.utils import timezone

    from trellis.core.models import Event
    from trellis.core.services.tree_heads import seal
    from trellis.core.verifying import verify

    bells = [uuid4() for _ in range(1000)]
    people = [uuid4() for _ in range(100)]
    missing = size - Event.objects.count()
    for start in range(0, missing, 5000):
        Event.objects.bulk_create(
            Event(
                name="benchmark.bell-rung", about="bell", object=bells[n % 1000], by=people[n % 100],
                data=f'{{"times":{n},"why":"because it was noon"}}',
            )
            for n in range(start, min(start + 5000, missing))
        )  # fmt: skip
    began, cpu = time.monotonic(), time.process_time()
    sealed = seal(timezone.now())
    took, cpu = time.monotonic() - began, time.process_time() - cpu
    print(
        f"sealed {sealed:,} events in {took:.1f} s, {cpu:.1f} s of CPU: {sealed / took:,.0f} events/s",
        flush=True,
    )
    began, cpu = time.monotonic(), time.process_time()
    verdict = verify()
    verified, cpu = time.monotonic() - began, time.process_time() - cpu
    print(
        f"verified {verdict.sealed:,} events in {verified:.1f} s, {cpu:.1f} s of CPU; faults: {verdict.faults}",
        flush=True,
    )
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB of memory at most")
    newest = Event.objects.order_by("-at")
    for what, rows in (
        ("the newest fifty of an object", lambda n: newest.filter(about="bell", object=bells[n])),
        ("the newest fifty of all", lambda _n: Event.objects.order_by("-at", "-pk")),
        ("the newest fifty of somebody", lambda n: newest.filter(by=people[n])),
    ):
        times = []
        for n in range(100):
            began = time.perf_counter()
            list(rows(n)[:50])
            times.append(1000 * (time.perf_counter() - began))
        print(f"{what}: median {sorted(times)[50]:.1f} ms, p95 {quantiles(times, n=20)[-1]:.1f} ms")
    return verified


if __name__ == "__main__":
    main()
