"""Providers who say who somebody is, as the settings name them, and what they say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from trellis.handbook.errors import TrellisError


class FederationError(TrellisError):
    """A provider could not be asked, or what it said is not believed. The message is for whoever wants to sign in."""

    code = "federation"

    def __init__(self, message: str, *, hint: str = "", why: str = "") -> None:
        super().__init__(message, hint=hint)
        self.why = why
        """What is written to the log: it helps whoever runs the site, and would help an attacker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider(ABC):
    """What is the same for all ways to ask a provider.

    `domains` are those whose addresses may sign in (none: all), `trusts` those for which the provider's word about an
    address counts. `creates` lets it make accounts, `joins` lets it sign in accounts that are here by an address that
    it is trusted with. `strong` are the values by which it says that somebody gave two factors: none of ours is asked
    then. `groups` is where it names groups.
    """

    name: str
    title: str
    domains: tuple[str, ...] = ()
    trusts: tuple[str, ...] = ()
    creates: bool = False
    joins: bool = False
    strong: tuple[str, ...] = ()
    groups: str = ""

    @property
    @abstractmethod
    def issuer(self) -> str:
        """Under which name the provider speaks; with a subject of its own, it names somebody for good."""

    def admits(self, email: str) -> bool:
        """Whether somebody with this address may sign in at all."""
        return not self.domains or _domain_of(email) in self.domains

    def vouches_for(self, email: str) -> bool:
        """Whether its word about this address counts."""
        return _domain_of(email) in self.trusts


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcProvider(Provider):
    """A provider that speaks OpenID Connect. `url` is its issuer."""

    url: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = ("openid", "email", "profile")

    @property
    def issuer(self) -> str:
        return self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlProvider(Provider):
    """A provider that speaks SAML 2.0. `certificates` (PEM) are what it signs with, `sign_in` where it is asked.

    `sign_out` is where it hears that somebody leaves, `sign_out_answers` where it hears that somebody has; both empty
    for one that hears neither. `key` (PEM) is what we sign that with, `key_certificate` what the provider knows it by.
    """

    entity: str
    sign_in: str
    certificates: tuple[str, ...]
    email: str = ""
    full_name: str = ""
    sign_out: str = ""
    sign_out_answers: str = ""
    key: str = field(default="", repr=False)
    key_certificate: str = ""

    @property
    def issuer(self) -> str:
        return self.entity


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider said about somebody.

    `verified`: it has seen that the address is theirs; `strong`: they gave two factors. `known_as` is what it must be
    told to know the person and the session again, when they leave.
    """

    subject: str
    email: str = ""
    verified: bool = False
    name: str = ""
    groups: tuple[str, ...] = ()
    strong: bool = False
    known_as: Mapping[str, str] = field(default_factory=dict)


def _domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()
