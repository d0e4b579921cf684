"""`self-identification.yml`: what people may say of themselves, of their own will, to be counted and never joined.

questions:
  gender:
    title: How do you describe your gender?
    options: {woman: Woman, man: Man, non-binary: Non-binary}
    diverse: [woman, non-binary]
    not-in: [France]

Everybody may choose “prefer not to say” as well, and may leave every question out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from trellis.handbook import declaredcodes
from trellis.handbook.datakinds import DataKind
from trellis.handbook.declared import Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.surveys.definitions import codes

NAME = "self-identification"
PREFER_NOT = "prefer-not"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfQuestion(Declared):
    """A question about oneself. `diverse` are the options that count as diverse for the indicator.

    It is asked in all countries but `not_in`, or only in those that `only_in` names.
    """

    title: str
    options: Mapping[Slug, str]
    diverse: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()
    help: str = ""

    def asked_in(self, country: str) -> bool:
        """Whether it may be asked of people who are employed in a country."""
        return country not in self.not_in and (not self.only_in or country in self.only_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfIdentification(Declared):
    """All that may be asked, by name. `why` says what it is for."""

    why: str = ""
    questions: Mapping[Slug, SelfQuestion] = field(default_factory=dict)


class SelfIdentificationKind(DataKind[SelfIdentification]):
    """The kind `self-identification`. Joined: the questions of all files."""

    name = NAME
    files = ("self-identification.yml",)
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.SELF_IDENTIFICATION)

    def read(self, path: str, node: Node, reporter: Reporter) -> SelfIdentification:
        """What a file says."""
        found = read(node, SelfIdentification, reporter, "self-identification.yml")
        found = found or SelfIdentification(node=node)
        for name, each in found.questions.items():
            for at, option in enumerate(each.diverse):
                if option not in each.options:
                    told = f"The question “{name}” has no option “{option}”."
                    hint = f"There are: {', '.join(each.options)}."
                    reporter.report(codes.UNKNOWN_OPTION, each.span_of("diverse", at), told, hint=hint)
        return found

    def join(
        self,
        read: Mapping[str, SelfIdentification],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> SelfIdentification:
        """All files together; of two questions with one name the first counts."""
        countries = {each.country for each in handbook.settings.entities}
        questions: dict[str, SelfQuestion] = {}
        for path, each in read.items():
            for name, question in each.questions.items():
                questions.setdefault(name, question)
                for key in ("not_in", "only_in"):
                    for at, country in enumerate(getattr(question, key)):
                        if countries and country not in countries:
                            told = f"No entity of handbook.yml is in “{country}”."
                            reporter_for(path).report(codes.UNKNOWN_COUNTRY, question.span_of(key, at), told)
        return SelfIdentification(
            why=next((each.why for each in read.values() if each.why), ""), questions=questions
        )
