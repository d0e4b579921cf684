"""What rights cost: a request of one person, and the pages that explain, among ten thousand accounts.

    PYTHONPATH=src python benchmarks/rights.py                                        # SQLite
    TRELLIS_DATABASE=postgres://user@host/empty PYTHONPATH=src python benchmarks/rights.py

Serves the example company, gives everybody one or two positions, and every twentieth a duty. Then it finds out what one
loaded account may (as every request does once), asks again what is known, and opens the pages of administrators. The
database should be an empty one of its own: rows are added to it and stay.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import quantiles
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "TRELLIS_DATA": data, "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
            "TRELLIS_HANDBOOK": "example/handbook", "TRELLIS_ALLOWED_HOSTS": "testserver",
        }  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        filled(options.accounts)
        report_requests()
        report_pages()


def filled(number: int) -> None:
    """Accounts with positions of the example company, and duties."""
    from django.utils import timezone

    from trellis.core import granted
    from trellis.core.models import Account, Assignment, RoleHolding

    granted.granting()
    titles = [facts[0].title for facts in granted.granting().titles.values()]
    people = [
        Account(email=f"p{at}@example.org", name=f"Person {at:05}", joined_at=timezone.now())
        for at in range(number)
    ]
    people[0].is_owner = True
    Account.objects.bulk_create(people, batch_size=500)
    RoleHolding.objects.bulk_create(
        [RoleHolding(account=each, title=titles[at % len(titles)]) for at, each in enumerate(people)]
        + [RoleHolding(account=each, title=titles[(at + 7) % len(titles)]) for at, each in enumerate(people[::2])
           if at * 2 % len(titles) != (at + 7) % len(titles)],
        batch_size=500,
    )  # fmt: skip
    now = timezone.now()
    Assignment.objects.bulk_create(
        [
            Assignment(
                account=each, duty="auditor", starts_at=now, ends_at=now + timedelta(days=60), reason="R",
                given_by=people[0], revision="r",
            )
            for each in people[::20]
        ],
        batch_size=500,
    )  # fmt: skip


def report_requests() -> None:
    """What one request pays, and what each further question does."""
    from trellis.core import granted
    from trellis.core.models import Account

    keys = list(Account.objects.filter(is_owner=False).values_list("pk", flat=True)[:2000])
    people = iter([Account.objects.get(pk=key) for key in keys])

    def first() -> None:
        granted.may(next(people), "core.audit")

    told("a loaded account is asked for the first time", first, 1900)
    known = next(people)
    granted.rights_of(known)
    told("it is asked again", lambda: granted.may(known, "core.audit"), 1900)


def report_pages() -> None:
    """The pages that explain, and the lists."""
    from django.test import Client
    from django.urls import reverse

    from trellis.core.models import Account

    client = Client()
    client.force_login(Account.objects.get(is_owner=True))
    somebody = Account.objects.get(name="Person 00020")
    asked = "right=permission:core.audit"
    for name, address in (
        ("why", f"{reverse('web:why')}?person={somebody.pk}&{asked}"),
        ("who may", f"{reverse('web:who-may')}?{asked}"),
        ("who may propose", f"{reverse('web:who-may')}?right=permission:pages.propose"),
        ("duties", reverse("web:assignments")),
        ("people and access", reverse("web:people")),
        ("one person", reverse("core:person", args=[somebody.pk])),
    ):
        client.get(address)
        told(f"the page “{name}”", lambda to=address: client.get(to), 20)
    export = f"{reverse('web:who-may')}export.csv?right=permission:pages.propose"
    told("everybody who may propose, as a file", lambda: client.get(export), 2)


def told(name: str, do: Callable[[], Any], times: int) -> None:
    """How long something takes: the middle, and nineteen of twenty."""
    from django.db import connection

    spent = []
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    do()
    queries = len(connection.queries_log)
    connection.force_debug_cursor = False
    for _turn in range(times):
        start = time.perf_counter()
        do()
        spent.append(time.perf_counter() - start)
    cuts = quantiles(spent, n=20)
    print(f"{name}: {cuts[9] * 1000:.2f} ms, p95 {cuts[18] * 1000:.2f} ms, {queries} queries")


if __name__ == "__main__":
    main()
