"""Typed readers of the environment: each gives a value of its type or says precisely what is wrong with the text.

Trellis is configured by environment variables alone. They are read once, when it starts, so that a slip of the pen
stops the start and not a request at night.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from trellis.handbook.errors import TrellisError

YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")
SHORTEST_KEY = 32  # characters of a secret key


class SettingError(TrellisError):
    """A variable of the environment that cannot be understood."""

    code = "setting"

    def __init__(self, name: str, problem: str, *, hint: str = "") -> None:
        super().__init__(f"{name} {problem}", hint=hint)
        self.name = name


class Smtp(NamedTuple):
    """A mail server: `ssl` is TLS from the start, `tls` is STARTTLS."""

    host: str
    port: int
    user: str
    password: str
    ssl: bool
    tls: bool


class Reader:
    """Reads settings from a mapping such as `os.environ`. An empty variable counts as absent."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self.environ = environ

    def text(self, name: str, default: str = "") -> str:
        """The text of the variable without the space around it."""
        return self.environ.get(name, "").strip() or default

    def secret(self, name: str, *, least: int) -> str:
        """Something that cannot be guessed, of so many characters at least; empty where it is not set."""
        text = self.text(name)
        if text and (len(text) < least or not text.isascii() or not text.isprintable()):
            raise SettingError(name, f"must have at least {least} characters, all of them of ASCII.")
        return text

    def boolean(self, name: str, *, default: bool) -> bool:
        """Yes or no, in any of the usual words."""
        text = self.text(name).lower()
        if text in (*YES, *NO):
            return text in YES
        if text:
            raise SettingError(name, f"is {text!r}; it must be one of {', '.join((*YES, *NO))}.")
        return default

    def integer(self, name: str, *, default: int, least: int, most: int) -> int:
        """A whole number within bounds."""
        text = self.text(name)
        if not text:
            return default
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise SettingError(name, f"is {text!r}; it must be a whole number from {least} to {most}.")
        return int(text)

    def choice(self, name: str, choices: Sequence[str], *, default: str) -> str:
        """One of a few words."""
        text = self.text(name, default)
        if text not in choices:
            raise SettingError(name, f"is {text!r}; it must be one of {', '.join(choices)}.")
        return text

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        """Words parted by commas or space."""
        return self.text(name).replace(",", " ").split() or list(default)

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        """Networks such as `10.1.0.0/16`, parted by commas or space."""
        try:
            return [ip_network(word) for word in self.words(name)]
        except ValueError as error:
            raise SettingError(name, f"holds no network: {error}.") from None

    def folder(self, name: str, default: Path) -> Path:
        """An absolute folder; it need not exist yet."""
        path = Path(self.text(name, str(default))).expanduser().absolute()
        if path.exists() and not path.is_dir():
            raise SettingError(name, f"is {path}, which is not a folder.")
        return path

    def site(self, name: str) -> str:
        """The address of a site, such as `https://handbook.example.com`, without a slash at its end."""
        text = self.text(name).rstrip("/")
        try:
            parts = urlsplit(text)
        except ValueError:
            raise SettingError(name, "is no address of a site.") from None
        if text and (
            parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.username
        ):
            raise SettingError(name, "is no address of a site.", hint="Such as https://handbook.example.com.")
        return text

    def smtp(self, name: str) -> Smtp:
        """A mail server from `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465` (TLS from the start)."""
        hint = "Write smtp://user:password@host:587 or smtps://user:password@host:465."
        try:
            parts = urlsplit(self.text(name))
            port = parts.port
        except ValueError as error:
            raise SettingError(name, f"is not the address of a mail server: {error}.", hint=hint) from None
        options = dict(parse_qsl(parts.query))
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or set(options) - {"tls"}:
            raise SettingError(name, "is not the address of a mail server.", hint=hint)
        ssl = parts.scheme == "smtps"
        tls = not ssl and Reader(options).boolean("tls", default=True)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return Smtp(parts.hostname, port or (465 if ssl else 587), user, password, ssl, tls)

    def mailbox(self, name: str) -> str:
        """An address that mail comes from, such as `Trellis <trellis@example.com>`."""
        text = self.text(name)
        if "@" not in parseaddr(text)[1] or not text.isprintable():
            raise SettingError(
                name,
                "must be an e-mail address, such as Trellis <trellis@example.com>."
                if text
                else "is missing.",
            )
        return text

    def database(self, name: str, default: str) -> dict[str, Any]:
        """A database as Django wants it, from `sqlite:///path` or `postgres://user:password@host:port/name`."""
        url = self.text(name, default)
        scheme = url.partition(":")[0].lower()
        if scheme == "sqlite":
            return _sqlite(name, url)
        if scheme in ("postgres", "postgresql"):
            return _postgres(name, url)
        raise SettingError(
            name,
            f"begins with {scheme!r}, which is no database that Trellis knows.",
            hint="Write sqlite:///path/to/file or postgres://user:password@host:5432/name.",
        )


def _sqlite(name: str, url: str) -> dict[str, Any]:
    """Write-ahead log and immediate transactions: readers never wait, and writers queue instead of failing.

    With Django's default, deferred transactions, a third of concurrent read-then-write requests fail at once.
    """
    path = unquote(url.partition(":")[2])
    if not path.startswith("///") or len(path) == len("///"):
        raise SettingError(
            name, f"is {url!r}; a SQLite address has three slashes and a path.", hint="sqlite:///path"
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(path[3:]).expanduser().absolute()),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgres(name: str, url: str) -> dict[str, Any]:
    """What stands behind `?` goes to the driver (`sslmode`), but for `pool`: connections kept by a process, 0 none; and
    `plan`: after how many times a connection keeps the plan of a statement (`core.prepared`), 0 never.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or ""
    except ValueError as error:
        raise SettingError(name, f"is not a database address: {error}.") from None
    database = unquote(parts.path.lstrip("/"))
    if not database:
        raise SettingError(name, "names no database.", hint="postgres://user:password@host:5432/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    pool = Reader({"pool": options.pop("pool", "")}).integer("pool", default=8, least=0, most=1000)
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool}
    plan = Reader({"plan": options.pop("plan", "")}).integer("plan", default=5, least=0, most=1000)
    options["prepare_threshold"] = plan - 1 if plan else None  # the driver counts the times before
    return {
        "ENGINE": "django.db.backends.postgresql",
        # A connection that the server has closed meanwhile is replaced before a request gets it.
        "CONN_HEALTH_CHECKS": True,
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port),
        "OPTIONS": options,
    }
