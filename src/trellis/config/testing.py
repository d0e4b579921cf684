"""`trellis test`: style, walls, types, and the tests on both databases."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import click

from trellis.config.environment import Environment
from trellis.config.places import PROJECT, in_checkout
from trellis.handbook.errors import TrellisError

POSTGRES = "TRELLIS_TEST_POSTGRES"
DEFAULT_POSTGRES = "127.0.0.1:5432"
PATIENCE = 1.0  # seconds that a database server may take to answer
BROWSER_CACHE = ".pytest_cache/browser"
POSTGRES_CACHE = ".pytest_cache/postgres"
AT_ONCE = ["-n", str((os.cpu_count() or 1) + 1)]
"""One more than there are processors: many tests wait for Git, for a database, for another process."""
BUSY = "--timeout=180"
"""Beside PostgreSQL, what starts processes waits for a processor; alone, a test that hangs is to say so sooner."""
MOST_TRIED_AGAIN = 3  # tests of the browser that failed; of more, something is wrong with the product
NOTHING_SELECTED = 5  # pytest's exit status when no test fits


class Check(NamedTuple):
    """A program that looks at the code: what it looks for, and how it is started."""

    what: str
    command: Sequence[str]


CHECKS = (
    Check("Style", ("ruff", "check", "--quiet", ".")),
    Check("Format", ("ruff", "format", "--check", "--quiet", ".")),
    Check("Walls between rooms", ("lint-imports", "--no-logo")),
    Check("Types", ("mypy", "--no-error-summary")),
)


class TestingError(TrellisError):
    """The tests cannot be run here."""

    code = "testing"


def run(
    pytest_arguments: Sequence[str], *, fast: bool, coverage: bool = False, by_turns: bool = False
) -> int:
    """Run everything, or only pytest where arguments for it are given; 0 when all is well, else 1.

    `by_turns` runs a part of the tests that take long, another for each commit: those of the browser, those that use
    the database or start processes, and those on PostgreSQL.

    What fails does not keep the rest from running. Raises TestingError outside a checkout.
    """
    if not in_checkout():
        raise TestingError("The tests need a checkout of Trellis.", hint="Run ./trellis test in one.")
    databases = ["SQLite"]
    server = None if fast else postgres_url(os.environ)
    is_there = server is not None and answers(server)
    # Begun before the checks, which leave all but one processor idle.
    is_beside = server is not None and is_there and not pytest_arguments
    part = f"{_number_of_commit()}/{parts_for(_seconds_of_a_loop())}" if by_turns else ""
    if part:
        click.echo(f"Of the tests that take long, one part of {part.partition('/')[2]}.")
    beside = _Beside(server, part) if is_beside and server is not None else None
    failed = [] if pytest_arguments else [check.what for check in CHECKS if not _passes(check)]
    if not _test_on_sqlite(pytest_arguments, fast=fast, coverage=coverage, part=part):
        failed.append("tests on SQLite")
    if server is not None and is_there:
        databases.append("PostgreSQL")
        fine = beside.is_fine() if beside is not None else _test_on_postgres(server, pytest_arguments)
        if not fine:
            failed.append("tests on PostgreSQL")
    elif server is not None and os.environ.get("CI") == "true":
        failed.append(f"PostgreSQL, which does not answer at {place(server)}")
    _conclude(databases, failed, server)
    return 1 if failed else 0


def postgres_url(environ: Mapping[str, str]) -> str:
    """The server for tests as a URL, from `host`, `host:port` or a URL in TRELLIS_TEST_POSTGRES."""
    value = environ.get(POSTGRES) or DEFAULT_POSTGRES
    return value if "://" in value else f"postgres://postgres@{value}/postgres"


def answers(url: str) -> bool:
    """Whether a PostgreSQL server lets us in, found out within a few seconds."""
    parts = urlsplit(url)
    try:
        socket.create_connection(
            (parts.hostname or "127.0.0.1", parts.port or 5432), timeout=PATIENCE
        ).close()
    except OSError:
        return False
    import psycopg  # noqa: PLC0415 - takes 50 ms, and many machines have no server

    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def place(url: str) -> str:
    """Where the server is, without the password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 5432}"


def _passes(check: Check) -> bool:
    began = time.monotonic()
    program, *arguments = check.command
    done = subprocess.run(
        [_program(program), *arguments],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    fine = done.returncode == 0
    verdict = click.style("fine", fg="green") if fine else click.style("faults", fg="red", bold=True)
    click.echo(f"{check.what} ({program}): {verdict}, {time.monotonic() - began:.1f} s")
    if not fine:
        click.echo(done.stdout)
    return fine


def _test_on_sqlite(arguments: Sequence[str], *, fast: bool, coverage: bool, part: str = "") -> bool:
    if arguments:
        click.echo(f"Tests on SQLite{', without the browser' if fast else ''}:")
        return _pytest([*(["-m", "not browser"] if fast else []), "--no-cov", *arguments], {})
    click.echo("Tests on SQLite, without the browser:")
    # Counting lines doubles the time of a test, so that it is asked for.
    counting = ["--cov", "--cov-report="] if coverage else ["--no-cov"]
    turn = [f"--part={part}"] if part else []
    fine = _pytest(["-m", "not browser and not one_database", BUSY, *AT_ONCE, *counting, *turn], {})
    if fast:
        return fine
    click.echo("Tests in the browser, and those that walk the whole site, on SQLite:")
    return _test_in_browser(part) and fine


def _test_in_browser(part: str = "") -> bool:
    """Whether all that needs a browser passes; a few that did not are tried once more, and named.

    A browser on a busy machine misses a deadline now and then. A fault in the product fails twice.
    """
    # Whole journeys, two or three at a time beside PostgreSQL: their own limits are wide.
    chosen = [
        "-m",
        "browser or one_database",
        "--no-cov",
        "--timeout=240",
        "-o",
        f"cache_dir={BROWSER_CACHE}",
    ]
    turn = [f"--part={part}", "--part-of=all"] if part else []
    if _pytest([*chosen, *AT_ONCE, *turn, *_files_marked("browser", "one_database")], {}):
        return True
    failed = _last_failed()
    if not 0 < len(failed) <= MOST_TRIED_AGAIN:
        return False
    click.secho(
        f"Tried once more, because a browser may be slow: {', '.join(sorted(failed))}", fg="yellow", bold=True
    )
    return _pytest([*chosen, "-n", "0", *failed], {})


def _files_marked(*names: str) -> list[str]:
    """The files whose tests have one of some marks: to read all of them takes each worker longer than some tests."""
    marks = [f"mark.{name}" for name in names]
    found = (path for folder in ("tests", "src") for path in sorted((PROJECT / folder).rglob("test_*.py")))
    return [
        str(path.relative_to(PROJECT))
        for path in found
        if any(mark in path.read_text(encoding="utf-8") for mark in marks)
    ]


def _last_failed() -> list[str]:
    """The tests that failed in the last run of the browser, as pytest wrote them down."""
    written = PROJECT / BROWSER_CACHE / "v" / "cache" / "lastfailed"
    try:
        return list(json.loads(written.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []


def _test_on_postgres(server: str, arguments: Sequence[str]) -> bool:
    click.echo("Tests that use the database, on PostgreSQL:")
    return _pytest(["-m", "django_db", "--no-cov", *arguments], {"TRELLIS_TEST_DATABASE": server})


_BESIDE = ["--no-cov", "-n", "2", "--timeout=300", "--hypothesis-profile=second-database"]
PARTS = 4
"""Into how many parts tests are parted that are run by turns: each commit runs one, by its own number."""
QUICK = 0.06
"""Seconds of the loop below on the slowest machine that runs one of four parts in twenty minutes."""


class _Beside:
    """The tests that use the database, on PostgreSQL, begun beside those on SQLite, which wait for much.

    They have the time that the others leave, so their own limits are wide. What the browser shows is asked of the same
    views and services by tests that take a hundredth of the time. `part` is the part of them that is run, if not all.
    """

    def __init__(self, server: str, part: str) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="trellis-postgres-")
        self.output = Path(self.folder.name, "output")
        chosen = ["-m", "django_db and not browser and not one_database", "-o", f"cache_dir={POSTGRES_CACHE}"]
        turn = [f"--part={part}", "--part-of=all"] if part else []
        command = ["nice", "-n", "10", _program("python"), "-m", "pytest", *chosen, *_BESIDE, *turn]
        extra = {"TRELLIS_TEST_DATABASE": server, "XDG_CACHE_HOME": str(Path(self.folder.name, "cache"))}
        with self.output.open("wb") as written:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, env={**os.environ, **extra}, stdout=written, stderr=subprocess.STDOUT
            )

    def is_fine(self) -> bool:
        """Wait for them and show what they said."""
        click.echo("Tests that use the database, on PostgreSQL, begun beside the others:")
        status = self.process.wait()
        click.echo(self.output.read_text(encoding="utf-8", errors="replace"))
        self.folder.cleanup()
        return status == 0


def parts_for(seconds: float) -> int:
    """How many parts there are on a machine that takes so long for the loop: twice as many where it takes up to twice
    as long, and so on, so that twenty minutes suffice. What is one part of eight is within one of four.
    """
    parts = PARTS
    while seconds > QUICK and parts < 4 * PARTS:
        parts, seconds = parts * 2, seconds / 2
    return parts


def _seconds_of_a_loop() -> float:
    """How quick one processor is now: a million small sums, the best of five."""
    best = float("inf")
    for _time in range(5):
        began = time.process_time()
        sum(number * number % 7 for number in range(1_000_000))
        best = min(best, time.process_time() - began)
    return best


def _number_of_commit() -> int:
    """A number that is another for each commit; 0 outside of a repository."""
    asked = ["git", "-C", str(PROJECT), "rev-parse", "--verify", "--quiet", "HEAD"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return int(done.stdout.strip()[:8] or "0", 16)


def _pytest(arguments: Sequence[str], extra: Mapping[str, str]) -> bool:
    sys.stdout.flush()
    command = [_program("python"), "-m", "pytest", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env={**os.environ, **extra}, check=False)
    # That nothing fits is a slip in a whole run, but usual for the second database and a chosen few.
    return done.returncode == 0 or (done.returncode == NOTHING_SELECTED and bool(extra))


def _conclude(databases: Sequence[str], failed: Sequence[str], server: str | None) -> None:
    if databases == ["SQLite"]:
        reason = (
            "as --fast says" if server is None else f"no PostgreSQL answers at {place(server)} ({POSTGRES})"
        )
        click.secho(f"Ran on SQLite only: {reason}.", fg="yellow")
    else:
        click.echo(f"Ran on {' and '.join(databases)}.")
    if failed:
        click.secho(f"Faults: {'; '.join(failed)}.", fg="red", bold=True)
    else:
        click.secho("All is well.", fg="green")


def _program(name: str) -> str:
    return os.path.join(os.path.dirname(Environment(str(PROJECT)).python), name)
