"""`trellis doctor`: what is configured, reachable or missing, and how to mend it.

Each check looks at one thing and gives one finding. A check that cannot be made because an earlier one failed is left
out: one remedy at a time.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from trellis.config import branch_findings, secret_key, testing
from trellis.config.environment import BASE, DEV, TOOLS, BootstrapError, Environment
from trellis.config.places import PROJECT, in_checkout
from trellis.config.providers import examine_provider
from trellis.core import tracing
from trellis.handbook import remotes
from trellis.handbook.errors import TrellisError
from trellis.handbook.signing import Signing
from trellis.handbook.source import is_page
from trellis.handbook.spec import open_source, parse_spec
from trellis.pages.forges.opening import forge_for
from trellis.pages.upstreams import place_of, upstream_repository

if TYPE_CHECKING:  # what it imports needs Django set up
    from trellis.contracts.queries.proving import Proved
    from trellis.core.job_lists import Health
    from trellis.core.services import search_index
    from trellis.core.verifying import Verdict
    from trellis.pages.queries import branches

FINE, NOTE, WRONG = "fine", "note", "wrong"
MEGABYTE = 2**20
RESTORING = "restoring"  # what `preparing` calls the folder of a restore; it needs Django
CLOCKS_APART = 5.0  # seconds
LEAST_FREE = 200  # megabytes; below it a database soon fails in the middle of a write
LONGEST_WAIT = timedelta(hours=1)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Finding:
    """What was found about one thing: `fine`, a `note` about something that may be missing, or `wrong`."""

    thing: str
    state: str
    text: str
    remedy: str = ""


def examine() -> list[Finding]:
    """Look at everything, in the order in which one would mend it. Costs up to a few seconds where a server is slow."""
    findings = [_python(), _environment(), _git()]
    settings, trouble = _settings()
    if settings is None:
        findings.append(trouble)
    else:
        findings += [trouble, _data(settings), _key(settings), *_database(settings), _handbook(settings)]
        findings += [*_upstream(settings), *_signing(settings), *_providers(settings), *_traces()]
        findings.append(_numbers(settings))
    return [*findings, _browser(), _postgres_for_tests()]


def as_text(findings: Sequence[Finding]) -> str:
    """One line for each finding, and its remedy below it."""
    signs = {FINE: ("ok", "green"), NOTE: ("--", "yellow"), WRONG: ("!!", "red")}
    width = max(len(finding.thing) for finding in findings)
    lines = []
    for finding in findings:
        sign, colour = signs[finding.state]
        lines.append(f"{click.style(sign, fg=colour)}  {finding.thing:<{width}}  {finding.text}")
        lines += [f"{'':<{width + 6}}{line}" for line in finding.remedy.splitlines()]
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    """The findings, and whether all that is needed is there."""
    well = all(finding.state != WRONG for finding in findings)
    return json.dumps({"well": well, "findings": [asdict(finding) for finding in findings]}, indent=2)


def _python() -> Finding:
    return Finding("Python", FINE, f"{platform.python_version()} at {sys.executable}")


def _environment() -> Finding:
    thing = "Packages"
    if not in_checkout():
        return Finding(thing, NOTE, "Trellis was installed as a package; its installer looks after them.")
    environment = Environment(str(PROJECT))
    try:
        missing = environment.missing([BASE, TOOLS])
        without_dev = bool(environment.missing([DEV]))
    except BootstrapError as error:
        return Finding(thing, WRONG, str(error), "Check Trellis out again.")
    if missing:
        files = ", ".join(f"requirements/{name}.txt" for name in missing)
        return Finding(
            thing, WRONG, f".venv does not fit {files}.", "Run ./trellis --help, which installs them."
        )
    dev = "those for tests are not, or older" if without_dev else "those for tests too"
    return Finding(thing, FINE, f"as locked; {dev}")


def _git() -> Finding:
    version = _output("git", "--version")
    if version is None:
        remedy = "Install it (Debian, Ubuntu: apt install git)."
        return Finding("Git", WRONG, "not found; handbooks are read from it", remedy)
    return Finding("Git", FINE, version.removeprefix("git version "))


def _settings() -> tuple[ModuleType | None, Finding]:
    try:
        from trellis.config import settings  # reads the environment, which may be at fault
    except TrellisError as error:
        return None, Finding("Settings", WRONG, error.message, error.hint)
    given = sorted(name for name in os.environ if name.startswith("TRELLIS_"))
    return settings, Finding("Settings", FINE, ", ".join(given) or "all as by default")


def _data(settings: ModuleType) -> Finding:
    folder: Path = settings.TRELLIS_DATA
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        return Finding("Data", WRONG, f"{existing} is not writable", "Make it so, or set TRELLIS_DATA.")
    if (folder / RESTORING).exists():
        remedy = "Restore the backup again: it begins anew. Nothing is served until it is done."
        return Finding("Data", WRONG, f"{folder}: a restore is under way, or was cut off", remedy)
    free = shutil.disk_usage(existing).free // MEGABYTE
    if free < LEAST_FREE:
        return Finding(
            "Data", WRONG, f"{folder}: {free} MB free", "Make room, or set TRELLIS_DATA to another disk."
        )
    return Finding("Data", FINE, f"{folder}, {free} MB free")


def _key(settings: ModuleType) -> Finding:
    if os.environ.get("TRELLIS_SECRET_KEY"):
        return Finding("Secret key", FINE, "from TRELLIS_SECRET_KEY")
    file = settings.TRELLIS_DATA / secret_key.FILE_NAME
    if not secret_key.is_private(file):
        return Finding("Secret key", WRONG, f"others can read {file}", f"chmod 600 {file}")
    return Finding("Secret key", FINE, str(file))


def _database(settings: ModuleType) -> Iterator[Finding]:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).exists():
        yield Finding(
            "Database", NOTE, f"SQLite, {database['NAME']} is not there yet", "./trellis up makes it."
        )
        return
    import django  # takes longer than the other checks together

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings.__name__)
    django.setup()
    from django.db import DatabaseError, connection

    from trellis.config import preparing  # its models need Django set up

    try:
        preparing.ask_database()
        version = ".".join(str(part) for part in connection.get_database_version())
        pending = preparing.pending_migrations()
        apart = preparing.clocks_apart()
        kept = [] if pending else list(_records(settings))
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        yield Finding(
            "Database", WRONG, f"{preparing.kind()}: {reason}", "Start it, or mend TRELLIS_DATABASE."
        )
        return
    finally:
        preparing.let_go_of_database()
    yield Finding("Database", FINE, f"{preparing.kind()} {version}, {database['NAME']}")
    if pending:
        yield Finding(
            "Migrations", NOTE, f"{len(pending)} to apply, from {pending[0]}", "./trellis up applies them."
        )
    else:
        yield Finding("Migrations", FINE, "all applied")
    if apart > CLOCKS_APART:
        remedy = "Let both machines take the time from the same server (NTP)."
        yield Finding("Clock", NOTE, f"{apart:.0f} seconds from that of the database", remedy)
    yield from kept


def _records(settings: ModuleType) -> Iterator[Finding]:
    """What is kept in a database that has all its tables, once Django is set up."""
    from trellis.contracts.queries import proving
    from trellis.core import job_lists, verifying
    from trellis.core.services import search_index
    from trellis.pages.queries import branches

    yield _events(verifying.verify())
    yield _jobs(job_lists.health())
    yield _search(search_index.verify())
    yield _signed(proving.verify())
    proposed = _proposed(settings, branches)
    if proposed is not None:
        yield _branches(proposed)


def _proposed(settings: ModuleType, reading: ModuleType) -> branches.Verdict | None:
    try:
        found: branches.Verdict = reading.verify(open_source(settings.TRELLIS_HANDBOOK), datetime.now(UTC))
    except TrellisError:
        return None  # `_handbook` says what is wrong with it
    return found


def _branches(verdict: branches.Verdict) -> Finding:
    apart = verdict.gone or verdict.lost or verdict.stale
    state = WRONG if verdict.gone else NOTE if apart else FINE
    return Finding("Branches", state, branch_findings.text_of(verdict), branch_findings.remedy_of(verdict))


def _signed(verdict: Proved) -> Finding:
    if verdict.faults:
        remedy = (
            "Compare database and files with a backup. Nothing in Trellis changes a document that is signed."
        )
        return Finding("Signed documents", WRONG, " ".join(verdict.faults), remedy)
    return Finding("Signed documents", FINE, f"{verdict.looked_at} looked at, all as they were signed")


def _events(verdict: Verdict) -> Finding:
    if verdict.faults:
        remedy = "Compare the database with a backup. Nothing in Trellis changes or deletes an event that is sealed."
        return Finding("Events", WRONG, " ".join(verdict.faults), remedy)
    return Finding(
        "Events", FINE, f"{verdict.sealed} sealed and as they were, {verdict.waiting} to be sealed"
    )


def _jobs(health: Health) -> Finding:
    """Whether there is somebody to do the jobs that wait."""
    text = (
        f"{health.workers} processes do them, {health.waiting} wait, {health.failed} failed in the last day"
    )
    if health.workers:
        since = health.waits_since
        is_late = since is not None and datetime.now(UTC) - since > LONGEST_WAIT
        remedy = (
            "The oldest has waited for more than an hour: start another ./trellis worker." if is_late else ""
        )
        return Finding("Jobs", NOTE if is_late or health.failed else FINE, text, remedy or _failed(health))
    if not health.waiting:
        return Finding("Jobs", FINE, f"nothing waits; {text}")
    remedy = "Start the site (TRELLIS_WORKERS=here) or ./trellis worker."
    return Finding("Jobs", NOTE, text, remedy)


def _failed(health: Health) -> str:
    return "See them on the page Jobs." if health.failed else ""


def _search(verdict: search_index.Verdict) -> Finding:
    if verdict.faults:
        remedy = "Trellis notes what is missing within the hour; `./trellis reindex` does it now."
        return Finding("Search", NOTE, " ".join(verdict.faults), remedy)
    return Finding("Search", FINE, f"{verdict.entries} records can be found")


def _handbook(settings: ModuleType) -> Finding:
    words = settings.TRELLIS_HANDBOOK
    try:
        listing = open_source(words).list()
    except TrellisError as error:
        remedy = error.hint or "Name another folder in TRELLIS_HANDBOOK."
        return Finding("Handbook", WRONG, error.message, remedy)
    pages = sum(map(is_page, listing.files))
    text = f"{', '.join(words)}: {pages} pages, {_revision(words[0]) or 'not in Git'}"
    if not pages:
        return Finding("Handbook", NOTE, text, "TRELLIS_HANDBOOK names a folder of Markdown pages.")
    return Finding("Handbook", FINE, text)


def _upstream(settings: ModuleType) -> Iterator[Finding]:
    """Whether the upstream lets Trellis in, by Git and by the interface for merge requests; up to two minutes."""
    wanted = settings.TRELLIS_UPSTREAM
    if wanted is None:
        return
    try:
        repository = upstream_repository(open_source(settings.TRELLIS_HANDBOOK))
        branch = wanted.remote.branch or repository.branch.removeprefix("refs/heads/")
        tips = remotes.tips(repository.folder, wanted.remote, (f"refs/heads/{branch}",))
    except TrellisError as error:
        remedy = (
            error.hint or "Check TRELLIS_UPSTREAM, and TRELLIS_UPSTREAM_TOKEN or TRELLIS_UPSTREAM_SSH_KEY."
        )
        yield Finding("Upstream", WRONG, error.message, remedy)
        return
    found = f"{place_of(wanted.remote.url)}, branch {branch}"
    if tips:
        yield Finding("Upstream", FINE, f"{found} at {next(iter(tips.values()))[:7]}")
    else:
        yield Finding("Upstream", NOTE, f"{found} is not there yet", "Trellis pushes it at the first round.")
    if wanted.access is None:
        remedy = "TRELLIS_UPSTREAM_API and TRELLIS_UPSTREAM_TOKEN turn them on."
        yield Finding("Merge requests", NOTE, "not used", remedy)
        return
    try:
        project = forge_for(wanted.access).check()
    except TrellisError as error:
        yield Finding("Merge requests", WRONG, error.message, error.hint)
    else:
        yield Finding("Merge requests", FINE, f"{wanted.access.kind}, {project}")


def _providers(settings: ModuleType) -> Iterator[Finding]:
    """Whether each provider that people sign in through answers, or how long its certificates last."""
    if not settings.SIGN_IN_PROVIDERS:
        return
    import django  # takes longer than the other checks together

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings.__name__)
    django.setup()
    for provider in settings.SIGN_IN_PROVIDERS:
        try:
            text, is_fine = examine_provider(provider)
        except TrellisError as error:
            remedy = "Check the issuer in TRELLIS_OIDC_…_ISSUER, and that this machine reaches it."
            yield Finding(provider.title, WRONG, getattr(error, "why", "") or error.message, remedy)
        else:
            remedy = "" if is_fine else "Fetch the metadata of the provider again."
            yield Finding(provider.title, FINE if is_fine else WRONG, text, remedy)


def _signing(settings: ModuleType) -> Iterator[Finding]:
    key = settings.TRELLIS_SIGNING_KEY
    if not key:
        return
    try:
        Signing(key).check()
    except TrellisError as error:
        remedy = "TRELLIS_SIGNING_KEY names the file of an SSH key without a passphrase, or a GPG key of this user."
        yield Finding("Signing key", WRONG, error.message, remedy)
    else:
        yield Finding("Signing key", FINE, key)


def _traces() -> Iterator[Finding]:
    if not tracing.is_wanted():
        return
    try:
        tracing.check()
    except tracing.TracingError as error:
        yield Finding("Traces", WRONG, error.message, error.hint)
    else:
        yield Finding("Traces", FINE, "sent to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names")


def _numbers(settings: ModuleType) -> Finding:
    if settings.TRELLIS_METRICS_TOKEN:
        return Finding("Numbers", FINE, "/metrics, by its token")
    networks = ", ".join(map(str, settings.TRELLIS_METRICS_NETWORKS))
    return Finding("Numbers", FINE, f"/metrics, from {networks} and not through a proxy")


def _revision(word: str) -> str | None:
    """The commit that the folder stands at; changes since then are told by a plus."""
    spec = parse_spec(word)
    inside = ["-C", str(spec.path if spec.path.is_dir() else spec.path.parent)]
    commit = _output("git", *inside, "rev-parse", "--short", spec.revision or "HEAD", "--")
    if commit is None:
        return None
    changed = spec.revision is None and bool(_output("git", *inside, "status", "--porcelain", "--", "."))
    return f"at {commit.split()[0]}{'+' if changed else ''}"


def _browser() -> Finding:
    names = [os.environ.get("TRELLIS_TEST_CHROMIUM", ""), *BROWSERS]
    found = next((path for path in map(shutil.which, filter(None, names)) if path), None)
    if found:
        return Finding("Chromium", FINE, f"{found} (for tests)")
    remedy = "Only tests need it (Debian: apt install chromium; elsewhere TRELLIS_TEST_CHROMIUM)."
    return Finding("Chromium", NOTE, "not found", remedy)


def _postgres_for_tests() -> Finding:
    url = testing.postgres_url(os.environ)
    if testing.answers(url):
        return Finding("PostgreSQL", FINE, f"answers at {testing.place(url)} (for tests)")
    remedy = f"Only tests need it here; {testing.POSTGRES} says where it is."
    return Finding("PostgreSQL", NOTE, f"does not answer at {testing.place(url)}", remedy)


def _output(program: str, *arguments: str) -> str | None:
    """What a program prints; None where it is not there or fails."""
    path = shutil.which(program)
    if path is None:
        return None
    done = subprocess.run(
        [path, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None
