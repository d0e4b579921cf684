"""Items with gaps in a text: entries and choices within it, and words to put into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from trellis.assessments.definitions.questions import AcceptedNumber, AcceptedText, Gap
from trellis.assessments.exchange import embedded, markup
from trellis.assessments.exchange.qti.responses import Response
from trellis.assessments.exchange.results import NotCarried
from trellis.assessments.exchange.safexml import below, children, local

if TYPE_CHECKING:
    from trellis.assessments.exchange.qti.reading import Item

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
        response, key = item.response_of(element), str(len(gaps) + 1)
        if local(element) == "inlineChoiceInteraction":
            gaps.append(_choices(element, response, key))
        elif response.base_type in ("float", "integer"):
            gaps.append(embedded.number_gap(key, numbers_of(response)))
        else:
            gaps.append(embedded.text_gap(key, texts_of(response)))
        return embedded.mark(len(gaps))

    text = embedded.marked(item.markdown(body, special))
    return text, tuple(gaps)


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


def gap_match(item: Item, interaction: Any) -> tuple[str, tuple[Gap, ...]]:
    """Words to put into gaps: each gap is to be chosen from all of them."""
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

    text = embedded.marked(item.markdown(interaction.getroottree().getroot().find("itemBody"), special))
    if not gaps:
        raise NotCarried("It does not say which word belongs into which gap.")
    return text, tuple(gaps)
