"""Writes of documents: making them, versions, approval, sending, ending."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.contracts import filling, rules
from trellis.contracts.definitions.notices import NEWS
from trellis.contracts.definitions.templates import EMPLOYEE, Template, breaches
from trellis.contracts.events import DocumentMade, DocumentMoved
from trellis.contracts.models import OPEN, Document, Signature
from trellis.contracts.queries import documents as queries
from trellis.contracts.queries import proving
from trellis.contracts.rules import Account, NotAllowedError, Person
from trellis.contracts.services import asking, links
from trellis.contracts.services.errors import ContractsError, MissingFieldsError
from trellis.core import attaching, defined, sealing
from trellis.core.records import uuid7
from trellis.core.services import files, notices
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.work.queries import approvals as approval_queries
from trellis.work.services import approvals, items

ABOUT = rules.ABOUT
RULE = "contract"
"""Under this name approvals.yml says who approves documents; without it anybody who keeps them does."""
State = Document.State


@dataclass(frozen=True, slots=True)
class _Said:
    """What a document is to say: checked, with what the law does not allow."""

    template: Template
    person: Person
    employment: Any
    values: Mapping[str, str]

    def breaches(self) -> list[dict[str, Any]]:
        law = queries.law_of(self.employment.entity)
        return [
            {
                "field": name, "value": each.value, "bound": each.bound, "is_least": each.is_least,
                "source": each.source, "as_of": each.as_of.isoformat(),
            }
            for name, each in breaches(self.template, self.values, law)
        ]  # fmt: skip


def make(*, template: Template, person: Person, values: Mapping[str, str], by: Account) -> Document:
    """Make a document of somebody's last employment: all fields are said by `values`, the rest by records.

    Raises NotAllowedError; MissingFieldsError where a field is empty that must not be; ContractsError for a template
    that does not fit and for a value of another type; DocumentError where the text cannot be set.
    """
    return _made(_said(template, person, values, by), by=by, former=None)


def new_version(*, document: Document, values: Mapping[str, str], by: Account) -> Document:
    """Make the next version, of the template as it is now. One that was still open becomes void. Raises as `make`."""
    template = queries.template_at(document.template)
    if template is None:
        raise ContractsError(
            _("The handbook has no template %(path)s any more.") % {"path": document.template},
            hint=_("Make a new document of another template."),
        )
    return _made(_said(template, document.person, values, by), by=by, former=document)


def ask(*, document: Document, by: Account) -> Document:
    """Have a draft approved, by the rule of approvals.yml where it has one. Twice is once. Raises NotAllowedError."""
    with transaction.atomic():
        found = locked(document)
        _may_keep(by, found)
        if found.state == State.ASKED:
            return found
        _must_be(found, State.DRAFT)
        _move(found, State.ASKED, by)
        if approval_queries.rule_named(RULE) is not None:
            title = _("%(title)s, version %(number)s") % {"title": found.title, "number": found.number}
            facts = {"kind": found.kind, "entity": found.entity, "against-the-law": bool(found.breaches)}
            approvals.ask(
                RULE, approvals.Content(title=title, facts=facts, digest=found.digest), by=by, about=(ABOUT, found.pk),
                subject=getattr(found.person, "account", None),
            )  # fmt: skip
            found.refresh_from_db(fields=["state", "approved_by", "approved_at"])
    return found


def approve(*, document: Document, by: Account) -> Document:
    """Approve a document that somebody else made, where no rule of the handbook says who does. Twice is once.

    Raises NotAllowedError, ContractsError.
    """
    with transaction.atomic():
        found = locked(document)
        if not rules.can_approve(by, found):
            raise NotAllowedError(
                _("A second person approves: whoever keeps documents, and did not write this one.")
            )
        if found.state == State.APPROVED:
            return found
        if approval_queries.rule_named(RULE) is not None:
            raise ContractsError(
                _("The handbook says who approves documents."), hint=_("Ask for the approval.")
            )
        _must_be(found, State.DRAFT, State.ASKED)
        _approved(found, by)
    return found


def granted(about: UUID, digest: str, by: UUID | None) -> None:
    """React to an approval: what was approved counts only for the very bytes that were asked about."""
    found = Document.objects.select_for_update(of=("self",)).filter(pk=about, state=State.ASKED).first()
    if found is not None and found.digest == digest:
        _approved(found, Account.objects.filter(pk=by).first() if by is not None else None)


def rejected(about: UUID, by: UUID | None, *, withdrawn: bool = False) -> None:
    """React to a rejection, which ends this version, or to a request that was withdrawn."""
    found = Document.objects.select_for_update(of=("self",)).filter(pk=about, state=State.ASKED).first()
    if found is None:
        return
    who = Account.objects.filter(pk=by).first() if by is not None else None
    if withdrawn:
        _move(found, State.DRAFT, who)
    else:
        _end(found, State.VOID, who, reason=_("not approved"))


def send(
    *, document: Document, by: Account, signers: Mapping[int, Account] | None = None, link_to: str = ""
) -> Document:
    """Send a document to whoever signs it, in order, or issue one that nobody signs. Twice is once.

    `signers` are by the order of their signature; without one it is the first who can. An employee who has no account
    yet is sent a link to the address `link_to`. Raises NotAllowedError, and ContractsError for what is not approved,
    where nobody can sign, and for an address that is none, or of somebody who has an account.
    """
    with transaction.atomic():
        found = locked(document)
        _may_keep(by, found)
        if found.state in (State.SENT, State.ISSUED):
            return found
        _must_be(found, *((State.APPROVED,) if found.needs_approval else (State.DRAFT, State.APPROVED)))
        if not proving.is_whole(found):
            raise ContractsError(
                _("The stored file is not the one that was made."), hint=_("Make a new version.")
            )
        rows = queries.signatures_of(found)
        if link_to.strip() and all(row.of != EMPLOYEE for row in rows):
            raise ContractsError(_("The employee does not sign this document."), field="link_to")
        for row in rows:
            if row.of == EMPLOYEE and link_to.strip():
                row.account, row.link_to = None, _link_to(found.person, link_to)
            else:
                row.account = _signer(row, found, by, (signers or {}).get(row.order))
            row.save(update_fields=["account", "link_to"])
        found.sent_at = timezone.now()
        found.save(update_fields=["sent_at"])
        if rows:
            _move(found, State.SENT, by)
            asking.ask_next(found, by)
        else:
            _end(found, State.ISSUED, by)
            _tell(
                found, [getattr(found.person, "account", None)], by, gettext_lazy("You have a new document")
            )
    return found


def issue(
    *, template: Template, people: Iterable[Person], values: Mapping[str, str], by: Account
) -> list[Document]:
    """Make a letter for each of several people, and send it. All or none. Raises as `make` and `send`."""
    with transaction.atomic():
        return [
            send(document=make(template=template, person=each, values=values, by=by), by=by)
            for each in people
        ]


def void(*, document: Document, reason: str, by: Account) -> Document:
    """End a document that is still open, with the reason. Twice is once. Raises NotAllowedError, ContractsError."""
    because = " ".join(reason.split())[:500]
    with transaction.atomic():
        found = locked(document)
        _may_keep(by, found)
        if found.state == State.VOID:
            return found
        _must_be(found, *OPEN)
        if not because:
            raise ContractsError(_("Say why it does not count."), field="reason")
        _end(found, State.VOID, by, reason=because)
    return found


# -- for this room


def locked(document: Document) -> Document:
    """The document as it stands now, for a change."""
    rows = Document.objects.select_for_update(of=("self",)).select_related(
        "person__account", "employment", "file__stored", "made_by"
    )
    return rows.get(pk=document.pk)


def end(document: Document, state: str, by: Account | None, reason: str = "") -> None:
    """End a document; nobody is asked to sign it any more."""
    _end(document, state, by, reason=reason)


def tell_maker(document: Document, by: Account | None, subject: Any) -> None:
    """Tell whoever made a document what became of it."""
    _tell(document, [document.made_by], by, subject)


# -- the steps


def _said(template: Template, person: Person, values: Mapping[str, str], by: Account) -> _Said:
    if not rules.can_keep(by, person):
        raise NotAllowedError(
            _("Only whoever keeps the documents of a person writes them, and nobody their own.")
        )
    here = queries.employment_for(person)
    if here is None:
        raise ContractsError(_("%(name)s was never employed here.") % {"name": person.name})
    employment, contract_type = here
    if not template.fits(employment.entity, contract_type):
        raise ContractsError(
            _("“%(title)s” is not for %(entity)s and this type of contract.")
            % {"title": template.title, "entity": employment.entity},
            hint=_("Choose a template that fits."),
        )
    known = filling.values_from(template, filling.known_of(person, employment, today(), by=by))
    clean = {name: _clean(template, name, values[name]) for name in template.fields if name in values}
    whole = {**known, **clean}
    missing = filling.missing(template, whole)
    if missing:
        titles = [template.fields[name].title if name in template.fields else name for name in missing]
        raise MissingFieldsError(missing, titles)
    return _Said(template, person, employment, whole)


def _clean(template: Template, name: str, value: str) -> str:
    try:
        return template.fields[name].clean(value)
    except ValueError as error:
        raise ContractsError(
            _("“%(title)s” must be: %(expected)s.")
            % {"title": template.fields[name].title, "expected": error},
            field=name,
        ) from None


def _made(said: _Said, *, by: Account, former: Document | None) -> Document:
    """The PDF is made and stored before the row that leads to it: whatever stops it leaves nothing that is seen."""
    key, template, now = uuid7(), said.template, timezone.now()
    pdf = filling.paper(template, said.values, now)
    kind = attaching.kind_of(ABOUT)
    assert kind is not None  # registered when Django starts
    digest = proving.digest_of([pdf])
    with transaction.atomic():
        if former is not None:
            former = _newest(former)
            if former.is_open:
                _end(former, State.VOID, by, reason=_("There is a new version."))
        file = files.put(kind=kind, key=key, name=f"{template.title}.pdf", pieces=[pdf], by=by)
        made = Document.objects.create(
            pk=key, person=said.person, employment=said.employment, entity=said.employment.entity,
            kind=template.contract.kind, title=template.title[:200], template=template.path,
            revision=defined.revision(), series=former.series if former is not None else key,
            number=former.number + 1 if former is not None else 1, supersedes=former,
            values=sealing.seal(json.dumps(dict(said.values), ensure_ascii=False)), breaches=said.breaches(),
            needs_approval=template.contract.needs_approval, digest=digest, file=file, made_by=by, made_at=now,
        )  # fmt: skip
        Signature.objects.bulk_create(_signatures(made, template))
        publish(DocumentMade(made.pk, by.pk, said.person.pk, made.kind, digest, made.number))
    return made


def _newest(former: Document) -> Document:
    """The last version of a series. Locked: of two new versions at once the second takes the place of the first.

    Raises ContractsError where somebody has made another meanwhile.
    """
    newest = (
        Document.objects.select_for_update(of=("self",))
        .filter(series=former.series)
        .order_by("-number")
        .first()
    )
    assert newest is not None
    if newest.pk != former.pk:
        raise ContractsError(
            _("There is a newer version already."), hint=_("Look at it, and change that one.")
        )
    return locked(newest)


def _signatures(document: Document, template: Template) -> list[Signature]:
    found = []
    for order, each in enumerate(template.contract.signers, start=1):
        if isinstance(each, str):
            account = getattr(document.person, "account", None)
            found.append(
                Signature(document=document, order=order, part=EMPLOYEE, of=EMPLOYEE, account=account)
            )
        else:
            of = f"role:{each.role}" if each.role else f"duty:{each.duty}"
            found.append(Signature(document=document, order=order, part=each.label[:200], of=of[:220]))
    return found


def _link_to(person: Person, address: str) -> str:
    if rules.has_way_in(person):
        raise ContractsError(
            _("%(name)s has an account, and signs there.") % {"name": person.name}, field="link_to"
        )
    return links.checked(address, person)


def _signer(row: Signature, document: Document, by: Account, wanted: Account | None) -> Account:
    able = queries.able_to_sign(row, document.person)
    if wanted is not None:
        if wanted.pk not in {each.pk for each in able}:
            raise ContractsError(
                _("%(name)s cannot sign for this part.") % {"name": wanted.name}, field="signers"
            )
        return wanted
    if not able:
        if row.of == EMPLOYEE:
            raise ContractsError(
                _("%(name)s has no open account, so they cannot sign here.") % {"name": document.person.name},
                hint=_("Say to which address of theirs a link goes, or invite them first."), field="link_to",
            )  # fmt: skip
        raise ContractsError(
            _("Nobody can sign as %(part)s.") % {"part": row.part}, hint=_("Give somebody the role or the duty."),
            field="signers",
        )  # fmt: skip
    return next((each for each in able if each.pk != by.pk), able[0])


def _approved(document: Document, by: Account | None) -> None:
    is_other = by is not None and by.pk != document.made_by_id
    document.approved_by, document.approved_at = by if is_other else None, timezone.now()
    document.save(update_fields=["approved_by", "approved_at"])
    _move(document, State.APPROVED, by)
    _tell(document, [document.made_by], by, gettext_lazy("A document is approved and can be sent"))


def _end(document: Document, state: str, by: Account | None, *, reason: str = "") -> None:
    now = timezone.now()
    was = document.state
    document.ended_at, document.reason = now, reason
    until = document.employment.ends_on
    goes_on = until is None or until >= today()
    lasting = (
        state == State.SIGNED
        and document.kind in (Document.Kind.CONTRACT, Document.Kind.AMENDMENT)
        and goes_on
    )
    document.kept_from = None if lasting else now
    document.save(update_fields=["ended_at", "reason", "kept_from"])
    _move(document, state, by)
    items.settle(asking.WORK, document.pk)
    request = approval_queries.open_request(RULE, document.pk) if was == State.ASKED else None
    if request is not None and by is not None and request.requested_by_id == by.pk:
        approvals.withdraw(request, by=by)


def _move(document: Document, state: str, by: Account | None) -> None:
    document.state = state
    document.save(update_fields=["state"])
    publish(DocumentMoved(document.pk, by.pk if by is not None else None, document.person_id, str(state)))


def _tell(document: Document, people: Iterable[Account | None], by: Account | None, subject: Any) -> None:
    notices.notify(
        NEWS, [each for each in people if each is not None], actor=by, subject=subject,
        address=reverse("contracts:document", args=[document.pk]), about=(ABOUT, document.pk),
    )  # fmt: skip


def _may_keep(by: Account, document: Document) -> None:
    if not rules.can_keep(by, document.person):
        raise NotAllowedError(
            _("Only whoever keeps the documents of a person does this, and nobody with their own.")
        )


def _must_be(document: Document, *states: str) -> None:
    if document.state not in states:
        raise ContractsError(
            _("The document is in the state “%(state)s”, so this cannot be done.")
            % {"state": document.get_state_display()},
            hint=_("Make a new version, or a new document."),
        )
