"""What a refusal says: which permission is lacking, and who can give it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from trellis.core import explaining
from trellis.core.rules import Account, NotAllowedError


def refusal(request: HttpRequest, error: BaseException | None) -> dict[str, Any]:
    """The words of a refusal. Names of administrators are told to those who are members themselves."""
    reason = error.__cause__ if error is not None else None
    permission = getattr(error, "permission", "") or getattr(reason, "permission", "")
    said = reason.message if isinstance(reason, NotAllowedError) else str(error or "")
    is_member = isinstance(request.user, Account) and request.user.is_active
    names, more = explaining.who_gives() if is_member else ((), 0)
    return {
        "needs": explaining.may_words(permission) if permission else "",
        "said": said,
        "names": names,
        "more": more,
        "is_member": is_member,
    }
