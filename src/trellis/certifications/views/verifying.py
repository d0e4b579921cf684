"""The page by which anybody checks a certificate, without signing in: how it stands now, and what the holder shows."""

from __future__ import annotations

from collections import Counter

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.certifications.naming import page_path_of, title_of, under_of_evidence
from trellis.certifications.queries import public as queries
from trellis.core.devices import network_of
from trellis.core.throttling import Throttle
from trellis.core.views.entering import QUARTER, too_many

LOOKS = Throttle("verify certificate", limit=120, seconds=QUARTER)
"""Looks from one network: an office of recruiters fits in, a program that tries tokens does not."""


@login_not_required
@never_cache
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """How a certificate stands now. Whoever has no right token learns only that there is none such."""
    if not LOOKS.allows(network_of(request)):
        return _hidden(too_many(request))
    found = queries.public(token[:64])
    told = found.told if found is not None else None
    values = {
        "found": found, "told": told, "now": timezone.now(),
        "criteria": Counter(_said(kind, key) for kind, key in told.criteria).items() if told is not None else (),
    }  # fmt: skip
    status = 200 if found is not None else 404
    return _hidden(render(request, "certifications/verify.html", values, status=status))


def _said(kind: str, key: str) -> tuple[str, str]:
    """What was shown, in words, and its title where whoever asks may read its page."""
    return under_of_evidence(kind, None), title_of(kind, key) if page_path_of(kind, key) else ""


def _hidden(answer: HttpResponse) -> HttpResponse:
    """No search engine and no cache keeps it: what was true is not what is."""
    answer["Referrer-Policy"] = "strict-origin"
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
