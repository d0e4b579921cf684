"""The kind `contract-template`: pages `contracts/*.md` that say how a document of a person reads.

---
title: Permanent contract
contract:
  kind: contract
  entity: Overspan GmbH
  contract-type: permanent
  signers: [employee, {role: People Operations Manager}]
  fields:
    name: {title: Name, from: person.legal-name}
    start: {title: First day, type: date, from: employment.starts-on}
    notice: {title: Notice, type: span, value: 4 weeks, law: notice}
---

Between us and **{{ name }}** …
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from trellis.contracts.definitions import codes
from trellis.contracts.definitions.law import Breach, breach_of, laws_in
from trellis.contracts.definitions.sources import SOURCES
from trellis.core.definitions.currencies import is_currency
from trellis.handbook import declaredcodes
from trellis.handbook.declared import Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span
from trellis.people.definitions.fields import iso_day, plain_number
from trellis.people.definitions.spans import SPAN

NAME = "contract-template"
CONTRACT, AMENDMENT, LETTER, CERTIFICATE = "contract", "amendment", "letter", "certificate"
EMPLOYEE = "employee"
FIELD = re.compile(r"\{\{[ \t]*([a-z0-9]+(?:-[a-z0-9]+)*)[ \t]*\}\}")
LONGEST = 2000
_MONEY = re.compile(r"(\d{1,12}(?:\.\d{1,2})?) ([A-Z]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer(Declared):
    """Who signs beside the person: a holder of a role or of a duty, whom the sender chooses."""

    role: str = ""
    duty: Slug = ""

    @property
    def label(self) -> str:
        """What the list of signers calls them."""
        return self.role or self.duty.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Declared):
    """A field of a document: filled from a record (`from`), or with what the template says (`value`), or by hand.

    `law` holds it against what the law of the country asks, as the file of the entity says it.
    """

    title: str
    type: Literal["text", "date", "number", "money", "span", "choice"] = "text"
    required: bool = True
    from_: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    law: Slug = ""
    help: str = ""

    def clean(self, text: str) -> str:
        """A value as it is kept: ISO 8601 for dates, plain digits. Raises ValueError with what it must be."""
        text = " ".join(text.split())
        if not text:
            return ""
        if len(text) > LONGEST:
            raise ValueError(f"at most {LONGEST} characters")
        return _CLEANERS[self.type](text) if self.type != "choice" else self._chosen(text)

    def _chosen(self, text: str) -> str:
        if text not in self.choices:
            raise ValueError(", ".join(self.choices))
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract(Declared):
    """All of the key `contract` of a page. Without an entity or a type of contract it fits all of them."""

    kind: Literal["contract", "amendment", "letter", "certificate"] = "contract"
    entity: str = ""
    contract_type: tuple[Slug, ...] = ()
    signers: tuple[Literal["employee"] | Signer, ...] = ()
    fields: Mapping[Slug, Field] = field(default_factory=dict)
    language: str = ""
    approval: bool | None = None

    @property
    def needs_approval(self) -> bool:
        """Whether a second person looks at a document: at contracts and amendments, unless the page says otherwise."""
        return self.kind in (CONTRACT, AMENDMENT) if self.approval is None else self.approval


@dataclass(frozen=True, slots=True)
class Template:
    """A page that documents are made of. `body` is its Markdown, `language` the one it is written in."""

    path: str
    title: str
    body: str
    language: str
    contract: Contract

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields by name, in the order of the page."""
        return self.contract.fields

    def fits(self, entity: str, contract_type: str) -> bool:
        """Whether it is for somebody whom an entity employs under a type of contract."""
        said = self.contract
        return said.entity in ("", entity) and (not said.contract_type or contract_type in said.contract_type)


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates by path, in the order of their paths, and what the law of each entity's country asks."""

    by_path: Mapping[str, Template] = field(default_factory=dict)


class ContractTemplateKind:
    """Pages below `contracts/` whose front matter has `contract:`. Assembled: the `Templates`."""

    name = NAME
    version = 1
    codes: tuple[Code, ...] = (*declaredcodes.CODES, *codes.TEMPLATES)

    def recognise(self, page: Page, settings: Settings) -> bool:
        """A page in a folder `contracts` that says so."""
        return "contracts" in page.path.split("/")[:-1] and isinstance(page.front_value("contract"), dict)

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Template | None:
        """The template of a page; reports fields that do not fit the text."""
        node = page.front.get("contract") if page.front is not None else None
        said = read(node, Contract, reporter, "the template") if node is not None else None
        if said is None:
            return None
        _check_text(page, said, reporter)
        for name, each in said.fields.items():
            _check_field(name, each, said, reporter)
        language = said.language or (settings.languages[0] if settings.languages else "en")
        return Template(page.path, page.title, page.text[page.body_start :], language, said)

    def assemble(
        self,
        definitions: Mapping[str, Template | None],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Templates:
        """All templates; reports entities that there are not and values that the law does not allow."""
        known = [entity.name for entity in handbook.settings.entities]
        laws = laws_in(handbook)
        found = {path: each for path, each in definitions.items() if each is not None}
        for path, each in found.items():
            said, reporter = each.contract, reporter_for(path)
            if said.entity and said.entity not in known:
                reporter.report(
                    codes.UNKNOWN_ENTITY, said.span_of("entity"), f"handbook.yml names no entity “{said.entity}”.",
                    hint=f"There are: {', '.join(known) or 'none'}.",
                )  # fmt: skip
            for one in said.fields.values():
                _check_law(one, laws.get(said.entity, {}), reporter)
        return Templates(found)


def breaches(
    template: Template, values: Mapping[str, str], law: Mapping[str, object]
) -> list[tuple[str, Breach]]:
    """What of a document the law does not allow, each with the name of its field. `law` is that of the entity."""
    found = []
    for name, each in template.fields.items():
        breach = breach_of(each.law, values.get(name, ""), law) if each.law else None
        if breach is not None:
            found.append((name, breach))
    return found


def _check_text(page: Page, said: Contract, reporter: Reporter) -> None:
    used: set[str] = set()
    for found in FIELD.finditer(page.text, page.body_start):
        name = found[1]
        if name not in said.fields and name not in used:
            reporter.report(
                codes.UNDECLARED_FIELD, Span(found.start(), found.end()), f"No field “{name}” is declared.",
                hint=f"There are: {', '.join(said.fields) or 'none'}.",
            )  # fmt: skip
        used.add(name)
    mapping = said.node.get("fields")
    for name in said.fields:
        if name not in used and mapping is not None:
            reporter.report(
                codes.UNUSED_FIELD,
                mapping.key_spans.get(name, mapping.span),
                f"The text never says “{name}”.",
            )


def _check_field(name: str, each: Field, said: Contract, reporter: Reporter) -> None:
    if each.from_ and each.from_ not in SOURCES:
        reporter.report(
            codes.UNKNOWN_SOURCE, each.span_of("from_"), f"“{each.from_}” is nothing that a field is filled from.",
            hint=f"There are: {', '.join(SOURCES)}.",
        )  # fmt: skip
    try:
        each.clean(each.value)
    except ValueError as error:
        reporter.report(codes.WRONG_VALUE, each.span_of("value"), f"The value of “{name}” must be {error}.")


def _check_law(each: Field, law: Mapping[str, object], reporter: Reporter) -> None:
    if not each.law:
        return
    if law and each.law not in law:
        reporter.report(
            codes.NO_LAW,
            each.span_of("law"),
            f"The file of the entity says nothing of the law on “{each.law}”.",
        )
    breach = breach_of(each.law, each.value, law)
    if breach is not None:
        reporter.report(codes.AGAINST_THE_LAW, each.span_of("value"), breach.sentence)


def _money(text: str) -> str:
    found = _MONEY.fullmatch(text)
    if found is None or not is_currency(found[2]):
        raise ValueError("an amount with its currency, such as 52000 EUR")
    return text


def _span(text: str) -> str:
    if not SPAN.holds(text):
        raise ValueError(SPAN.expected)
    return text


_CLEANERS: Mapping[str, Callable[[str], str]] = {
    "text": str, "date": iso_day, "number": plain_number, "money": _money, "span": _span,
}  # fmt: skip
