"""Filters and orders of SCIM (RFC 7644, 3.4.2) as conditions of the database.

What providers ask for all day (`userName`, `externalId`, `id`, `displayName` of groups, who is active, what changed
since) becomes a condition that an index answers. Of every other filter, the part that the database can tell narrows the
rows, and the library's own evaluator decides about each that is left.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Collate, Lower
from django.db.models.lookups import Exact, IContains
from scim2_models import Resource, ScimFilter, SearchRequest
from scim2_models.path import (
    AttributeBinding,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
    coerce_value,
)

from trellis.core.services.groups import key_of

Op = CompareOperator
PLAIN = re.compile(r"[ !#-\[\]-~]+")
"""Text that stands in JSON as it is: printable ASCII without quotes and backslashes."""

_ORDERED: dict[CompareOperator, str] = {
    Op.eq: "",
    Op.gt: "__gt",
    Op.ge: "__gte",
    Op.lt: "__lt",
    Op.le: "__lte",
}


class Narrowing(NamedTuple):
    """What the database can tell of a filter: a condition that holds for all that match, and whether it is enough.

    `condition` is None where it can tell nothing.
    """

    condition: Q | None
    is_exact: bool


UNKNOWN = Narrowing(None, False)
NOBODY = Narrowing(Q(pk__in=()), True)
"""What matches no row."""

Compare = Callable[[Comparison, Any], Narrowing]


def _key(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _identifier(node: Comparison, value: Any) -> Narrowing:
    if node.op != Op.eq or not isinstance(value, str):
        return UNKNOWN
    key = _key(value)
    # Only one way to write an identifier is ours.
    return Narrowing(Q(pk=key), True) if key is not None and str(key) == value else NOBODY


def _external_id(node: Comparison, value: Any) -> Narrowing:
    if node.op != Op.eq or not isinstance(value, str) or not value:
        return UNKNOWN
    return Narrowing(Q(external_id=value), True)


def _moment(column: str) -> Compare:
    def compare(node: Comparison, value: Any) -> Narrowing:
        if node.op not in _ORDERED or value is None or isinstance(value, str):
            return UNKNOWN
        return Narrowing(Q(**{f"{column}{_ORDERED[node.op]}": value}), True)

    return compare


def _user_name(node: Comparison, value: Any) -> Narrowing:
    if node.op != Op.eq or not isinstance(value, str):
        return UNKNOWN
    key = key_of(value)
    unsaid = Q(user_name_key=None) & Q(Exact(Lower(F("email")), Value(key)))
    return Narrowing(Q(user_name_key=key) | unsaid, True)


def _active(node: Comparison, value: Any) -> Narrowing:
    if node.op != Op.eq or not isinstance(value, bool):
        return UNKNOWN
    told = Q(identity=None) | Q(identity__without_active=False)
    return Narrowing(Q(is_active=value) & told, True)


def _group_name(node: Comparison, value: Any) -> Narrowing:
    if node.op != Op.eq or not isinstance(value, str):
        return UNKNOWN
    return Narrowing(Q(name_key=key_of(value)), True)


def _member(node: Comparison, value: Any) -> Narrowing:
    if node.op != Op.eq or not isinstance(value, str):
        return UNKNOWN
    key = _key(value)
    if key is None or str(key) != value:
        return NOBODY
    return Narrowing(Q(memberships__account=key, memberships__account__removed_at=None), True)


def _said(node: Comparison, value: Any) -> Narrowing:
    """An attribute that is kept as it was sent: whoever has it has its text somewhere."""
    fits = node.op in (Op.eq, Op.co, Op.sw, Op.ew) and isinstance(value, str) and PLAIN.fullmatch(value)
    if not fits:
        return UNKNOWN
    text = Cast(F("identity__attributes"), TextField())
    # Of whom no provider has said anything, name and address are told, the latter as one of the type "work".
    here = Q(name__icontains=value) | Q(email__icontains=value)
    unsaid = Q(identity=None) if value.casefold() in "work" else Q(identity=None) & here
    return Narrowing(unsaid | Q(IContains(text, Value(value))), False)


class Columns(NamedTuple):
    """How the rows of a type are compared and ordered: by the path of an attribute; and what all others are."""

    compared: dict[str, Compare]
    ordered: dict[str, Combinable]
    others: Compare


def _unknown(node: Comparison, value: Any) -> Narrowing:
    return UNKNOWN


def _common() -> dict[str, Compare]:
    return {
        "id": _identifier,
        "externalId": _external_id,
        "meta.created": _moment("created_at"),
        "meta.lastModified": _moment("changed_at"),
    }


PEOPLE = Columns(
    {**_common(), "userName": _user_name, "active": _active},
    {
        "id": F("pk"),
        "userName": Coalesce(F("user_name_key"), Lower(F("email"))),
        "meta.created": F("created_at"),
        "meta.lastModified": F("changed_at"),
    },
    _said,
)
GROUPS = Columns(
    {**_common(), "displayName": _group_name, "members.value": _member},
    {
        "id": F("pk"),
        "displayName": F("name_key"),
        "meta.created": F("created_at"),
        "meta.lastModified": F("changed_at"),
    },
    _unknown,
)
_KEPT_ELSEWHERE = {"id", "externalId", "userName", "active", "meta", "schemas", "groups", "roles"}


class _Narrower(FilterVisitor[Narrowing]):
    """Walks a filter that is bound to one model."""

    def __init__(self, bound: ScimFilter[Any], columns: Columns) -> None:
        self.bound = bound
        self.columns = columns

    def visit_comparison(self, node: Comparison) -> Narrowing:
        binding = self.bound.resolve_comparison(node.attr_path, strict=False)
        if binding is None:
            return NOBODY
        path, value = _path_of(binding), coerce_value(binding, node.value, node.op)
        compare = self.columns.compared.get(path)
        if compare is not None and node.op == Op.ne and value is not None:
            return _negated(compare(replace(node, op=Op.eq), value))
        if compare is not None:
            return compare(node, value)
        if path.partition(".")[0] in _KEPT_ELSEWHERE:
            return UNKNOWN
        return self.columns.others(node, value)

    def visit_present(self, node: Present) -> Narrowing:
        binding = self.bound.resolve(node.attr_path, strict=False)
        return UNKNOWN if binding is not None else NOBODY

    def visit_not(self, node: Not) -> Narrowing:
        return _negated(self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> Narrowing:
        parts = [self.visit(term) for term in node.terms]
        is_exact = all(part.is_exact for part in parts)
        known = [part.condition for part in parts if part.condition is not None]
        if node.op == LogicalOperator.and_:
            return Narrowing(reduce(operator.and_, known) if known else None, is_exact)
        if len(known) < len(parts):
            return UNKNOWN
        return Narrowing(reduce(operator.or_, known), is_exact)

    def visit_value_path(self, node: ValuePath) -> Narrowing:
        """Whatever is compared inside the brackets is compared in one value of the whole."""
        inner = _texts_in(node.val_filter)
        if inner is None or self.bound.resolve(node.attr_path, strict=False) is None:
            return UNKNOWN
        head = node.attr_path.attr.casefold()
        if any(head == name.casefold() for name in _KEPT_ELSEWHERE | {"members"}):
            return UNKNOWN
        parts = [self.columns.others(each, each.value) for each in inner]
        known = [part.condition for part in parts if part.condition is not None]
        return Narrowing(reduce(operator.and_, known) if known else None, False)


def _negated(narrowing: Narrowing) -> Narrowing:
    """The contrary of what the database can tell in full; of anything less nothing is known."""
    if narrowing.condition is None or not narrowing.is_exact:
        return UNKNOWN
    return Narrowing(~narrowing.condition, True)


def _texts_in(node: FilterNode) -> list[Comparison] | None:
    """The comparisons that all must hold; None where there is anything else in it."""
    if isinstance(node, Comparison):
        return [node]
    if not isinstance(node, LogicalExpr) or node.op != LogicalOperator.and_:
        return None
    found = [term for term in node.terms if isinstance(term, Comparison)]
    return found if len(found) == len(node.terms) else None


def narrowed(bound: ScimFilter[Any] | None, columns: Columns) -> Narrowing:
    """What the database can tell of a filter that is bound to one model."""
    if bound is None:
        return Narrowing(Q(), True)
    return _Narrower(bound, columns).visit(bound.ast)


def ordered(
    rows: QuerySet[Any], request: SearchRequest[Any], model: type[Resource[Any]], columns: Columns
) -> QuerySet[Any] | None:
    """The rows in the order that is asked for, or the oldest first; None where the database cannot order them so."""
    binding = request.sort_binding(model)
    if binding is None:
        return rows.order_by("pk") if request.sort_by is None else None
    column = columns.ordered.get(_path_of(binding))
    if column is None:
        return None
    descending = request.sort_order == SearchRequest.SortOrder.descending
    by: Any = column
    if binding.target_type is str and binding.field_name != "id":
        # Letters in the order of their code points, as Python and the library order them, in every database.
        by = Collate(column, "C") if connection.vendor == "postgresql" else Collate(column, "BINARY")
    by = by.desc() if descending else by.asc()
    return rows.order_by(by, "-pk" if descending else "pk")


def _path_of(binding: AttributeBinding) -> str:
    """The path of an attribute without the schema it belongs to."""
    return binding.urn.rpartition(":")[2]
