"""The address at which identity providers call."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # a program calls, with a token and no cookie
@login_not_required  # the token is asked for inside
def serve(request: HttpRequest, rest: str = "") -> HttpResponse:
    """One request of SCIM."""
    # A second that only an identity provider's first request is to pay for.
    from trellis.core.scim import door  # noqa: PLC0415 - see above

    return door.serve(request, f"/{rest.strip('/')}")
