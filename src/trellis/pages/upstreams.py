"""How the upstream is configured, and which repository it belongs to. No secret is shown by `repr`."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

from trellis.handbook.owning import repository_of
from trellis.handbook.remotes import Remote
from trellis.handbook.repositories import Repository
from trellis.handbook.signing import Signing
from trellis.handbook.source import MountedSources, Source
from trellis.handbook.writing import Writing
from trellis.pages.forges.forge import Access


@dataclass(frozen=True, slots=True)
class UpstreamSettings:
    """The upstream as the environment names it.

    `access` is there where merge requests are used; `secret` is what its webhook proves itself with; `interval` are
    seconds between two rounds (0: none but those that are asked for); `largest` are bytes of a file that comes in.
    """

    remote: Remote
    access: Access | None = None
    secret: str = field(default="", repr=False)
    interval: int = 300
    largest: int = 20 * 2**20


def configured() -> UpstreamSettings | None:
    """The upstream of this site, if there is one."""
    found: UpstreamSettings | None = getattr(settings, "TRELLIS_UPSTREAM", None)
    return found


def mount_of(source: Source) -> str:
    """The folder of the handbook whose source has the upstream: the first one that was named."""
    return next(iter(source.sources)) if isinstance(source, MountedSources) else ""


def upstream_repository(source: Source) -> Repository:
    """The repository that the upstream belongs to. Raises NotWritableError with the reason where there is none."""
    mount = mount_of(source)
    return repository_of(source, f"{mount}/x" if mount else "x")[0]


def writing() -> Writing:
    """How this site makes commits: what they are signed with, how large a file may be."""
    key: str = settings.TRELLIS_SIGNING_KEY
    return Writing(Signing(key) if key else None, settings.TRELLIS_LARGEST_FILE)


def place_of(url: str) -> str:
    """The address without anything that lets somebody in."""
    parts = urlsplit(url)
    if not parts.username or not parts.scheme:
        return url
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
