"""What is enclosed with mails: files that are made at the moment of sending, with the rights that its reader has then.

The outbox keeps no file: a mail names what it encloses, and the room that wrote it makes that when a server is about
to take the mail. So a mail that waited for hours shows nothing that its reader may see no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from trellis.core.models import Mail
from trellis.handbook.errors import TrellisError


class NothingToEncloseError(TrellisError):
    """What a mail encloses is no longer for its reader, so that the mail is not sent: the message says why."""

    code = "enclosed"


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a mail."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Enclosing:
    """How a room makes what its mails enclose, and the path by which who gets them stops them."""

    files: Callable[[UUID], tuple[File, ...]]
    stop_path: Callable[[UUID], str]


_kinds: dict[str, Enclosing] = {}


def register(name: str, kind: Enclosing) -> None:
    """Say what mails with this name in `encloses` enclose; the same name again replaces it. When Django starts."""
    _kinds[name] = kind


def files_of(mail: Mail) -> tuple[File, ...]:
    """What goes with a mail, made now; nothing for most. Raises NothingToEncloseError where it must not be sent."""
    kind = _kinds.get(mail.encloses)
    return kind.files(mail.enclosed) if kind is not None and mail.enclosed is not None else ()


def stop_path(mail: Mail) -> str:
    """The path by which such mails end; empty where the mail encloses nothing."""
    kind = _kinds.get(mail.encloses)
    return kind.stop_path(mail.enclosed) if kind is not None and mail.enclosed is not None else ""
