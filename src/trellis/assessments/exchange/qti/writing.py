"""Questions as items of QTI 2.2 or 3.0. What they cannot hold is left out and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lxml import etree

from trellis.assessments.definitions import questions, scoring
from trellis.assessments.definitions.questions import ONE, AcceptedNumber, AcceptedText, Question
from trellis.assessments.exchange import embedded, markup
from trellis.assessments.exchange.lost import untold
from trellis.assessments.exchange.pictures import size_of
from trellis.assessments.exchange.qti import pictured
from trellis.assessments.exchange.qti.names import XSI, Version, versioned
from trellis.assessments.exchange.results import Exported, NotCarried

UNKNOWN = (1000, 1000)
"""Pixels that a picture is given where nobody knows how many it has."""
CORRECT, MAPPED, PLACES = "match_correct", "map_response", "map_response_point"


def item(
    question: Question, version: Version, made: Exported, files: Mapping[str, bytes] | None = None
) -> bytes:
    """An item as XML; `files` are the pictures that lie at `media/…`. Raises NotCarried."""
    if question.parameters:
        raise NotCarried(f"{version.name} has templates for numbers that vary; they are not written yet.")
    root = etree.Element("assessmentItem")
    root.set("identifier", question.key)
    root.set("title", markup.to_text(question.title)[:200] or question.key)
    root.set("adaptive", "false")
    root.set("timeDependent", "false")
    writing = _Writing(question, root, made, version)
    writing.files = files or {}
    _WRITERS[question.type](writing, question)
    writing.finish()
    for told in untold(question, "explanation", "points"):
        made.note(question, told)
    return document(root, version)


def document(root: Any, version: Version) -> bytes:
    """A document in the names and the namespace of a version."""
    if root.tag != "assessmentItem":  # in an item, spaces between words count
        etree.indent(root)
    versioned(root, version)
    text = etree.tostring(root, encoding="unicode")
    opening = text[: text.index(" ") + 1]
    space = (
        f'xmlns="{version.space}" xmlns:xsi="{XSI}" xsi:schemaLocation="{version.space} {version.schema}" '
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n' + opening + space + text[len(opening) :] + "\n"
    ).encode()


class _Writing:
    """An item as it grows: declarations first, the body, then how responses are processed."""

    def __init__(self, question: Question, root: Any, made: Exported, version: Version) -> None:
        self.question, self.root, self.made, self.version = question, root, made, version
        self.body = etree.Element("itemBody")
        self.template = CORRECT
        self.processing: Any = None
        self.has_feedback = False
        self.files: Mapping[str, bytes] = {}

    def declare(
        self, cardinality: str, base: str, correct: list[str],
        mapping: Mapping[str, tuple[Decimal, bool]] | None = None,
        *, identifier: str = "RESPONSE", is_bounded: bool = True,
    ) -> Any:  # fmt: skip
        """Declare a response, with what is right and what each answer earns, in points."""
        node = etree.SubElement(self.root, "responseDeclaration")
        node.set("identifier", identifier)
        node.set("cardinality", cardinality)
        node.set("baseType", base)
        if correct:
            right = etree.SubElement(node, "correctResponse")
            for each in correct:
                etree.SubElement(right, "value").text = markup.xml_text(each)
        if mapping:
            self.template = MAPPED
            table = etree.SubElement(node, "mapping")
            if is_bounded:
                table.set("lowerBound", "0")
                table.set("upperBound", _number(self.question.points))
            table.set("defaultValue", "0")
            for key, (value, is_exact) in mapping.items():
                entry = etree.SubElement(table, "mapEntry")
                entry.set("mapKey", markup.xml_text(key))
                entry.set("mappedValue", _number(value))
                if base == "string":
                    entry.set("caseSensitive", "true" if is_exact else "false")
        return node

    def text(self, markdown: str) -> None:
        """Put Markdown into the body."""
        if markdown.strip():
            markup.to_elements(markdown, etree.SubElement(self.body, "div"))

    def interaction(self, name: str, **attributes: str) -> Any:
        """An interaction in the body, for the response."""
        node = etree.SubElement(self.body, name)
        node.set("responseIdentifier", "RESPONSE")
        for key, value in attributes.items():
            node.set(key, value)
        return node

    def feedback(self, parent: Any, key: str, text: str) -> None:
        """What is told whoever chose an answer."""
        if text:
            self.has_feedback = True
            node = etree.SubElement(parent, "feedbackInline")
            for name, value in (("outcomeIdentifier", "FEEDBACK"), ("identifier", key), ("showHide", "show")):
                node.set(name, value)
            markup.to_elements(text, node, is_inline=True)

    def finish(self) -> None:
        """Outcomes, body, processing, explanation, in the order that the binding wants."""
        for name, value in (("SCORE", "0"), ("MAXSCORE", _number(self.question.points))):
            node = etree.SubElement(self.root, "outcomeDeclaration")
            node.set("identifier", name)
            node.set("cardinality", "single")
            node.set("baseType", "float")
            etree.SubElement(etree.SubElement(node, "defaultValue"), "value").text = value
        if self.has_feedback or self.question.explanation:
            node = etree.SubElement(self.root, "outcomeDeclaration")
            node.set("identifier", "FEEDBACK")
            node.set("cardinality", "multiple" if self.question.type == "multiple" else "single")
            node.set("baseType", "identifier")
        self.root.append(self.body)
        if not self.question.is_by_hand:
            self._process()
        if self.question.explanation:
            node = etree.SubElement(self.root, "modalFeedback")
            for name, value in (
                ("outcomeIdentifier", "FEEDBACK"),
                ("identifier", "none"),
                ("showHide", "hide"),
            ):
                node.set(name, value)
            parent = etree.SubElement(node, "contentBody") if self.version.is_three else node
            markup.to_elements(self.question.explanation, parent)

    def _process(self) -> None:
        if self.processing is not None:
            self.root.append(self.processing)
            return
        if self.template == CORRECT and self.question.points != ONE:
            self.root.append(self._all_or_nothing())
            return
        node = etree.SubElement(self.root, "responseProcessing")
        suffix = ".xml" if self.version.is_three else ""
        node.set("template", self.version.templates + self.template + suffix)

    def _all_or_nothing(self) -> Any:
        """The template gives one point: for another number the rule is written out."""
        node = etree.Element("responseProcessing")
        rule = etree.SubElement(etree.SubElement(node, "responseCondition"), "responseIf")
        match = etree.SubElement(rule, "match")
        etree.SubElement(match, "variable").set("identifier", "RESPONSE")
        etree.SubElement(match, "correct").set("identifier", "RESPONSE")
        self.set_score(rule, self.question.points)
        return node

    def set_score(self, rule: Any, points: Decimal) -> None:
        """A rule that sets the score."""
        outcome = etree.SubElement(rule, "setOutcomeValue")
        outcome.set("identifier", "SCORE")
        value = etree.SubElement(outcome, "baseValue")
        value.set("baseType", "float")
        value.text = _number(points)

    def earned(self, share: Fraction | Decimal) -> Decimal:
        """A share of the points, in points."""
        exact = Fraction(share) * Fraction(self.question.points)
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
            Decimal("0.000001")
        ).normalize() + 0


def _number(number: Decimal) -> str:
    return f"{number.normalize() + 0:f}"


def _named(key: str) -> str:
    """An identifier of XML may not begin with a digit."""
    return f"a{key}"


# -- types


def _choice(writing: _Writing, question: Any) -> None:
    is_multiple = isinstance(question, questions.MultipleChoice)
    earned = scoring.credits_of(question) if is_multiple else {}
    has_credits = is_multiple or any(each.credit for each in question.options)
    mapping = {
        _named(each.key): (writing.earned(earned.get(each.key, each.credit or Decimal(each.is_right))), False)
        for each in question.options
    }
    right = [_named(each.key) for each in question.right]
    writing.declare(
        "multiple" if is_multiple else "single", "identifier", right, mapping if has_credits else None
    )
    writing.text(question.stem)
    is_fixed = isinstance(question, questions.TrueFalse)
    node = writing.interaction(
        "choiceInteraction", shuffle="false" if is_fixed else "true", maxChoices="0" if is_multiple else "1"
    )
    for each in question.options:
        choice = etree.SubElement(node, "simpleChoice")
        choice.set("identifier", _named(each.key))
        markup.to_elements(each.text, choice)
        writing.feedback(choice, _named(each.key), each.feedback)


def _matching(writing: _Writing, question: Any) -> None:
    pairs = [f"r{each.key} c{each.choice}" for each in question.pairs]
    _associations(writing, question, pairs, question.pairs, question.choices)


def _categorize(writing: _Writing, question: Any) -> None:
    writing.made.note(question, "It goes along as matching: each item is a row, each category a column.")
    pairs = [f"r{each.key} c{each.category}" for each in question.items]
    _associations(writing, question, pairs, question.items, question.categories)


def _associations(
    writing: _Writing, question: Any, pairs: list[str], rows: Sequence[Any], columns: Sequence[Any]
) -> None:
    """Rows to be put to columns, each row once; every pair that is right earns the same."""
    share = writing.earned(Fraction(1, len(pairs)))
    writing.declare("multiple", "directedPair", pairs, dict.fromkeys(pairs, (share, False)))
    writing.text(question.stem)
    node = writing.interaction("matchInteraction", shuffle="true", maxAssociations=str(len(pairs)))
    for prefix, several, most in (("r", rows, "1"), ("c", columns, "0")):
        one = etree.SubElement(node, "simpleMatchSet")
        for each in several:
            choice = etree.SubElement(one, "simpleAssociableChoice")
            choice.set("identifier", prefix + each.key)
            choice.set("matchMax", most)
            markup.to_elements(each.text, choice, is_inline=True)


def _ordering(writing: _Writing, question: Any) -> None:
    writing.declare("ordered", "identifier", [_named(each.key) for each in question.items])
    writing.made.note(question, "There, only the whole order earns points.")
    writing.text(question.stem)
    node = writing.interaction("orderInteraction", shuffle="true")
    for each in question.items:
        choice = etree.SubElement(node, "simpleChoice")
        choice.set("identifier", _named(each.key))
        markup.to_elements(each.text, choice)


def _texts(writing: _Writing, accepted: tuple[AcceptedText, ...]) -> Mapping[str, tuple[Decimal, bool]]:
    if any("*" in each.text.replace("\\*", "") for each in accepted):
        writing.made.note(writing.question, "There, an asterisk stands for itself.")
    if any(each.feedback for each in accepted):
        writing.made.note(writing.question, "Feedback on answers is left out.")
    return {each.text.replace("\\*", "*"): (writing.earned(each.credit), each.is_exact) for each in accepted}


def _short(writing: _Writing, question: Any) -> None:
    best = next(each.text.replace("\\*", "*") for each in question.accepted if each.credit == 1)
    writing.declare("single", "string", [best], _texts(writing, question.accepted))
    writing.text(question.stem)
    _entry(
        writing, etree.SubElement(etree.SubElement(writing.body, "div"), "textEntryInteraction"), "RESPONSE"
    )


def _entry(writing: _Writing, node: Any, identifier: str) -> None:
    node.set("responseIdentifier", identifier)
    node.set("expectedLength", "20")


def _numeric(writing: _Writing, question: Any) -> None:
    if question.unit:
        writing.made.note(question, "The unit is left out.")
    middle, by = _one_tolerance(question.accepted)
    if len(question.accepted) > 1:
        writing.made.note(question, "Only the first accepted number goes along.")
    writing.declare("single", "float", [_number(middle)])
    if by:
        writing.processing = _within(writing, by)
    writing.text(question.stem)
    _entry(
        writing, etree.SubElement(etree.SubElement(writing.body, "div"), "textEntryInteraction"), "RESPONSE"
    )


def _one_tolerance(accepted: tuple[AcceptedNumber, ...]) -> tuple[Decimal, Decimal]:
    first = next((each for each in accepted if each.credit == 1), accepted[0])
    if first.low is None or first.high is None or first.is_low_open or first.is_high_open:
        raise NotCarried("A number without a lower and an upper bound is not written.")
    return (first.low + first.high) / 2, (first.high - first.low) / 2


def _within(writing: _Writing, by: Decimal) -> Any:
    node = etree.Element("responseProcessing")
    rule = etree.SubElement(etree.SubElement(node, "responseCondition"), "responseIf")
    equal = etree.SubElement(rule, "equal")
    equal.set("toleranceMode", "absolute")
    equal.set("tolerance", f"{_number(by)} {_number(by)}")
    etree.SubElement(equal, "variable").set("identifier", "RESPONSE")
    etree.SubElement(equal, "correct").set("identifier", "RESPONSE")
    writing.set_score(rule, writing.question.points)
    return node


def _cloze(writing: _Writing, question: Any) -> None:
    share = Fraction(1, len(question.gaps))
    block = etree.SubElement(writing.body, "div")
    markup.to_elements(embedded.unmarked(question.text), block)
    by_key = {each.key: each for each in question.gaps}
    markup.put_elements(block, embedded.MARK, lambda found: _gap(writing, by_key[found[1]], share))
    writing.processing = _summed(writing, [f"GAP{each.key}" for each in question.gaps])


def _gap(writing: _Writing, gap: questions.Gap, share: Fraction) -> Any:
    identifier = f"GAP{gap.key}"
    if gap.kind == "choice":
        node = etree.Element("inlineChoiceInteraction")
        node.set("responseIdentifier", identifier)
        node.set("shuffle", "false")
        for each in gap.options:
            choice = etree.SubElement(node, "inlineChoice")
            choice.set("identifier", _named(each.key))
            choice.text = markup.xml_text(markup.to_text(each.text))
        mapping = {
            _named(e.key): (
                writing.earned(share * Fraction(e.credit if e.credit is not None else int(e.is_right))),
                False,
            )
            for e in gap.options
        }
        right = [_named(each.key) for each in gap.options if each.is_right][:1]
        writing.declare("single", "identifier", right, mapping, identifier=identifier, is_bounded=False)
        return node
    node = etree.Element("textEntryInteraction")
    _entry(writing, node, identifier)
    if gap.kind == "numeric":
        middle, by = _one_tolerance(gap.numbers)
        if by or len(gap.numbers) > 1 or gap.numbers[0].unit:
            writing.made.note(writing.question, "Tolerances, units and other numbers of a gap are left out.")
        key = _number(middle)
        writing.declare(
            "single",
            "float",
            [key],
            {key: (writing.earned(share), False)},
            identifier=identifier,
            is_bounded=False,
        )
        return node
    accepted = _texts(writing, gap.texts)
    scaled = {
        key: (writing.earned(share * Fraction(value) / Fraction(writing.question.points or 1)), exact)
        for key, (value, exact) in accepted.items()
    }
    writing.declare("single", "string", [next(iter(scaled))], scaled, identifier=identifier, is_bounded=False)
    return node


def _summed(writing: _Writing, identifiers: list[str]) -> Any:
    node = etree.Element("responseProcessing")
    outcome = etree.SubElement(node, "setOutcomeValue")
    outcome.set("identifier", "SCORE")
    total = etree.SubElement(outcome, "sum")
    for each in identifiers:
        etree.SubElement(total, "mapResponse").set("identifier", each)
    return node


def _hotspot(writing: _Writing, question: Any) -> None:
    right = [_named(each.key) for each in question.areas if each.is_right]
    share = writing.earned(Fraction(1, len(right)))
    mapping = {_named(e.key): (share if e.is_right else -share, False) for e in question.areas}
    writing.declare("multiple", "identifier", right, mapping)
    writing.made.note(question, "There, areas are chosen, not places.")
    writing.text(question.stem)
    node = writing.interaction("hotspotInteraction", maxChoices=str(len(right)))
    size = size_of(writing.files.get(question.image.removeprefix("media/"), b"")) or UNKNOWN
    pictured.picture(node, question, writing.version, size)
    for each in question.areas:
        choice = etree.SubElement(node, "hotspotChoice")
        shape, coords = pictured.coords(each, size)
        for name, value in (("identifier", _named(each.key)), ("shape", shape), ("coords", coords)):
            choice.set(name, value)
        if each.label:
            choice.set("hotspotLabel", markup.xml_text(each.label))


def _essay(writing: _Writing, question: Any) -> None:
    _by_hand(writing, question, "extendedTextInteraction", "string")


def _file(writing: _Writing, question: Any) -> None:
    _by_hand(writing, question, "uploadInteraction", "file")


def _by_hand(writing: _Writing, question: Any, name: str, base: str) -> None:
    writing.declare("single", base, [])
    writing.text(question.stem)
    if question.rubric.criteria:
        writing.made.note(question, "The rubric is left out.")
    writing.interaction(name)


_WRITERS: Mapping[str, Callable[[_Writing, Any], None]] = {
    "single": _choice, "multiple": _choice, "true-false": _choice, "matching": _matching, "ordering": _ordering,
    "short": _short, "numeric": _numeric, "cloze": _cloze, "categorize": _categorize, "hotspot": _hotspot,
    "file": _file, "essay": _essay,
}  # fmt: skip
