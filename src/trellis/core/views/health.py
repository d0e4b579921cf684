"""Whether this process lives and can answer, and its numbers: for machines, without a session."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from trellis.core import readiness

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
View = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all: it need not be started again."""
    return _told({"live": True}, HTTPStatus.OK)


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 where requests may be sent here, else 503 with the part that is not ready."""
    parts = readiness.parts()
    is_ready = all(state == readiness.FINE for state in parts.values())
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return _told({"ready": is_ready, "parts": parts}, status)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers of all processes of this server, for Prometheus: by its token, or from the networks that may."""
    if not may_measure(request):
        status = HTTPStatus.UNAUTHORIZED if settings.TRELLIS_METRICS_TOKEN else HTTPStatus.FORBIDDEN
        answer = _told({"detail": "These numbers are for the monitoring of this site."}, status)
        if status == HTTPStatus.UNAUTHORIZED:
            answer["WWW-Authenticate"] = "Bearer"
        return answer
    from trellis.core import meters  # noqa: PLC0415 - most tests and commands measure nothing

    answer = HttpResponse(meters.page(), content_type=meters.CONTENT_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def may_measure(request: HttpRequest) -> bool:
    """Those with the token; where there is none, machines of TRELLIS_METRICS_NETWORKS that come without a proxy."""
    wanted: str = settings.TRELLIS_METRICS_TOKEN
    if wanted:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode())
    if any(name in request.META for name in FORWARDED):
        return False  # everybody who comes through a proxy seems to come from its machine
    try:
        address = ip_address(str(request.META.get("REMOTE_ADDR") or ""))
    except ValueError:
        return False
    return any(address in network for network in settings.TRELLIS_METRICS_NETWORKS)


def view_of(path: str) -> View | None:
    """The view of an address of these; None for every other."""
    return _VIEWS.get(path)


def _told(document: Mapping[str, object], status: HTTPStatus) -> HttpResponse:
    answer = JsonResponse(document, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


_VIEWS: dict[str, View] = {"/-/live": live, "/-/ready": ready, "/metrics": metrics}
