"""Another Git server as Git speaks to it: which branches it has, fetching from it, pushing to it.

Nothing secret stands on a command line: the token goes to Git through its environment, bound to the very server, and is
taken out of whatever Git says. No prompt, no redirect, no protocol but the one of the address, and a bound on time.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from trellis.handbook import git
from trellis.handbook.git import GitError
from trellis.handbook.source import printable

PATIENCE = 120
"""Seconds that one conversation with the other server may take."""
_MOST_SAID = 400
_SCP = re.compile(r"(?P<user>[A-Za-z0-9_][\w.-]*)@(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?!-)[^\s:]+")
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=10 -o ServerAliveCountMax=3"
_FIXED = {
    "credential.helper": "",
    "http.followRedirects": "false",
    "http.lowSpeedLimit": "100",
    "http.lowSpeedTime": "30",
    "fetch.fsckObjects": "true",
    "fetch.recurseSubmodules": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "push.gpgSign": "false",
    "push.recurseSubmodules": "no",
    "push.followTags": "false",
}


class Trouble(StrEnum):
    """What kind of trouble there is with another server."""

    UNREACHABLE = "unreachable"
    DENIED = "denied"
    REJECTED = "rejected"
    MOVED = "moved"
    BROKEN = "broken"


class RemoteError(GitError):
    """The other server cannot be reached, or refuses; `kind` says how, the message holds Git's own words."""

    code = "handbook.remote"

    def __init__(self, kind: Trouble, said: str, *, hint: str = "") -> None:
        super().__init__(said, hint=hint)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Remote:
    """Another Git server and the branch there. `user` and `token` are for https, `ssh_key` is a file for ssh."""

    url: str
    branch: str = ""
    user: str = ""
    token: str = field(default="", repr=False)
    ssh_key: str = ""

    @property
    def protocol(self) -> str:
        """One of https, http, ssh, file."""
        return "ssh" if _SCP.fullmatch(self.url) else urlsplit(self.url).scheme

    def redacted(self, text: str) -> str:
        """A text of Git or of the server, without anything that lets somebody in, on one line and of bounded length."""
        for secret in (self.token, self._basic()) if self.token else ():
            text = text.replace(secret, "•••")
        return printable(" ".join(_CREDENTIALS.sub("", text).split()))[:_MOST_SAID]

    def variables(self) -> dict[str, str]:
        """The environment of Git for this server."""
        settings = dict(_FIXED)
        if self.token and self.protocol in {"https", "http"}:
            parts = urlsplit(self.url)
            settings[f"http.{parts.scheme}://{parts.netloc}/.extraHeader"] = (
                f"Authorization: Basic {self._basic()}"
            )
        key = f" -i {shlex.quote(self.ssh_key)} -o IdentitiesOnly=yes" if self.ssh_key else ""
        return {
            **git.settings_as_variables(settings.items()),
            "GIT_ALLOW_PROTOCOL": self.protocol,
            "GIT_SSH_COMMAND": _SSH + key,
            "GIT_SSH_VARIANT": "ssh",
            "SSH_ASKPASS_REQUIRE": "never",
        }

    def _basic(self) -> str:
        return base64.b64encode(f"{self.user or 'git'}:{self.token}".encode()).decode("ascii")


def checked_url(url: str) -> str:
    """The address again, if Git may be given it. Raises GitError that says what is wrong, without repeating it."""
    hint = "Write https://host/path.git, ssh://git@host/path.git or git@host:path.git."
    wrong = ""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise GitError("is no address of a Git server.", hint=hint, code="handbook.remote-url") from None
    if url.startswith("-") or "::" in url or not url.isprintable() or " " in url or len(url) > 1000:
        wrong = "is no address of a Git server."
    elif _SCP.fullmatch(url):
        return url
    elif parts.scheme == "file":
        wrong = "" if parts.path.startswith("/") and not parts.netloc else "names no folder: file:///path."
    elif parts.password or (parts.username and parts.scheme != "ssh"):
        wrong = "holds a name or password. Put the token into TRELLIS_UPSTREAM_TOKEN."
    elif parts.query or parts.fragment or not host or host.startswith("-") or parts.path in {"", "/"}:
        wrong = "is no address of a repository."
    elif parts.scheme == "http" and not _is_loopback(host):
        wrong = "is not encrypted; use https."
    elif parts.scheme not in {"https", "http", "ssh"}:
        wrong = f"begins with “{printable(parts.scheme)}”, which Trellis does not speak."
    if wrong:
        raise GitError(wrong, hint=hint, code="handbook.remote-url")
    return url


def tips(folder: Path, remote: Remote, patterns: Sequence[str]) -> dict[str, str]:
    """The branches there that fit some names or patterns, with their commits. Raises RemoteError."""
    listed = _talk(folder, remote, "ls-remote", "--quiet", "--refs", "--", remote.url, *patterns)
    found = {}
    for line in listed.stdout.decode("utf-8", "replace").splitlines():
        commit, _tab, name = line.partition("\t")
        if git.is_object_name(commit) and name.isprintable() and len(name) < 300:
            found[name] = commit
    return found


def fetch(folder: Path, remote: Remote, refspecs: Mapping[str, str]) -> None:
    """Fetch branches there into refs here, which may be replaced. Raises RemoteError; nothing has changed then."""
    words = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--atomic")
    pairs = [f"+{source}:{target}" for source, target in refspecs.items()]
    _talk(folder, remote, "fetch", *words, "--", remote.url, *pairs)


def push(folder: Path, remote: Remote, commit: str, branch: str, *, instead_of: str = "") -> None:
    """Move a branch there to a commit: forward only, or from exactly the commit `instead_of`.

    Raises RemoteError; its kind is MOVED where somebody has pushed there meanwhile.
    """
    lease = (f"--force-with-lease={branch}:{instead_of}",) if instead_of else ()
    _talk(
        folder, remote, "push", "--porcelain", "--no-verify", *lease, "--", remote.url, f"{commit}:{branch}"
    )


# -- how


def _talk(folder: Path, remote: Remote, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Git in a group of its own, so that whatever it starts ends with it when time is over."""
    process = subprocess.Popen(
        git.command(folder, *arguments),
        env={**git.environment(), **remote.variables()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise RemoteError(Trouble.UNREACHABLE, f"It did not answer within {PATIENCE} seconds.") from None
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode != 0:
        raise _trouble(remote, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


_SIGNS = (
    (Trouble.MOVED, re.compile(r"\[rejected\]|stale info|fetch first|non-fast-forward")),
    (Trouble.REJECTED, re.compile(r"remote rejected|hook declined|protected branch|remote unpack failed")),
    (
        Trouble.DENIED,
        re.compile(
            r"Authentication failed|could not read (?:Username|Password)|Permission denied|HTTP 40[13]|"
            r"returned error: 40[13]|Access denied|not allowed to|Host key verification failed"
        ),
    ),
    (
        Trouble.BROKEN,
        re.compile(r"fsck error|index-pack failed|unpack-objects failed|bad object|corrupt|missing blob"),
    ),
)


def _trouble(remote: Remote, out: str, err: str) -> RemoteError:
    said = f"{err}\n{out}"
    kind = next((kind for kind, sign in _SIGNS if sign.search(said)), Trouble.UNREACHABLE)
    # What the other side says to people begins with "remote:"; of the rest the first complaint tells most.
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("remote:", "fatal:", "error:", "!", "ssh:"))]
    text = " ".join(telling or lines)
    return RemoteError(kind, remote.redacted(text.replace("\t", " ")) or "Git gave no reason.")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
