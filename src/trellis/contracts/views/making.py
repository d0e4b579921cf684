"""Making documents: of a template, for one person or for several; new versions; signing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.contracts import filling, rules
from trellis.contracts.definitions.templates import CERTIFICATE, LETTER, Template, breaches
from trellis.contracts.forms import FieldsForm, SignForm
from trellis.contracts.guarding import kept_person, members_only, seen_document
from trellis.contracts.models import Document
from trellis.contracts.queries import documents as queries
from trellis.contracts.rules import Person
from trellis.contracts.services import documents, signing
from trellis.contracts.services.errors import ContractsError, MissingFieldsError
from trellis.contracts.services.signing import Proof
from trellis.core import queries as core
from trellis.core.devices import address_of, device_of
from trellis.core.guarding import account_of
from trellis.core.middleware import CONFIRMED_AT
from trellis.core.services.looking import record_access
from trellis.core.views.entering import SIGNED_IN_BY, fresh_only
from trellis.handbook.errors import TrellisError
from trellis.people.days import today

MOST_LETTERS = 50
"""Letters that are made at once."""


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, key: UUID, template: str) -> HttpResponse:
    """Fill in a template for somebody: see how it reads, then make it. A letter that needs nobody is sent at once."""
    who = account_of(request)
    person, found = kept_person(who, key), _template_or_404(template)
    here = queries.employment_for(person)
    if here is None or not found.fits(here[0].entity, here[1]):
        raise Http404
    known = filling.values_from(found, filling.known_of(person, here[0], today(), by=who))
    record_access(account=who, about=documents.ABOUT, object=person.pk, why=_("writes a document"))
    is_letter = _is_sent_at_once(found)
    form = FieldsForm(found, request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and "look" not in request.POST:
        try:
            if is_letter:
                (made,) = documents.issue(template=found, people=[person], values=form.values(), by=who)
            else:
                made = documents.make(template=found, person=person, values=form.values(), by=who)
        except TrellisError as error:
            _refuse(form, error)
        else:
            messages.success(request, _made_says(made, is_sent=is_letter))
            return redirect("contracts:document", made.pk)
    values = {**_page(found, person, form, known, here[0].entity), "is_letter": is_letter}
    return render(request, "contracts/make.html", values)


def _made_says(made: Document, *, is_sent: bool) -> str:
    """What became of a document, and what comes next: nobody is asked anything before its writer says so."""
    if is_sent:
        return _("It is sent.")
    if made.needs_approval:
        return _("It is made. Read it, then ask for its approval.")
    return _("It is made. Read it, then send it.")


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write the next version of a document, beginning with what the last one says."""
    who = account_of(request)
    former = seen_document(who, key)
    template = queries.template_at(former.template)
    if not rules.can_keep(who, former.person):
        raise PermissionDenied
    if template is None:
        messages.error(
            request, _("The handbook has no template %(path)s any more.") % {"path": former.template}
        )
        return redirect("contracts:document", key)
    record_access(account=who, about=documents.ABOUT, object=former.pk, why=_("writes a new version"))
    said = {name: value for name, value in queries.values_of(former).items() if name in template.fields}
    known = {
        **filling.values_from(template, filling.known_of(former.person, former.employment, today(), by=who)),
        **said,
    }
    form = FieldsForm(template, request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and "look" not in request.POST:
        try:
            made = documents.new_version(document=former, values=form.values(), by=who)
        except TrellisError as error:
            _refuse(form, error)
        else:
            return redirect("contracts:document", made.pk)
    values = {**_page(template, former.person, form, known, former.entity), "former": former}
    return render(request, "contracts/make.html", values)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """Make a letter for several people at once: all or none."""
    who = account_of(request)
    if not rules.can_keep_some(who):
        raise PermissionDenied
    fitting = {
        each.path: each for each in queries.all_templates().values()
        if each.contract.kind in (LETTER, CERTIFICATE) and _is_sent_at_once(each)
    }  # fmt: skip
    people = (
        Person.objects.filter(rules.kept_by(who), employments__isnull=False).distinct().order_by("name", "pk")
    )
    chosen = set(request.POST.getlist("person"))
    if request.method == "POST":
        wanted = [each for each in people if str(each.pk) in chosen]
        template = fitting.get(request.POST.get("template", ""))
        try:
            if template is None or not wanted:
                raise ContractsError(_("Choose a letter and at least one person."))
            if len(wanted) > MOST_LETTERS:
                raise ContractsError(_("At most %(most)d letters at once.") % {"most": MOST_LETTERS})
            made = documents.issue(template=template, people=wanted, values={}, by=who)
        except TrellisError as error:
            messages.error(request, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("%(n)d letters are sent.") % {"n": len(made)})
            return redirect("contracts:documents")
    text = request.GET.get("q", "").strip()[:200]
    shown = people.filter(name__icontains=text) if text else people
    values = {"templates": list(fitting.values()), "people": shown[:200], "chosen": chosen, "text": text}
    return render(request, "contracts/letters.html", values)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_only
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sign a document: read it, type one's name, agree. Whoever signed in long ago proves again who they are."""
    who = account_of(request)
    found = seen_document(who, key)
    rows = queries.signatures_of(found)
    if not any(rules.is_to_sign(who, each, found.person) for each in rows):
        raise PermissionDenied
    form = SignForm(request.POST or None)
    record_access(account=who, about=documents.ABOUT, object=found.pk, why=_("signs it"))
    if request.method == "POST" and form.is_valid():
        try:
            signing.sign(
                document=found, name=form.cleaned_data["name"], consent=signing.consent_text(), proof=_proof(request),
                by=who,
            )  # fmt: skip
        except TrellisError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("You have signed it."))
            return redirect("contracts:document", key)
    template = queries.template_at(found.template)
    html = filling.html_of(template, queries.values_of(found)) if template is not None else ""
    values = {"found": found, "form": form, "html": html, "consent": signing.consent_text(), "name": who.name}
    return render(request, "contracts/sign.html", values)


def _is_sent_at_once(template: Template) -> bool:
    return not template.contract.signers and not template.contract.needs_approval


def _proof(request: HttpRequest) -> Proof:
    """How whoever asks proved who they are, as this session knows it."""
    who = account_of(request)
    by = str(request.session.get(SIGNED_IN_BY, "") or "")
    method = by or ("password" if who.has_password else "session")
    proved = float(request.session.get(CONFIRMED_AT, 0))
    moment = datetime.fromtimestamp(proved, UTC) if proved else None
    return Proof(address_of(request), device_of(request), method, core.has_second_factor(who), moment)


def _template_or_404(path: str) -> Template:
    found = queries.template_at(path)
    if found is None:
        raise Http404
    return found


def _page(
    template: Template, person: Person, form: FieldsForm, known: dict[str, str], entity: str
) -> dict[str, Any]:
    """The form, with how the document reads with what it says, what is missing, and what the law does not allow."""
    values = {**known, **_readable(template, form.values())} if form.is_bound else known
    missing = filling.missing(template, values)
    return {
        "former": None, "is_letter": False, "template": template, "person": person, "form": form,
        "html": filling.html_of(template, values),
        "missing": [template.fields[name].title if name in template.fields else name for name in missing],
        "breaches": [
            {
                "title": template.fields[name].title, "value": each.value, "bound": each.bound,
                "is_least": each.is_least, "source": each.source, "as_of": each.as_of,
            }
            for name, each in breaches(template, values, queries.law_of(entity))
        ],
    }  # fmt: skip


def _readable(template: Template, values: dict[str, str]) -> dict[str, str]:
    found = {}
    for name, value in values.items():
        try:
            found[name] = template.fields[name].clean(value)
        except ValueError:
            found[name] = ""  # shown as missing; the service says what is wrong
    return found


def _refuse(form: Any, error: TrellisError) -> None:
    field = getattr(error, "field", "")
    if isinstance(error, MissingFieldsError):
        form.is_valid()
        form.errors.clear()
        for name in error.fields:
            form.add_error(name if name in form.fields else None, _("This has to be said."))
        return
    form.is_valid()
    form.refuse(error, field if field in form.fields else None)
