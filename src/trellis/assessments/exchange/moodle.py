"""Moodle XML, read. Source: https://docs.moodle.org/en/Moodle_XML_format and the files that Moodle writes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from trellis.assessments.definitions import questions
from trellis.assessments.definitions.numbers import UnreadableNumber, accepted_number
from trellis.assessments.definitions.questions import ONE, AcceptedText, Question
from trellis.assessments.exchange import embedded, markup
from trellis.assessments.exchange.gift import choice_of
from trellis.assessments.exchange.keys import Keys
from trellis.assessments.exchange.pictures import file_name
from trellis.assessments.exchange.results import Imported, NotCarried, UnreadableFile
from trellis.assessments.exchange.safexml import (
    BrokenXml,
    apart,
    below,
    child,
    children,
    local,
    parsed,
    text_of,
)

_PLUGIN = re.compile(r"@@PLUGINFILE@@/([^\"'\s)<>]+)")
_TWO_GAPS = re.compile(r"\[\[(\d{1,3})\]\]")
Base = dict[str, Any]


def read(data: bytes) -> Imported:
    """The questions of a file. Raises UnreadableFile where it is no Moodle XML at all.

    Of a file that is broken somewhere, each question is read that is whole.
    """
    found, keys, pool = Imported(), Keys(), ""
    for each, before in _nodes(data, found):
        kind = (each.get("type") or "").strip().lower()
        if kind == "category":
            pool = _pool(text_of(child(each, "category")))
            continue
        name = text_of(child(each, "name")) or text_of(child(each, "questiontext"))[:40]
        where = f"line {each.sourceline + before}, “{' '.join(name.split())[:60]}”"
        try:
            found.questions.append(_question(_Element(each, kind, where, found), keys, pool))
        except NotCarried as error:
            found.left_out(where, str(error))
        except (UnreadableNumber, DecimalException):
            found.left_out(where, "It has a number that cannot be read.")
    return found


def _nodes(data: bytes, found: Imported) -> Iterator[tuple[Any, int]]:
    """The questions of a file with the number of lines to add to theirs; those that are broken are noted."""
    try:
        root = parsed(data)
    except BrokenXml:
        text = data.decode("utf-8-sig", "replace")
        pieces = [] if "<!DOCTYPE" in text or "<quiz" not in text[:2000] else list(apart(text, "question"))
        if len(pieces) < 2:
            raise
        for before, piece in pieces:
            try:
                yield parsed(piece), before
            except BrokenXml as error:
                told = f"Its XML cannot be read, by line {before + error.line}: {error.reason}."
                found.left_out(f"line {before + 1}", told)
        return
    if local(root) != "quiz":
        raise UnreadableFile(f"It begins with <{local(root)}>, and Moodle XML with <quiz>.")
    for each in children(root, "question"):
        yield each, 0


@dataclass(slots=True)
class _Element:
    """A question of the file, with what is found out while it is read."""

    node: Any
    kind: str
    where: str
    found: Imported

    def note(self, message: str) -> None:
        self.found.note(self.where, message)

    def said(self, name: str, default: str = "") -> str:
        """The text of a child."""
        return text_of(child(self.node, name)) or default

    def markdown(self, node: Any, prepared: Callable[[str], str] | None = None) -> str:
        """A text of the file as Markdown, in the format that it says it has; its pictures are taken along."""
        if node is None:
            return ""
        inner = child(node, "text")
        text = "".join((inner if inner is not None else node).itertext())
        text = self._with_files(node, text)
        text = prepared(text) if prepared is not None else text
        form = (node.get("format") or "html").lower()
        if form == "markdown":
            return text.strip()
        if form == "plain_text":
            return markup.escaped(text)
        return markup.from_html(text) if form == "html" else markup.from_text(text)

    def _with_files(self, node: Any, text: str) -> str:
        for each in children(node, "file"):
            name = file_name(each.get("name") or "")
            try:
                self.found.files[name] = base64.b64decode("".join(each.itertext()), validate=False)
            except (binascii.Error, ValueError):
                self.note(f"The file “{name}” cannot be read.")
        return _PLUGIN.sub(lambda found: f"media/{file_name(found[1])}", text)


def _pool(path: str) -> str:
    parts = [each.strip() for each in re.split(r"(?<!/)/(?!/)", path) if each.strip()]
    return (
        "" if not parts or parts[-1].startswith("$") or parts[-1] == "top" else parts[-1].replace("//", "/")
    )


def _question(element: _Element, keys: Keys, pool: str) -> Question:
    maker = _MAKERS.get(element.kind)
    if maker is None:
        why = _WHY_NOT.get(element.kind, f"There are no questions of the type “{element.kind[:40]}” here.")
        raise NotCarried(why)
    stem = element.markdown(child(element.node, "questiontext")) if element.kind not in _WITH_GAPS else ""
    name = element.said("name")
    hints = [element.markdown(each) for each in children(element.node, "hint")]
    if len(list(filter(None, hints))) > 1:
        element.note("Hints behind the first one are left out.")
    base: Base = {
        "key": keys.key(element.said("idnumber"), name, markup.to_text(stem)[:60]),
        "stem": stem or (markup.escaped(name) if element.kind not in _WITH_GAPS else ""),
        "points": _points(element), "pool": pool, "hint": next(filter(None, hints), ""),
        "explanation": element.markdown(child(element.node, "generalfeedback")),
        "tags": tuple(re.sub(r"[\s,;]+", "-", text_of(each)) for each in below(child(element.node, "tags"), "tag")),
        "line": element.node.sourceline or 0,
    }  # fmt: skip
    return maker(element, base)


def _points(element: _Element) -> Decimal:
    said = element.said("defaultgrade", "1")
    points = Decimal(said).quantize(Decimal("0.01")).normalize()
    return min(max(points, Decimal(0)), Decimal(1000)) + 0


def _share(node: Any) -> Decimal:
    return min(max(Decimal((node.get("fraction") or "0").strip()) / 100, -ONE), ONE)


def _answers(element: _Element) -> list[tuple[Any, str, Decimal, str]]:
    """Each answer with its text, its share and its feedback."""
    return [
        (each, element.markdown(each), _share(each), element.markdown(child(each, "feedback")))
        for each in children(element.node, "answer")
    ]


def _choice(element: _Element, base: Base) -> Question:
    written = [(text, share, feedback) for _node, text, share, feedback in _answers(element)]
    if any(not text for text, _share, _feedback in written):
        element.note("An answer without words is left out.")
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        if _is_own(text_of(child(element.node, name))):
            element.note("Feedback on the whole answer is left out.")
            break
    is_multiple = element.said("single", "true").lower() in ("false", "0")
    return choice_of([each for each in written if each[0]], base, element.found, is_multiple=is_multiple)


def _is_own(text: str) -> bool:
    return bool(text) and not re.match(r"(<p>)?your answer is (partially )?(in)?correct\.?", text.lower())


def _true_false(element: _Element, base: Base) -> Question:
    told = {
        text_of(child(node, "text")).lower(): (share, feedback)
        for node, _, share, feedback in _answers(element)
    }
    if not {"true", "false"} <= set(told):
        raise NotCarried("Its answers are not true and false.")
    holds = told["true"][0] > told["false"][0]
    return questions.TrueFalse(
        **base, options=questions.true_false_options(holds, told["true"][1], told["false"][1])
    )


def _short(element: _Element, base: Base) -> Question:
    is_exact = element.said("usecase", "0").lower() in ("1", "true")
    accepted = tuple(
        AcceptedText(
            " ".join(text_of(child(node, "text")).split()), is_exact, max(share, Decimal(0)), feedback
        )
        for node, _text, share, feedback in _answers(element)
    )
    accepted = tuple(each for each in accepted if each.text)
    if not any(each.credit == 1 for each in accepted):
        raise NotCarried("No answer earns all its points.")
    return questions.ShortAnswer(**base, accepted=accepted)


def _numeric(element: _Element, base: Base) -> Question:
    units = below(child(element.node, "units"), "unit")
    unit = next(
        (text_of(child(each, "unit_name")) for each in units if _is_one(child(each, "multiplier"))), ""
    )
    if len(units) > 1:
        element.note("Units besides the first one are left out; those of the same measure are taken anyway.")
    accepted = []
    for node, _text, share, feedback in _answers(element):
        said = text_of(child(node, "text"))
        if said == "*":
            element.note("The answer for anything else, *, is left out.")
            continue
        by = text_of(child(node, "tolerance")) or (node.get("tolerance") or "0")
        about = f" ± {by}" if Decimal(by) else ""
        accepted.append(
            accepted_number(f"{Decimal(said)}{about} {unit}".strip(), max(share, Decimal(0)), feedback)
        )
    if not any(each.credit == 1 for each in accepted):
        raise NotCarried("No number earns all its points.")
    return questions.Numeric(**base, accepted=tuple(accepted))


def _is_one(node: Any) -> bool:
    try:
        return Decimal(text_of(node) or "1") == 1
    except DecimalException:
        return False


def _matching(element: _Element, base: Base) -> Question:
    rows = []
    for each in children(element.node, "subquestion"):
        left = markup.one_line(element.markdown(each))
        right = (
            markup.escaped(text_of(child(child(each, "answer"), "text")))
            if child(each, "answer") is not None
            else ""
        )
        if right:
            rows.append((left, " ".join(right.split())))
    pairs, choices = questions.matching_of(rows)
    if not pairs or len(choices) < 2:
        raise NotCarried("It has nothing to match.")
    return questions.Matching(**base, pairs=pairs, choices=choices, headings=("Item", "Match"))


def _ordering(element: _Element, base: Base) -> Question:
    texts = [text for _node, text, _share, _feedback in _answers(element) if text]
    if len(texts) < 2:
        raise NotCarried("It has nothing to put in order.")
    return questions.Ordering(**base, items=questions.items_of(texts))


def _essay(element: _Element, base: Base) -> Question:
    if element.said("graderinfo"):
        element.note("What it says to those who grade is left out.")
    if element.said("responseformat") == "noinline" and element.said("attachments", "0") != "0":
        return questions.FileUpload(**base)
    return questions.Essay(**base)


def _cloze(element: _Element, base: Base) -> Question:
    gaps: list[questions.Gap] = []
    weights: list[Decimal] = []

    def prepared(text: str) -> str:
        made, found, weight = embedded.taken(text, element.note)
        gaps.extend(found)
        weights.append(weight)
        return made

    text = embedded.marked(element.markdown(child(element.node, "questiontext"), prepared))
    if not gaps:
        raise NotCarried("Its text has no gap.")
    return _with_gaps(element, {**base, "points": sum(weights)}, text, gaps)


def _chosen_words(element: _Element, base: Base) -> Question:
    """Gaps `[[1]]` to fill with words of the same group (types gapselect and ddwtos)."""
    boxes = children(element.node, "selectoption", "dragbox")
    words = [text_of(child(each, "text")) for each in boxes]
    groups = [text_of(child(each, "group")) for each in boxes]
    gaps: list[questions.Gap] = []

    def prepared(text: str) -> str:
        def put(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            if not 0 <= at < len(words):
                element.note("A gap names a word that is not there; it is left as it is written.")
                return found[0]
            same = [words[each] for each in range(len(words)) if groups[each] == groups[at]]
            if len(same) < 2:
                element.note("A gap with one word to choose is filled in with it.")
                return markup.escaped(words[at])
            gaps.append(
                embedded.choice_gap(
                    str(len(gaps) + 1), [(markup.escaped(e), e == words[at], None) for e in same]
                )
            )
            return embedded.mark(len(gaps))

        return _TWO_GAPS.sub(put, text)

    text = embedded.marked(element.markdown(child(element.node, "questiontext"), prepared))
    if not gaps:
        raise NotCarried("Its text has no gap.")
    return _with_gaps(element, base, text, gaps)


def _with_gaps(element: _Element, base: Base, text: str, gaps: list[questions.Gap]) -> Question:
    """The name is the heading; the text with its gaps stands below it."""
    title = markup.escaped(" ".join(element.said("name").split())) or base["key"]
    return questions.Cloze(**{**base, "stem": title}, text=text, gaps=tuple(gaps))


_WITH_GAPS = frozenset({"cloze", "multianswer", "gapselect", "ddwtos"})
_WHY_NOT = {
    "description": "It is a text and asks nothing.",
    "ddimageortext": "Dragging onto a picture is not known here; make it a hotspot or a matching.",
    "ddmarker": "Dragging markers onto a picture is not known here; make it a hotspot.",
    "calculated": "Its numbers come from a data set; write it as numeric with parameters.",
    "calculatedmulti": "Its numbers come from a data set; write it with parameters.",
    "calculatedsimple": "Its numbers come from a data set; write it as numeric with parameters.",
    "random": "It stands for a question drawn from a category; draw from a pool instead.",
    "randomsamatch": "It is made of other questions; write a matching.",
}
_MAKERS: Mapping[str, Callable[[_Element, Base], Question]] = {
    "multichoice": _choice, "truefalse": _true_false, "shortanswer": _short, "numerical": _numeric,
    "matching": _matching, "match": _matching, "ordering": _ordering, "essay": _essay, "cloze": _cloze,
    "multianswer": _cloze, "gapselect": _chosen_words, "ddwtos": _chosen_words, "multichoiceset": _choice,
}  # fmt: skip
