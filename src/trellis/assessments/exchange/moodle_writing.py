"""Questions as Moodle XML. What it cannot hold is left out and said."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lxml import etree

from trellis.assessments.definitions import questions, scoring, writing
from trellis.assessments.definitions.questions import NOTHING, ONE, Question
from trellis.assessments.exchange import markup
from trellis.assessments.exchange.embedded import embedded
from trellis.assessments.exchange.lost import untold
from trellis.assessments.exchange.results import Exported, NotCarried


def write(several: Iterable[Question], files: Mapping[str, bytes] | None = None) -> Exported:
    """A Moodle XML file, as UTF-8; `files` are the pictures that the questions show at `media/…`."""
    made, root, pool = Exported(), etree.Element("quiz"), ""
    for each in several:
        try:
            element = _question(each, made)
        except NotCarried as error:
            made.left_out(each, str(error))
            continue
        if each.pool != pool:
            pool = each.pool
            category = etree.SubElement(root, "question", type="category")
            _plain(category, "category", "$course$/" + pool.replace("/", "//") if pool else "$course$")
        root.append(element)
        for told in untold(each, "pool", "tags", "explanation", "hint", "points"):
            made.note(each, told)
    _embed(root, files or {})
    etree.indent(root)
    made.data = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def _question(question: Question, made: Exported) -> Any:
    maker = _WRITERS.get(question.type)
    if maker is None:
        raise NotCarried(f"Moodle XML has no questions of the type “{question.type}”.")
    if question.parameters:
        raise NotCarried("Moodle XML has no numbers that vary.")
    kind, add = maker
    element = etree.Element("question", type=kind)
    is_cloze = isinstance(question, questions.Cloze)
    name = markup.to_text(question.title) if is_cloze else question.key
    _plain(element, "name", name or question.key)
    _text(
        element,
        "questiontext",
        embedded(question, lambda told: made.note(question, told))
        if isinstance(question, questions.Cloze)
        else question.stem,
    )
    _text(element, "generalfeedback", question.explanation)
    _said(element, "defaultgrade", f"{question.points:f}")
    _said(element, "penalty", "0")
    _said(element, "hidden", "0")
    _said(element, "idnumber", question.key)
    add(element, question, made)
    if question.hint:
        _text(element, "hint", question.hint)
    if question.tags:
        tags = etree.SubElement(element, "tags")
        for each in question.tags:
            _plain(tags, "tag", each)
    return element


def _embed(root: Any, files: Mapping[str, bytes]) -> None:
    """Put each picture beside the texts that show it, as Moodle keeps them."""
    for each in root.iter("text"):
        for name, data in files.items():
            shown = re.compile(rf"\]\(media/{re.escape(name)}(?=[)\s])")
            if each.text and shown.search(each.text):
                each.text = shown.sub(f"](@@PLUGINFILE@@/{name}", each.text)
                file = etree.SubElement(each.getparent(), "file", name=name, path="/", encoding="base64")
                file.text = base64.b64encode(data).decode()


def _said(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = markup.xml_text(text)


def _plain(parent: Any, name: str, text: str) -> Any:
    made = etree.SubElement(parent, name)
    _said(made, "text", text)
    return made


def _text(parent: Any, name: str, text: str) -> Any:
    made = etree.SubElement(parent, name, format="markdown")
    _said(made, "text", text)
    return made


def _answer(parent: Any, text: str, share: Decimal | float, feedback: str, form: str) -> Any:
    percent = f"{float(share) * 100:.5f}".rstrip("0").rstrip(".")
    made = etree.SubElement(parent, "answer", fraction=percent or "0", format=form)
    _said(made, "text", text)
    _text(made, "feedback", feedback)
    return made


def _choice(element: Any, question: Any, made: Exported) -> None:
    is_multiple = isinstance(question, questions.MultipleChoice)
    _said(element, "single", "false" if is_multiple else "true")
    _said(element, "shuffleanswers", "true")
    _said(element, "answernumbering", "abc")
    earned = scoring.credits_of(question) if is_multiple else {}
    shares = [
        earned.get(each.key, ONE if each.is_right else each.credit or NOTHING) for each in question.options
    ]
    if any(not _is_known(Fraction(each)) for each in shares):
        made.note(question, "Moodle knows only certain shares of points: let it take the nearest on import.")
    if is_multiple and sum(max(Fraction(each), Fraction(0)) for each in shares) != 1:
        made.note(question, "There, the right answers together earn all the points, neither more nor less.")
    for each, share in zip(question.options, shares, strict=True):
        _answer(element, each.text, float(share), each.feedback, "markdown")


def _is_known(share: Fraction) -> bool:
    """Whether Moodle has this share: `question_bank::fraction_options_full()` of its source."""
    size = abs(share)
    return any(abs(size - each) < Fraction(1, 100_000) for each in _SHARES)


_SHARES = frozenset(
    Fraction(part, whole)
    for whole, parts in (
        (1, (0, 1)), (2, (1,)), (3, (1, 2)), (4, (1, 3)), (5, (1, 2, 3, 4)), (6, (1, 5)), (7, (1,)), (8, (1,)),
        (9, (1,)), (10, (1, 3, 7, 9)), (20, (1,)),
    )
    for part in parts
)  # fmt: skip


def _true_false(element: Any, question: Any, made: Exported) -> None:
    for each in question.options:
        _answer(element, each.key, int(each.is_right), each.feedback, "moodle_auto_format")


def _short(element: Any, question: Any, made: Exported) -> None:
    exact = {each.is_exact for each in question.accepted}
    if len(exact) > 1:
        made.note(question, "Capitals count in all answers or in none: they count in none.")
    _said(element, "usecase", "1" if exact == {True} else "0")
    for each in question.accepted:
        _answer(element, each.text, each.credit, each.feedback, "plain_text")


def _numeric(element: Any, question: Any, made: Exported) -> None:
    for each in question.accepted:
        if each.low is None or each.high is None or each.is_low_open or each.is_high_open:
            raise NotCarried("Moodle XML has no numbers without a lower and an upper bound.")
        answer = _answer(element, f"{(each.low + each.high) / 2:f}", each.credit, each.feedback, "plain_text")
        _said(answer, "tolerance", f"{(each.high - each.low) / 2:f}")
    if question.unit:
        if any(each.unit != question.unit for each in question.accepted):
            raise NotCarried("Its accepted numbers have several units.")
        unit = etree.SubElement(etree.SubElement(element, "units"), "unit")
        _said(unit, "multiplier", "1")
        _said(unit, "unit_name", question.unit)


def _matching(element: Any, question: Any, made: Exported) -> None:
    by_key = {each.key: each.text for each in question.choices}
    used = {each.choice for each in question.pairs}
    rows = [(each.text, by_key[each.choice]) for each in question.pairs]
    rows += [("", each.text) for each in question.choices if each.key not in used]
    _said(element, "shuffleanswers", "true")
    for left, right in rows:
        _plain(_text(element, "subquestion", left), "answer", markup.to_text(right))


def _ordering(element: Any, question: Any, made: Exported) -> None:
    for name, said in (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0")):
        _said(element, name, said)
    _said(element, "gradingtype", "LONGEST_ORDERED_SUBSET")
    for at, each in enumerate(question.items, 1):
        _answer(element, each.text, at / 100, "", "markdown")


def _by_hand(element: Any, question: Any, made: Exported) -> None:
    is_file = isinstance(question, questions.FileUpload)
    _said(element, "responseformat", "noinline" if is_file else "editor")
    _said(element, "responserequired", "0" if is_file else "1")
    _said(element, "attachments", "1" if is_file else "0")
    if question.rubric.criteria:
        made.note(question, "The rubric goes along as a text for those who grade.")
        _text(element, "graderinfo", writing.rubric(question.rubric))


def _nothing(element: Any, question: Any, made: Exported) -> None:
    """The gaps stand in the text."""


_WRITERS: Mapping[str, tuple[str, Callable[[Any, Any, Exported], None]]] = {
    "single": ("multichoice", _choice), "multiple": ("multichoice", _choice), "true-false": ("truefalse", _true_false),
    "matching": ("matching", _matching), "ordering": ("ordering", _ordering), "short": ("shortanswer", _short),
    "numeric": ("numerical", _numeric), "cloze": ("cloze", _nothing), "essay": ("essay", _by_hand),
    "file": ("essay", _by_hand),
}  # fmt: skip
