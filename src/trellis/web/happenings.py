"""What happened and what was said, as timelines and threads show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of a timeline. `tone` is good, attention, problem or empty."""

    when: datetime
    title: str
    who: str = ""
    text: str = ""
    url: str = ""
    icon_name: str = "clock"
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that somebody said, with the answers to it. `html` is clean already; `anchor` is its identifier."""

    anchor: str
    name: str
    when: datetime
    html: SafeString
    replies: tuple[Remark, ...] = ()
    settled_by: str = ""
