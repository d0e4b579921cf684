"""The page by which somebody without an account reads a document and signs it: whoever has the link has the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.contracts import filling
from trellis.contracts.forms import DeclineForm, SignForm
from trellis.contracts.models import Signature
from trellis.contracts.queries import documents as queries
from trellis.contracts.queries.links import linked
from trellis.contracts.services import links, signing
from trellis.contracts.services.errors import LinkError
from trellis.contracts.services.signing import BY_LINK, Proof
from trellis.core.devices import address_of, device_of, network_of
from trellis.core.throttling import Throttle
from trellis.core.views.entering import QUARTER, too_many
from trellis.core.views.files import answer_with
from trellis.handbook.errors import TrellisError

UNKNOWN = Throttle("sign unknown", limit=20, seconds=QUARTER)
TRIES = Throttle("sign by link", limit=60, seconds=QUARTER)
"""Forms from one network: several people may sign in one office."""

Found = Callable[[HttpRequest, str, Signature], HttpResponseBase]


def of_link(view: Found) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """A view for whoever has a link that works; all others see one page. No other site and no cache sees it."""

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponseBase:
        if request.method == "POST" and not TRIES.allows(network_of(request)):
            return _hidden(too_many(request))
        row = linked(token, timezone.now())
        answer = view(request, token, row) if row is not None else _unknown(request)
        return _hidden(answer)

    return found


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_link
def link(request: HttpRequest, token: str, row: Signature) -> HttpResponseBase:
    """The document, with what one agrees to: sign it, or say that one does not; then, that it is done."""
    if request.method == "GET":
        links.opened(signature=row, network_address=address_of(request))
    declines = request.POST.get("deed") == "decline"
    signs = request.method == "POST" and not declines
    form = SignForm(request.POST if signs else None)
    refusal = DeclineForm(request.POST if declines else None)
    bound = refusal if declines else form
    if request.method == "POST" and bound.is_valid():
        try:
            if declines:
                signing.decline_by_link(token=token, reason=refusal.cleaned_data["reason"])
            else:
                proof = Proof(address_of(request), device_of(request), BY_LINK, False, None)
                signing.sign_by_link(
                    token=token, name=form.cleaned_data["name"], consent=signing.consent_text(), proof=proof
                )
        except LinkError:
            return _unknown(request)
        except TrellisError as error:
            field = getattr(error, "field", "")
            bound.refuse(error, field if field in bound.fields else None)
        else:
            return redirect("contracts:link", token)
    return render(request, "contracts/link.html", _page(token, row, form, refusal))


@login_not_required
@never_cache
@require_safe
@of_link
def paper(request: HttpRequest, token: str, row: Signature) -> HttpResponseBase:
    """The PDF: what is signed, to the last byte."""
    if row.document.file is None or row.state == Signature.State.DECLINED:
        return _unknown(request)
    return answer_with(request, row.document.file)


def _page(token: str, row: Signature, form: SignForm, refusal: DeclineForm) -> dict[str, Any]:
    found = row.document
    template = queries.template_at(found.template) if row.state == Signature.State.ASKED else None
    maker = found.made_by
    return {
        "found": found, "row": row, "token": token, "form": form, "refusal": refusal, "maker": maker,
        "html": filling.html_of(template, queries.values_of(found)) if template is not None else "",
        "consent": signing.consent_text(),
        "refused": any(each.is_bound and each.errors for each in (form, refusal)),
    }  # fmt: skip


def _unknown(request: HttpRequest) -> HttpResponse:
    """The answer to a link that does not work, whatever the reason. Only these are counted."""
    if not UNKNOWN.allows(network_of(request)):
        return too_many(request)
    return render(request, "contracts/link_unknown.html", {"error": LinkError()}, status=HTTPStatus.NOT_FOUND)


def _hidden(answer: HttpResponseBase) -> HttpResponseBase:
    """As `entering.secret`, which says why browsers tell this site alone, and no path, where they come from."""
    answer["Referrer-Policy"] = "strict-origin"
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
