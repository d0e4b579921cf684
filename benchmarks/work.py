"""How fast My work and approvals answer, in an organisation of ten thousand.

    PYTHONPATH=src python benchmarks/work.py                                        # SQLite
    TRELLIS_DATABASE=postgres://user@host/empty PYTHONPATH=src python benchmarks/work.py

Ten thousand accounts with two hundred thousand items, of which a quarter waits; one in fifty people is away. Pages are
asked for by many people, one after the other, in this process: from request to the last byte, median and the 95th of a
hundred, in milliseconds of CPU time (without that of a database server) and of the clock. The database should be an
empty one of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median, quantiles
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--requests", type=int, default=120)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "TRELLIS_DATA": data, "TRELLIS_READING": "members", "TRELLIS_ALLOWED_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        }  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        people = fill(options.accounts, options.items)
        report(people, options.requests)


def fill(accounts: int, items: int) -> list[Any]:
    """The people and what waits on them."""
    from django.db import connection
    from django.utils import timezone

    from trellis.core.models import Account
    from trellis.work.models import Absence, WorkItem

    chance, now = random.Random(7), timezone.now()
    people = [Account(email=f"p{n}@example.org", name=f"Person {n}", joined_at=now) for n in range(accounts)]
    Account.objects.bulk_create(people, batch_size=1000)
    for start in range(0, items, 5000):
        several = range(start, min(start + 5000, items))
        WorkItem.objects.bulk_create([one(WorkItem, people, chance, now) for _n in several])
    away = chance.sample(people, accounts // 50)
    Absence.objects.bulk_create(
        Absence(
            account=each, stand_in=chance.choice([one for one in people[:50] if one != each]),
            starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=5),
        )
        for each in away
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return people


def one(item: Any, people: list[Any], chance: random.Random, now: Any) -> Any:
    """An item like most."""
    is_open = chance.random() < 0.25
    assignee, asker = chance.choice(people), chance.choice(people)
    return item(
        kind="task", assignee=assignee, asked_by=asker, title=f"Look at pier {chance.randrange(9999)}",
        address="/my-work/", due_at=now + timedelta(days=chance.randrange(-20, 60)) if chance.random() < 0.8 else None,
        state="open" if is_open else "done", ended_at=None if is_open else now - timedelta(days=chance.randrange(300)),
        ended_by=None if is_open else assignee,
        snoozed_until=now + timedelta(days=3) if is_open and chance.random() < 0.1 else None,
    )  # fmt: skip


def report(people: list[Any], requests: int) -> None:
    """Times of pages and of what is done from them."""
    from django.test import Client

    chance = random.Random(8)
    clients = []
    for who in [*people[:50], *chance.sample(people, max(requests - 50, 1))]:
        client = Client()
        client.force_login(who)
        clients.append(client)
    clients[0].get("/my-work/")
    for title, path in (
        ("My work", "/my-work/"),
        ("My work, searched", "/my-work/?q=pier+77"),
        ("with others", "/my-work/?tab=asked"),
        ("done", "/my-work/?tab=done"),
        ("approvals", "/my-work/approvals/"),
    ):
        told(title, [timed(client.get, path) for client in clients])
    told(
        "a task written down",
        [timed(each.post, "/my-work/tasks/new/", {"title": "Call"}) for each in clients],
    )


def timed(call: Callable[..., Any], *arguments: Any) -> tuple[float, float]:
    """Milliseconds of a call: of the processor, and of the clock."""
    start, at = time.process_time(), time.perf_counter()
    answer = call(*arguments)
    assert answer.status_code in (200, 302), answer.status_code
    return (time.process_time() - start) * 1000, (time.perf_counter() - at) * 1000


def told(title: str, times: list[tuple[float, float]]) -> None:
    """A line of the report."""
    parts = (
        f"{median(each):6.1f} (p95 {quantiles(each, n=20)[-1]:6.1f})" for each in zip(*times, strict=True)
    )
    print(f"{title:22} CPU {next(parts)} ms, clock {next(parts)} ms", flush=True)


if __name__ == "__main__":
    main()
