"""What an item declares as right: response declarations with their mappings, and how responses are processed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException
from typing import Any

from trellis.assessments.definitions.questions import ONE
from trellis.assessments.exchange.safexml import below, child, children, local, text_of

_TEMPLATES = ("match_correct", "map_response", "map_response_point", "matchcorrect", "mapresponse")


@dataclass(frozen=True, slots=True)
class Mapped:
    """An entry of a mapping."""

    key: str
    value: Decimal
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class AreaMapped:
    """An area of a picture that earns something: its shape and its coordinates in pixels."""

    shape: str
    coords: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Response:
    """A declared response."""

    identifier: str
    cardinality: str = "single"
    base_type: str = "identifier"
    correct: tuple[str, ...] = ()
    mapping: tuple[Mapped, ...] = ()
    default: Decimal = Decimal(0)
    upper: Decimal | None = None
    areas: tuple[AreaMapped, ...] = ()
    tolerance: tuple[str, str] | None = None
    """How far a number may be off, and whether this is `absolute` or `relative` (in per cent)."""

    @property
    def best(self) -> Decimal:
        """What the best entries of the mapping earn together, or the single best one."""
        positive = [each.value for each in self.mapping if each.value > 0]
        if self.upper:
            return self.upper
        return (
            sum(positive, Decimal(0)) if self.cardinality != "single" else max(positive, default=Decimal(0))
        )

    def credits(self, offered: Iterable[str] = ()) -> Mapping[str, Decimal]:
        """The share of the points for each key of the mapping, and for what else is offered what it says of others."""
        best = self.best
        if best <= 0:
            return {}
        values = dict.fromkeys(offered, self.default) if self.default else {}
        values |= {each.key: each.value for each in self.mapping}
        return {key: min(max(value / best, -ONE), ONE) for key, value in values.items()}


@dataclass(slots=True)
class Declared:
    """All that an item declares. `is_own`: it processes responses by rules of its own."""

    responses: dict[str, Response] = field(default_factory=dict)
    points: Decimal | None = None
    is_own: bool = False
    uses_mapping: bool = True


def declared(root: Any) -> Declared:
    """The declarations of an item."""
    found = Declared(points=_points(root))
    processing = child(root, "responseProcessing")
    tolerances = _tolerances(processing)
    for each in children(root, "responseDeclaration"):
        made = _response(each, tolerances)
        found.responses[made.identifier] = made
    template = (processing.get("template") or "") if processing is not None else ""
    known = any(template.lower().rstrip("/").removesuffix(".xml").endswith(each) for each in _TEMPLATES)
    found.is_own = processing is not None and not known and not _is_simple(processing)
    found.uses_mapping = "match_correct" not in template.lower()
    return found


def _points(root: Any) -> Decimal | None:
    for name in ("MAXSCORE", "SCORE"):
        for each in children(root, "outcomeDeclaration"):
            if each.get("identifier") != name:
                continue
            said = each.get("normalMaximum") if name == "SCORE" else text_of(child(each, "defaultValue"))
            number = decimal(said)
            if number is not None and number > 0:
                return number
    return None


def _response(node: Any, tolerances: Mapping[str, tuple[str, str]]) -> Response:
    identifier = node.get("identifier") or "RESPONSE"
    correct = tuple(
        " ".join(text_of(each).split()) for each in children(child(node, "correctResponse"), "value")
    )
    mapping, areas = child(node, "mapping"), child(node, "areaMapping")
    return Response(
        identifier, node.get("cardinality") or "single", node.get("baseType") or "identifier", correct,
        tuple(
            Mapped(
                " ".join((each.get("mapKey") or "").split()), decimal(each.get("mappedValue")) or Decimal(0),
                (each.get("caseSensitive") or "false") == "true",
            )
            for each in children(mapping, "mapEntry")
        ),
        (decimal(mapping.get("defaultValue")) or Decimal(0)) if mapping is not None else Decimal(0),
        decimal(mapping.get("upperBound")) if mapping is not None else None,
        tuple(
            AreaMapped(
                each.get("shape") or "", each.get("coords") or "", decimal(each.get("mappedValue")) or Decimal(0)
            )
            for each in children(areas, "areaMapEntry")
        ),
        tolerances.get(identifier),
    )  # fmt: skip


def _tolerances(processing: Any) -> dict[str, tuple[str, str]]:
    found = {}
    for each in below(processing, "equal"):
        variable = next((one.get("identifier") for one in below(each, "variable")), None)
        mode, by = each.get("toleranceMode") or "exact", (each.get("tolerance") or "").split()
        if variable and mode in ("absolute", "relative") and by and decimal(by[0]) is not None:
            found[variable] = (by[0], mode)
    return found


_SIMPLE = frozenset(
    {"responseProcessing", "responseCondition", "responseIf", "responseElse", "responseElseIf", "match", "variable",
     "correct", "setOutcomeValue", "baseValue", "sum", "mapResponse", "mapResponsePoint", "isNull", "not", "equal",
     "and", "or"}
)  # fmt: skip


def _is_simple(processing: Any) -> bool:
    """Whether its rules do no more than compare with what is declared, and add."""
    return all(not isinstance(each.tag, str) or local(each) in _SIMPLE for each in processing.iter())


def decimal(said: str | None) -> Decimal | None:
    """A number, or `None`."""
    try:
        made = Decimal((said or "").strip())
    except DecimalException:
        return None
    return made if made.is_finite() and abs(made) < Decimal("1e15") else None
