"""People as SCIM shows them, and as it describes them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from scim2_models import Context, Meta, Resource

from trellis.core.models import Account
from trellis.core.scim.schemas import USER
from trellis.core.services.provisioning import Person

ELSEWHERE = ("schemas", "id", "meta", "externalId", "userName", "active", "groups", "roles")
"""What stands in the account, or is not the provider's to say; all else is kept as attributes."""


def resource_of(account: Account, model: type[Resource[Any]]) -> Resource[Any]:
    """Somebody as a resource of this model. No query, if they come from `queries.provisioned_people`."""
    identity = getattr(account, "identity", None)
    said = identity.attributes if identity is not None else _said_here(account)
    hides_active = identity is not None and identity.without_active
    values = {
        **said,
        "id": str(account.pk),
        "externalId": account.external_id or None,
        "userName": account.user_name or account.email,
        "active": None if hides_active else account.is_active,
        "groups": [
            {"value": str(each.group_id), "$ref": f"Groups/{each.group_id}", "display": each.group.name}
            for each in account.memberships.all()
        ]
        or None,
        "roles": [{"value": held.title} for held in account.role_holdings.all()] or None,
    }
    resource = model.model_validate(values)
    resource.meta = Meta(
        resource_type=USER,
        created=account.created_at,
        last_modified=account.changed_at,
        version=f'W/"{_digest(values)}"',
    )
    return resource


def person_of(resource: Resource[Any]) -> Person:
    """What a resource says of somebody."""
    said = resource.model_dump(scim_ctx=Context.DEFAULT)
    attributes = {name: value for name, value in said.items() if name not in ELSEWHERE}
    return Person(
        user_name=said.get("userName") or "",
        name=_name_of(attributes),
        is_active=said.get("active"),
        external_id=said.get("externalId") or "",
        addresses=tuple(_addresses(attributes)),
        attributes=attributes,
    )


def _said_here(account: Account) -> dict[str, Any]:
    """What is told of somebody whom no provider has described."""
    return {
        "displayName": account.name,
        "name": {"formatted": account.name},
        "emails": [{"value": account.email, "type": "work", "primary": True}],
    }


def _name_of(attributes: dict[str, Any]) -> str:
    name = attributes.get("name") or {}
    parts = (name.get("givenName"), name.get("familyName"))
    return attributes.get("displayName") or name.get("formatted") or " ".join(part for part in parts if part)


def _addresses(attributes: dict[str, Any]) -> list[str]:
    """The addresses for mail that are sent: the primary first, then those for work."""
    emails = attributes.get("emails") or []
    ordered = sorted(emails, key=lambda each: (not each.get("primary"), each.get("type") != "work"))
    return [each["value"] for each in ordered if each.get("value")]


def _digest(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:20]
