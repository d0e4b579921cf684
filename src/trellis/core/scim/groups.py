"""Groups as SCIM shows them, and as it describes them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

from scim2_models import InvalidValueException, Meta, PatchOperation, Resource

from trellis.core.models import Group, Membership
from trellis.core.scim.schemas import GROUP

MEMBERS = re.compile(r"(?:urn:ietf:params:scim:schemas:core:2\.0:Group:)?members", re.IGNORECASE)
ONE_MEMBER = re.compile(rf'{MEMBERS.pattern}\[value eq "([0-9a-f-]+)"\]', re.IGNORECASE)


class Member(NamedTuple):
    """Somebody in a group, as it is shown."""

    account: UUID
    display: str


def members_by_group(groups: Iterable[Group]) -> dict[UUID, list[Member]]:
    """The members of these groups: one query."""
    found: dict[UUID, list[Member]] = defaultdict(list)
    rows = Membership.objects.filter(group__in=list(groups), account__removed_at=None)
    for group, account, display, name in rows.order_by("pk").values_list(
        "group", "account", "display", "account__name"
    ):
        found[group].append(Member(account, display or name))
    return found


def resource_of(group: Group, members: Sequence[Member], model: type[Resource[Any]]) -> Resource[Any]:
    """A group as a resource of this model, with these members."""
    resource = model.model_validate(
        {
            "id": str(group.pk),
            "externalId": group.external_id or None,
            "displayName": group.name,
            "members": [
                {"value": str(key), "$ref": f"Users/{key}", "type": "User", "display": display}
                for key, display in members
            ]
            or None,
        }
    )
    resource.meta = Meta(
        resource_type=GROUP,
        created=group.created_at,
        last_modified=group.changed_at,
        version=f'W/"{group.version}"',
    )
    return resource


def moves_in(operations: Iterable[PatchOperation[Any]]) -> tuple[dict[UUID, str], set[UUID]] | None:
    """Who joins and who leaves by these operations; None where they are about anything else.

    The last word about somebody counts.
    """
    joined: dict[UUID, str] = {}
    left: set[UUID] = set()
    for operation in operations:
        named = _named_in(operation)
        if named is None:
            return None
        for key, display in named.items():
            if operation.op == PatchOperation.Op.add:
                joined[key] = display
                left.discard(key)
            else:
                left.add(key)
                joined.pop(key, None)
    return joined, left


def _named_in(operation: PatchOperation[Any]) -> dict[UUID, str] | None:
    """The members that an operation adds or removes by their ids."""
    path, value = str(operation.path or ""), operation.value
    one = ONE_MEMBER.fullmatch(path)
    if one is not None and operation.op == PatchOperation.Op.remove and value is None:
        entries: Any = [{"value": one.group(1)}]
    elif MEMBERS.fullmatch(path) and operation.op != PatchOperation.Op.replace_:
        entries = value if isinstance(value, list) else [value]
    else:
        return None
    try:
        return {UUID(entry["value"]): str(entry.get("display") or "") for entry in entries}
    except (TypeError, KeyError, ValueError, AttributeError):
        return None  # the library reads it, and says what is wrong


def members_in(resource: Resource[Any]) -> dict[UUID, str]:
    """The members that a resource names, with what it calls them. Raises InvalidValueException."""
    members: dict[UUID, str] = {}
    for member in cast(Any, resource).members or ():
        try:
            key = UUID(member.value or (member.ref or "").rsplit("/", 1)[-1])
        except ValueError:
            raise InvalidValueException(detail=f"There is no user with the id {member.value!r}") from None
        members[key] = member.display or ""
    return members
