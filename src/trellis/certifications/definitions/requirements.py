"""What a certification asks for: a tree of things to show, joined by *all*, *any* and *at least n of*.

requires:
  all:
    - {course: giving-feedback}
    - {quiz: quizzes/people-manager.md, score: 80}
    - any: [{path: first-ninety-days}, {hours: 8, topic: leadership}]
    - {at-least: 2, of: [{course: a}, {course: b}, {course: c}]}
    - {sign-off: manager, for: Led a talk about goals, rubric: the-talk}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final

from trellis.certifications.definitions import evidence
from trellis.core.definitions.rights import spelled
from trellis.handbook.declared import Between, Declared, Matching

ANY: Final = "any"
"""A session of whichever course."""
MANAGER: Final = "manager"
"""Who signs off where the handbook names no role."""
LEAVES = ("course", "quiz", "path", "class_", "practical", "hours", "sign_off", "certification", "observed")
_OF = {"score": "quiz", "topic": "hours", "for_": "sign_off", "rubric": "sign_off"}
Part = Annotated[
    str, Matching(r"[a-z0-9-]+/[a-z0-9-]+", "a course and a part of it, such as giving-feedback/practice")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Declared):
    """One thing to show, or several together: exactly one of the keys of a thing, or of `all`, `any` and `of`.

    `score` is in per cent, and without it the quiz has to be passed; `hours` are of learning about a `topic`, or about
    anything. `sign_off` says who signs: `manager`, or the title of a role; `for` what; `rubric` is the section of the
    certification's page that says what to look at. `observed` is the course of which they held a session alone well
    enough, or `any`.
    """

    all: tuple[Requirement, ...] = ()
    any: tuple[Requirement, ...] = ()
    at_least: Annotated[int, Between(1, 99)] | None = None
    of: tuple[Requirement, ...] = ()
    course: str | None = None
    quiz: str | None = None
    score: Annotated[int, Between(1, 100)] | None = None
    path: str | None = None
    class_: Part | None = None
    practical: Part | None = None
    hours: Annotated[Decimal, Between(Decimal("0.5"), Decimal(10_000))] | None = None
    topic: str = ""
    sign_off: str | None = None
    for_: str = ""
    rubric: str = ""
    certification: str | None = None
    observed: str | None = None

    @property
    def parts(self) -> tuple[Requirement, ...]:
        """What it is put together of; nothing for a single thing."""
        return self.all or self.any or self.of

    @property
    def needed(self) -> int:
        """How many of its parts have to be met."""
        if self.all:
            return len(self.all)
        return 1 if self.any else (self.at_least or len(self.of))

    @property
    def kind(self) -> str:
        """Which kind of thing it asks for, as of `evidence.KINDS`; empty for several together."""
        return next((_KIND_OF[name] for name in LEAVES if getattr(self, name) is not None), "")

    @property
    def key(self) -> str:
        """What of its kind it asks for, as evidence says it."""
        kind = self.kind
        if kind == evidence.HOURS:
            return self.topic
        if kind == evidence.SIGN_OFF:
            return f"{spelled(self.sign_off or '')}: {name_of(self.for_)}"
        if kind == evidence.QUIZ:
            return (self.quiz or "").strip("/")
        found = next((getattr(self, name) for name in LEAVES if getattr(self, name) is not None), "")
        return str(found)

    @property
    def is_whole(self) -> bool:
        """Whether it says one thing, and all that was written could be read: half a requirement is never met."""
        return not self.fault and all(each.is_whole for each in self.parts)

    @property
    def fault(self) -> str:
        """What is wrong with this one, its parts aside, as the end of a sentence; empty where nothing is."""
        said = [name for name in (*LEAVES, "all", "any", "of") if getattr(self, name) not in (None, ())]
        if len(said) != 1:
            return (
                "asks for several things without saying how they go together"
                if said
                else "asks for nothing that can be read"
            )
        unread = [key for key, _value in self.node.items() if not self._has(key)] if self.node.value else []
        if unread:
            return f"has “{unread[0]}”, which could not be read"
        if (self.at_least is not None) != bool(self.of):
            return "has to say both “at-least” and “of”"
        if self.at_least is not None and self.at_least > len(self.of):
            return f"asks for {self.at_least} of {len(self.of)}"
        if any(_lost(self, name) for name in ("all", "any", "of")):
            return "has a part that could not be read"
        wrong = next(
            (name for name, of in _OF.items() if getattr(self, name) and getattr(self, of) is None), ""
        )
        if wrong:
            return f"has “{wrong.rstrip('_')}”, which belongs to “{_OF[wrong].replace('_', '-')}”"
        if self.sign_off is not None and not name_of(self.for_):
            return "has to say in “for” what is signed off"
        return ""

    def _has(self, key: str) -> bool:
        name = key.replace("-", "_")
        value = getattr(self, name, getattr(self, f"{name}_", None))
        return value not in (None, ())


_KIND_OF = dict(
    zip(
        LEAVES,
        (
            evidence.COURSE, evidence.QUIZ, evidence.PATH, evidence.CLASS, evidence.PRACTICAL, evidence.HOURS,
            evidence.SIGN_OFF, evidence.CERTIFICATION, evidence.OBSERVED,
        ),
        strict=True,
    )
)  # fmt: skip


def leaves(requirement: Requirement) -> Iterator[Requirement]:
    """The single things that a requirement asks for, in order."""
    if requirement.kind:
        yield requirement
    for each in requirement.parts:
        yield from leaves(each)


def all_of(requirement: Requirement) -> Iterator[Requirement]:
    """A requirement and everything that it is put together of."""
    yield requirement
    for each in requirement.parts:
        yield from all_of(each)


def name_of(words: str) -> str:
    """The name by which a sign-off is known: its words as an address would have them, 80 characters at most."""
    kept = "".join(each if each.isalnum() else " " for each in words.casefold())
    return "-".join(kept.split())[:80]


def _lost(requirement: Requirement, name: str) -> bool:
    """Whether parts were written that could not be read: what is left would ask for less."""
    value = requirement.node.value
    if not isinstance(value, dict) or name not in value:
        return False
    written = value[name].value
    return len(getattr(requirement, name)) != (len(written) if isinstance(written, list) else 1)
