"""What holds for every test: no network, real pages when they are at hand, a browser when there is one."""

from __future__ import annotations

import os
import shutil
import socket
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from pytest_django import DjangoDbBlocker

from trellis.config.tests import migrated

ROOT = Path(__file__).parent
MIGRATED = ROOT / ".pytest_cache" / "migrated"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
LOOPBACK = ("127.", "::1", "localhost")

# How long an example takes says how busy the machine is; `benchmarks` are for time.
ON_ANY_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
property_settings.register_profile(
    "any-machine", property_settings.default, max_examples=30, **ON_ANY_MACHINE
)
property_settings.register_profile(
    "second-database", property_settings.default, max_examples=10, **ON_ANY_MACHINE
)
property_settings.register_profile("thorough", property_settings.default, max_examples=1000, **ON_ANY_MACHINE)
# `--hypothesis-profile=thorough` looks longer than a whole run has time for; `second-database` asks of PostgreSQL only
# whether it answers as the first did.
property_settings.load_profile("any-machine")


def in_ci() -> bool:
    """Whether a missing tool is a fault, not a reason to skip."""
    return os.environ.get("CI") == "true"


def chromium() -> str | None:
    """The browser for tests: TRELLIS_TEST_CHROMIUM, or what is on the PATH."""
    names = [os.environ.get("TRELLIS_TEST_CHROMIUM") or "chromium", "chromium-browser", "google-chrome"]
    return next((found for found in map(shutil.which, names) if found), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--part=2/3`: of the tests that take long (`--part-of=all`: of all tests), only those of one part."""
    parser.addoption("--part", default="", help="K/N: of the tests that take long, one part of N")
    parser.addoption("--part-of", default="long", choices=("long", "all"), help="what is parted")


def takes_long(item: pytest.Item) -> bool:
    """Whether a test uses the database, or starts processes as those of `config` do: most time goes into these."""
    needs = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")
    return bool(needs) or "/config/" in item.nodeid


def leave_one_part(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what `--part` leaves out, by the name of the test: each is in one part, for good."""
    part = config.getoption("--part")
    if not part:
        return
    number, parts = map(int, part.split("/"))
    is_parted = (lambda _item: True) if config.getoption("--part-of") == "all" else takes_long
    left = [
        item
        for item in items
        if is_parted(item) and zlib.crc32(item.nodeid.encode()) % parts != number % parts
    ]
    config.hook.pytest_deselected(items=left)
    gone = set(map(id, left))
    items[:] = [item for item in items if id(item) not in gone]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs the database, so that `-m django_db` is all of it; skip browser tests where there is none.

    What goes over the same lines fifty times, or in processes of its own, is not counted: counting doubles its time.
    """
    leave_one_part(config, items)
    no_browser = pytest.mark.skip(reason="no Chromium: install it or set TRELLIS_TEST_CHROMIUM")
    without_browser = chromium() is None and not in_ci()
    for item in items:
        if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) and not item.get_closest_marker(
            "django_db"
        ):
            item.add_marker("django_db")
        if item.get_closest_marker("slow") or getattr(
            getattr(item, "obj", None), "is_hypothesis_test", False
        ):
            item.add_marker("no_cover")
        if without_browser and item.get_closest_marker("browser"):
            item.add_marker(no_browser)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The database of this process, in the place of the one that pytest-django would migrate for each."""
    with ExitStack() as made:
        with django_db_blocker.unblock():
            made.enter_context(migrated.database(Path(os.environ["TRELLIS_TEST_RUN"]), MIGRATED))
        yield
        with django_db_blocker.unblock():
            made.close()


@pytest.hookimpl(trylast=True)  # pytest-django has let go of the databases by then
def pytest_unconfigure(config: pytest.Config) -> None:
    """Take away what was migrated for this run, when all of its processes have ended."""
    if not hasattr(config, "workerinput") and "TRELLIS_TEST_DATABASE" in os.environ:
        migrated.forget(Path(os.environ["TRELLIS_TEST_RUN"]))


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """A connection to anything but this machine fails, with the address in the message."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            pytest.fail(f"A test wants to talk to {address[0]}. Only this machine is allowed.")
        real(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_looking_ahead() -> Iterator[None]:
    """The thread that watches a handbook leaves the database alone: when it looks, the next test may have begun."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trellis.pages.opening._look_ahead", lambda _library: None)
        yield


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A language that a request of one test was answered in is not that of the next."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages: TRELLIS_TEST_CORPUS, or `shared` beside the project."""
    folder = Path(os.environ.get("TRELLIS_TEST_CORPUS") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no real pages in {folder}: set TRELLIS_TEST_CORPUS to a folder of them")
    return folder


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium, without the calls home that it makes on its own."""
    # Playwright runs an event loop in the main thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = chromium()
    if path is None:
        pytest.fail("no Chromium: install it or set TRELLIS_TEST_CHROMIUM")
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": [*quiet, *as_root]}
