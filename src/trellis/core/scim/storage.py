"""Accounts and groups as the store of a SCIM server: reads are queries, writes are services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from scim2_models import (
    ForbiddenException,
    InvalidValueException,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SCIMException,
    ScimFilter,
    ScimProvider,
    SearchRequest,
    TooManyException,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage
from scim2_server.utils import parametrize

from trellis.core import provisioned
from trellis.core.models import Account, Group
from trellis.core.rules import NotAllowedError
from trellis.core.scim import filters, people
from trellis.core.scim import groups as shown
from trellis.core.scim.schemas import USER
from trellis.core.services import groups, provisioning
from trellis.handbook.errors import TrellisError

MOST_WALKED = 10_000
"""Rows that are looked at one by one for a filter or an order that the database cannot tell."""


class _Found(NamedTuple):
    """The rows of one type that a search is about."""

    resource_type: ResourceType
    rows: QuerySet[Any]
    """In the order of the search, if `is_ordered`."""
    left: ScimFilter[Any] | None
    """What is left to ask of each row; None where the rows are all that is asked for."""
    is_ordered: bool


class AccountStorage(ScimStorage):
    """The people and groups here, changed by whoever's token it is."""

    def __init__(self, provider: ScimProvider, by: Account) -> None:
        self.provider = provider
        self.by = by

    @contextmanager
    def operation(self) -> Iterator[None]:
        """One transaction for each operation; what a service refuses is told as SCIM tells it."""
        try:
            with transaction.atomic():
                yield
        except TrellisError as error:
            raise _told(error) from error

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        model = self._model(resource_type)
        if resource_type.name == USER:
            return people.resource_of(self._account(resource_id), model)
        group = self._group(resource_id)
        members = shown.members_by_group([group])[group.pk] if _wants_members(response_parameters) else []
        return shown.resource_of(group, members, model)

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        found = [self._found(each, search_request) for each in resource_types]
        start, stop = search_request.start_index_0 or 0, search_request.stop_index_0
        by_database = all(each.left is None and each.is_ordered for each in found)
        if by_database and (len(found) == 1 or search_request.sort_by is None):
            return self._page(found, start, stop, wants_members=_wants_members(search_request))
        if sum(each.rows.count() for each in found) > MOST_WALKED:
            raise TooManyException(
                detail=f"This would look at more than {MOST_WALKED} resources one by one. Filter by userName, "
                "externalId, id or displayName, or by meta.lastModified."
            )
        kept = [one for each in found for one in self._walked(each)]
        kept = search_request.sort(kept)
        return SearchPage(len(kept), kept[start:stop])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        with self.operation():
            if resource_type.name == USER:
                account = provisioning.add(person=people.person_of(resource), by=self.by)
                return self.get(resource_type, str(account.pk))
            group = groups.add(
                name=cast(Any, resource).display_name or "",
                external_id=resource.external_id or "",
                members=shown.members_in(resource),
                by=self.by,
            )
            return self.get(resource_type, str(group.pk))

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        with self.operation():
            row = self._current(resource_type, resource.id or "", expected_version)
            if isinstance(row, Account):
                provisioning.change(account=row, person=people.person_of(resource), by=self.by)
            else:
                groups.change(
                    group=row,
                    name=cast(Any, resource).display_name or "",
                    external_id=resource.external_id or "",
                    members=shown.members_in(resource),
                    by=self.by,
                )
            return self.get(resource_type, resource.id or "")

    def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        with self.operation():
            row = self._current(resource_type, resource_id, expected_version)
            if isinstance(row, Account):
                provisioning.remove(account=row, by=self.by)
            else:
                groups.remove(group=row, by=self.by)

    def move(
        self, resource_type: ResourceType, resource_id: str, joined: dict[UUID, str], left: set[UUID]
    ) -> Resource[Any]:
        """Put users into a group and take some out; gives the group without its members."""
        with self.operation():
            group = groups.move(group=self._group(resource_id), joined=joined, left=left, by=self.by)
            return shown.resource_of(group, (), self._model(resource_type))

    def _current(
        self, resource_type: ResourceType, resource_id: str, expected_version: str | None
    ) -> Account | Group:
        """The row to change, locked before its version is looked at. Raises PreconditionFailedException."""
        key = _key(resource_id)
        if resource_type.name == USER:
            Account.objects.select_for_update().filter(pk=key).first()
            account = self._account(resource_id)
            known = people.resource_of(account, self._model(resource_type)).meta
        else:
            Group.objects.select_for_update().filter(pk=key).first()
            group = self._group(resource_id)
            known = shown.resource_of(group, (), self._model(resource_type)).meta
        if expected_version is not None and known is not None and known.version != expected_version:
            raise PreconditionFailedException
        return account if resource_type.name == USER else group

    def _model(self, resource_type: ResourceType) -> type[Resource[Any]]:
        return cast(type[Resource[Any]], self.provider.model_for(resource_type))

    def _account(self, resource_id: str) -> Account:
        found = provisioned.provisioned_people().filter(pk=_key(resource_id)).first()
        if found is None:
            raise NotFoundException(detail=f"There is no user with the id {resource_id!r}")
        return found

    def _group(self, resource_id: str) -> Group:
        found = provisioned.group_of(_key(resource_id))
        if found is None:
            raise NotFoundException(detail=f"There is no group with the id {resource_id!r}")
        return found

    def _found(self, resource_type: ResourceType, request: SearchRequest[Any]) -> _Found:
        model = self._model(resource_type)
        is_people = resource_type.name == USER
        columns = filters.PEOPLE if is_people else filters.GROUPS
        rows: QuerySet[Any] = provisioned.provisioned_people() if is_people else provisioned.groups()
        bound = parametrize(ScimFilter, model)(str(request.filter)) if request.filter is not None else None
        narrowing = filters.narrowed(bound, columns)
        if narrowing.condition is not None:
            rows = rows.filter(narrowing.condition)
        in_order = filters.ordered(rows, request, model, columns)
        return _Found(
            resource_type,
            in_order if in_order is not None else rows.order_by("pk"),
            None if narrowing.is_exact else bound,
            in_order is not None,
        )

    def _page(self, found: list[_Found], start: int, stop: int | None, *, wants_members: bool) -> SearchPage:
        total, resources = 0, []
        for each in found:
            count = each.rows.count()
            first = max(start - total, 0)
            last = count if stop is None else min(stop - total, count)
            if first < last:
                resources += self._resources(each, each.rows[first:last], wants_members=wants_members)
            total += count
        return SearchPage(total, resources)

    def _walked(self, found: _Found) -> list[Resource[Any]]:
        resources = self._resources(found, found.rows, wants_members=True)
        left = found.left
        return [one for one in resources if left is None or left.match(one)]

    def _resources(self, found: _Found, rows: QuerySet[Any], *, wants_members: bool) -> list[Resource[Any]]:
        model = self._model(found.resource_type)
        if found.resource_type.name == USER:
            return [people.resource_of(account, model) for account in rows]
        listed = list(rows)
        members = shown.members_by_group(listed) if wants_members and listed else {}
        return [shown.resource_of(group, members.get(group.pk, ()), model) for group in listed]


def _key(resource_id: str) -> UUID:
    try:
        return UUID(resource_id)
    except ValueError:
        return UUID(int=0)


def _wants_members(parameters: ResponseParameters[Any] | None) -> bool:
    """Whether an answer holds the members of groups: of large ones, reading them costs most."""
    if parameters is None:
        return True
    if parameters.attributes:
        return any("members" in str(path).casefold() for path in parameters.attributes)
    return not any(str(path).casefold().endswith("members") for path in parameters.excluded_attributes or ())


def _told(error: TrellisError) -> SCIMException:
    """What a service refused, as SCIM says it (RFC 7644, 3.12)."""
    detail = " ".join(filter(None, (error.message, error.hint)))
    if isinstance(error, provisioning.TakenError):
        return UniquenessException(detail=detail)
    if isinstance(error, NotAllowedError):
        return ForbiddenException(detail=detail)
    if isinstance(error, (provisioning.PersonGoneError, groups.GroupGoneError)):
        return NotFoundException(detail=detail)
    return InvalidValueException(detail=detail)
