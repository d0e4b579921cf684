"""Asking a virus scanner about a file: a clamd, or a command that reads the file from its input.

clamd is spoken to as its manual describes INSTREAM. A command answers with its exit status as clamscan does: 0 is
clean, 1 is infected and it says by what, anything else that it could not tell.
"""

from __future__ import annotations

import shlex
import socket
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass

PATIENCE = 120.0  # seconds
LONGEST_NAME = 200


class ScannerError(Exception):
    """The scanner could not say; it is asked again later."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanner says: what it found, empty where the file is clean."""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.found


def asked(scanner: str, pieces: Iterable[bytes]) -> Verdict:
    """The verdict of `clamd:///path/of/socket`, `clamd://host:port`, or of a command. Raises ScannerError."""
    try:
        if scanner.startswith("clamd://"):
            return _clamd(scanner.removeprefix("clamd://"), pieces)
        return _command(shlex.split(scanner), pieces)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise ScannerError(f"{type(error).__name__}: {error}") from error


def _clamd(place: str, pieces: Iterable[bytes]) -> Verdict:
    with _connected(place) as door:
        door.sendall(b"zINSTREAM\0")
        for piece in pieces:
            if piece:
                door.sendall(len(piece).to_bytes(4, "big") + piece)
        door.sendall(bytes(4))
        said = b""
        while not said.endswith(b"\0") and len(said) < 4096:
            more = door.recv(4096)
            if not more:
                break
            said += more
    text = said.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
    if text == "OK":
        return Verdict()
    if text.endswith(" FOUND"):
        return Verdict(text.removesuffix(" FOUND")[:LONGEST_NAME] or "?")
    raise ScannerError(text[:LONGEST_NAME] or "no answer")


def _connected(place: str) -> socket.socket:
    if place.startswith("/"):
        door = socket.socket(socket.AF_UNIX)
        door.settimeout(PATIENCE)
        try:
            door.connect(place)
        except OSError:
            door.close()
            raise
        return door
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)


def _command(words: list[str], pieces: Iterable[bytes]) -> Verdict:
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        try:
            for piece in pieces:
                running.stdin.write(piece)
            running.stdin.close()
        except BrokenPipeError:
            pass  # it has seen enough
        try:
            said = running.stdout.read(4096)
            status = running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            running.kill()
            raise
    text = said.decode("utf-8", "replace").strip().splitlines()
    if status == 0:
        return Verdict()
    if status == 1:
        return Verdict(" ".join(text[0].split())[:LONGEST_NAME] if text else "?")
    raise ScannerError(f"the command ended with {status}")
