"""Items that ask several things at once: each becomes a question of its own, under what stands above all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from trellis.assessments.definitions import questions
from trellis.assessments.definitions.questions import ONE, AcceptedNumber, AcceptedText, Gap, Question
from trellis.assessments.exchange import embedded
from trellis.assessments.exchange.keys import Keys
from trellis.assessments.exchange.qti import gapped
from trellis.assessments.exchange.qti.items import Item
from trellis.assessments.exchange.qti.responses import Response
from trellis.assessments.exchange.results import NotCarried
from trellis.assessments.exchange.safexml import below, child, local

_HELD = re.compile("\ue005(\\d+)\ue006")
_SMALLEST = Decimal("0.01")


class Ways(NamedTuple):
    """How single interactions are read; see `reading`."""

    makers: Mapping[str, Callable[[Item, dict[str, Any], Any], Question]]
    inline: frozenset[str]
    texts_of: Callable[[Response], tuple[AcceptedText, ...]]
    numbers_of: Callable[[Response], tuple[AcceptedNumber, ...]]


@dataclass(slots=True)
class Part:
    """One of the things that are asked: a block, or the gaps of a text."""

    interactions: list[Any]
    stem: str
    is_text: bool = False


def questions_of(
    item: Item, base: Mapping[str, Any], title: str, body: Any, interactions: list[Any], ways: Ways, keys: Keys
) -> list[Question]:  # fmt: skip
    """A question of each part; of those that cannot be taken it is said why. Raises NotCarried where none can."""
    parts = _parts(item, body, interactions, ways)
    points = _points(item, parts)
    made, reasons = list[Question](), list[str]()
    for number, (part, each) in enumerate(zip(parts, points, strict=True), 1):
        key = base["key"] if not made else keys.key(f"{base['key']}-{number}")
        try:
            made.append(_question(item, {**base, "key": key, "points": each}, part, title, ways))
        except NotCarried as error:
            reasons.append(str(error))
            line = part.interactions[0].sourceline
            item.found.left_out(f"{item.where}, part {number}, line {line}", reasons[-1])
    if not made:
        raise NotCarried(f"Nothing of what it asks at once can be taken: {reasons[0]}")
    item.note(f"It asked {len(parts)} things at once there; each is a question of its own here.")
    if _is_all_or_nothing(item.root):
        item.note("There it earned points only where all was right together; here each part does by itself.")
    return made


def _parts(item: Item, body: Any, interactions: list[Any], ways: Ways) -> list[Part]:
    numbers = {id(each): at for at, each in enumerate(interactions)}

    def special(element: Any) -> str | None:
        at = numbers.get(id(element))
        if at is None:
            return None
        return embedded.mark(at) if local(element) in ways.inline else f"\n\n\ue005{at}\ue006\n\n"

    pieces = _HELD.split(item.markdown(body, special))
    texts = [each.strip() for each in pieces[::2]]
    lead = "\n\n".join(
        each for each in dict.fromkeys((texts[0], texts[-1])) if each and not embedded.MARK.search(each)
    )
    found = []
    for at, text in enumerate(texts):
        if embedded.MARK.search(text):
            inside = [interactions[int(each)] for each in embedded.MARK.findall(text)]
            found.append(Part(inside, _under(lead, text), is_text=True))
            text = ""
        if at < len(texts) - 1:
            before = "" if text == lead or at == 0 else text
            found.append(Part([interactions[int(pieces[2 * at + 1])]], _under(lead, before)))
    return found


def _under(lead: str, text: str) -> str:
    return "\n\n".join(filter(None, (lead, text)))


def _question(item: Item, base: dict[str, Any], part: Part, title: str, ways: Ways) -> Question:
    only = part.interactions[0]
    if part.is_text:
        gaps = list[Gap]()
        text = part.stem
        for each, number in zip(part.interactions, embedded.MARK.findall(part.stem), strict=True):
            gaps.append(gapped.gap(item, each, str(len(gaps) + 1), ways.texts_of, ways.numbers_of))
            text = text.replace(embedded.mark(int(number)), f"[[{len(gaps)}]]")
        return questions.Cloze(**base, stem=title, text=text, gaps=tuple(gaps))
    if local(only) == "gapMatchInteraction":
        text, filled = gapped.gap_match(item, only, only)
        return questions.Cloze(**base, stem=title, text=_under(part.stem, text), gaps=filled)
    maker = ways.makers.get(local(only))
    if maker is None:
        raise NotCarried(f"There are no questions of the type “{local(only)}” here.")
    prompt = child(only, "prompt")
    stem = _under(part.stem, item.markdown(prompt) if prompt is not None else "")
    if local(only) == "hottextInteraction":
        stem = _under(stem, item.markdown(only, lambda each: _hot(item, each)))
    return maker(item, {**base, "stem": stem or title}, only)


def _hot(item: Item, element: Any) -> str | None:
    if local(element) == "hottext":
        return f"**{item.markdown(element)}**"
    return "" if local(element) == "prompt" else None


def _points(item: Item, parts: list[Part]) -> list[Decimal]:
    """What each part gives: what its mapping earns at most, else an equal share of what the item says."""
    responses = item.declared.responses
    weights = [
        sum(
            (_best(responses.get(each.get("responseIdentifier") or "")) for each in part.interactions),
            Decimal(0),
        )
        for part in parts
    ]
    if not item.declared.uses_mapping or not all(weights):
        weights = [ONE] * len(parts)
    said = item.declared.points or sum(weights, Decimal(0))
    whole = sum(weights, Decimal(0))
    return [max((said * each / whole).quantize(_SMALLEST), _SMALLEST).normalize() + 0 for each in weights]


def _best(response: Response | None) -> Decimal:
    return response.best if response is not None else Decimal(0)


def _is_all_or_nothing(root: Any) -> bool:
    """Whether its rules compare several responses at once."""
    processing = child(root, "responseProcessing")
    return any(
        len({one.get("identifier") for one in below(each, "variable")}) > 1
        for each in below(processing, "and")
    )
