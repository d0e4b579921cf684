"""Items about places in a picture; their pixels become per cent, and the other way round."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from lxml import etree

from trellis.assessments.definitions import questions
from trellis.assessments.definitions.questions import Area, Question
from trellis.assessments.definitions.writing import area as written
from trellis.assessments.exchange import markup
from trellis.assessments.exchange.qti.items import Item
from trellis.assessments.exchange.qti.names import Version
from trellis.assessments.exchange.qti.responses import decimal
from trellis.assessments.exchange.results import NotCarried
from trellis.assessments.exchange.safexml import below

_STEP = Decimal("0.01")
Shape = Literal["rectangle", "circle", "polygon"]


def hotspot(item: Item, base: dict[str, Any], interaction: Any) -> Question:
    """A question about areas of a picture."""
    picture = next(iter(below(interaction, "object", "img", "picture")), None)
    image = next(iter(below(interaction, "img", "object")), None)
    if picture is None or image is None:
        raise NotCarried("It has no picture.")
    width, height = decimal(image.get("width")), decimal(image.get("height"))
    if not width or not height or width <= 0 or height <= 0:
        raise NotCarried("It does not say how large its picture is.")
    areas = _made(_areas(item, interaction), width, height)
    if not any(each.is_right for each in areas):
        raise NotCarried("It has no right area.")
    address = item.address(image.get("src") or image.get("data") or "")
    alternative = image.get("alt") or " ".join("".join(image.itertext()).split()) or "Picture"
    return questions.Hotspot(**base, image=address, alternative=markup.escaped(alternative), areas=areas)


def _areas(item: Item, interaction: Any) -> list[tuple[str, str, bool, str]]:
    """Shape, coordinates, whether it is right, and a name."""
    response = item.response_of(interaction)
    right = set(response.correct) or {key for key, value in response.credits().items() if value > 0}
    found = [
        (
            each.get("shape") or "",
            each.get("coords") or "",
            each.get("identifier") in right,
            each.get("hotspotLabel") or "",
        )
        for each in below(interaction, "hotspotChoice")
    ]
    return found or [(each.shape, each.coords, each.value > 0, "") for each in response.areas]


def _made(several: Iterable[tuple[str, str, bool, str]], width: Decimal, height: Decimal) -> tuple[Area, ...]:
    made = []
    for shape, coords, is_right, label in several:
        kind, numbers = _in_per_cent(shape, coords, width, height)
        made.append(Area("", kind, numbers, is_right, " ".join(label.split())))
    keys = questions.made_keys(written(each) for each in made)
    return tuple(Area(key, *_rest(each)) for key, each in zip(keys, made, strict=True))


def _rest(area: Area) -> tuple[Any, ...]:
    return area.shape, area.numbers, area.is_right, area.label, area.feedback


def _in_per_cent(
    shape: str, coords: str, width: Decimal, height: Decimal
) -> tuple[Shape, tuple[Decimal, ...]]:
    said = [decimal(each.strip(" %")) for each in coords.split(",")]
    if any(each is None for each in said):
        raise NotCarried(f"The area “{coords[:40]}” cannot be read.")
    given = [each for each in said if each is not None]

    def x(number: Decimal) -> Decimal:
        return _tidy(min(max(number * 100 / width, Decimal(0)), Decimal(100)))

    def y(number: Decimal) -> Decimal:
        return _tidy(min(max(number * 100 / height, Decimal(0)), Decimal(100)))

    if shape == "rect" and len(given) == 4:
        left, top, right, bottom = x(given[0]), y(given[1]), x(given[2]), y(given[3])
        return "rectangle", (left, top, right - left, bottom - top)
    if shape == "circle" and len(given) == 3:
        return "circle", (x(given[0]), y(given[1]), x(given[2]))
    if shape == "poly" and len(given) >= 6 and not len(given) % 2:
        if given[:2] == given[-2:] and len(given) >= 8:
            given = given[:-2]
        return "polygon", tuple(x(each) if not at % 2 else y(each) for at, each in enumerate(given))
    raise NotCarried(f"There are no areas of the shape “{shape[:20]}” here.")


def _tidy(number: Decimal) -> Decimal:
    return number.quantize(_STEP).normalize() + 0


def coords(area: Area, size: tuple[int, int]) -> tuple[str, str]:
    """Shape and coordinates of an area in a picture of so many pixels; a radius is a part of its width."""
    sides = [size[0], size[1], size[0]] if area.shape == "circle" else [*size] * len(area.numbers)
    given = [each * side / 100 for each, side in zip(area.numbers, sides, strict=False)]
    if area.shape == "rectangle":
        return "rect", _joined([given[0], given[1], given[0] + given[2], given[1] + given[3]])
    return ("circle" if area.shape == "circle" else "poly"), _joined(given)


def _joined(numbers: Iterable[Decimal]) -> str:
    """Whole numbers, as the binding wants them."""
    return ",".join(str(each.to_integral_value(ROUND_HALF_UP) + 0) for each in numbers)


def picture(parent: Any, question: questions.Hotspot, version: Version, size: tuple[int, int]) -> None:
    """The picture of a hotspot: an object in version 2, in whose schema no image may stand there."""
    alternative = markup.to_text(question.alternative)
    if version.is_three:
        made = etree.SubElement(parent, "img", src=question.image, alt=alternative)
    else:
        kind = mimetypes.guess_type(question.image)[0] or "image/png"
        made = etree.SubElement(parent, "object", data=question.image, type=kind)
        made.text = alternative
    made.set("width", str(size[0]))
    made.set("height", str(size[1]))
