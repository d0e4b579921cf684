"""How fast a file of people is looked through and imported, and in how much memory.

    PYTHONPATH=src python benchmarks/imports.py                                     # SQLite, 200,000 rows
    TRELLIS_DATABASE=postgres://user@host/empty PYTHONPATH=src python benchmarks/imports.py --rows 20000
    PYTHONPATH=src python benchmarks/imports.py --kind employments --rows 10000     # hired, each with a manager

One row in five thousand is bad. The file is brought, looked through and imported in this process, without a job: rows
a second by the clock and by the time of this processor (without that of a database server), and the most memory that
the process had. The database should be an empty one of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HEAD = "Name,E-mail address,Kind,Organisation,Reference\n"
KEEPER = "Director, People Operations"
"""A title of the example that keeps records of people; the owner holds it for this."""
HEAD_OF_EMPLOYMENTS = "name,email,entity,starts_on,title,manager\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=200_000)
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
        head, line = (HEAD, row) if options.kind == "people" else (HEAD_OF_EMPLOYMENTS, employment)
        with file.open("w") as out:
            out.write(head)
            out.writelines(map(line, range(options.rows)))
        measure(file, options.kind, options.rows)


def row(number: int) -> str:
    """A person, or one row in five thousand with an address that is none."""
    at = " at " if number % 5000 == 4999 else "@"
    return f"Person {number},p{number}{at}example.org,customer,Example {number % 500} Ltd,C-{number}\n"


def employment(number: int) -> str:
    """Somebody who is hired; one in ten leads the nine after them, and reports to the one who leads all."""
    leads = number % 10 == 0
    manager = "" if number == 0 else f"p{0 if leads else number - number % 10}@example.org"
    title = "Director, IT" if number == 0 else "Manager, IT" if leads else "IT Support Specialist"
    at = " at " if number % 5000 == 4999 else "@"
    return f'Person {number},p{number}{at}example.org,Overspan GmbH,2024-01-08,"{title}",{manager}\n'


def measure(file: Path, kind: str, rows: int) -> None:
    """Bring the file and go its whole way, with the time of each part."""
    from trellis.config.importing import Here
    from trellis.core.models import Account, ImportWay, RoleHolding
    from trellis.core.services import import_rows, imports

    owner = Account.objects.create(email="owner@example.org", name="Owner", is_owner=True)
    RoleHolding.objects.create(account=owner, title=KEEPER)
    found = timed("brought", rows, lambda: bring(imports, file, kind, owner))
    imports.look(found=found, by=owner, here=True)
    found.refresh_from_db()
    timed("looked through", rows, lambda: import_rows.work(Here(owner), found, is_real=False))
    found.refresh_from_db()
    print(found.looked)
    imports.run(found=found, way=ImportWay.SKIP, by=owner, here=True)
    found.refresh_from_db()
    timed("imported", rows, lambda: import_rows.work(Here(owner), found, is_real=True))
    found.refresh_from_db()
    print(found.made, f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB at most")


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
    print(f"{what:>16}: {clock:8.1f} s, {rows / clock:8,.0f} rows/s; processor {processor:8.1f} s")
    return done


if __name__ == "__main__":
    main()
