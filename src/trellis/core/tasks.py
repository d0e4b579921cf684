"""Jobs: what takes longer than an answer, declared by the room that does it.

    @job("people.import", title=_("Import people"))
    def import_people(run: Run, file: str) -> Outcome:
        rows = read(file)
        run.in_steps(rows, partial(add_people, by=run.by), size=100)
        return Outcome(says=_("Imported."), address=reverse("people:people"))

A job is a task of Django's tasks interface; `services.jobs.start(import_people, by=..., arguments={"file": ...})`
starts it for somebody, `import_people.enqueue(file=...)` for nobody in particular. Arguments are what JSON holds: give
keys of records, and load them in the job.

A process may be killed at any instruction. Then the job is given to another, which calls the function again. So:

- What is done in a step (`Run.step`, `Run.in_steps` of `core.running`) is committed together with how far the job is.
  The next try finds that in `run.cursor` and goes on there: each step is done once.
- What is not in the database (a commit, a file, a call to another machine) may be done twice. Make it so that the
  second time changes nothing; `run.key` is the same for all tries.
- Keep a step under a second. It holds what it writes until it is committed, on SQLite the whole database.
- Never catch `Stopped`: it ends a job that was cancelled, whose process stops, or that another worker has now.

The name of a job is for good, since jobs wait under it. Whether somebody may do what a job does is asked by the
services that it calls, with `run.by`: rights may be gone by then.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from django.utils.functional import Promise
from django_tasks import task
from django_tasks.base import Task

from trellis.handbook.errors import TrellisError

MOST_TRIES = 5
"""In a row without getting a step further; after the last, somebody has to look at it."""


class Stopped(BaseException):
    """The function of a job must end now; what it did since the last step is undone.

    Not an `Exception`, so that nobody who goes on after a bad row takes it for one.
    """


class Cancelled(Stopped):
    """Somebody has cancelled the job."""


class Stopping(Stopped):
    """The process ends; the job goes on in another."""


class LeaseLost(Stopped):
    """Another worker has the job by now: this one stood still for too long."""


class JobFailed(TrellisError):
    """The job cannot be done, and trying again does not help: the message tells people why."""

    code = "job-failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: a sentence, where it leads (a path of this site), and values for programs."""

    says: str | Promise = ""
    address: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTask(Task):  # type: ignore[type-arg]  # its parameters say nothing of what is passed as JSON
    """A task of ours: with a name for good, and what people read of it."""

    known_as: str = ""
    title: str | Promise = ""
    tries: int = MOST_TRIES

    def __post_init__(self) -> None:
        Task.__post_init__(self)
        known = _tasks.setdefault(self.name, self)
        if known.func is not self.func and known.module_path != self.module_path:
            raise TypeError(f"{self.name} is the name of another job, {known.module_path}.")

    @property
    def name(self) -> str:
        """The name that its jobs wait under: where it stands, for a task that gave none."""
        return self.known_as or self.module_path

    @property
    def takes_run(self) -> bool:
        """Whether the function is given how far the job is, as its first argument."""
        return next(iter(inspect.signature(self.func).parameters), "") == "run"


@dataclass(frozen=True, slots=True)
class Timed:
    """A job that begins by the clock: at the minutes that `cron` says, in the time zone of the organisation."""

    name: str
    title: str | Promise
    cron: str
    task: JobTask
    arguments: Mapping[str, Any]

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first time after a moment. An hour that the clocks leave out, or have twice, counts once."""
        # In the hour that comes twice, cronsim gives a time that is over. Compared in UTC: within one zone, Python
        # compares what the clock shows.
        coming = (found.astimezone(UTC) for found in CronSim(self.cron, moment.astimezone(zone)))
        return next(found for found in coming if found > moment)


_tasks: dict[str, JobTask] = {}
_timed: dict[str, Timed] = {}


def job(
    name: str, *, title: str | Promise, priority: int = 0, tries: int = MOST_TRIES
) -> Callable[[Callable[..., Outcome | None]], JobTask]:
    """Declare a function as a job. Raises TypeError where another has the name.

    A job of a higher priority (-100 to 100) begins first. `tries` is how often in a row it may fail without a step.
    """

    def declare(function: Callable[..., Outcome | None]) -> JobTask:
        made = task(known_as=name, title=title, priority=priority, tries=tries)(function)
        assert isinstance(made, JobTask)  # the settings name our backend
        return made

    return declare


def schedule(
    name: str, task: JobTask, cron: str, *, title: str | Promise, arguments: Mapping[str, Any] | None = None
) -> None:
    """Have a job begun by the clock, for the start of Django; the same name again replaces it.

    `cron` has five fields, such as `0 7 * * 1` for Mondays at seven. Times that passed while nothing ran are made up
    for once. While one run is not finished, no other begins. Raises ValueError for what is no such line.
    """
    try:
        CronSim(cron, datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")))
    except CronSimError as error:
        raise ValueError(f"{cron!r} says no times: {error}.") from None
    _timed[name] = Timed(name, title, cron, task, arguments or {})


def tasks() -> Iterator[JobTask]:
    """All that is declared."""
    return iter(_tasks.values())


def task_named(name: str) -> JobTask | None:
    """The job with this name; `None` where this version has none such."""
    return _tasks.get(name)


def title_of(name: str) -> str:
    """What people read of a job; its name, where this version has none such."""
    known = _tasks.get(name)
    return str(known.title or known.name) if known is not None else name


def timed() -> tuple[Timed, ...]:
    """All that begins by the clock, by name."""
    return tuple(_timed[name] for name in sorted(_timed))


def timed_named(name: str) -> Timed | None:
    """What begins by the clock under this name."""
    return _timed.get(name)
