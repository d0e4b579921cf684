"""What is written down for chats: the messages of people who are told something, and how a chat shows them."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from trellis.core.models import ChatHook, ChatMessage, Notice

LONGEST = 3_000


def tell(told: Sequence[Notice]) -> int:
    """Write down what goes to the chats of people who were told something, inside the transaction; gives how much."""
    if not told:
        return 0
    hooks = ChatHook.objects.filter(account__in=[each.account_id for each in told], off_at=None)
    by_account = {hook.account_id: hook for hook in hooks}
    made = [
        ChatMessage(hook=hook, notice=each, kind=each.kind, text=said(each.subject, each.text, each.address))
        for each in told
        for hook in [by_account.get(each.account_id)]
        if hook is not None and (not hook.kinds or each.kind in hook.kinds)
    ]
    ChatMessage.objects.bulk_create(made)
    return len(made)


def said(line: str, text: str, address: str) -> str:
    """What a chat shows: Slack's own marks, with what people wrote escaped."""
    base = settings.TRELLIS_ADDRESS.rstrip("/")
    link = f"\n<{base}{address}>" if address else ""
    quoted = "".join(f"\n> {_plain(part)}" for part in text.splitlines() if part.strip())
    return f"*{_plain(line)}*{quoted}"[: LONGEST - len(link)] + link


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("*", "∗")
