"""Items with gaps in a text: entries and choices within it, and words to put into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trellis.assessments.definitions.questions import AcceptedNumber, AcceptedText, Gap
from trellis.assessments.exchange import embedded, markup
from trellis.assessments.exchange.qti.items import Item
from trellis.assessments.exchange.qti.responses import Response
from trellis.assessments.exchange.results import NotCarried
from trellis.assessments.exchange.safexml import below, children, local

BLANK = "\\_\\_\\_\\_\\_"


def inline(
    item: Item,
    body: Any,
    interactions: list[Any],
    texts_of: Callable[[Response], tuple[AcceptedText, ...]],
    numbers_of: Callable[[Response], tuple[AcceptedNumber, ...]],
) -> tuple[str, tuple[Gap, ...]]:
    """The text of a body with a gap for each interaction in it."""
    gaps: list[Gap] = []

    def special(element: Any) -> str | None:
        if not any(element is each for each in interactions):
            return None
        gaps.append(gap(item, element, str(len(gaps) + 1), texts_of, numbers_of))
        return embedded.mark(len(gaps))

    text = embedded.marked(item.markdown(body, special))
    return text, tuple(gaps)


def gap(
    item: Item, element: Any, key: str, texts_of: Callable[[Response], tuple[AcceptedText, ...]],
    numbers_of: Callable[[Response], tuple[AcceptedNumber, ...]],
) -> Gap:  # fmt: skip
    """The gap that an entry or a choice within a text is."""
    response = item.response_of(element)
    if local(element) == "inlineChoiceInteraction":
        return _choices(element, response, key)
    if response.base_type in ("float", "integer"):
        return embedded.number_gap(key, numbers_of(response))
    return embedded.text_gap(key, texts_of(response))


def _choices(element: Any, response: Response, key: str) -> Gap:
    given = response.credits()
    right = response.correct or tuple(each for each, value in given.items() if value == 1)
    said = [
        (each.get("identifier"), markup.escaped(" ".join("".join(each.itertext()).split())))
        for each in children(element, "inlineChoice")
    ]
    if not any(name in right for name, _text in said):
        raise NotCarried("A gap has no right answer.")
    return embedded.choice_gap(
        key, [(text, name in right, given.get(name) or None) for name, text in said if text]
    )


def gap_match(item: Item, interaction: Any, around: Any) -> tuple[str, tuple[Gap, ...]]:
    """Words to put into gaps: each gap is to be chosen from all of them. The text is that of an element `around`."""
    response = item.response_of(interaction)
    words = {
        each.get("identifier"): markup.escaped(" ".join("".join(each.itertext()).split()))
        for each in below(interaction, "gapText")
    }
    said = [
        each.split() for each in response.correct or (each.key for each in response.mapping if each.value > 0)
    ]
    right = {each[1]: each[0] for each in said if len(each) == 2 and each[0] in words}
    gaps: list[Gap] = []

    def special(element: Any) -> str | None:
        if local(element) in ("gapText", "gapImg"):
            return ""
        if local(element) != "gap":
            return None
        word = right.get(element.get("identifier") or "")
        if word is None:
            return BLANK
        options = [(text, name == word, None) for name, text in words.items() if text]
        gaps.append(embedded.choice_gap(str(len(gaps) + 1), options))
        return embedded.mark(len(gaps))

    text = embedded.marked(item.markdown(around, special))
    if not gaps:
        raise NotCarried("It does not say which word belongs into which gap.")
    return text, tuple(gaps)
