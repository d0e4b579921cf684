"""Taking what a learner's browser kept while they read: each thing once, in any order, however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from time import time_ns
from typing import Any
from uuid import UUID

from trellis.core.rules import Account
from trellis.handbook.errors import TrellisError
from trellis.learning.models import Enrollment, EnrollmentState
from trellis.learning.services import keeping, progress

MOST = 500
"""Things in one call; a browser sends the rest after it."""


def take(*, enrollment: Enrollment, items: list[Any], by: Account) -> list[str]:
    """Take things that were done: the identifiers of those that need not be sent again, be they taken or refused.

    Each has `id`, `do` (beat, done, reply, note, forget) and what that needs. What cannot be done is refused for good:
    sending it again would not help.
    """
    taken = []
    for item in items[:MOST]:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            continue
        with suppress(TrellisError, ValueError, TypeError, KeyError):  # a refusal would be one again
            _take(enrollment, item, by)
        taken.append(item["id"][:100])
    return taken


def take_form(*, enrollment: Enrollment, part_key: str, sent: Mapping[str, str], by: Account) -> int:
    """Take the blocks of a lesson that were sent as a form, without JavaScript; how many. Raises as `keeping.reply`.

    Fields are called `exercise:<key>`, `poll:<key>` and `tick:<key>`; `ticks` names all boxes, since one that is not
    ticked is not sent.
    """
    counter, n = time_ns() // 1_000_000, 0
    for name in sent:
        kind, colon, block = name.partition(":")
        if colon and kind in ("exercise", "poll"):
            keeping.reply(
                enrollment=enrollment, part_key=part_key, block=block, kind=kind, value=str(sent[name]),
                counter=counter, by=by,
            )  # fmt: skip
            n += 1
    for block in str(sent.get("ticks", "")).split():
        keeping.reply(
            enrollment=enrollment, part_key=part_key, block=block, kind="tick",
            value="yes" if sent.get(f"tick:{block}") else "", counter=counter, by=by,
        )  # fmt: skip
        n += 1
    return n


def _take(enrollment: Enrollment, item: dict[str, Any], by: Account) -> None:
    part = _text(item, "part")
    match item["do"]:
        case "beat":
            keeping.beat(
                enrollment=enrollment, part_key=part, seconds=_number(item, "seconds"),
                anchor=_text(item, "anchor"), by=by,
            )  # fmt: skip
        case "done" if enrollment.state in (EnrollmentState.ACTIVE, EnrollmentState.COMPLETED):
            progress.complete_by_oneself(enrollment=enrollment, part_key=part, by=by)
        case "reply":
            keeping.reply(
                enrollment=enrollment, part_key=part, block=_text(item, "block"), kind=_text(item, "kind"),
                value=_text(item, "value"), counter=_number(item, "counter"), by=by,
            )  # fmt: skip
        case "note":
            keeping.keep_note(
                enrollment=enrollment, key=UUID(_text(item, "key")), part_key=part, kind=_text(item, "kind"),
                anchor=_text(item, "anchor"), quote=_text(item, "quote"), text=_text(item, "text"), by=by,
            )  # fmt: skip
        case "forget":
            keeping.remove_note(key=UUID(_text(item, "key")), by=by)


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name, "")
    if not isinstance(value, str):
        raise TypeError(name)
    # A pasted half of a pair, which JavaScript keeps, would lose the whole answer.
    return value.replace("\x00", "").encode(errors="ignore").decode()


def _number(item: dict[str, Any], name: str) -> int:
    value = item.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise ValueError(name)
    return value
