"""How a quiz is taken, as cells of a form, and back: values of its front matter, changed where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from trellis.courses.studio import fronts, groups
from trellis.courses.studio.groups import AudienceCells
from trellis.courses.studio.lists import page_of
from trellis.courses.studio.picking import Known, SettingError, chosen
from trellis.courses.studio.sending import Sent
from trellis.courses.studio.settings import audience_written, resolved_audience

WORDS = ("title", "pass", "attempts", "wait", "time", "draw", "review", "penalty")
FLAGS = ("shuffle", "blind", "second-marker")
INTEGRITY = ("one-at-a-time", "no-back", "honor-code")
REVIEWS = ("after", "passed", "score", "answer")
USUAL = {"pass": "80%", "review": "after", "penalty": "0"}
MOST_POOLS = 30
_NUMBER = re.compile(r"[1-9]\d{0,2}|1000")
_SHARE = re.compile(r"(?:100(?:\.0+)?|\d{1,2}(?:\.\d{1,2})?)\s?%?")
_TIME = re.compile(r"[1-9]\d{0,4} (?:minute|hour|day|week)s?")


class Pool(NamedTuple):
    """A pool: how many of its questions somebody is asked (empty: none), and how many there are."""

    name: str
    asked: str = ""
    there: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the form. `pools` are `None` where the text has them in a way that no form can show."""

    words: Mapping[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    integrity: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    pools: tuple[Pool, ...] | None = ()
    audience: AudienceCells = field(default_factory=AudienceCells)


def sheet_of(text: str, path: str, pools: Iterable[str] = ()) -> Sheet:
    """What the form shows of a quiz; `pools` are those of its questions, once for each question."""
    title, said = _said(text, path)
    words = {name: "" if said.get(name) is None else str(said[name]) for name in WORDS}
    words = {name: words[name] or USUAL.get(name, "") for name in WORDS} | {"title": title}
    integrity = said.get("integrity")
    several = integrity if isinstance(integrity, list | tuple) else ()
    owner = said.get("owner")
    return Sheet(
        words, frozenset(name for name in FLAGS if said.get(name) is True),
        tuple(each for each in INTEGRITY if each in several), (str(owner),) if owner else (),
        _pools_of(said.get("pools"), list(pools)), groups.cells_of(said.get("audience")),
    )  # fmt: skip


def _said(text: str, path: str) -> tuple[str, dict[str, Any]]:
    page = page_of(text, path)
    said = page.front.plain() if page.front is not None else {}
    own = said.get("quiz") if isinstance(said, dict) else None
    inner = {str(key).replace("_", "-"): value for key, value in own.items()} if isinstance(own, dict) else {}
    return page.title, inner


def _pools_of(said: Any, there: list[str]) -> tuple[Pool, ...] | None:
    if said is not None and not (
        isinstance(said, dict) and not any(isinstance(each, dict | list) for each in said.values())
    ):
        return None
    asked = {str(name): str(number) for name, number in (said or {}).items()}
    names = dict.fromkeys([*asked, *filter(None, there)])
    return tuple(Pool(name, asked.get(name, ""), there.count(name)) for name in names)


def sent(post: Sent, before: Sheet) -> Sheet:
    """The cells that a form sends."""
    words = {name: " ".join(str(post.get(name, "")).split())[:200] for name in WORDS}
    pools = None
    if before.pools is not None:
        there = {each.name: each.there for each in before.pools}
        found = []
        for at in range(MOST_POOLS):
            name = " ".join(str(post.get(f"pool-{at}", "")).split())[:60]
            asked = str(post.get(f"pool-{at}-asked", "")).strip()[:10]
            if name:
                found.append(Pool(name, asked, there.get(name, 0)))
        pools = tuple(found)
    return Sheet(
        words, frozenset(name for name in FLAGS if post.get(name, "") == "1"),
        tuple(each for each in INTEGRITY if each in post.getlist("integrity")), groups.values_sent(post, "owner"),
        pools, groups.sent(post, "audience", before.audience),
    )  # fmt: skip


def written(text: str, path: str, sheet: Sheet, known: Known) -> str:
    """The text with the cells in it; the same where none is different. Raises SettingError, CannotRewriteError."""
    before = sheet_of(text, path)
    audience = resolved_audience(sheet.audience, known, before.audience)
    owner = chosen(sheet.owner, known.get("roles", ()), before.owner)[-1:]
    values: dict[str, Any] = {}
    for name in WORDS[1:]:
        if sheet.words[name] != before.words[name]:
            values[name] = _READ[name](sheet.words[name])
    values |= {name: True if name in sheet.flags else None for name in sheet.flags ^ before.flags}
    if sheet.integrity != before.integrity:
        values["integrity"] = list(sheet.integrity) or None
    if owner != before.owner:
        values["owner"] = owner[0] if owner else None
    if audience.said != before.audience:
        values["audience"] = audience_written(audience)
    if sheet.pools is not None and (pools := _pools_read(sheet.pools)) != _pools_read(before.pools or ()):
        values["pools"] = pools or None
    text = fronts.with_values(text, values, "quiz") if values else text
    title = sheet.words["title"]
    return fronts.with_values(text, {"title": title}) if title and title != before.words["title"] else text


def _pools_read(pools: Iterable[Pool]) -> dict[str, Any]:
    return {each.name: _number(each.asked) for each in pools if each.asked and each.asked != "0"}


def _number(said: str) -> int | None:
    if said and not _NUMBER.fullmatch(said):
        raise SettingError(
            _("“%(said)s” is no number of this kind.") % {"said": said[:40]}, hint=_("From 1 to 1000.")
        )
    return int(said) if said else None


def _share(said: str) -> str | None:
    if said and not _SHARE.fullmatch(said):
        raise SettingError(
            _("“%(said)s” is no share of the points.") % {"said": said[:40]}, hint=_("Such as 80%.")
        )
    if not said or said == USUAL["pass"]:
        return None
    return said if said.endswith("%") else f"{said}%"


def _time(said: str) -> str | None:
    if said and not _TIME.fullmatch(said):
        raise SettingError(
            _("“%(said)s” is no time.") % {"said": said[:40]}, hint=_("Such as 20 minutes, 2 hours or 1 day.")
        )
    return said or None


def _review(said: str) -> str | None:
    if said not in REVIEWS:
        raise SettingError(_("“%(said)s” is not among the choices.") % {"said": said[:40]})
    return said if said != USUAL["review"] else None


def _penalty(said: str) -> float | int | None:
    try:
        share = Decimal(said.replace(",", ".") or "0")
    except InvalidOperation:
        share = Decimal(-1)
    if not (share.is_finite() and 0 <= share <= 1):
        raise SettingError(
            _("“%(said)s” is no share of a question's points.") % {"said": said[:40]},
            hint=_("From 0 to 1: 0.25 costs a quarter."),
        )
    return None if not share else int(share) if share == 1 else float(share)


_READ = {
    "pass": _share, "attempts": _number, "wait": _time, "time": _time, "draw": _number, "review": _review,
    "penalty": _penalty,
}  # fmt: skip
