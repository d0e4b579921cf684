"""What an identity provider is told of people and groups (RFC 7643), and what of the protocol is served.

The classes are narrower than those of `scim2_models`, and more patient. There is no password, since nobody's is set
from elsewhere. Roles and groups are read and not written, since they give rights. An address may be any text, and a
manager needs no `$ref`: providers send such.
"""

from functools import cache
from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    External,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

MOST_RESULTS = 200
MOST_OPERATIONS = 200
LARGEST_BODY = 2**20
USER, GROUP = "User", "Group"


class Name(ComplexAttribute):
    """The parts of somebody's name."""

    formatted: str | None = None
    """The full name."""
    family_name: str | None = None
    """The family name."""
    given_name: str | None = None
    """The given name."""
    middle_name: str | None = None
    """Further given names."""
    honorific_prefix: str | None = None
    """What stands before the name, as a title."""
    honorific_suffix: str | None = None
    """What stands after the name."""


class Contact(ComplexAttribute):
    """One of several ways to reach somebody, or of several things that somebody has."""

    value: str | None = None
    """The value itself."""
    display: str | None = None
    """How it is shown."""
    type: str | None = None
    """What kind it is, such as work."""
    primary: bool | None = None
    """Whether it comes first."""


class Email(Contact):
    """An address for mail."""


class PhoneNumber(Contact):
    """A telephone number."""


class Im(Contact):
    """An address for instant messages."""


class Entitlement(Contact):
    """Something that somebody is entitled to elsewhere. It gives nothing here."""


class Photo(ComplexAttribute):
    """A picture of somebody."""

    value: Reference[External] | None = None
    """Where the picture is."""
    display: str | None = None
    """How it is shown."""
    type: str | None = None
    """What kind it is."""
    primary: bool | None = None
    """Whether it comes first."""


class Address(ComplexAttribute):
    """A postal address."""

    formatted: str | None = None
    """The whole address."""
    street_address: str | None = None
    """Street and number."""
    locality: str | None = None
    """The town."""
    region: str | None = None
    """The state or region."""
    postal_code: str | None = None
    """The postal code."""
    country: str | None = None
    """The country."""
    type: str | None = None
    """What kind it is, such as work."""
    primary: bool | None = None
    """Whether it comes first."""


class GroupMembership(ComplexAttribute):
    """A group that somebody is in; changed at the group."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    """The id of the group."""
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """Where the group is."""
    display: Annotated[str | None, Mutability.read_only] = None
    """What the group is called."""


class HeldRole(ComplexAttribute):
    """A role of the handbook that somebody holds; given by an administrator, or by a group."""

    value: Annotated[str | None, Mutability.read_only] = None
    """The title, as the job family has it."""


class User(Resource[AnyExtension]):
    """Somebody with an account."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """What they sign in with: their e-mail address, or another name."""
    name: Name | None = None
    """The parts of their name."""
    display_name: str | None = None
    """How they are called."""
    nick_name: str | None = None
    """How they like to be called."""
    profile_url: Reference[External] | None = None
    """Their page elsewhere."""
    title: str | None = None
    """Their title, as they carry it."""
    user_type: str | None = None
    """How they belong to the organisation."""
    preferred_language: str | None = None
    """The language they prefer."""
    locale: str | None = None
    """How they write dates and numbers."""
    timezone: str | None = None
    """Their time zone."""
    active: bool | None = None
    """Whether they can sign in. Setting it to false ends their sessions and tokens at once."""
    emails: list[Email] | None = None
    """Their addresses for mail."""
    phone_numbers: list[PhoneNumber] | None = None
    """Their telephone numbers."""
    ims: list[Im] | None = None
    """Their addresses for instant messages."""
    photos: list[Photo] | None = None
    """Pictures of them."""
    addresses: list[Address] | None = None
    """Their postal addresses."""
    groups: Annotated[list[GroupMembership] | None, Mutability.read_only] = None
    """The groups they are in."""
    entitlements: list[Entitlement] | None = None
    """What they are entitled to elsewhere. It gives nothing here."""
    roles: Annotated[list[HeldRole] | None, Mutability.read_only] = None
    """The roles of the handbook that they hold."""


class Manager(ComplexAttribute):
    """Who somebody reports to."""

    value: Annotated[str | None, CaseExact.true] = None
    """The id of the manager."""
    ref: Annotated[Reference["User"] | None, CaseExact.true] = Field(  # type: ignore[type-arg]
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """Where the manager is."""
    display_name: str | None = None
    """How the manager is called."""


class EnterpriseUser(Extension):
    """What organisations say of their people."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: str | None = None
    """Their number as an employee."""
    cost_center: str | None = None
    """Their cost centre."""
    organization: str | None = None
    """Their organisation."""
    division: str | None = None
    """Their division."""
    department: str | None = None
    """Their department."""
    manager: Manager | None = None
    """Who they report to."""


class GroupMember(ComplexAttribute):
    """Somebody in a group."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    """The id of the user."""
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(  # type: ignore[type-arg]
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """Where the user is."""
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])
    """Always User: groups hold no groups."""
    display: str | None = None
    """How they are called in the group."""


class Group(Resource[Any]):
    """People put together. An administrator says what a group gives."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    """What the group is called."""
    members: list[GroupMember] | None = None
    """Who is in it."""


@cache
def provider() -> ScimProvider:
    """The description of the service, made when it is first asked for."""
    return ScimProvider(
        models=[User, EnterpriseUser, Group],
        resource_types=[
            ResourceType.from_resource(User[EnterpriseUser]),
            ResourceType.from_resource(Group),
        ],
        config=_config(),
        policy=ScimPolicy(
            unknown=ScimPolicy.Unknown.ignore,
            remove_value_as_filter=ScimPolicy.RemoveValue.apply,
            unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
        ),
    )


def _config() -> ServiceProviderConfig:
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=LARGEST_BODY),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer token",
                description="A token of Trellis with the scope “scim”, in the header Authorization.",
                spec_uri=Reference[External]("https://www.rfc-editor.org/rfc/rfc6750"),
                primary=True,
            )
        ],
    )
