"""Opening cases, and who has to do with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.cases import rules, terms
from trellis.cases.definitions.types import OPENING, CaseType
from trellis.cases.events import CaseOpened
from trellis.cases.models import Case, CaseDeadline, CaseMessage, CaseMove, CaseParty, Part
from trellis.cases.services import handling, watching
from trellis.cases.services.errors import CaseError
from trellis.cases.services.locking import changed, clean, locked
from trellis.core import defined, relations
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.events import publish
from trellis.people import terms as people_terms
from trellis.people.days import today
from trellis.people.queries import directory


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody who has to do with a case, and how."""

    person: Person
    part: str = Part.SUBJECT


def open_case(
    *,
    key: UUID,
    type_name: str,
    title: str,
    involved: Sequence[Involved],
    by: Account,
    handlers: Sequence[Account] = (),
    entity: str = "",
) -> Case:
    """Open a case; the same key again is the same case. Whoever opens it handles it, unless they are in conflict.

    The entity is that of the first of whom it is about, where none is said. Raises NotAllowedError and CaseError.
    """
    if not rules.can_open(by):
        raise NotAllowedError(_("You may not open cases."))
    kind = terms.type_named(type_name)
    if kind is None:
        raise CaseError(_("The handbook has no such type of case."), field="type")
    if not any(each.part == Part.SUBJECT for each in involved):
        raise CaseError(_("Say whom it is about."), field="subject")
    with transaction.atomic():
        before = rules.seen(by).filter(pk=key).first()
        if before is not None or Case.objects.filter(pk=key).exists():
            if before is None:
                raise CaseError(_("This case is opened already."))
            return before
        case = _made(key, type_name, kind, clean(title, "title"), entity or _entity_of(involved))
        _add(case, involved)
        publish(CaseOpened(case.pk, by.pk))
        CaseMove.objects.create(case=case, deed=CaseMove.Deed.OPENED, stage=case.stage, by=by)
        first = [by] if rules.can_handle_type(by, type_name) and not rules.conflicted(by, case) else []
        wanted = list({each.pk: each for each in (*first, *handlers)}.values())
        for each in wanted:
            handling.put(case, each, by=by, is_lead=each.pk == wanted[0].pk)
        deadlines_of(case, OPENING, today())
        able = watching.keep(case)
        watching.tell(case, able, by=by)
    return case


def ask(*, key: UUID, title: str, text: str, by: Account) -> CaseParty:
    """Ask People Operations in confidence: opens a case whose reporter is whoever asks, and gives their thread.

    It goes to the people partner of whoever asks who may handle it, else to those who give handlers. The same key again
    is the same thread. Raises NotAllowedError, CaseError.
    """
    found = terms.asked()
    if not rules.can_read(by) or by.person is None:
        raise NotAllowedError(_("You may not ask here."))
    if found is None:
        raise CaseError(
            _("The handbook has no type of case for what is asked."),
            hint=_("Turn to People Operations yourself; cases.yml needs a type “advice”."),
        )
    name, kind = found
    words = clean(text, "text")
    with transaction.atomic():
        before = rules.threads(by).filter(pk=key).first()
        if before is not None:
            return before
        case = _made(
            None, name, kind, clean(title, "title"), _entity_of([Involved(by.person)]), is_asked=True
        )
        thread = CaseParty.objects.create(pk=key, case=case, person=by.person, part=Part.REPORTER)
        said = CaseMessage(party=thread, by=by, is_theirs=True)
        said.text = words
        said.save()
        publish(CaseOpened(case.pk, None))
        CaseMove.objects.create(case=case, deed=CaseMove.Deed.OPENED, stage=case.stage, by=None)
        fit = {each.pk: each for each in rules.fit_handlers(case)}
        partners = [each for each in relations.nearest(relations.PEOPLE_PARTNER, by) if each.pk in fit]
        for at, each in enumerate(partners):
            handling.put(case, each, by=None, is_lead=at == 0)
        deadlines_of(case, OPENING, today())
        watching.tell(case, watching.keep(case), by=by)
    return thread


def add_party(*, case: UUID, person: Person, part: str, by: Account) -> CaseParty:
    """Say that somebody has to do with a case; whoever must not handle it because of that loses it at once.

    Raises NoCaseError, CaseError.
    """
    if part not in Part.values:
        raise CaseError(_("Say what they are to the case."), field="part")
    with transaction.atomic():
        found = locked(case, by)
        party, made = CaseParty.objects.get_or_create(case=found, person=person, part=part)
        if made:
            changed(found, by.pk, "party")
            watching.keep(found)
    return party


def remove_party(*, case: UUID, party: UUID, by: Account) -> None:
    """Take back that somebody has to do with a case. Raises NoCaseError, CaseError for the last it is about."""
    with transaction.atomic():
        found = locked(case, by)
        row = CaseParty.objects.filter(case=found, pk=party).first()
        if row is None:
            return
        if row.messages.exists():
            raise CaseError(_("Whoever asked stays: there are messages to them."))
        others = CaseParty.objects.filter(case=found, part=Part.SUBJECT).exclude(pk=party)
        if row.part == Part.SUBJECT and not others.exists():
            raise CaseError(_("A case is about somebody: name another one first."))
        row.delete()
        changed(found, by.pk, "party")


def deadlines_of(case: Case, of: str, since: date) -> None:
    """Set the deadlines that count from the opening or from a stage, by the rules for the case's entity and country."""
    kind = terms.type_named(case.type)
    for at, rule in enumerate(kind.deadlines if kind is not None else ()):
        name = f"{of}-{at}"[:20]
        if rule.of == of and rule.is_for(case.entity, case.country):
            if CaseDeadline.objects.filter(case=case, rule=name).exists():
                continue
            row = CaseDeadline(case=case, rule=name, due_on=rule.due(since))
            row.title, row.source = rule.name, rule.source
            row.save()


def _made(
    key: UUID | None, type_name: str, kind: CaseType, title: str, entity: str, *, is_asked: bool = False
) -> Case:
    known = people_terms.all_entities().get(entity)
    case = Case(
        type=type_name, stage=kind.stages[0].name, entity=entity, country=known.country if known else "",
        revision=defined.revision(), reply_by=timezone.now() + kind.time_to_reply, is_asked=is_asked,
    )  # fmt: skip
    if key is not None:
        case.pk = key
    case.title = title
    case.save(force_insert=True)
    return case


def _add(case: Case, involved: Sequence[Involved]) -> None:
    for each in involved:
        if each.part not in Part.values:
            raise CaseError(_("Say what they are to the case."), field="part")
        CaseParty.objects.get_or_create(case=case, person=each.person, part=each.part)


def _entity_of(involved: Sequence[Involved]) -> str:
    for each in involved:
        position = directory.position_on(each.person, today()) if each.part == Part.SUBJECT else None
        if position is not None:
            return position.entity
    return ""
