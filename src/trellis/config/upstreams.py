"""The upstream from the environment: its address, who Trellis is there, and how it hears of changes."""

from __future__ import annotations

import re
from pathlib import Path

from trellis.config.readers import Reader, SettingError
from trellis.handbook.git import GitError
from trellis.handbook.remotes import Remote, checked_url
from trellis.pages.forges.forge import Access, Kind
from trellis.pages.forges.opening import access_for, guessed_kind
from trellis.pages.upstreams import UpstreamSettings

_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_USERS = {Kind.GITLAB: "oauth2", Kind.GITHUB: "x-access-token", Kind.NONE: "git"}
SHORTEST_SECRET = 16
AUTO = "auto"


def read_upstream(read: Reader, largest: int) -> UpstreamSettings | None:
    """The upstream, if TRELLIS_UPSTREAM names one. Raises SettingError; no message repeats a secret."""
    url = read.text("TRELLIS_UPSTREAM")
    if not url:
        return None
    try:
        checked_url(url)
    except GitError as error:
        raise SettingError("TRELLIS_UPSTREAM", error.message, hint=error.hint) from None
    branch = read.text("TRELLIS_UPSTREAM_BRANCH")
    if branch and (not _BRANCH.fullmatch(branch) or ".." in branch or branch.endswith((".lock", "/", "."))):
        raise SettingError("TRELLIS_UPSTREAM_BRANCH", "is no name for a branch.")
    token = _secret(read, "TRELLIS_UPSTREAM_TOKEN", 1)
    chosen = read.choice("TRELLIS_UPSTREAM_API", (AUTO, *Kind), default=AUTO)
    kind = guessed_kind(url) if chosen == AUTO else Kind(chosen)
    user = read.text("TRELLIS_UPSTREAM_USER", _USERS[kind])
    key = read.text("TRELLIS_UPSTREAM_SSH_KEY")
    remote = Remote(url, branch, user, token, str(Path(key).expanduser()) if key else "")
    return UpstreamSettings(
        remote,
        _access(read, kind, url, token),
        secret=_secret(read, "TRELLIS_UPSTREAM_SECRET", SHORTEST_SECRET),
        interval=_interval(read),
        largest=largest,
    )


def _access(read: Reader, kind: Kind, url: str, token: str) -> Access | None:
    root = read.text("TRELLIS_UPSTREAM_API_URL")
    if root:
        try:
            checked_url(root)
        except GitError:
            raise SettingError(
                "TRELLIS_UPSTREAM_API_URL",
                "is no address of an interface.",
                hint="Such as https://gitlab.example.com/api/v4.",
            ) from None
    return access_for(kind, url, token, root) if token and kind is not Kind.NONE else None


def _interval(read: Reader) -> int:
    seconds = read.integer("TRELLIS_UPSTREAM_INTERVAL", default=300, least=0, most=86_400)
    if 0 < seconds < 10:
        raise SettingError("TRELLIS_UPSTREAM_INTERVAL", "must be 0 (never by itself) or at least 10 seconds.")
    return seconds


def _secret(read: Reader, name: str, shortest: int) -> str:
    text = read.text(name)
    if text and (len(text) < shortest or not text.isascii() or not text.isprintable() or " " in text):
        raise SettingError(name, f"must have at least {shortest} characters, of ASCII and without spaces.")
    return text
