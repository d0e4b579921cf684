"""How fast events are written down, sealed and verified.

    PYTHONPATH=src python benchmarks/events.py                                        # SQLite
    TRELLIS_DATABASE=postgres://user@host/empty PYTHONPATH=src python benchmarks/events.py

Writers in processes of their own publish one event in each transaction, while another seals. Then the log is filled to
a million, sealed and verified, and asked for the newest of one object and of all; and the audit's page is asked for as
an auditor narrows it. Times are by the clock and, where it says CPU, of this processor without that of a database
server. The database should be an empty one of its own: rows are added to it and stay.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from statistics import quantiles
from typing import Any
from uuid import UUID, uuid4

WRITERS = 4


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--events", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"TRELLIS_DATA": data, "DJANGO_SETTINGS_MODULE": "trellis.config.settings"}
        started = multiprocessing.get_context("spawn")
        first = started.Process(target=migrate)
        first.start()
        first.join()
        report_publishing(started, options.seconds)
        report_log(options.events)


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


def report_publishing(started: multiprocessing.context.SpawnContext, seconds: float) -> None:
    """Events a second, of several writers, with sealing and without."""
    for sealing in (False, True):
        counts, ready = started.Queue(), started.Barrier(WRITERS + sealing)
        writers = [started.Process(target=write, args=(ready, seconds, counts)) for _ in range(WRITERS)]
        sealer = started.Process(target=keep_sealing, args=(ready, seconds))
        for each in (*writers, *([sealer] if sealing else [])):
            each.start()
        done = [counts.get() for _ in writers]
        total, cpu = sum(each for each, _cpu in done), sum(cpu for _each, cpu in done)
        for each in (*writers, *([sealer] if sealing else [])):
            each.join()
        print(
            f"{WRITERS} writers, {'sealed meanwhile' if sealing else 'not sealed'}: {total / seconds:,.0f} events/s,"
            f" {1000 * cpu / total:.2f} ms of CPU each"
        )


def write(ready: Barrier, seconds: float, counts: Queue[tuple[int, float]]) -> None:
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
    counts.put((done, time.process_time() - cpu))


def keep_sealing(ready: Barrier, seconds: float) -> None:
    """What the sealer of a site does, with a pause of half a second."""
    import django

    django.setup()
    from django.utils import timezone

    from trellis.core.services.tree_heads import seal

    ready.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seal(timezone.now())
        time.sleep(0.5)


def report_log(size: int) -> None:
    """Sealing and verifying of a whole log, and reading from it."""
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
    took, cpu = time.monotonic() - began, time.process_time() - cpu
    print(
        f"verified {verdict.sealed:,} events in {took:.1f} s, {cpu:.1f} s of CPU; faults: {verdict.faults}",
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
    report_audit(bells[0])


def report_audit(bell: UUID) -> None:
    """The audit's page, as whoever audits narrows it."""
    import django.test
    from django.conf import settings

    from trellis.config import preparing
    from trellis.core.models import Account

    preparing.collect_static()
    settings.ALLOWED_HOSTS = ["*"]
    rung()
    owner, _new = Account.objects.get_or_create(
        email="owner@example.org", defaults={"name": "Owner", "is_owner": True}
    )
    client: Any = django.test.Client()
    client.force_login(owner)
    for what, asked in (
        ("all", ""),
        ("the hundredth page", "?page=100"),
        ("of a day", f"?since={time.strftime('%Y-%m-%d')}"),
        ("a word in what happened", "?q=noon"),
        ("a word that stands nowhere", "?q=midnight"),
        ("an object", f"?q={bell}"),
        ("an event that never happened", "?event=core.person-added"),
    ):
        clock, processor = [], []
        for _time in range(20):
            began, cpu = time.perf_counter(), time.process_time()
            answer = client.get(f"/people-access/audit/{asked}")
            clock.append(1000 * (time.perf_counter() - began))
            processor.append(1000 * (time.process_time() - cpu))
            assert answer.status_code == 200, answer.status_code
        print(
            f"audit, {what}: median {sorted(clock)[10]:.0f} ms, p95 {quantiles(clock, n=20)[-1]:.0f} ms,"
            f" {sorted(processor)[10]:.0f} ms of CPU",
            flush=True,
        )


if __name__ == "__main__":
    main()
