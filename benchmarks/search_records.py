"""How long a search takes with many records, of many readers at once.

    PYTHONPATH=src python benchmarks/search_records.py                                        # SQLite
    TRELLIS_DATABASE=postgres://user@host/empty PYTHONPATH=src python benchmarks/search_records.py

Fills an empty database of its own with accounts, proposals and other records: sixty words each out of thirty thousand,
some of them in nearly every text. Then readers in threads of several processes type words letter by letter, each letter
a fifth of a second after the one before at the soonest, and ask for hits: members for what is theirs, administrators
for people too. Times are by the clock, of `lookup.found_by` and of a whole answer of the palette. With `--hurry` the
readers do not pause, which measures how much the machine can bear and not how long one waits. At last entries are
written, one in each transaction.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import tempfile
import threading
import time
from multiprocessing.queues import Queue
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

PAUSE = 0.2
PROCESSES = 2
COMMON = ("the", "and", "manager", "team", "plan", "review", "company", "process", "management", "people")
TYPED = ("manager", "review plan", "the team", "person 77", "project", "process and", "comp", "quarter")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--readers", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--hurry", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "TRELLIS_DATA": os.environ.get("TRELLIS_BENCH_DATA", data), "TRELLIS_HANDBOOK": "example/handbook",
            "TRELLIS_READING": "members", "TRELLIS_ALLOWED_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        }  # fmt: skip
        started = multiprocessing.get_context("spawn")
        first = started.Process(target=fill, args=(options.accounts, options.entries))
        first.start()
        first.join()
        for whole in (False, True):
            for administrator in (False, True):
                results = started.Queue()
                arguments = (
                    options.readers // PROCESSES,
                    options.seconds,
                    options.hurry,
                    whole,
                    administrator,
                )
                readers = [started.Process(target=read, args=(*arguments, results)) for _ in range(PROCESSES)]
                for each in readers:
                    each.start()
                report(whole, administrator, [results.get() for _ in readers])
                for each in readers:
                    each.join()
        last = started.Process(target=write)
        last.start()
        last.join()


def setup() -> None:
    """A site in this process."""
    import django

    django.setup()
    register()


def register() -> None:
    """Records of a room: rows of the log of events, which is large and at hand, with a title and a text each."""
    from trellis.core import searching
    from trellis.core.models import Access, Event
    from trellis.core.searching import Noted

    def noted(rows: Any) -> Any:
        for number, row in enumerate(rows):
            data = json.loads(row.data)
            audience = searching.MEMBERS if number % 4 else searching.has_access(Access.ADMINISTRATOR)
            yield Noted(
                row.pk, data["title"], (audience,), text=data["text"], language="en", changed_at=row.at
            )

    searching.register(
        searching.SearchKind(
            key="record", title="Record", plural="Records", icon="flag", model=Event, noted=noted,
            visible=lambda asker, keys: Event.objects.filter(pk__in=keys), fields=frozenset({"data"}),
            address=lambda asker, hit: f"/records/{hit.object}/",
        )
    )  # fmt: skip


def words(chance: random.Random, count: int) -> str:
    """A text: one word in four is in nearly every text, the others as rare as words are."""
    known = vocabulary()
    return " ".join(
        chance.choice(COMMON)
        if chance.random() < 0.25
        else known[min(int(chance.paretovariate(0.6)), 29_999)]
        for _ in range(count)
    )


def vocabulary(made: list[str] = []) -> list[str]:  # noqa: B006 - made once
    """Thirty thousand words that look like words."""
    if not made:
        chance = random.Random(1)
        parts = "pro com man re con ject tra ning ver sion qua lity ter mo li na pe si da ru".split()
        while len(made) < 30_000:
            made.append("".join(chance.choice(parts) for _ in range(chance.randint(2, 4))))
    return made


def fill(accounts: int, entries: int) -> None:
    """Make what is missing."""
    setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from trellis.core.models import Access, Account, Event, SearchEntry
    from trellis.core.services import search_index

    chance = random.Random(7)
    Account.objects.bulk_create(
        Account(
            email=f"person{n}@example.org", name=f"Person {n} {words(chance, 1).title()}", password="!",
            access=Access.ADMINISTRATOR if n < 16 else Access.READER, joined_at="2026-01-01T00:00:00Z",
        )
        for n in range(Account.objects.count(), accounts)
    )  # fmt: skip
    for start in range(Event.objects.count(), entries - accounts, 2000):
        Event.objects.bulk_create(
            Event(
                name="benchmark.made", about="record", object=uuid4(),
                data=json.dumps({"title": words(chance, 4).title(), "text": words(chance, 56)}),
            )
            for _n in range(start, min(start + 2000, entries - accounts))
        )  # fmt: skip
    began, before = time.monotonic(), SearchEntry.objects.count()
    if before < entries:
        search_index.rebuild()
        took = time.monotonic() - began
        print(
            f"{entries - before:,} entries noted in {took:.0f} s, {(entries - before) / took:,.0f} a second",
            flush=True,
        )
    began = time.monotonic()
    verdict = search_index.verify()
    print(
        f"{verdict.entries:,} entries verified in {time.monotonic() - began:.1f} s; faults: {verdict.faults}",
        flush=True,
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE core_searchentry")
            cursor.execute("VACUUM ANALYZE core_searchaudience")


def read(
    readers: int, seconds: float, hurry: bool, whole: bool, administrator: bool, results: Queue[Any]
) -> None:
    """Some readers in this process."""
    setup()
    from django.db import connection

    from trellis.core import lookup
    from trellis.core.models import Account
    from trellis.core.searching import Asker

    people = Account.objects.filter(access="administrator" if administrator else "reader").order_by("pk")
    people = list(people[:readers])
    times: dict[str, list[float]] = {}
    if whole:
        wait_for_the_site(people[0])
    until = time.monotonic() + seconds

    def go(who: Account, at: int) -> None:
        chance = random.Random(f"{os.getpid()} {at}")
        ask = (
            palette(who) if whole else lambda query: lookup.found_by(Asker(who, True), query.split(), most=40)
        )
        time.sleep(chance.random() * PAUSE)
        while time.monotonic() < until:
            typed = chance.choice(TYPED)
            for end in range(1, len(typed) + 1):
                began = time.monotonic()
                ask(typed[:end])
                took = time.monotonic() - began
                times.setdefault(typed[:end], []).append(1000 * took)
                if not hurry:
                    time.sleep(max(0.0, PAUSE - took))
        connection.close()

    cpu = time.process_time()
    threads = [threading.Thread(target=go, args=(who, at)) for at, who in enumerate(people)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    results.put((times, time.process_time() - cpu))


def palette(who: Any) -> Any:
    """Asks as a browser does, somebody who has signed in."""
    from django.test import Client

    client = Client()
    client.force_login(who)

    def ask(query: str) -> None:
        answer = client.get("/search/", {"q": query}, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.status_code

    return ask


def wait_for_the_site(who: Any) -> None:
    """The first answer opens the handbook, and its texts are indexed in the background."""
    ask = palette(who)
    ask("warm")
    time.sleep(2)
    ask("warm")


def report(whole: bool, administrator: bool, several: list[Any]) -> None:
    """Percentiles over all readers, and the slowest question."""
    times: dict[str, list[float]] = {}
    for part, _cpu in several:
        for query, took in part.items():
            times.setdefault(query, []).extend(took)
    every = [each for took in times.values() for each in took]
    slowest = max(times, key=lambda query: median(times[query]))
    cpu = 1000 * sum(cpu for _times, cpu in several) / len(every)
    print(
        f"{'whole answer' if whole else 'found_by'}, {'administrators' if administrator else 'members'}: "
        f"n {len(every)}, median {median(every):.1f} ms, p95 {quantiles(every, n=20)[-1]:.1f} ms, "
        f"p99 {quantiles(every, n=100)[-1]:.1f} ms; Python's CPU {cpu:.1f} ms each; "
        f"slowest “{slowest}” median {median(times[slowest]):.1f} ms",
        flush=True,
    )


def write() -> None:
    """Entries that are written one by one."""
    setup()
    from django.db import transaction

    from trellis.core import searching
    from trellis.core.models import Event
    from trellis.core.searching import Noted
    from trellis.core.services import search_index

    chance, times = random.Random(9), []
    for row in Event.objects.all()[:300]:
        noted = Noted(row.pk, words(chance, 4), (searching.MEMBERS,), text=words(chance, 56), language="en")
        began = time.monotonic()
        with transaction.atomic():
            search_index.note("record", noted)
        times.append(1000 * (time.monotonic() - began))
    print(f"noting one: median {median(times):.1f} ms, p95 {quantiles(times, n=20)[-1]:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
