"""Fills a company that `trellis demo` has made up to so many records of learning, as of years before.

    PYTHONPATH=src python benchmarks/learning_records.py [--records 2000000]

Called by `learning.py`; alone it fills the database that TRELLIS_DATA or TRELLIS_DATABASE names. Each year further
back everybody takes the courses again: enrollments with all parts done, quizzes with answers, classes with attendance,
certificates of some. What is asked and answered is taken over from attempts that the demo made by the quizzes
themselves, so that papers, points and results belong together. Done again it adds only what is missing.
"""

from __future__ import annotations

import argparse
import secrets
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

WANTED = 2_000_000
AT_ONCE = 400
"""People whose learning is written in one transaction."""
SAMPLES = 40
TAKES, FAILS_FIRST, ELSEWHERE, CERTIFIED = 0.8, 0.25, 0.4, 0.3
"""How many take a course in a year, fail a quiz at first, took it in a system before this one, and were certified."""
SEATS = 20


class Table:
    """Rows of a model on their way into the database, as the database takes them: many at once, and no statement each.

    `row` gives a copy of a row that was prepared, with some columns of other values.
    """

    def __init__(self, model: Any) -> None:
        from django.db import connection

        self.model, self.connection = model, connection
        self.fields = model._meta.concrete_fields
        self.at = {each.attname: at for at, each in enumerate(self.fields)}
        self.rows: list[list[Any]] = []

    def prepared(self, made: Any) -> list[Any]:
        """A record as the database takes it."""
        return [each.get_db_prep_save(getattr(made, each.attname), self.connection) for each in self.fields]

    def value(self, name: str, value: Any) -> Any:
        """The value of a column as the database takes it."""
        return self.fields[self.at[name]].get_db_prep_save(value, self.connection)

    def row(self, template: Sequence[Any], **values: Any) -> UUID:
        """Add a copy of a row under a key of its own, which is given back."""
        from trellis.core.records import uuid7

        made, key = list(template), uuid7()
        for name, value in {"id": key, **values}.items():
            made[self.at[name]] = self._plain(value)
        self.rows.append(made)
        return key

    def _plain(self, value: Any) -> Any:
        if self.connection.vendor == "postgresql":
            return value
        if isinstance(value, UUID):
            return value.hex
        if isinstance(value, datetime):
            return str(value.astimezone(UTC).replace(tzinfo=None))
        return str(value) if isinstance(value, date) else value

    def write(self) -> int:
        """Write what is there; how many rows."""
        n, names = len(self.rows), [self.connection.ops.quote_name(each.column) for each in self.fields]
        into = f"{self.connection.ops.quote_name(self.model._meta.db_table)} ({', '.join(names)})"
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for each in self.rows:
                        copy.write_row(each)
            elif self.rows:
                cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(names))})", self.rows)
        self.rows.clear()
        return n


@dataclass(frozen=True)
class Sample:
    """An attempt that was made, with its answers, as the database takes them."""

    attempt: list[Any]
    answers: list[list[Any]]
    length: timedelta


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=WANTED)
    options = parser.parse_args()
    import django

    django.setup()
    fill(options.records)


def count() -> dict[str, int]:
    """How many records of learning there are, by what they are."""
    from trellis.assessments.models import Answer, Attempt
    from trellis.certifications.models import Award, AwardEvidence
    from trellis.classes.models import Attendance, Registration
    from trellis.learning.models import Assignment, Enrollment, PartProgress

    models = (Enrollment, PartProgress, Attempt, Answer, Assignment, Registration, Attendance, Award,
              AwardEvidence)  # fmt: skip
    return {str(each._meta.verbose_name): each.objects.count() for each in models}


def fill(wanted: int) -> None:
    """Write years of learning down until there are so many records; then add the days up."""
    began, there = time.perf_counter(), count()
    total, back = sum(there.values()), 1
    if total < wanted:
        writer = Writer()
        while total < wanted:
            total += writer.year(back, wanted - total)
            back += 1
        writer.certificates(back)
        summed()
        there = count()
    said = ", ".join(f"{n:,} {name}" for name, n in sorted(there.items(), key=lambda it: -it[1]))
    print(
        f"{sum(there.values()):,} records of learning ({said}): {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def summed() -> None:
    """Add all days up again, as the nights would have done."""
    from trellis.learning.models import DailySum, Followed
    from trellis.learning.services import summing
    from trellis.people.days import today

    DailySum.objects.all().delete()
    Followed.objects.update(summed_until=None)
    summing.add_up(today())


class Writer:
    """Writes what was learned in years before, by the courses and quizzes as they are."""

    def __init__(self) -> None:
        from trellis.assessments.models import Answer, Attempt
        from trellis.courses import terms
        from trellis.learning.models import CourseVersion, Enrollment, PartProgress
        from trellis.people.models import Position

        versions = {each.course: each for each in CourseVersion.objects.order_by("number")}
        self.versions = [each for key, each in sorted(versions.items()) if terms.course(key) is not None]
        self.enrollments, self.parts = Table(Enrollment), Table(PartProgress)
        self.attempts, self.answers = Table(Attempt), Table(Answer)
        paths = {part["path"] for each in self.versions for part in each.outline if part["kind"] == "quiz"}
        self.samples = {path: self._samples(path) for path in sorted(paths)}
        self.people = sorted(set(Position.objects.values_list("person", flat=True)))
        self.templates = {each.course: self._template(each) for each in self.versions}

    def _samples(self, path: str) -> tuple[list[Sample], list[Sample]]:
        """Attempts at a quiz that were passed, and such that were not."""
        from trellis.assessments.models import Answer, Attempt

        found: list[list[Sample]] = []
        for passed in (True, False):
            rows = list(
                Attempt.objects.filter(quiz=path, state="graded", passed=passed).order_by("pk")[:SAMPLES]
            )
            answers = defaultdict(list)
            for each in Answer.objects.filter(attempt__in=rows):
                answers[each.attempt_id].append(self.answers.prepared(each))
            found.append(
                [
                    Sample(self.attempts.prepared(each), answers[each.pk], each.handed_in_at - each.began_at)
                    for each in rows if each.handed_in_at is not None
                ]
            )  # fmt: skip
        return found[0], found[1]

    def _template(self, version: Any) -> tuple[list[Any], list[tuple[dict[str, Any], list[Any]]]]:
        """An enrollment that is completed, and its parts, as rows to be copied."""
        from trellis.learning.models import Enrollment, EnrollmentState, PartProgress, PartState, Reason

        needed = [each for each in version.outline if not each["is_optional"]]
        seconds = [60 * (each["minutes"] or 8) for each in needed]
        row = Enrollment(course=version.course, version=version, revision=version.revision, reason=Reason.AGAIN,
                         total=len(needed), done=len(needed), state=EnrollmentState.COMPLETED, seconds=sum(seconds),
                         last_part=needed[-1]["key"] if needed else "")  # fmt: skip
        parts = [
            (each, self.parts.prepared(PartProgress(
                course=version.course, part=each["key"], state=PartState.DONE, revision=version.revision,
                digest=each["digest"], seconds=spent,
            )))
            for each, spent in zip(needed, seconds, strict=True)
        ]  # fmt: skip
        return self.enrollments.prepared(row), parts

    def year(self, back: int, most: int) -> int:
        """Everybody takes courses, so many years before those of the demo; how many rows were written."""
        from django.db import transaction

        written = 0
        came: dict[tuple[str, str], list[tuple[UUID, date]]] = defaultdict(list)
        for start in range(0, len(self.people), AT_ONCE):
            for person in self.people[start : start + AT_ONCE]:
                chance = Random(f"{person} {back}")
                for version in self.versions:
                    if chance.random() < TAKES:
                        self._take(person, version, back, chance, came)
            with transaction.atomic():
                written += sum(
                    each.write() for each in (self.enrollments, self.parts, self.attempts, self.answers)
                )
            if written >= most:
                break
        return written + sum(self._classes(*key, rows) for key, rows in came.items())

    def _take(
        self, person: UUID, version: Any, back: int, chance: Random,
        came: dict[tuple[str, str], list[tuple[UUID, date]]],
    ) -> None:  # fmt: skip
        from trellis.learning.definitions.needs import valid_until

        days = 365 * (back + 1) - chance.randrange(330)
        begun = version.created_at - timedelta(days=days, hours=chance.randrange(9))
        row, parts = self.templates[version.course]
        spans = [timedelta(hours=chance.randrange(1, 60), minutes=chance.randrange(60)) for _each in parts]
        ends = begun + sum(spans, timedelta())
        until = valid_until(ends.date(), version.valid_months)
        key = self.enrollments.row(
            row, person_id=person, enrolled_at=begun, started_at=begun, completed_at=ends, ended_at=ends, last_at=ends,
            completed_on=ends.date(), valid_until=until,
            expired_on=until + timedelta(days=1) if until is not None and until < version.created_at.date() else None,
        )  # fmt: skip
        at = begun
        for (each, template), span in zip(parts, spans, strict=True):
            at += span
            evidence = {"lesson": "read", "class": "list of attendance"}.get(each["kind"], "said")
            if each["kind"] == "quiz":
                evidence = self._quiz(person, key, each["path"], at, chance)
            if each["kind"] == "class":
                came[version.course, each["key"]].append((person, at.date()))
            self.parts.row(
                template, enrollment_id=key, opened_at=at - span / 2, done_at=at, evidence=evidence
            )

    def _quiz(self, person: UUID, enrollment: UUID, path: str, at: datetime, chance: Random) -> str:
        passed, failed = self.samples[path]
        if not passed or chance.random() < ELSEWHERE:
            return "record"
        tries = [*([failed] if failed and chance.random() < FAILS_FIRST else []), passed]
        key = None
        for number, samples in enumerate(tries, 1):
            sample = chance.choice(samples)
            began = at - (len(tries) + 1 - number) * (sample.length + timedelta(minutes=1))
            ended = began + sample.length
            key = self.attempts.row(sample.attempt, person_id=person, subject=f"enrollment:{enrollment}", number=number,
                                    began_at=began, handed_in_at=ended, graded_at=ended)  # fmt: skip
            for each in sample.answers:
                self.answers.row(each, attempt_id=key, saved_at=ended)
        return f"attempt:{key}"

    def _classes(self, course: str, part: str, came: list[tuple[UUID, date]]) -> int:
        """Classes of twenty for all who came to one, with the minutes that they were there."""
        from django.db import transaction

        from trellis.classes.models import Attendance, Facilitator, Meeting, Registration, Session

        chance, told = Random(f"{course} {part}"), 0
        came.sort(key=lambda it: (it[1], it[0]))
        with transaction.atomic():
            for start in range(0, len(came), SEATS):
                seated = came[start : start + SEATS]
                begins = datetime.combine(seated[0][1], datetime.min.time(), tzinfo=noon().tzinfo).replace(
                    hour=9
                )
                session = Session.objects.create(
                    course=course, part=part, title=part[:200], state=Session.State.HELD, zone="UTC",
                    starts_at=begins, ends_at=begins + timedelta(hours=3), began_at=begins, finished_at=begins,
                    settled_at=begins, scheduled_by_id=seated[0][0], capacity=SEATS,
                )  # fmt: skip
                meeting = Meeting.objects.create(session=session, starts_at=begins, ends_at=session.ends_at)
                Facilitator.objects.create(session=session, person_id=chance.choice(self.people[:60]))
                rows = [
                    Registration(session=session, person_id=person, by_id=person, seat=seat, minutes=170,
                                 state=Registration.State.REGISTERED, outcome=Registration.Outcome.ATTENDED,
                                 is_credited=True, queued_at=begins - timedelta(days=20), changed_at=session.ends_at)
                    for seat, person in enumerate({person for person, _day in seated}, 1)
                ]  # fmt: skip
                Registration.objects.bulk_create(rows)
                Attendance.objects.bulk_create(
                    Attendance(registration=row, meeting=meeting, minutes=170, way=Attendance.Way.LIST)
                    for row in rows
                )
                told += 2 * len(rows)
        return told

    def certificates(self, years: int) -> None:
        """Certificates that some had years ago, each with two things that it rests on."""
        from trellis.certifications.models import (
            Award,
            AwardChange,
            AwardEvidence,
            AwardState,
            Happening,
            Wording,
        )

        holds = set(Award.objects.filter(is_current=True).values_list("person", "certification"))
        known = dict(Award.objects.values_list("certification", "wording"))
        awards, changes, evidence = [], [], []
        for key, wording in sorted(known.items()):
            title = Wording.objects.get(pk=wording).title
            for person in self.people:
                chance = Random(f"{person} {key}")
                if chance.random() >= CERTIFIED:
                    continue
                on = noon().date() - timedelta(days=365 * (years + 1) + chance.randrange(300))
                ends, held = on + timedelta(days=730), (person, key) in holds
                row = Award(person_id=person, certification=key, wording_id=wording, awarded_on=on, valid_until=ends,
                            number=f"B-{secrets.token_hex(6)}", token=secrets.token_urlsafe(24),
                            grace_until=ends + timedelta(days=30), is_current=not held,
                            state=AwardState.RENEWED if held else AwardState.EXPIRED)  # fmt: skip
                awards.append(row)
                changes.append(AwardChange(award=row, what=Happening.AWARDED, valid_until=ends))
                evidence += [
                    AwardEvidence(award=row, kind=kind, key=key, title=title, on=on)
                    for kind in ("record", "hours")
                ]
        for rows in (awards, changes, evidence):
            if rows:
                type(rows[0]).objects.bulk_create(rows, batch_size=500)


def noon() -> datetime:
    """The last day of the demo, at noon."""
    from trellis.learning.models import Enrollment

    last = Enrollment.objects.order_by("-enrolled_at").values_list("enrolled_at", flat=True).first()
    assert last is not None, "the demo has written something down"
    return last.replace(hour=12, minute=0)


if __name__ == "__main__":
    main()
