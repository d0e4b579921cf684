"""Erasing somebody: asked for by an administrator, agreed to by a second, done as a job.

What tells who they are goes; what others rely on stays, by “Somebody who has left”. The log of events holds
identifiers alone, so that it stays as it was sealed. Name and address are needed to find them in the words of others:
they go last, with the row of the account, and a job that is tried again finds them there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import personal, privacy, rules, searching
from trellis.core.models import NOWHERE, Access, Account, Erasure, Person, PersonExport, SearchEntry
from trellis.core.personal import LEFT, Declaration, Fate, Subject
from trellis.core.privacy_events import ErasureAsked, ErasureDecided, ErasureDone
from trellis.core.rules import NotAllowedError
from trellis.core.running import Run
from trellis.core.services import accounts, exports, holds, jobs, search_index
from trellis.core.services.events import publish
from trellis.core.tasks import JobFailed, Outcome, job
from trellis.handbook.errors import TrellisError

LONGEST_REASON = 500
AT_ONCE = 500


class ErasureError(TrellisError):
    """Somebody cannot be erased, or not in this state."""

    code = "erasure"


def ask(*, person: Person, reason: str, by: Account) -> Erasure:
    """Ask that somebody is erased; where that was asked already and is open, it is given.

    Raises NotAllowedError, also for oneself and for an owner, ErasureError and HoldError.
    """
    clean = " ".join(reason.split())[:LONGEST_REASON]
    if not clean:
        raise ErasureError(_("Say why: the second administrator reads it."))
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        _check(by, person)
        if person.merged_into_id is not None or person.erased_at is not None:
            raise ErasureError(_("This record is of somebody who was erased, or merged into another."))
        holds.check_free(person)
        before = privacy.open_erasure(person)
        if before is not None:
            return before
        account = Account.objects.filter(person=person).first()
        erasure = Erasure.objects.create(person=person, account=account, reason=clean, asked_by=by)
        publish(ErasureAsked(person.pk, by.pk, erasure.pk))
    return erasure


def agree(*, erasure: Erasure, by: Account) -> Erasure:
    """Agree as a second administrator, which begins it; twice is once, and begins again what stopped for good.

    Raises NotAllowedError for whoever asked and for the person themself, ErasureError, and HoldError.
    """
    with transaction.atomic():
        erasure = _locked(erasure)
        _check(by, erasure.person)
        if erasure.asked_by_id == by.pk:
            raise NotAllowedError(
                _("Nobody agrees to what they asked for."), hint=_("Ask another administrator.")
            )
        if erasure.state == Erasure.State.REFUSED:
            raise ErasureError(_("This was refused."), hint=_("Ask again."))
        holds.check_free(erasure.person)
        if erasure.state == Erasure.State.ASKED:
            erasure.state, erasure.decided_by, erasure.decided_at = Erasure.State.AGREED, by, timezone.now()
            erasure.save(update_fields=["state", "decided_by", "decided_at"])
            publish(ErasureDecided(erasure.person_id, by.pk, erasure.pk, agreed=True))
        if erasure.state == Erasure.State.AGREED:
            jobs.start(
                erase_person, by=by, arguments={"erasure": str(erasure.pk)}, key=f"erase {erasure.person_id}"
            )
    return erasure


def refuse(*, erasure: Erasure, by: Account) -> Erasure:
    """Refuse it, or take back what one asked for; twice is once.

    Raises NotAllowedError, and ErasureError once it is agreed to.
    """
    with transaction.atomic():
        erasure = _locked(erasure)
        _check(by, erasure.person)
        if erasure.state in (Erasure.State.AGREED, Erasure.State.DONE):
            raise ErasureError(_("It is being done already."))
        if erasure.state == Erasure.State.ASKED:
            erasure.state, erasure.decided_by, erasure.decided_at = Erasure.State.REFUSED, by, timezone.now()
            erasure.save(update_fields=["state", "decided_by", "decided_at"])
            publish(ErasureDecided(erasure.person_id, by.pk, erasure.pk, agreed=False))
    return erasure


@job("core.erase-person", title=gettext_lazy("Erase somebody"))
def erase_person(run: Run, erasure: str) -> Outcome:
    """Do it, model by model: each is a step, which counts once."""
    row = Erasure.objects.select_related("person", "account").get(pk=UUID(erasure))
    if row.state == Erasure.State.DONE:
        return Outcome(says=_("Done."))
    subject = privacy.subject_of(row.person)
    kept = [each for each in personal.declared() if each.label not in personal.PEOPLE]
    run.report(total=len(kept) + 2)
    _check_not_held(row)
    if run.cursor is None:
        with run.step(cursor={"after": "", "counts": {}}):
            _shut_out(subject)
    after, counts = run.cursor["after"], run.cursor["counts"]
    words = _words_of(subject)
    for at, each in enumerate(kept, start=1):
        if each.label <= after:  # by its name: another version may declare more
            continue
        _check_not_held(row)
        with run.step(done=at) as step:
            changed = _erase(each, subject) + _scrub(each, subject, words)
            if changed:
                counts[each.label] = changed
            step.at(cursor={"after": each.label, "counts": counts})
    _check_not_held(row)
    with run.step(done=len(kept) + 2):
        _take_name_away(row, subject, words, counts)
    return Outcome(says=_("Done."), address=reverse("web:erasures"))


def take(declaration: Declaration, rows: Iterable[UUID], *, anonymous: bool) -> int:
    """Delete rows, or take from them what tells whose they are; gives how many. For retention, too."""
    keys = list(rows)
    for start in range(0, len(keys), AT_ONCE):
        part = declaration.rows.filter(pk__in=keys[start : start + AT_ONCE])
        if anonymous:
            for values in declaration.blanks.values():
                part.update(**_plain(values))
        else:
            part.delete()
    return len(keys)


def _erase(declaration: Declaration, subject: Subject) -> int:
    if declaration.fate == Fate.DELETE:
        return take(declaration, list(declaration.of(subject).values_list("pk", flat=True)), anonymous=False)
    if declaration.fate == Fate.KEEP:
        return 0
    changed = 0
    for lookup, values in declaration.blanks.items():
        keys = subject.people if lookup in declaration.people else subject.accounts
        changed += declaration.rows.filter(**{f"{lookup}__in": keys}).update(**_plain(values))
    return changed


@dataclass(frozen=True, slots=True)
class _Words:
    """What finds somebody in the words of others: `anywhere` that can be nobody else, `spoken` where they are meant."""

    anywhere: re.Pattern[str]
    spoken: re.Pattern[str]


def _words_of(subject: Subject) -> _Words:
    """Addresses, names of several words, and any name after an “@”; where they are meant, any name."""
    people: list[Account | Person] = [*Account.objects.filter(pk__in=subject.accounts)]
    people += Person.objects.filter(pk__in=subject.people)
    addresses = {each.email for each in people if each.email and not each.email.endswith(f"@{NOWHERE}")}
    names = {each.name for each in people if each.name and each.name != personal.left()}
    others = Person.objects.filter(name__in=names, merged_into=None).exclude(pk__in=subject.people)
    own = names - set(others.values_list("name", flat=True))  # whoever is called the same is still here
    plain = [f"@?{re.escape(each)}" if " " in each else f"@{re.escape(each)}" for each in own]
    told = [f"@?{re.escape(each)}" for each in names]
    mails = [re.escape(each) for each in addresses]
    return _Words(_any_of(mails + plain), _any_of(mails + told))


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    """What finds any of some, the longest first; of none, what finds nothing."""
    longest_first = sorted(patterns, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)" if patterns else r"(?!)", re.IGNORECASE)


def _scrub(declaration: Declaration, subject: Subject, words: _Words) -> int:
    """Take name and address out of the words of all rows; gives how many rows changed."""
    if not declaration.scrubbed:
        return 0
    meant = Q(pk__in=())
    for lookup in declaration.spoken_of:
        meant |= Q(**{f"{lookup}__in": subject.accounts})
    own = declaration.rows.filter(meant)
    changed = _replaced(declaration, own, words.spoken) if declaration.spoken_of else {}
    changed |= _replaced(declaration, declaration.rows.exclude(pk__in=list(changed)), words.anywhere)
    for key, values in changed.items():
        declaration.rows.filter(pk=key).update(**values)
    return len(changed)


def _replaced(
    declaration: Declaration, rows: QuerySet[Any], words: re.Pattern[str]
) -> dict[UUID, dict[str, Any]]:
    """The rows in which something is found, with their fields as they are to be."""
    left, fields = personal.left(), declaration.scrubbed
    found: dict[UUID, dict[str, Any]] = {}
    for key, *texts in rows.values_list("pk", *fields).iterator(chunk_size=AT_ONCE):
        now = [
            _without(text, words, left, _longest(declaration, name))
            for name, text in zip(fields, texts, strict=True)
        ]
        if now != texts:
            found[key] = dict(zip(fields, now, strict=True))
    return found


def _without(value: Any, words: re.Pattern[str], left: str, longest: int | None) -> Any:
    """A text, or what JSON holds, with other words in place of those that are found in it."""
    match value:
        case str():
            return words.sub(left, value)[:longest]
        case list():
            return [_without(each, words, left, longest) for each in value]
        case dict():
            return {name: _without(each, words, left, longest) for name, each in value.items()}
    return value


def _check_not_held(erasure: Erasure) -> None:
    if privacy.hold_of(erasure.person) is not None:
        raise JobFailed(_("The data of this person was put on hold."))


def _shut_out(subject: Subject) -> None:
    for account in Account.objects.select_for_update().filter(pk__in=subject.accounts):
        accounts.shut_out(account)
        account.set_unusable_password()
        account.is_active, account.access, account.own_access = False, Access.READER, None
        account.save(update_fields=["is_active", "access", "own_access", "password"])


def _take_name_away(erasure: Erasure, subject: Subject, words: _Words, counts: dict[str, int]) -> None:
    """The last step: the person and the account themselves, what the search knows, and that it is done."""
    for label in personal.PEOPLE:
        declaration = personal.declaration_of(label)
        assert declaration is not None  # this room declares both
        counts[label] = _erase(declaration, subject)
    now = timezone.now()
    for key in subject.accounts:
        Account.objects.filter(pk=key).update(email=f"{key.hex}@{NOWHERE}", removed_at=now)
    exports.forget_files(PersonExport.objects.filter(person__in=subject.people))
    _note_anew(subject, words)
    counts = {label: count for label, count in counts.items() if count}
    erasure.state, erasure.done_at, erasure.counts = Erasure.State.DONE, now, counts
    erasure.save(update_fields=["state", "done_at", "counts"])
    publish(ErasureDone(erasure.person_id, erasure.decided_by_id, erasure.pk, counts))


def _note_anew(subject: Subject, words: _Words) -> None:
    """Have the search know the account, and everything that told of it, as it is now."""
    told: dict[str, set[UUID]] = {"account": set(subject.accounts)}
    entries = SearchEntry.objects.values_list("kind", "object", "title", "detail", "text")
    for kind, key, *texts in entries.iterator(chunk_size=AT_ONCE):
        if any(words.anywhere.search(text) for text in texts):
            told.setdefault(kind, set()).add(key)
    for kind, keys in told.items():
        if searching.kind_of(kind) is not None:
            search_index.note_objects(kind, keys)


def _plain(values: Any) -> dict[str, Any]:
    return {name: personal.left() if value is LEFT else value for name, value in values.items()}


def _longest(declaration: Declaration, name: str) -> int | None:
    return getattr(declaration.model._meta.get_field(name), "max_length", None)


def _locked(erasure: Erasure) -> Erasure:
    rows = Erasure.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=erasure.pk)


def _check(by: Account, person: Person) -> None:
    account = Account.objects.filter(person=person).first()
    if not rules.can_keep_people(by) or by.person_id == person.pk:
        raise NotAllowedError(_("Only administrators erase people, and nobody themselves."))
    if account is not None and (account.is_owner or not rules.can_manage(by, account)):
        raise NotAllowedError(_("An owner is not erased. Somebody else must be the owner first."))
