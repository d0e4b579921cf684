"""The commands of the house: start it, test it, look after it."""

from __future__ import annotations

from datetime import datetime

import click
from click.core import ParameterSource
from click.shell_completion import get_completion_class

from trellis.config.environment import COMPLETION

PASSED_ON = {
    "ignore_unknown_options": True,
    "allow_interspersed_args": False,
    "help_option_names": ["--help"],
}


@click.command()
@click.option(
    "--handbook",
    multiple=True,
    metavar="PATH",
    help="A folder or repository, as PATH[@REVISION] or MOUNT=PATH. Repeat it for several. "
    "Default: TRELLIS_HANDBOOK, else the example company.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port; 0 takes any free one.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer."
)
@click.pass_context
def up(ctx: click.Context, handbook: tuple[str, ...], host: str, port: int, workers: int) -> None:
    """Open a handbook in the browser.

    Prepares the database and serves the site until Ctrl-C. On this machine's own address everybody may read; on any
    other, only those who have signed in (TRELLIS_READING says otherwise).
    """
    from trellis.config import serving  # starts Django

    exact = ctx.get_parameter_source("port") is not ParameterSource.DEFAULT
    serving.serve(serving.Options(handbook, host, port, exact, workers))


@click.command()
@click.option(
    "--handbook",
    multiple=True,
    metavar="PATH",
    help="As for `trellis up`. Default: TRELLIS_HANDBOOK, else the example company.",
)
@click.option(
    "--threads", type=click.IntRange(1, 32), default=2, show_default=True, help="Jobs that are done at once."
)
def worker(handbook: tuple[str, ...], threads: int) -> None:
    """Do jobs, beside the processes that answer.

    For a site that is started with TRELLIS_WORKERS=apart: as many of these as there is work for, on any machine that
    reaches the database. Ctrl-C or SIGTERM ends it in good order; killed, its jobs go on in another.
    """
    from trellis.config import working  # starts Django

    working.run(handbook, threads=threads)


@click.command()
@click.option(
    "--handbook",
    multiple=True,
    metavar="PATH",
    help="As for `trellis up`. Default: TRELLIS_HANDBOOK, else the example company.",
)
@click.option(
    "--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How many days to go back."
)
@click.option(
    "--every",
    type=click.IntRange(1, 366),
    default=7,
    show_default=True,
    help="One day in so many is compiled.",
)
def trend(handbook: tuple[str, ...], days: int, every: int) -> None:
    """Fill in how healthy the handbook was on past days.

    Compiles the commit that was served at the end of each day and writes down its findings, for the page Health, Trend.
    Days that are known are left out, so that the command can be stopped and started again.
    """
    from trellis.config import trending  # starts Django

    made = trending.fill(handbook, days=days, every=every, tell=click.echo)
    click.echo(f"{made:,} days written down." if made != 1 else "1 day written down.")


@click.command(context_settings=PASSED_ON)
@click.option("--fast", is_flag=True, help="Leave out the browser and PostgreSQL.")
@click.option(
    "--by-turns", is_flag=True, help="Of the tests that take long, run a third: another with each commit."
)
@click.option(
    "--coverage", is_flag=True, help="Count the lines that are tested; fewer than wanted are a fault."
)
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(fast: bool, by_turns: bool, coverage: bool, pytest_arguments: tuple[str, ...]) -> int:
    """Check the code and run the tests.

    Style, walls between rooms, types, then all tests on SQLite and those that use the database on PostgreSQL too
    (TRELLIS_TEST_POSTGRES, default 127.0.0.1:5432). PYTEST_ARGUMENTS go to pytest; with any, only pytest runs, and no
    coverage is asked for.
    """
    from trellis.config import testing  # not needed by the other commands

    return testing.run(pytest_arguments, fast=fast, coverage=coverage, by_turns=by_turns)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(as_json: bool) -> int:
    """What is configured, reachable or missing, and how to mend it.

    Exit status 0 when nothing that Trellis needs is missing, else 1.
    """
    from trellis.config import examining  # starts Django

    findings = examining.examine()
    click.echo(examining.as_json(findings) if as_json else examining.as_text(findings))
    return 1 if any(finding.state == examining.WRONG for finding in findings) else 0


@click.command()
def reindex() -> None:
    """Make the index of the search again.

    Notes every record as it is now and forgets what is gone, a few hundred at a time, while people go on working. It
    may be stopped and started again. Trellis notes what is missing by itself within the hour; `trellis doctor` says
    whether anything is.
    """
    from trellis.config import reindexing  # starts Django

    changed = reindexing.run(tell=click.echo)
    click.echo(
        "The index was as it should be."
        if not changed
        else f"{changed:,} entries were not as they should be."
    )


@click.command()
@click.option(
    "--to",
    "target",
    metavar="FILE|FOLDER|-",
    default=".",
    show_default="this folder",
    help="A new file; a folder, in which it is named by the time; or - for the standard output.",
)
@click.option("--with-keys", is_flag=True, help="The secret keys too, sealed with a passphrase.")
@click.option(
    "--keep", type=click.IntRange(1, 100_000), help="Delete the oldest backups of the folder beyond so many."
)
@click.option(
    "--verify", "verified", type=click.Path(dir_okay=False), help="Make none; look through this one."
)
@click.option("--quiet", is_flag=True, help="Tell nothing while all goes well.")
def backup(target: str, with_keys: bool, keep: int | None, verified: str | None, quiet: bool) -> int:
    """Put everything that Trellis keeps into one file, while the site runs.

    Database, repositories of the handbook and stored files, each as it was at one moment, with digests that are
    compared once it is written. The passphrase for --with-keys is asked for, or read from TRELLIS_BACKUP_PASSPHRASE.
    Exit status 0 when the backup is whole, else 2.
    """
    from trellis.config.backups import asking  # starts Django

    if verified is not None:
        return asking.verify(verified, quiet=quiet)
    return asking.backup(target, with_keys=with_keys, keep=keep, quiet=quiet)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--with-keys", is_flag=True, help="The secret keys too; the passphrase is asked for.")
@click.option("--quiet", is_flag=True, help="Tell nothing while all goes well.")
def restore(file: str, with_keys: bool, quiet: bool) -> int:
    """Put a backup back, into an empty data directory and an empty database.

    FILE is looked through first; only a whole one is restored, and then all of it or nothing. TRELLIS_DATA and
    TRELLIS_DATABASE say where to; the database may be of another kind than the one that was backed up. An older backup
    is brought up to date. The passphrase for --with-keys is asked for, or read from TRELLIS_BACKUP_PASSPHRASE.
    """
    from trellis.config.backups import asking  # starts Django

    return asking.restore(file, with_keys=with_keys, quiet=quiet)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def sync(as_json: bool) -> int:
    """Bring the handbook and its upstream in step, once and now.

    Fetches what was committed there, brings it together with what was merged here, and pushes. Exit status 0 when the
    two are in step, else 1, with the reason.
    """
    from trellis.config import syncing  # starts Django

    return syncing.run(as_json=as_json)


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
@click.option("--all-or-nothing", is_flag=True, help="Import nothing where a row is bad.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and the bad rows as JSON.")
def import_(kind: str, file: str, dry_run: bool, all_or_nothing: bool, as_json: bool) -> int:
    """Import records from a file, in the name of the owner.

    KIND is what is imported, such as people, groups or duties. FILE is CSV, an .xlsx workbook or JSON lines; its first
    row says what the columns are. Bad rows are told with the reason, and skipped. Exit status 1 when there are any.
    """
    from trellis.config import importing  # starts Django

    return importing.run(kind, file, dry_run=dry_run, whole=all_or_nothing, as_json=as_json)


@click.command("export-all")
@click.argument("file", type=click.Path(dir_okay=False))
def export_all(file: str) -> None:
    """Write all records and files to one ZIP file, in the name of the owner.

    A file of JSON lines for each kind of record, the attached files, and a manifest that says what is in it. Passwords,
    keys and sessions are not. trellis import-all takes it into an empty place.
    """
    from trellis.config import importing  # starts Django

    importing.export_all(file)


@click.command("import-all")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only look through it, and say what it holds.")
@click.option("--quiet", is_flag=True, help="Tell nothing while all goes well.")
def import_all(file: str, dry_run: bool, quiet: bool) -> int:
    """Take in an organisation that trellis export-all wrote, into an empty data directory and database.

    FILE is looked through first, line by line; only a whole one is taken in, and then all of it or nothing.
    TRELLIS_DATA and TRELLIS_DATABASE say where to. Nobody has a password afterwards: start the site, and sign in with
    the link that it prints.
    """
    from trellis.config.moving import asking  # starts Django

    return asking.import_all(file, dry_run=dry_run, quiet=quiet)


@click.command()
@click.option(
    "--people", type=click.IntRange(5, 50_000), default=60, show_default=True, help="How many at last."
)
@click.option(
    "--years", type=click.IntRange(1, 20), default=5, show_default=True, help="How long they have grown."
)
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed makes the same company.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The last day. Default: today."
)
@click.option(
    "--handbook",
    multiple=True,
    metavar="PATH",
    help="Another state of the example handbook, as for `trellis up`. Default: TRELLIS_HANDBOOK, else the example.",
)
@click.option("--again", is_flag=True, help="Another company beside the examples that are here.")
@click.option("--sign-in", is_flag=True, help="Print links that sign you in as people of the company.")
@click.option("--quiet", is_flag=True, help="Print no progress.")
def demo(
    people: int,
    years: int,
    seed: int,
    until: datetime | None,
    handbook: tuple[str, ...],
    again: bool,
    sign_in: bool,
    quiet: bool,
) -> int:
    """Make up the people of the example company and the years that they have worked together.

    Everybody is marked as an example. The company is written down through the same services that people use, so it may
    be stopped at any moment and started again. Where somebody real is employed, nothing is made.
    """
    from trellis.config.demo import asking  # starts Django

    day = until.date() if until is not None else None
    return asking.run(
        handbook, people=people, years=years, seed=seed, until=day, again=again, sign_in=sign_in, quiet=quiet
    )


@click.command()
@click.option("--upgrade", is_flag=True, help="To the newest releases that the .in files allow.")
def lock(upgrade: bool) -> None:
    """Lock the dependencies of Trellis again.

    Writes requirements/*.txt from requirements/*.in, with the hashes of all files and without any address.
    """
    from trellis.config import locking  # not needed by the other commands

    for name in locking.lock_all(upgrade=upgrade):
        click.echo(f"requirements/{name}.txt")


@click.command()
def translate() -> int:
    """Bring the translations up to date with the code.

    Gathers what the code and the templates say into src/trellis/locale/*/LC_MESSAGES/django.po and compiles it. Exit
    status 1 when something is not translated yet, or not rightly.
    """
    from trellis.config import translating  # needs the tools of developers

    found = [fault for language in translating.LANGUAGES for fault in translating.bring_up_to_date(language)]
    for fault in found:
        click.echo(fault)
    return 1 if found else 0


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the set-up for completion in a shell.

    \b
    bash:  eval "$(./trellis completion bash)"
    zsh:   eval "$(./trellis completion zsh)"
    fish:  ./trellis completion fish | source
    """
    chosen = get_completion_class(shell)
    if chosen is not None:
        click.echo(chosen(ctx.find_root().command, {}, "trellis", COMPLETION).source())
