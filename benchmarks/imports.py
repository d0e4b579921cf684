"""How fast a file of people is looked through and imported, and in how much memory.

    PYTHONPATH=src python benchmarks/imports.py                                     # SQLite, 200,000 rows
    TRELLIS_DATABASE=postgres://user@host/empty PYTHONPATH=src python benchmarks/imports.py --rows 20000
    PYTHONPATH=src python benchmarks/imports.py --kind employments --rows 10000     # hired, each with a manager

Of the rows, 37 are bad (`--bad`), spread over the file and in five ways in turn. The file is brought, looked through
and imported in this process, without a job: rows a second by the clock and by the time of this processor (without
that of a database server), the same for each tenth of the rows, and the most memory that the process had. All or
nothing is asked for and must be refused; then bad rows are skipped. Ends with 1 unless exactly those rows were left
out, each named with its line and a reason. The database should be an empty one of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HEAD = "Name,E-mail address,Kind,Organisation,Reference\n"
KEEPER = "Director, People Operations"
"""A title of the example that keeps records of people; the owner holds it for this."""
HEAD_OF_EMPLOYMENTS = "name,email,entity,starts_on,title,manager\n"
PARTS = 10
"""The time is told of each tenth of the rows; one in ten leads the nine after them."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--bad", type=int, default=37)
    parser.add_argument("--kind", choices=("people", "employments"), default="people")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        handbook = str(Path(__file__).parent.parent / "example" / "handbook")
        os.environ |= {
            "TRELLIS_DATA": data, "DJANGO_SETTINGS_MODULE": "trellis.config.settings", "TRELLIS_HANDBOOK": handbook,
        }  # fmt: skip
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        file = Path(data) / f"{options.kind}.csv"
        head, good = (HEAD, person) if options.kind == "people" else (HEAD_OF_EMPLOYMENTS, employment)
        bad = bad_rows(options.rows, options.bad)
        with file.open("w") as out:
            out.write(head)
            for number in range(options.rows):
                out.write(spoiled(good, number, bad[number]) if number in bad else good(number))
        sys.exit(measure(file, options.kind, options.rows, {number + 2 for number in bad}))


def bad_rows(rows: int, many: int) -> dict[int, int]:
    """The numbers of the bad rows, spread evenly, with which of the reasons each has.

    None is of somebody whom others report to: these would be left out with them.
    """
    spread = ((at + 1) * rows // (many + 1) for at in range(many))
    return {each + (each % PARTS == 0): at % 5 for at, each in enumerate(spread)}


def spoiled(good: Callable[[int], str], number: int, reason: int) -> str:
    """A row that cannot be imported: without a name, with an address that is none, again, or with a cell too many."""
    line = good(number)
    return (
        line[line.index(",") :],
        line.replace("@", " at ", 1),
        good(number - 1),
        line.rstrip("\n") + ",one more,and one\n",
        line.replace("@example", "@", 1),
    )[reason]


def person(number: int) -> str:
    """Somebody who is a customer."""
    return f"Person {number},p{number}@example.org,customer,Example {number % 500} Ltd,C-{number}\n"


def employment(number: int) -> str:
    """Somebody who is hired; one in ten leads the nine after them, and reports to the one who leads all."""
    leads = number % PARTS == 0
    manager = "" if number == 0 else f"p{0 if leads else number - number % PARTS}@example.org"
    title = "Director, IT" if number == 0 else "Manager, IT" if leads else "IT Support Specialist"
    return f'Person {number},p{number}@example.org,Overspan GmbH,2024-01-08,"{title}",{manager}\n'


def measure(file: Path, kind: str, rows: int, bad: set[int]) -> int:
    """Bring the file and go its whole way, with the time of each part; 1 where other rows were left out than `bad`."""
    from trellis.core.models import Account, Fate, ImportRow, ImportWay, RoleHolding
    from trellis.core.services import imports

    owner = Account.objects.create(email="owner@example.org", name="Owner", is_owner=True)
    RoleHolding.objects.create(account=owner, title=KEEPER)
    found = timed("brought", rows, lambda: bring(imports, file, kind, owner))
    imports.look(found=found, by=owner, here=True)
    found.refresh_from_db()
    timed("looked through", rows, lambda: go(owner, found, rows, is_real=False))
    found.refresh_from_db()
    print(found.looked, flush=True)
    refused = timed("all or nothing", rows, lambda: is_refused(imports, found, owner, ImportWay.WHOLE))
    imports.run(found=found, way=ImportWay.SKIP, by=owner, here=True)
    found.refresh_from_db()
    timed("imported", rows, lambda: go(owner, found, rows, is_real=True))
    found.refresh_from_db()
    print(found.made, f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB at most")
    left_out = ImportRow.objects.filter(of=found, is_real=True, fate=Fate.BAD).order_by("number")
    named = {each.number: "; ".join(fault["reason"] for fault in each.faults) for each in left_out}
    for number, why in named.items():
        print(f"line {number:>7}: {why}")
    is_right = set(named) == bad and all(named.values()) and refused == bool(bad)
    print("exactly the bad rows were left out" if is_right else "MISSED: other rows were left out")
    return 0 if is_right else 1


def is_refused(imports: Any, found: Any, owner: Any, way: Any) -> bool:
    """Whether an import is refused as a whole."""
    try:
        with_nothing_kept(lambda: imports.run(found=found, way=way, by=owner, here=True))
    except imports.ImportingError as error:
        print(f"all or nothing: {error}")
        return True
    return False


def with_nothing_kept(act: Callable[[], Any]) -> None:
    """Do something and take it back."""
    from django.db import transaction

    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def go(owner: Any, found: Any, rows: int, *, is_real: bool) -> None:
    """Go through all rows, and tell how long each tenth took."""
    from trellis.config.importing import Here
    from trellis.core.services import import_rows

    class Told(Here):
        """Whoever works, with a line for each tenth."""

        part, since = 1, time.process_time()

        def step(self, *arguments: Any, **words: Any) -> Any:
            while words.get("done", 0) * PARTS >= self.part * rows:
                now = time.process_time()
                print(f"{self.part * 100 // PARTS:>14} %: processor {now - self.since:8.1f} s", flush=True)
                self.part, self.since = self.part + 1, now
            return super().step(*arguments, **words)

    import_rows.work(Told(owner), found, is_real=is_real)


def bring(imports: Any, file: Path, kind: str, owner: Any) -> Any:
    """Take the file in."""
    with file.open("rb") as content:
        pieces = iter(lambda: content.read(65536), b"")
        return imports.begin(kind=kind, name=file.name, pieces=pieces, by=owner)


def timed(what: str, rows: int, work: Callable[[], Any]) -> Any:
    """Do something and print how long it took."""
    clock, processor = time.perf_counter(), time.process_time()
    done = work()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    print(
        f"{what:>16}: {clock:8.1f} s, {rows / clock:8,.0f} rows/s; processor {processor:8.1f} s", flush=True
    )
    return done


if __name__ == "__main__":
    main()
