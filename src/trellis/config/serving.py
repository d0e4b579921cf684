"""`trellis up`: prepare what is needed, say where the site is, serve until asked to stop."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING

import click

from trellis.config import example
from trellis.config.addresses import Address, reserved
from trellis.handbook.errors import TrellisError
from trellis.handbook.spec import parse_spec

if TYPE_CHECKING:
    from granian.server.mp import MPServer

SETTINGS = "trellis.config.settings"
THREADS = 8
"""Requests that one worker works on at once; each may hold one connection to the database."""
PATIENCE = 30
"""Seconds that requests may still take after the server was asked to stop."""
ORPHANED = 5
"""Seconds that requests may still take once the process was killed that looks after the workers."""
PR_SET_PDEATHSIG = 1  # linux/prctl.h


class HandbookMissingError(TrellisError):
    """There is no handbook where one is named."""

    code = "handbook-missing"


@dataclass(frozen=True)
class Options:
    """How to serve: words that name the handbook (none: as configured), where to listen, how many processes."""

    handbook: Sequence[str]
    host: str
    port: int
    exact_port: bool
    workers: int


def serve(options: Options) -> None:
    """Serve the site until SIGINT or SIGTERM, then stop without leaving a process behind.

    Raises TrellisError where the address, the handbook, the settings or the database cannot be used.
    """
    asked_to_stop = _remember_signals()
    with (
        reserved(options.host, options.port, exactly=options.exact_port) as address,
        TemporaryDirectory(prefix="trellis-counts-") as counts,
    ):
        _configure(options, address)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts  # before anything is counted
        sign_in = _prepare()
        if asked_to_stop.is_set():
            raise KeyboardInterrupt
        _tell(options, address, sign_in)
        server = _server(options, address)
        _drain_before_stopping(server)
        _tie_workers_to_this_process()
        server.serve()
    click.echo("Stopped.")


def _remember_signals() -> threading.Event:
    """Have SIGINT and SIGTERM interrupt what is being prepared; gives what says whether one came.

    Python drops an exception that a signal raises in what cannot raise one, such as a call back from C. Whoever asked
    is not to press twice.
    """
    asked = threading.Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        asked.set()
        signal.default_int_handler(number, frame)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, interrupt)
    return asked


def _configure(options: Options, address: Address) -> None:
    """Fill in what the environment leaves open; what it says, stands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if options.handbook:
        os.environ["TRELLIS_HANDBOOK"] = "\n".join(options.handbook)
    os.environ.setdefault("TRELLIS_READING", "open" if address.is_loopback else "members")
    os.environ.setdefault("TRELLIS_ADDRESS", address.url.rstrip("/"))
    os.environ.setdefault("TRELLIS_ALLOWED_HOSTS", ",".join(address.names()))


def _prepare() -> str:
    """Load the site, bring its data up to date, and give the path of the owner's sign-in link."""
    import django  # takes longer than all of `trellis --help`
    from django.conf import settings

    from trellis.core import tracing

    tracing.check()
    is_example = not os.environ.get("TRELLIS_HANDBOOK")
    makes_people = is_example and settings.TRELLIS_EXAMPLE_PEOPLE
    if is_example:
        settings.TRELLIS_HANDBOOK = [str(example.prepare(settings.TRELLIS_DATA))]
    _check_handbook(settings.TRELLIS_HANDBOOK)
    django.setup()
    from trellis.config import preparing  # its models need Django set up
    from trellis.pages.opening import opened_for_now

    with opened_for_now():
        with preparing.alone():
            sign_in = _brought_up_to_date(makes_people=makes_people)
        import_module("trellis.config.wsgi")  # the whole site, before workers are forked
        import_module("trellis.core.meters").note_memory()
        preparing.let_go_of_database()
    return sign_in


def _brought_up_to_date(*, makes_people: bool) -> str:
    """What a site needs before it is served, made where it is not there; gives the path of the owner's link."""
    from trellis.config import preparing

    migrated = preparing.migrate()
    if migrated:
        click.echo(f"Database: {migrated} migrations applied ({preparing.kind()}).")
    if preparing.collect_static():
        click.echo("Static files: collected.")
    sign_in = preparing.owner_sign_in_path()
    if makes_people and import_module("trellis.config.demo.jobs").begin():
        click.echo(
            "People:    the example company is being made up; `trellis demo --sign-in` lets you in as some."
        )
    return sign_in


def _check_handbook(words: Sequence[str]) -> None:
    for word in words:
        spec = parse_spec(word)
        if not spec.path.exists():
            raise HandbookMissingError(
                f"There is no handbook at {spec.path}.",
                hint="Give the path of a folder with --handbook or in TRELLIS_HANDBOOK.",
            )


def _tell(options: Options, address: Address, sign_in: str) -> None:
    from django.conf import settings

    if options.port not in (0, address.port):
        click.echo(f"Port {options.port} is taken; using {address.port}.")
    if not address.is_loopback:
        reading = (
            "everybody who can reach it reads all" if settings.TRELLIS_READING == "open" else "members only"
        )
        click.secho(
            f"Warning: this site can be reached from other machines ({reading}).", fg="yellow", err=True
        )
        if not settings.TRELLIS_HTTPS:
            click.secho("Put a proxy with https before it, and set TRELLIS_HTTPS=1.", fg="yellow", err=True)
    click.echo(f"Handbook:  {', '.join(settings.TRELLIS_HANDBOOK)}")
    click.echo(f"Trellis:   {click.style(address.url, bold=True)}")
    click.echo(f"Sign in:   {address.url.rstrip('/')}{sign_in}")
    click.echo("           (works once, for a quarter of an hour)")
    click.echo("Stop with Ctrl-C.")
    sys.stdout.flush()


def _server(options: Options, address: Address) -> MPServer:
    """Granian with the site loaded before it forks its workers: they share that memory and answer at once."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    return MPServer(
        "trellis.config.wsgi:eager_application",
        factory=True,
        address=address.ip,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=THREADS,
        workers_kill_timeout=PATIENCE,
        websockets=False,
        log_level=LogLevels.error,
    )


def _drain_before_stopping(server: MPServer) -> None:
    """Asked to end, say so on `/-/ready`, answer on for TRELLIS_DRAIN seconds, then stop; asked twice, stop at once."""
    from django.conf import settings

    from trellis.core import readiness

    stop: Callable[[], object] = server.signal_handler_interrupt

    def asked(*_arguments: object) -> None:
        if readiness.is_stopping() or not settings.TRELLIS_DRAIN:
            readiness.stop()
            stop()
            return
        readiness.stop()
        later = threading.Timer(settings.TRELLIS_DRAIN, stop)
        later.daemon = True
        later.start()

    server.signal_handler_interrupt = asked  # type: ignore[method-assign]


def _tie_workers_to_this_process() -> None:
    """Workers leave the terminal's group, since Ctrl-C is for this process, which ends them in good order; and they end
    when this process is killed, which leaves them no one to end them (Linux).
    """
    looked_after_by = os.getpid()

    def in_worker() -> None:
        os.setpgid(0, 0)
        if sys.platform == "linux":
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.signal(signal.SIGUSR1, _end_alone)
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGUSR1)
            if os.getppid() != looked_after_by:  # it was killed before it could be said
                os._exit(1)

    os.register_at_fork(after_in_child=in_worker)


def _end_alone(*_arguments: object) -> None:
    """Let go of the address: in good order, and in any case within `ORPHANED` seconds.

    A worker that is asked in the instant in which it begins, or begins to wait, has been seen to miss that, or to wait
    for itself. Nobody is left to kill it, so the kernel is asked to, which waits for nothing.
    """
    signal.alarm(ORPHANED)
    os.kill(os.getpid(), signal.SIGTERM)
