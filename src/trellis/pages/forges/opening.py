"""Which server a repository's address belongs to, and the door to its interface."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from trellis.pages.forges.forge import Access, Forge, Kind

_SCP = re.compile(r"[^@/]+@(?P<host>[^:/]+):(?P<path>.+)")


def guessed_kind(url: str) -> Kind:
    """GitLab or GitHub where the name of the server says so."""
    host, _path = _parts(url)
    if host == "github.com" or host.endswith(".ghe.com"):
        return Kind.GITHUB
    return Kind.GITLAB if "gitlab" in host else Kind.NONE


def access_for(kind: Kind, url: str, token: str, root: str = "") -> Access:
    """How to reach the interface of the server that a repository is at; `root` where it is not at the usual place."""
    host, path = _parts(url)
    project = path.strip("/").removesuffix(".git")
    if not root and kind is Kind.GITHUB:
        root = "https://api.github.com" if host == "github.com" else f"https://api.{host}"
    elif not root:
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"https", "http"} else f"https://{host}"
        root = f"{place}/api/v4"
    return Access(kind, root, project, token)


def forge_for(access: Access) -> Forge:
    """The server itself."""
    from trellis.pages.forges.github import GitHub  # noqa: PLC0415 - an HTTP client costs every start, and few need it
    from trellis.pages.forges.gitlab import GitLab  # noqa: PLC0415 - likewise

    return GitHub(access) if access.kind is Kind.GITHUB else GitLab(access)


def _parts(url: str) -> tuple[str, str]:
    scp = _SCP.fullmatch(url) if "://" not in url else None
    if scp is not None:
        return scp["host"].lower(), scp["path"]
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.path
