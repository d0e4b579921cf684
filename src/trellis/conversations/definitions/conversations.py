"""`conversations.yml`: how often people talk, and what they may talk about.

one-to-ones: {weeks: 2}
career: {months: [3, 9]}
mentoring: {months: 6, sessions: 6, mentees: 3, topics: [Leading people, Writing]}
feedback: {withdraw-within: 30, answer-within: 5}
prompts:
  well-being: {title: How you are, for: [one-to-one], ask: [What gave you energy since we last met?]}

Without the file people talk all the same, as the defaults below say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from trellis.conversations.definitions import codes
from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Between, Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node

NAME = "conversations"
FILE = "conversations.yml"
Occasion = Literal["one-to-one", "career", "mentoring"]
Month = Annotated[int, Between(1, 12)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneToOnes(Declared):
    """Managers and those who report to them: every how many weeks they meet, if they do not agree otherwise."""

    weeks: Annotated[int, Between(1, 12)] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Career(Declared):
    """In which months managers and those who report to them talk about what comes next."""

    months: tuple[Month, ...] = (3, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentoring(Declared):
    """How long a mentoring goes on, with how many sessions; how many somebody mentors at a time, and in what."""

    months: Annotated[int, Between(1, 24)] = 6
    sessions: Annotated[int, Between(1, 50)] = 6
    mentees: Annotated[int, Between(1, 20)] = 3
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Declared):
    """For how many minutes feedback can be taken back; within how many working days it is answered."""

    withdraw_within: Annotated[int, Between(0, 1440)] = 30
    answer_within: Annotated[int, Between(1, 60)] = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts(Declared):
    """Points to talk about, on one theme. `for` says in which conversations they are offered."""

    title: str
    ask: tuple[str, ...] = ()
    for_: tuple[Occasion, ...] = ("one-to-one",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations(Declared):
    """All of it."""

    one_to_ones: OneToOnes = field(default_factory=OneToOnes)
    career: Career = field(default_factory=Career)
    mentoring: Mentoring = field(default_factory=Mentoring)
    feedback: Feedback = field(default_factory=Feedback)
    prompts: Mapping[Slug, Prompts] = field(default_factory=dict)

    def themes_for(self, occasion: str) -> Iterable[Prompts]:
        """The themes that are offered on an occasion."""
        return (each for each in self.prompts.values() if each.ask and occasion in each.for_)


class ConversationsKind(DataKind[Conversations]):
    """The kind `conversations`: one file."""

    name = NAME
    files = (FILE,)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.CODES)

    def read(self, path: str, node: Node, reporter: Reporter) -> Conversations:
        """What the file says."""
        found = read(node, Conversations, reporter, FILE) or Conversations(node=node)
        _check_months(found.career, reporter)
        _check_prompts(found, reporter)
        return found

    def join(
        self, read: Mapping[str, Conversations], handbook: Handbook, reporter_for: Callable[[str], Reporter]
    ) -> Conversations:
        """The first file counts."""
        return next(iter(read.values()), Conversations())


def _check_months(career: Career, reporter: Reporter) -> None:
    for at, month in enumerate(career.months):
        if month in career.months[:at]:
            told = f"Month {month} is named twice."
            reporter.report(codes.MONTH_TWICE, career.span_of("months", at), told)


def _check_prompts(found: Conversations, reporter: Reporter) -> None:
    asked: dict[tuple[str, str], str] = {}
    for name, each in found.prompts.items():
        if not each.ask or not each.for_:
            told = f"The theme “{name}” offers nothing to talk about."
            reporter.report(codes.EMPTY_THEME, each.node.span, told)
        for at, prompt in enumerate(each.ask):
            for occasion in each.for_:
                before = asked.setdefault((occasion, prompt.casefold()), name)
                if before != name or prompt in each.ask[:at]:
                    told = f"“{prompt}” stands under “{before}” already."
                    reporter.report(codes.PROMPT_TWICE, each.span_of("ask", at), told)
                    break
