"""Reads of chats, channels and the words of mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from trellis.core import defined, letters, notifying
from trellis.core.definitions import templates as definitions
from trellis.core.definitions.templates import Template
from trellis.core.models import Account, ChatHook, ChatMessage, Notice

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of notice, and for each language the page of the handbook that says how it is mailed (empty: usual)."""

    kind: notifying.NoticeKind
    pages: tuple[tuple[str, str], ...]


def chat_of(account: Account) -> ChatHook | None:
    """The chat in which somebody is told."""
    return ChatHook.objects.filter(account=account).first()


def channels() -> QuerySet[ChatHook]:
    """The channels by name, with how many messages fail and when one was taken last."""
    failing = Count("messages", filter=Q(messages__done_at=None, messages__tries__gt=0))
    return (
        ChatHook.objects.filter(account=None)
        .annotate(failing=failing, taken_at=Max("messages__done_at"))
        .order_by("name", "pk")
    )


def channel_of(key: UUID) -> ChatHook | None:
    """A channel of the organisation, which is nobody's own chat."""
    return ChatHook.objects.filter(account=None, pk=key).first()


def told_in(hook: ChatHook) -> list[ChatMessage]:
    """What was told in a chat lately, and is to be told, the newest first."""
    return list(ChatMessage.objects.filter(hook=hook).order_by("-pk")[:MOST_SHOWN])


def languages() -> dict[str, str]:
    """The languages of the site, as they are called."""
    return {code: str(name) for code, name in settings.LANGUAGES}


def templates() -> list[Words]:
    """All kinds of notices with the pages that say how they are mailed."""
    return [
        Words(kind, tuple((code, path_of(kind.name, code)) for code in languages()))
        for kind in notifying.kinds()
    ]


def path_of(kind: str, language: str) -> str:
    """The page of the handbook that says how a kind is mailed in a language; empty where none does."""
    known: Mapping[tuple[str, str], Template] = defined.defined(definitions.NAME) or {}
    found = known.get((kind, language))
    return found.path if found is not None else ""


def example(kind: notifying.NoticeKind, account: Account) -> letters.Letter:
    """A mail of a kind, as it would read for somebody, in the language that is active."""
    notice = Notice(
        account=account, kind=kind.name, address="/", actor=account,
        subject=_("%(name)s did something that you are told of") % {"name": account.name},
        text=_("Here stands what somebody wrote."),
    )  # fmt: skip
    return letters.letter(notice, stop="" if kind.mandatory else "/unsubscribe/…/")
