"""Documents: the list, those of one person, one document, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.contracts import filling, lists, rules
from trellis.contracts.definitions.templates import EMPLOYEE
from trellis.contracts.guarding import members_only, seen_document
from trellis.contracts.models import Document, Signature
from trellis.contracts.queries import documents as queries
from trellis.contracts.queries import proving
from trellis.contracts.queries.links import masked
from trellis.contracts.rules import Account, Person
from trellis.contracts.services import documents, links, signing
from trellis.contracts.services.documents import ABOUT, RULE, State
from trellis.core.guarding import account_of
from trellis.core.services.looking import WHOLE, record_access
from trellis.core.views.entering import secret
from trellis.handbook.errors import TrellisError
from trellis.people.queries.directory import person_for
from trellis.people.views.person import head_of
from trellis.web.exporting import MOST_ROWS, file_response
from trellis.web.ordering import ordered
from trellis.web.saving import opening_address
from trellis.work.queries import approvals

LARGEST = 50 * 2**20
"""Bytes of a file that is held against documents."""


@members_only
@never_cache
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The documents that whoever asks sees; for most people, their own."""
    opening = opening_address(request, lists.DOCUMENTS)
    if opening:
        return redirect(opening)
    who = account_of(request)
    keeps = rules.can_keep_some(who)
    if keeps:  # a list of one's own is no look at others
        record_access(account=who, about=ABOUT, object=WHOLE, why=_("list"))
    return render(request, "contracts/documents.html", {**lists.listing(request, who), "keeps": keeps})


@members_only
@require_safe
def directory_file(request: HttpRequest, form: str) -> HttpResponse:
    """The filtered list as a file, without what documents say."""
    who = account_of(request)
    record_access(account=who, about=ABOUT, object=WHOLE, why=_("list as a file"))
    rows = ordered(
        lists.columns(),
        queries.found(rules.seen_by(who), lists.wanted_of(request)),
        request.GET.get("sort", "made"),
    )
    return file_response(form, "documents", lists.FILE, lists.exported(rows[:MOST_ROWS]))


@members_only
@never_cache
@require_safe
def of_person(request: HttpRequest, key: UUID) -> HttpResponse:
    """The documents of somebody, and what can be made for them."""
    who, found = account_of(request), person_for(key)
    if found is None:
        raise Http404
    head = head_of(who, found, "contracts:person")
    if not rules.can_see_of(who, found):
        raise Http404
    keeps = rules.can_keep(who, found)
    record_access(account=who, about=ABOUT, object=found.pk, why=_("documents of a person"))
    here = queries.employed_as(found, head["position"]) if keeps else None
    values = {
        **head,
        "keeps": keeps, "table": lists.of_person(request, who, found.pk),
        "templates": queries.templates_for(*here) if here is not None else [],
    }  # fmt: skip
    return render(request, "contracts/person.html", values)


@members_only
@never_cache
@require_safe
def document(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a document is, where it stands, who signed it, and what whoever asks can do."""
    who = account_of(request)
    found = seen_document(who, key)
    record_access(account=who, about=ABOUT, object=found.pk, why=_("document"))
    return render(request, "contracts/document.html", _shown(found, who))


@members_only
@never_cache
@require_safe
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a document says, as a page."""
    who = account_of(request)
    found = seen_document(who, key)
    record_access(account=who, about=ABOUT, object=found.pk, why=_("text of a document"))
    template = queries.template_at(found.template)
    if template is None or found.file is None:
        raise Http404
    html = filling.html_of(template, queries.values_of(found))
    return render(request, "contracts/preview.html", {"found": found, "html": html})


@members_only
@require_POST
def act(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Ask for approval, approve, send, or end a document."""
    who = account_of(request)
    found = seen_document(who, key)
    steps: dict[str, tuple[Callable[[], object], str]] = {
        "ask": (lambda: documents.ask(document=found, by=who), _("It waits for approval.")),
        "approve": (lambda: documents.approve(document=found, by=who), _("Approved.")),
        "send": (
            lambda: documents.send(
                document=found, by=who, signers=_signers(request, found), link_to=request.POST.get("link_to", "")
            ),
            _("It is sent."),
        ),
        "withdraw-link": (
            lambda: links.withdraw(document=found, by=who, order=_order(request)), _("The link no longer works."),
        ),
        "void": (
            lambda: documents.void(document=found, reason=request.POST.get("reason", ""), by=who),
            _("It counts no more."),
        ),
        "decline": (
            lambda: signing.decline(document=found, reason=request.POST.get("reason", ""), by=who),
            _("You have said that you do not sign it."),
        ),
    }  # fmt: skip
    if deed == "link":
        return _send_anew(request, found, who)
    if deed not in steps:
        raise Http404
    do, done = steps[deed]
    try:
        do()
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    else:
        messages.success(request, done)
    return redirect("contracts:document", key)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a file is one of the documents that whoever asks sees, to the last byte."""
    who = account_of(request)
    values: dict[str, Any] = {"trouble": "", "looked": False, "found": None}
    given = request.FILES.get("file") if request.method == "POST" else None
    if request.method == "POST":
        if given is None or (given.size or 0) > LARGEST:
            values["trouble"] = _("Choose a PDF of at most 50 MB.")
        else:
            found = proving.genuine(who, proving.digest_of(given.chunks()))
            if found is not None:
                record_access(account=who, about=ABOUT, object=found.pk, why=_("held a file against it"))
            values |= {
                "looked": True, "found": found, "name": given.name,
                "signatures": queries.signatures_of(found) if found is not None else [],
                "faults": proving.faults_of(found) if found is not None else [],
            }  # fmt: skip
    return render(request, "contracts/verify.html", values)


def _signers(request: HttpRequest, found: Document) -> dict[int, Account]:
    """Whom the form chose to sign, by order; what it does not say is chosen by the service."""
    chosen = {}
    for row in queries.signatures_of(found):
        wanted = request.POST.get(f"signer-{row.order}", "")
        able = queries.able_to_sign(row, found.person) if wanted else []
        account = next((each for each in able if str(each.pk) == wanted), None)
        if account is not None:
            chosen[row.order] = account
    return chosen


def _send_anew(request: HttpRequest, found: Document, who: Account) -> HttpResponse:
    """A new link: mailed, or shown this once to whoever hands it over in another way."""
    try:
        given = links.send_anew(
            document=found, by=who, order=_order(request), link_to=request.POST.get("link_to", "")
        )
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return redirect("contracts:document", found.pk)
    if given.mailed == "sent":
        messages.success(request, _("A new link was mailed. The former one no longer works."))
        return redirect("contracts:document", found.pk)
    return secret(render(request, "contracts/link_given.html", {"found": found, "given": given}))


def _order(request: HttpRequest) -> int:
    text = request.POST.get("order", "")
    return int(text) if text.isdecimal() and len(text) <= 4 else 0


def _address_of(person: Person) -> str:
    """Where a link would go: the private address first, for whoever has no account reads no other yet."""
    return getattr(getattr(person, "profile", None), "private_email", "") or person.email


def _link_of(row: Signature, found: Document, *, keeps: bool) -> dict[str, Any] | None:
    """How it stands with the link of a signature that is asked for, for those who keep the document."""
    if not keeps or row.of != EMPLOYEE or row.state != Signature.State.ASKED or found.state != State.SENT:
        return None
    if not row.link_to and rules.has_way_in(found.person):
        return None
    is_open = row.link_until is not None and row.link_until > timezone.now()
    return {
        "to": masked(row.link_to), "whole": row.link_to or _address_of(found.person), "is_open": is_open,
        "may": not rules.has_way_in(found.person),
    }  # fmt: skip


def _shown(found: Document, who: Account) -> dict[str, Any]:
    signatures, newer = queries.signatures_of(found), getattr(found, "superseded_by", None)
    keeps = rules.can_keep(who, found.person)
    ready = State.APPROVED if found.needs_approval else State.DRAFT
    by_rule = approvals.rule_named(RULE) is not None
    may_send = keeps and found.state in (ready, State.APPROVED)
    is_invited = bool(getattr(found.person, "account", None)) and found.person.account.is_active
    waits = found.state in (State.DRAFT, State.ASKED)
    request = (
        approvals.open_request(RULE, found.pk) if keeps and found.state == State.ASKED and by_rule else None
    )
    return {
        "found": found, "keeps": keeps, "tone": lists.TONES[found.state],
        "signatures": [
            (
                each, _("employee") if each.part == EMPLOYEE else each.part, signing.method_shown(each),
                _link_of(each, found, keeps=keeps),
            )
            for each in signatures
        ],
        "may_sign": any(
            rules.is_to_sign(who, each, found.person) and each.state == Signature.State.ASKED for each in signatures
        ),
        "may_ask": keeps and found.state == State.DRAFT and found.needs_approval,
        "may_approve": not by_rule and waits and found.needs_approval and rules.can_approve(who, found),
        "may_send": may_send,
        "choices": [
            (each, queries.able_to_sign(each, found.person)) for each in signatures if each.of != EMPLOYEE
        ] if may_send else [],
        "link_wanted": may_send and not rules.has_way_in(found.person) and any(
            each.of == EMPLOYEE for each in signatures
        ),
        "link_to": "" if is_invited else _address_of(found.person),
        "is_invited": is_invited,
        "may_void": keeps and found.is_open,
        "newer": newer,
        "may_change": keeps and newer is None,
        "request": request,
        "versions": queries.series_of(who, found) if found.number > 1 or newer is not None else [],
        "breaches": [
            {**each, "title": _title_of(found, each["field"])} for each in found.breaches
        ] if keeps else [],
    }  # fmt: skip


def _title_of(found: Document, name: str) -> str:
    template = queries.template_at(found.template)
    each = template.fields.get(name) if template is not None else None
    return each.title if each is not None else name
