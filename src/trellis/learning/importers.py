"""What comes into this room from files: what people completed elsewhere, and what is assigned to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core.importing import Change, Column, Importer, Put, Values, choice, day, text
from trellis.core.rules import Account, Fate
from trellis.learning import terms
from trellis.learning.definitions.permissions import KEEP
from trellis.learning.models import Assignment, AssignmentState, Enrollment, EnrollmentState, Subject
from trellis.learning.services import elsewhere, handing
from trellis.learning.services.handing import Whom
from trellis.people.naming import PERSON, name_of, person_named

YES_NO = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}


def _courses() -> dict[str, str]:
    return {key: each.title for key, each in terms.courses().by_key.items()}


# -- what was completed elsewhere


def _by_completion(values: Values) -> tuple[str, ...]:
    return (f"{values['person'].lower()} {values['course']} {values['completed_on']}",)


def _put_completion(values: Values, by: Account) -> Put:
    person, course = person_named(values["person"]), values["course"]
    _made, is_new = elsewhere.take_in(
        person=person,
        course=course,
        completed_on=values["completed_on"],
        source=values.get("source") or _("another system"),
        by=by,
    )
    return Put(Fate.NEW if is_new else Fate.SAME, f"{person.name}: {terms.title_of(Subject.COURSE, course)}")


def _completions() -> Iterator[dict[str, str]]:
    rows = Enrollment.objects.filter(state=EnrollmentState.COMPLETED, course__in=_courses())
    for each in rows.select_related("person").order_by("completed_on", "pk").iterator(2000):
        yield {"person": name_of(each.person), "course": each.course, "completed_on": str(each.completed_on)}


COMPLETIONS = Importer(
    name="training-history",
    title=gettext_lazy("Training history"),
    help=gettext_lazy(
        "Which courses people completed, such as in the system before this one. It counts from its day on, settles what"
        " was assigned, and lets certificates be awarded."
    ),
    permission=KEEP.name,
    columns=(
        PERSON,
        Column("course", gettext_lazy("Course"), gettext_lazy("Its key, or its title."), required=True,
               parse=choice(_courses), example="giving-feedback", synonyms=("Course title", "Training", "Kurs")),
        Column("completed_on", gettext_lazy("Completed on"), required=True, parse=day, example="2024-05-17",
               synonyms=("Completion date", "Completed", "Date", "Abgeschlossen am")),
        Column("source", gettext_lazy("Where"), gettext_lazy("It stands in the evidence."),
               parse=text(elsewhere.LONGEST_SOURCE), example="the former learning system",
               synonyms=("Source", "System", "Provider", "Quelle")),
    ),
    identify=_by_completion,
    put=_put_completion,
    rows=_completions,
)  # fmt: skip


# -- what is assigned


def _subjects() -> dict[str, str]:
    return {
        **{f"path:{key}": each.title for key, each in terms.courses().paths.items()},
        **{f"course:{key}": each.title for key, each in terms.courses().by_key.items()},
    }


def _what(cell: str) -> tuple[str, str]:
    """A course or path by its key or title; `course:` or `path:` before the key says which where both are called so."""
    known = _subjects()
    plain = {whole.partition(":")[2]: whole for whole in known}
    if cell not in known:
        cell = plain[choice(lambda: {key: known[whole] for key, whole in plain.items()})(cell)]
    subject, _colon, key = cell.partition(":")
    return subject, key


def _by_assignment(values: Values) -> tuple[str, ...]:
    subject, key = values["what"]
    return (f"{values['person'].lower()} {subject} {key}",)


def _put_assignment(values: Values, by: Account) -> Put:
    person, (subject, key), due = person_named(values["person"]), values["what"], values["due"]
    before = _assigned(person.pk, subject, key)
    is_required = values.get("required", "yes") == "yes"
    if before is None or _says_more(before, due, is_required=is_required):
        handing.hand_out(
            subject=subject, key=key, whom=Whom(people=(str(person.pk),)), due=due, is_required=is_required,
            because=values.get("because", ""), by=by,
        )  # fmt: skip
    after = _assigned(person.pk, subject, key)
    what = f"{person.name}: {terms.title_of(subject, key)}"
    changes = tuple(_changes(before, after)) if before is not None else ()
    fate = Fate.NEW if before is None and after is not None else Fate.CHANGED if changes else Fate.SAME
    return Put(fate, what, changes)


def _says_more(before: Assignment, due: date, *, is_required: bool) -> bool:
    """Whether a row asks for more than is asked already; of two days the earlier counts."""
    if before.state != AssignmentState.OPEN:
        return before.hand_due_on != due
    return due < (before.hand_due_on or date.max) or is_required > before.is_required


def _assigned(person: UUID, subject: str, key: str) -> Assignment | None:
    """What somebody gave to a person by hand, as it counts now."""
    rows = Assignment.objects.filter(person=person, subject=subject, key=key, is_current=True, by_hand=True)
    return rows.first()


def _changes(before: Assignment, after: Assignment | None) -> Iterator[Change]:
    if after is not None and before.hand_due_on != after.hand_due_on:
        yield str(_("Due on")), _plain(before.hand_due_on), _plain(after.hand_due_on)
    if after is not None and before.is_required != after.is_required:
        words = {True: str(YES_NO["yes"]), False: str(YES_NO["no"])}
        yield str(_("Required")), words[before.is_required], words[after.is_required]


def _plain(value: date | None) -> str:
    return str(value or "")


def _assignments() -> Iterator[dict[str, str]]:
    rows = Assignment.objects.filter(is_current=True, by_hand=True, state=AssignmentState.OPEN)
    for each in rows.select_related("person").order_by("pk").iterator(2000):
        yield {
            "person": name_of(each.person), "what": f"{each.subject}:{each.key}", "due": _plain(each.hand_due_on),
            "required": "yes" if each.is_required else "no", "because": each.because,
        }  # fmt: skip


ASSIGNMENTS = Importer(
    name="course-assignments",
    title=gettext_lazy("Assigned courses"),
    help=gettext_lazy(
        "Who is to take which course or learning path by when, beside what the handbook asks for. They are told, as by"
        " hand; of two days the earlier counts."
    ),
    permission=KEEP.name,
    columns=(
        PERSON,
        Column("what", gettext_lazy("Course or path"), gettext_lazy("Its key, or its title."), required=True,
               parse=_what, example="giving-feedback", synonyms=("Course", "Path", "Training", "Kurs", "Lernpfad")),
        Column("due", gettext_lazy("Due on"), required=True, parse=day, example="2030-03-31",
               synonyms=("Due on", "Due date", "Deadline", "Fällig am")),
        Column("required", gettext_lazy("Required"), gettext_lazy("yes or no; without it yes."),
               parse=choice(lambda: {name: str(label) for name, label in YES_NO.items()}), example="yes",
               synonyms=("Mandatory", "Pflicht")),
        Column("because", gettext_lazy("Why"), parse=text(500), example="", synonyms=("Reason", "Grund")),
    ),
    identify=_by_assignment,
    put=_put_assignment,
    rows=_assignments,
)  # fmt: skip
ALL = (ASSIGNMENTS, COMPLETIONS)
