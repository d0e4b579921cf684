"""How fast the pages that every room stands on answer: audit, feeds, My work, notices, jobs, webhooks, search.

    PYTHONPATH=src python benchmarks/ground.py [--data FOLDER] [--database postgres://user@host/empty] [--seconds 10]
        [--askers 16] [--think 2] [--workers 2] [--plans]

Ten thousand accounts with two hundred thousand items, and a million events of two years, sealed, of which twenty
thousand happened to one account; further fifty thousand notices, jobs, and messages of one webhook. Then `trellis up`
is started and each page asked for by sixteen readers at once, who read it for two seconds: requests a second, and the
median, 95th and 99th percentile in milliseconds. Ends with the number of pages that took more than 100 ms at the
95th. With `--data` the folder is kept, and what is there is not made again; the database should be an empty one of
its own, or one that an earlier run has filled with the same words. With `--plans` it asks in this process instead,
and prints the statements of each page that took longer than ten milliseconds, with how the database goes about them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import load
import work

EVENTS, SEVERAL, OF_ONE = 1_000_000, 50_000, 20_000
MOST_MS = 100
SLOW_MS = 10
HAPPENED = (
    ("core.access-changed", "account", {"deed": "access"}),
    ("core.locked-out", "account", {"way": "password"}),
    ("core.lock-lifted", "account", {}),
    ("core.provider-connected", "account", {"provider": "example", "rule": "address"}),
    ("work.item-done", "item", {"assignee": None}),
    ("work.item-snoozed", "item", {"until": "2026-05-04T07:00:00+00:00"}),
)
ADMINISTRATOR = (
    "/people-access/audit/", "/people-access/audit/?before=", "/people-access/audit/?after={middle}",
    "/people-access/audit/?q=person+777", "/people-access/audit/?q=person", "/people-access/audit/?q=nobody+at+all",
    "/people-access/audit/?q={busy}", "/people-access/audit/?q={item}",
    "/people-access/audit/?since={day}&until={day}", "/people-access/audit/?event=core.access-changed",
    "/people-access/audit/?event=core.person-added", "/people-access/audit/?about=item&since={day}",
    "/people-access/{busy}/", "/people-access/", "/jobs/", "/jobs/?state=failed", "/people-access/webhooks/",
    "/people-access/webhooks/{webhook}/", "/search/?q=person+77",
)  # fmt: skip
MEMBER = (
    "/my-work/", "/my-work/?q=pier+77", "/my-work/?tab=asked", "/my-work/?tab=done", "/my-work/approvals/",
    "/notices/", "/notices/?state=all", "/search/?q=manager",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--askers", type=int, default=16)
    parser.add_argument("--think", type=float, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--data", default="")
    parser.add_argument("--database", default="")
    parser.add_argument("--plans", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "TRELLIS_DATA": options.data or folder, "TRELLIS_HANDBOOK": str(load.EXAMPLE),
            "TRELLIS_READING": "members", "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
            "TRELLIS_ALLOWED_HOSTS": "testserver,127.0.0.1,localhost", "TRELLIS_EXAMPLE_PEOPLE": "no",
            **({"TRELLIS_DATABASE": options.database} if options.database else {}),
        }  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if options.plans:
            plans(filled())
            return
        found = filled()
        cookies = signed_in()
        print(f"{options.askers} askers, {options.think:g} s to read, {os.cpu_count()} cores")
        print(f"{'':34} {'workers':>7} {'a second':>9} {'p50':>7} {'p95':>7} {'p99':>7}")
        sys.exit(missed(cookies, found, options))


def missed(cookies: dict[str, str], found: dict[str, str], options: argparse.Namespace) -> int:
    """Ask for every page; gives how many took too long."""
    slow = []
    for who, pages in (("administrator", ADMINISTRATOR), ("member", MEMBER)):
        load.PAGES = tuple(page.format(**found) for page in pages)
        print(f"{who}:")
        times = load.measure(dict(os.environ), cookies[who], options.workers, options)
        slow += [page for page, p95 in times.items() if p95 > MOST_MS]
    print(f"more than {MOST_MS} ms at the 95th: {', '.join(slow) or 'none'}")
    return len(slow)


def filled() -> dict[str, str]:
    """Make what is missing; gives what the addresses need."""
    from django.db import connection, connections
    from django.utils import timezone

    from trellis.core import auditing
    from trellis.core.models import Account, Event, Job, Message, Notice, Webhook
    from trellis.core.services import search_index
    from trellis.core.services.tree_heads import seal
    from trellis.work.models import WorkItem

    if not Account.objects.exists():
        work.fill(10_000, 200_000)
        search_index.rebuild()
    people = list(Account.objects.filter(name__startswith="Person ").order_by("pk"))
    items = list(WorkItem.objects.order_by("pk").values_list("pk", flat=True)[:20_000])
    chance = random.Random(9)
    begun = time.monotonic()
    add_events(people, items, chance, EVENTS - Event.objects.count())
    seal(timezone.now())
    print(f"events made and sealed in {time.monotonic() - begun:.0f} s", flush=True)
    if not Notice.objects.exists():
        add_notices(Notice, people, chance)
        add_jobs(Job, people, chance)
        add_messages(Webhook, Message, Event, people[0])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    day = datetime.now(UTC).date() - timedelta(days=300)
    (middle,) = auditing.newest(auditing.Wanted(until=day), 1)
    found = {
        "busy": str(people[0].pk), "item": str(items[0]), "day": str(day), "middle": auditing.place_of(middle),
        "webhook": str(Webhook.objects.get().pk),
    }  # fmt: skip
    connections.close_all()
    return found


def add_events(people: list[Any], items: list[UUID], chance: random.Random, missing: int) -> None:
    """What happened in two years, the oldest first: most to accounts, one of which is busy."""
    from trellis.core.models import Event

    now = datetime.now(UTC)
    for start in range(0, missing, 5000):
        rows = []
        for at in range(start, min(start + 5000, missing)):
            name, about, values = chance.choice(HAPPENED)
            thing = chance.choice(people).pk if about == "account" else chance.choice(items)
            if about == "account" and at % (EVENTS // OF_ONE) == 0:
                thing = people[0].pk
            by = None if at % 20 == 0 else chance.choice(people[:200] if at % 4 else people).pk
            moment = now - timedelta(days=730) * (1 - at / missing)
            data = json.dumps(values, sort_keys=True, separators=(",", ":"))
            rows.append(Event(name=name, about=about, object=thing, by=by, at=moment, data=data))
        Event.objects.bulk_create(rows)


def add_notices(notice: Any, people: list[Any], chance: random.Random) -> None:
    """What people were told; one of them two thousand times."""
    from django.utils import timezone

    now = timezone.now()
    notice.objects.bulk_create(
        (
            notice(
                account=people[1] if at % 25 == 0 else chance.choice(people), kind="certificate",
                subject=f"Certificate {at} ends soon", address="/my-work/", actor=chance.choice(people),
                created_at=now - timedelta(minutes=at), read_at=None if at % 3 else now, mailed_at=now,
            )
            for at in range(SEVERAL)
        ),
        batch_size=5000,
    )  # fmt: skip


def add_jobs(job: Any, people: list[Any], chance: random.Random) -> None:
    """What was done beside the answers within a month."""
    from django.utils import timezone

    now = timezone.now()
    job.objects.bulk_create(
        (
            job(
                name="core.import-run", what=f"people {at}.csv", by=chance.choice(people),
                state="failed" if at % 50 == 0 else "done", created_at=now - timedelta(seconds=50 * at),
                started_at=now, finished_at=now,
            )
            for at in range(SEVERAL)
        ),
        batch_size=5000,
    )  # fmt: skip


def add_messages(webhook: Any, message: Any, event: Any, who: Any) -> None:
    """What a webhook was told, and what failed for good."""
    from django.utils import timezone

    now = timezone.now()
    made = webhook.objects.create(
        name="Elsewhere",
        address="https://example.org/hook",
        sealed_secret="",
        is_active=False,
        created_by=who,
    )
    keys = event.objects.order_by("-position").values_list("pk", flat=True)[:SEVERAL]
    message.objects.bulk_create(
        (
            message(
                webhook=made, event_id=key, tries=1, status=200, milliseconds=40,
                **({"dead_at": now} if at % 500 == 0 else {"done_at": now}),
            )
            for at, key in enumerate(keys)
        ),
        batch_size=5000,
    )  # fmt: skip


def signed_in() -> dict[str, str]:
    """The cookies of an administrator and of a member with much to do."""
    from django.db import connections

    from trellis.core.models import Account

    cookies = {who: load.cookie_for(account) for who, account in readers(Account).items()}
    connections.close_all()
    return cookies


def readers(account: Any) -> dict[str, Any]:
    """Who reads: an administrator, and a member who was told much."""
    owner, _new = account.objects.get_or_create(
        email="owner@example.org", defaults={"name": "Owner", "is_owner": True, "access": "administrator"}
    )
    people = account.objects.filter(name__startswith="Person ").order_by("pk")
    return {"administrator": owner, "member": people[1]}


def plans(found: dict[str, str]) -> None:
    """Times of all pages in this process, and the slow statements of each."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from trellis.core.models import Account

    settings.ALLOWED_HOSTS = ["*"]
    for who, account in readers(Account).items():
        client = Client()
        client.force_login(account)
        for page in ADMINISTRATOR if who == "administrator" else MEMBER:
            address = page.format(**found)
            client.get(address)
            began, cpu = time.perf_counter(), time.process_time()
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(address)
            clock, cpu = time.perf_counter() - began, time.process_time() - cpu
            assert answer.status_code == 200, (address, answer.status_code)
            print(
                f"{address[:60]:60} {1000 * clock:6.0f} ms, {1000 * cpu:6.0f} of CPU, {len(seen)} statements",
                flush=True,
            )
            for each in seen.captured_queries:
                if 1000 * float(each["time"]) > SLOW_MS:
                    print(f"    {each['time']} {each['sql'][:1500]}")


if __name__ == "__main__":
    main()
