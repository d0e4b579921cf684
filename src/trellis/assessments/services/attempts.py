"""Taking a quiz: beginning, saving answers, handing in, and what happens when the time is up.

The clock is the server's. A save counts when it arrives within the time, and `GRACE` after it for what was on its way.
Saves are numbered by the window that sends them: one that comes twice, or after a newer one, changes nothing. Of two
windows the later save counts, and both are told. What a window held back while it had no connection never takes the
place of something newer from another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.assessments import papers, rules, terms
from trellis.assessments.definitions.questions import FileUpload
from trellis.assessments.definitions.quizzes import Quiz
from trellis.assessments.events import AttemptBegun, AttemptVoided
from trellis.assessments.models import Answer, Attempt
from trellis.assessments.rules import Account, NotAllowedError, Person
from trellis.assessments.services import waits
from trellis.assessments.services.closing import ANSWER, close, files_in
from trellis.assessments.services.errors import (
    AttemptError,
    LockedError,
    NoAttemptError,
    NoAttemptsLeftError,
    OverError,
    TooSoonError,
)
from trellis.assessments.services.extra_time import percent_for
from trellis.core import defined, rounds
from trellis.core.keepable import keepable
from trellis.core.prepared import Prepared, Written
from trellis.core.rules import require_oneself
from trellis.core.services import files
from trellis.core.services.events import publish
from trellis.work.services import items

GRACE = timedelta(seconds=30)
MOST_AT_ONCE = 200
MOST_TABS = 12
"""Windows whose numbers an answer remembers."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: the version of the answer now, whether it was taken, whether another window was newer."""

    version: int
    taken: bool
    elsewhere: bool


def begin(
    person: Person, quiz_path: str, *, revision: str = "", subject: str, back_to: str = "", extra_time: int = 0,
    honor: bool = False, earlier: Collection[str] = (), by: Account | None = None,
) -> Attempt:  # fmt: skip
    """Begin an attempt, or go on with the one that is open. For rooms that have checked who may.

    `revision` pins the quiz (empty: as it is today). `subject` is within what it is taken, `back_to` the path that
    leads back there. `extra_time` are minutes beside what the person has by `ExtraTime`. `earlier` are subjects whose
    attempts count as if they were of this one, as those of an enrollment that was given up. Raises NoAttemptError where
    there is no such quiz, NoAttemptsLeftError, TooSoonError; AttemptError where the honor code was not confirmed;
    ActingError for whoever acts as somebody else.
    """
    require_oneself()
    quiz = terms.quiz_in(quiz_path, revision)
    if quiz is None or not quiz.questions:
        raise NoAttemptError(_("There is no such quiz, or it asks nothing."))
    now = timezone.now()
    with transaction.atomic():
        # Whoever presses twice begins once: attempts of a person are begun one after the other.
        Person.objects.select_for_update().get(pk=person.pk)
        before = list(
            Attempt.objects.select_for_update()
            .filter(person=person.pk, quiz=quiz_path, subject__in=[subject, *earlier])
            .defer("paper")
            .order_by("number", "pk")
        )
        going_on = next((each for each in before if each.is_open and each.subject == subject), None)
        if going_on is not None and not _is_late(going_on, now):
            return going_on
        if going_on is not None:
            close(going_on, by=None, now=now, by_time=True)
        may_begin(quiz, before, now)
        if "honor-code" in quiz.settings.integrity and not honor:
            raise AttemptError(_("Confirm first that you do this on your own."), field="honor")
        made = _made(person, quiz, now, subject=subject, back_to=back_to, number=len(before) + 1,
                     revision=revision or defined.revision(), extra=extra_time)  # fmt: skip
        publish(AttemptBegun(made.pk, by.pk if by else None, person.pk, quiz_path, subject))
    return made


def begin_own(path: str, *, by: Account, honor: bool = False) -> Attempt:
    """Take a quiz that stands by itself. Raises as `begin`, and NoAttemptError where it is not for them."""
    if by.person is None or not rules.can_take(by, path):
        raise NoAttemptError(_("There is no such quiz."))
    return begin(by.person, path, subject=f"quiz:{path}", honor=honor, by=by)


def may_begin(quiz: Quiz, before: list[Attempt], now: datetime) -> None:
    """Whether the rules of a quiz let another attempt begin after some others. Raises as `begin`."""
    counted = [each for each in before if each.state != Attempt.State.VOID]
    most = quiz.settings.attempts
    if most is not None and len(counted) >= most:
        raise NoAttemptsLeftError(most)
    last = max((each.handed_in_at for each in counted if each.handed_in_at), default=None)
    wait = timedelta(minutes=quiz.settings.wait_minutes)
    if last is not None and last + wait > now:
        at = last + wait
        raise TooSoonError(at, date_format(timezone.localtime(at), "DATETIME_FORMAT"))


def save_answer(
    attempt: UUID, key: str, value: Any, *, by: Account, tab: str = "", number: int = 0,
    seen: int | None = None, held: bool = False,
) -> Saved:  # fmt: skip
    """Keep the answer to one question. `value` has the shape that the question documents; `None` takes it back.

    `tab` and `number` tell windows and their saves apart; without them the save is taken as the newest. `seen` is the
    version that the window knows, `held` says that it could not send the save at once. Raises NoAttemptError,
    OverError, LockedError.
    """
    with transaction.atomic():
        row = _own(attempt, by)
        if not _close_if_late(row):
            return _save(row, key, value, tab=tab[:40], number=number, seen=seen, held=held)
    raise OverError(by_time=True)  # after the transaction: that it was closed stays


def save_answers(attempt: UUID, values: Mapping[str, Any], *, by: Account, submit: bool = False) -> Attempt:
    """Keep several answers, and hand in: what a page without a script sends. Locked questions stay as they are.

    Raises NoAttemptError, OverError.
    """
    with transaction.atomic():
        row = _own(attempt, by, over_is_fine=submit)
        if not row.is_open:
            return row
        late = _close_if_late(row)
        if not late:
            _save_several(row, values)
            if submit:
                close(row, by=by, now=timezone.now(), by_time=False)
    if late and not submit:
        raise OverError(by_time=True)
    return row


def add_file(attempt: UUID, key: str, *, name: str, pieces: Iterable[bytes], by: Account) -> None:
    """Add a file to the answer of a question that asks for one, within the time. Raises as `save_answer`, FileError."""
    with transaction.atomic():
        row = _own(attempt, by)
        late = _close_if_late(row)
        answer = _answer(row, key)
        if not late and (answer.checked_at is not None or answer.type != FileUpload.type):
            raise LockedError
    if late:
        raise OverError(by_time=True)
    # Its bytes are looked at and kept outside of the lock: it may have been handed in elsewhere meanwhile.
    made = files.attach(about=ANSWER, key=answer.pk, name=name, pieces=pieces, by=by)
    with transaction.atomic():
        held = locked(attempt)
        assert held is not None  # attempts are never deleted
        in_time = held.is_open and not _is_late(held, timezone.now())
        if in_time:
            Answer.objects.filter(pk=answer.pk).update(value=files_in(answer.pk), saved_at=timezone.now())
        elif str(made.pk) not in (_answer(held, key).value or []):
            files.take_away(attachment=made, by=by)
    if not in_time:
        raise OverError(by_time=held.by_time)


def submit(attempt: UUID, *, by: Account) -> Attempt:
    """Hand in; twice is once. After the time, what was saved in time counts. Raises NoAttemptError."""
    return save_answers(attempt, {}, by=by, submit=True)


def flag(attempt: UUID, key: str, *, on: bool, by: Account) -> None:
    """Mark a question to come back to. Raises as `save_answer`."""
    with transaction.atomic():
        row = _own(attempt, by)
        _answer(row, key)
        row.answers.filter(key=key).update(flagged=on)


def take_hint(attempt: UUID, key: str, *, by: Account) -> None:
    """Show the hint of a question from now on. Raises as `save_answer`."""
    with transaction.atomic():
        answer = _answer(_own(attempt, by), key)
        if answer.hinted_at is None:
            answer.hinted_at = timezone.now()
            answer.save(update_fields=["hinted_at"])


def check(attempt: UUID, key: str, *, by: Account) -> None:
    """Show what is right of a question, which is answered no more from then on.

    Raises as `save_answer`, and AttemptError in a quiz that shows nothing before it is handed in.
    """
    with transaction.atomic():
        row = _own(attempt, by)
        if row.rule("review") != "answer":
            raise AttemptError(_("This quiz shows what is right once it is handed in."))
        answer = _answer(row, key)
        if answer.checked_at is None:
            answer.checked_at = timezone.now()
            answer.save(update_fields=["checked_at"])


def leave_behind(attempt: UUID, position: int, *, by: Account) -> None:
    """Go on in a quiz that does not go back: what lies before is answered no more. Raises as `save_answer`."""
    with transaction.atomic():
        row = _own(attempt, by)
        if "no-back" in row.rule("integrity", []):
            before = row.answers.filter(position__lt=position, checked_at=None)
            before.update(checked_at=timezone.now())


def void(attempt: UUID, *, because: str, by: Account) -> Attempt:
    """Declare an attempt void, so that another may be taken in its place. For those who grade; twice is once.

    Raises NoAttemptError, NotAllowedError, AttemptError without a reason.
    """
    with transaction.atomic():
        row = locked(attempt)
        if row is None or not rules.can_see(by, row):
            raise NoAttemptError
        if not rules.can_grade(by, row):
            raise NotAllowedError(_("Only those who grade this quiz do that, and nobody for themselves."))
        if row.state == Attempt.State.VOID:
            return row
        if not keepable(because).strip():
            raise AttemptError(_("Say why it does not count."), field="because")
        make_void(row, keepable(because).strip(), by)
    return row


def make_void(row: Attempt, because: str, by: Account) -> None:
    """Have a locked attempt count for nothing. For services that have checked who may."""
    row.state, row.void_because, row.version = Attempt.State.VOID, because[:500], row.version + 1
    row.save(update_fields=["state", "void_because", "version"])
    for each in row.gradings.filter(finished_at=None):
        items.settle(waits.MINE, each.pk)
    waits.queue(row.quiz, row.title)
    waits.tell_taker(row, waits.VOIDED, "void")
    publish(AttemptVoided(row.pk, by.pk, row.person_id, row.quiz, row.subject))


def close_late(now: datetime) -> int:
    """Hand in what ran out of time; how many. A round of the clock: each attempt in a transaction of its own."""
    late = Attempt.objects.filter(state=Attempt.State.OPEN, ends_at__lt=now - GRACE)
    keys = list(late.order_by("ends_at").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return rounds.one_by_one(keys, lambda key: _close_late(key, now), MOST_AT_ONCE)


def _close_late(key: UUID, now: datetime) -> bool:
    with transaction.atomic():
        row = locked(key)
        if row is None or not row.is_open or not _is_late(row, now):
            return False
        close(row, by=None, now=now, by_time=True)
    return True


def close_if_late(attempt: Attempt) -> Attempt:
    """An attempt as it is once it was looked whether its time is up: for whoever opens it before the clock did."""
    if not attempt.is_open or not _is_late(attempt, timezone.now()):
        return attempt
    with transaction.atomic():
        row = locked(attempt.pk)
        assert row is not None
        if row.is_open:
            close(row, by=None, now=timezone.now(), by_time=True)
    return row


def locked(key: UUID) -> Attempt | None:
    """An attempt, locked until the transaction ends: the first lock that anything here takes."""
    return _LOCKED.first(key=key)


_LOCKED = Prepared(lambda key: Attempt.objects.select_for_update().filter(pk=key), key=UUID)


def _made(
    person: Person,
    quiz: Quiz,
    now: datetime,
    *,
    subject: str,
    back_to: str,
    number: int,
    revision: str,
    extra: int,
) -> Attempt:
    kept = terms.rules_of(quiz.settings)
    made = Attempt(
        person_id=person.pk, quiz=quiz.path, title=quiz.title[:300], revision=revision[:200], subject=subject,
        back_to=back_to, number=number, rules=kept, began_at=now,
    )  # fmt: skip
    if kept["time"]:
        usual = timedelta(seconds=kept["time"])
        more = usual * percent_for(person.pk, quiz.path) / 100 + timedelta(minutes=extra)
        made.extra_minutes = round(more.total_seconds() / 60)
        made.ends_at = now + usual + more
    made.paper = papers.paper_for(quiz, str(made.pk), _seen(person.pk, quiz.path))
    made.save(force_insert=True)
    Answer.objects.bulk_create(
        Answer(
            attempt=made, position=each.at, key=each.key, type=each.question.type, fingerprint=each.fingerprint,
            out_of=each.question.points,
        )
        for each in papers.asked_in(made.paper)
    )  # fmt: skip
    return made


def _seen(person: UUID, path: str) -> dict[str, int]:
    """How often somebody was asked each question of a quiz."""
    rows = Answer.objects.filter(attempt__person=person, attempt__quiz=path).order_by()
    return dict(rows.values_list("key").annotate(Count("pk")))


def _own(key: UUID, by: Account, *, over_is_fine: bool = False) -> Attempt:
    require_oneself()
    row = locked(key)
    if row is None or by.person_id is None or row.person_id != by.person_id or not rules.can_enter(by):
        raise NoAttemptError
    if not row.is_open and not (over_is_fine and row.is_over):
        raise OverError(by_time=row.by_time)
    return row


def _is_late(row: Attempt, now: datetime) -> bool:
    return row.ends_at is not None and now > row.ends_at + GRACE


def _close_if_late(row: Attempt) -> bool:
    now = timezone.now()
    if not _is_late(row, now):
        return False
    close(row, by=None, now=now, by_time=True)
    return True


def _answer(row: Attempt, key: str) -> Answer:
    found = _ANSWER.first(attempt=row.pk, key=key)
    if found is None:
        raise NoAttemptError(_("There is no such question."))
    return found


_ANSWER = Prepared(
    lambda attempt, key: Answer.objects.filter(attempt=attempt, key=key), attempt=UUID, key=str
)


def _save(
    row: Attempt, key: str, value: Any, *, tab: str, number: int, seen: int | None, held: bool
) -> Saved:
    answer = _answer(row, key)
    if answer.checked_at is not None:
        raise LockedError
    if answer.type == FileUpload.type:
        raise AttemptError(_("Files are added to this question; there is nothing to write."))
    other = bool(tab) and answer.last_tab not in ("", tab)
    newer = other and seen is not None and seen < answer.version
    if (tab and number <= answer.tabs.get(tab, 0)) or (held and newer):
        return Saved(answer.version, False, newer)
    asked = papers.asked_at(row.paper, answer.position)
    _keep(answer, papers.cleaned(asked, value), tab, number)
    _KEPT.change(answer)
    return Saved(answer.version, True, newer)


_KEPT = Written(Answer, "value", "version", "tabs", "last_tab", "saved_at")


def _keep(answer: Answer, value: Any, tab: str, number: int) -> None:
    answer.value, answer.version, answer.saved_at = value, answer.version + 1, timezone.now()
    answer.last_tab = tab
    if tab:
        others = {name: last for name, last in answer.tabs.items() if name != tab}
        answer.tabs = {**dict(list(others.items())[-MOST_TABS + 1 :]), tab: number}


def _save_several(row: Attempt, values: Mapping[str, Any]) -> None:
    asked = {each.key: each for each in papers.asked_in(row.paper)}
    rows = list(row.answers.filter(key__in=list(values), checked_at=None).exclude(type=FileUpload.type))
    changed = []
    for each in rows:
        value = papers.cleaned(asked[each.key], values[each.key])
        if value != each.value:
            _keep(each, value, "", 0)
            changed.append(each)
    Answer.objects.bulk_update(changed, ["value", "version", "last_tab", "saved_at"])
