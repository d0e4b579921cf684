"""Who comes in a launch: one person with one connection, who joins, enrolls, learns, takes the quiz, and is told so."""

from __future__ import annotations

import re
import socket
import time
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

COURSE = "handbook-first"
"""What everybody takes first."""
PASSWORD = "a long bridge over a calm river"
LESSONS = 2
"""How many lessons somebody does before they take the quiz."""


@dataclass
class Heard:
    """What the clients were told: milliseconds by step, what went wrong, and what the server said it has kept."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    joined: list[str] = field(default_factory=list)
    enrolled: list[str] = field(default_factory=list)
    saved: dict[tuple[str, str], str] = field(default_factory=dict)
    handed_in: list[str] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    busy: float = 0.0
    """Seconds of the processor that the clients took."""

    def add(self, other: Heard) -> None:
        """Put what another client was told beside it."""
        for step, several in other.times.items():
            self.times[step] += several
        for what, n in other.errors.items():
            self.errors[what] += n
        self.joined += other.joined
        self.enrolled += other.enrolled
        self.saved |= other.saved
        self.handed_in += other.handed_in
        self.late += other.late
        self.busy += other.busy


class RefusedError(Exception):
    """An answer that somebody who starts to learn should not get."""


def one(place: str, token: str, moment: float) -> Heard:
    """What one person does, until something is refused."""
    heard = Heard()
    heard.late.append(time.perf_counter() - moment)
    who = Browser(heard)
    try:
        who.open(place)
        journey(who, token)
    except RefusedError as error:
        heard.errors[str(error)] += 1
    except OSError as error:
        heard.errors[f"{who.step}: {type(error).__name__}"] += 1
    finally:
        who.close()
    heard.times, heard.errors = dict(heard.times), dict(heard.errors)
    return heard


def journey(who: Browser, token: str) -> None:
    """Join, enroll, learn, and take the quiz."""
    heard, door = who.heard, f"/join/{token}/"
    who.get("join: page", door)
    who.post("join", door, {"name": "Newcomer", "new": PASSWORD, "again": PASSWORD})
    heard.joined.append(token)
    who.get("home", "/learning/")
    who.get("course", f"/courses/{COURSE}/")
    place = who.post("enroll", f"/learning/enroll/{COURSE}/", {})
    key = _found(r"/learning/([0-9a-f-]{36})/", place, "enroll")
    heard.enrolled.append(key)
    page, path = who.get("start", f"/learning/{key}/go/"), who.path
    for _lesson in range(LESSONS):
        part = _found(r"/learning/[0-9a-f-]{36}/([^/]+)/", path, "start")
        if 'name="part"' not in page:
            break
        path = who.post("lesson done", f"/learning/{key}/do/done/", {"part": part})
        page = who.get("lesson", path)
    place = who.post("quiz begun", f"/learning/{key}/do/attempt/", {"part": "quiz", "honor": "yes"})
    attempt = _found(r"/attempts/([0-9a-f-]{36})/", place, "quiz begun")
    address = f"/assessments/attempts/{attempt}/"
    page = who.get("quiz", address)
    for at, (question, name, value) in enumerate(answers_in(page), 1):
        sent = {"key": question, name: value, "tab": "surge", "number": str(at)}
        who.post("answer", f"{address}save/", sent)
        heard.saved[attempt, question] = value
    who.post("hand in", address, {"act": "submit-anyway"})
    heard.handed_in.append(attempt)


def _found(pattern: str, text: str, step: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RefusedError(f"{step}: leads to {text[:60]}")
    return found[1]


def answers_in(page: str) -> list[tuple[str, str, str]]:
    """For each question of which one answer is chosen or written: its key, the name of its field, and an answer."""
    found = []
    for key, text in re.findall(r'data-key="([^"]+)"(.*?)(?=data-key="|\Z)', page, re.DOTALL):
        inputs = [
            dict(re.findall(r'([\w-]+)="([^"]*)"', each)) for each in re.findall(r"<input ([^>]*)>", text)
        ]
        radio = next((each for each in inputs if each.get("type") == "radio" and each.get("value")), None)
        if radio is not None:
            found.append((unescape(key), radio["name"], unescape(radio["value"])))
            continue
        box = next((each for each in inputs if each.get("type", "text") == "text" and each.get("name")), None)
        if box is not None and re.fullmatch(r"q\d+", box["name"]):
            found.append((unescape(key), box["name"], "42"))
    return found


class Browser:
    """One person's connection with its cookies; every answer is measured, and what is refused ends the journey."""

    def __init__(self, heard: Heard) -> None:
        self.heard, self.step, self.path = heard, "connecting", ""
        self._socket: socket.socket | None = None
        self._cookies: dict[str, str] = {}

    def open(self, place: str) -> None:
        """Connect. Raises OSError."""
        host, _colon, port = place.rpartition(":")
        self._socket = socket.create_connection((host.strip("[]"), int(port)), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._always = f"Host: {place}\r\nAccept-Language: en\r\nUser-Agent: surge\r\n"

    def get(self, step: str, path: str) -> str:
        """A page; redirects are followed, and each is a step of its own."""
        for _hop in range(5):
            status, to, body = self._ask(step, "GET", path)
            if status == 200:
                self.path = path
                return body
            if status not in (302, 303) or not to:
                raise RefusedError(f"{step}: {status}")
            path = to
        raise RefusedError(f"{step}: too many redirects")

    def post(self, step: str, path: str, values: dict[str, str]) -> str:
        """Send a form; where it leads, or what was answered where it leads nowhere."""
        sent = {**values, "csrfmiddlewaretoken": self._cookies.get("csrftoken", "")}
        status, to, body = self._ask(step, "POST", path, urlencode(sent))
        if status == 200 and step == "answer":
            return body
        if status not in (302, 303):
            raise RefusedError(f"{step}: {status}")
        return to

    def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            self._socket.close()

    def _ask(self, step: str, verb: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """One request and its answer, read as plainly as HTTP allows: what the clients take, the server lacks."""
        self.step = step
        assert self._socket is not None
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        sent = f"{verb} {path} HTTP/1.1\r\n{self._always}Cookie: {cookies}\r\n"
        if body is not None:
            sent += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        began = time.perf_counter()
        self._socket.sendall(f"{sent}\r\n{body or ''}".encode())
        head, _empty, text = self._received().partition(b"\r\n\r\n")
        self.heard.times[step].append(1000 * (time.perf_counter() - began))
        first, *lines = head.decode("latin-1").split("\r\n")
        to = ""
        for line in lines:
            name, _colon, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _equals, kept = value.partition(";")[0].strip().partition("=")
                self._cookies[cookie] = kept
            elif name.lower() == "location":
                to = value
        return int(first.split(" ", 2)[1]), to, text.decode("utf-8", "replace")

    def _received(self) -> bytes:
        """A whole answer, whose head says how long it is."""
        assert self._socket is not None
        got, length = b"", -1
        while length < 0 or len(got) < length:
            piece = self._socket.recv(1 << 17)
            if not piece:
                raise OSError("The server has closed the connection.")
            got += piece
            if length < 0 and (end := got.find(b"\r\n\r\n")) >= 0:
                found = re.search(rb"\r\ncontent-length: *(\d+)", got[:end], re.IGNORECASE)
                if found is None:
                    raise OSError("The answer does not say how long it is.")
                length = end + 4 + int(found[1])
        return got
