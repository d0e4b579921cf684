"""What is said in a video or a recording, line by line: read from captions in WebVTT. No Django.

Captions are written to be read while something plays, two or three seconds at a time. A transcript is read as text: so
what belongs to one sentence of one speaker is put into one line, with the time at which it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

LARGEST = 2 * 2**20
"""Bytes of captions that are read."""
MOST_LINES = 5000
LONGEST_LINE = 160
"""Letters after which a line ends where no sentence does."""
PAUSE_SECONDS = 3.0
"""A silence after which a new line begins, whatever was said before."""

_ARROW = re.compile(r"^\s*(?P<start>[\d:.,]+)\s+-->\s+(?P<end>[\d:.,]+)(?:\s.*)?$")
_CLOCK = re.compile(r"(?:(?P<h>\d{1,4}):)?(?P<m>[0-5]?\d):(?P<s>[0-5]?\d)(?:[.,](?P<ms>\d{1,3}))?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+(?P<name>[^>]+)>")
_TAG = re.compile(r"<[^>]*>")
_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that are shown from one second to another; `speaker` is empty where nobody is named."""

    start: float
    end: float
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a transcript: `start` and `end` in seconds, `None` where the text has no times."""

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str = ""

    @property
    def clock(self) -> str:
        """When it is said, as people read it: 0:07, 12:30, 1:02:03; empty where that is not known."""
        if self.start is None:
            return ""
        minutes, seconds = divmod(int(self.start), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    @property
    def second(self) -> int:
        """The whole second at which it begins: 0 where that is not known."""
        return int(self.start or 0)


def cues_of(text: str) -> tuple[Cue, ...]:
    """The cues of a file of captions in the order of their times; what is no cue (notes, styles, faults) is left out.

    See WebVTT, section 6 (parsing): blocks stand apart by an empty line, and what comes before the arrow is a name.
    """
    blocks = re.split(r"\n[ \t]*\n", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    found = [cue for block in blocks if (cue := _cue(block)) is not None]
    return tuple(sorted(found, key=lambda each: each.start))


def lines_of(cues: Iterable[Cue]) -> tuple[Line, ...]:
    """The same as lines that are read: a sentence of one speaker each, as far as it can be told."""
    return tuple(_joined(cues))[:MOST_LINES]


def text_lines(paragraphs: Iterable[str]) -> tuple[Line, ...]:
    """Lines of a text without times."""
    said = (" ".join(each.split()) for each in paragraphs)
    return tuple(Line(each) for each in said if each)[:MOST_LINES]


def _joined(cues: Iterable[Cue]) -> Iterator[Line]:
    line: Line | None = None
    last = ""
    for cue in cues:
        if line is not None and line.end is not None and cue.text == last and cue.start <= line.end:
            continue  # captions that roll up say the same twice
        last = cue.text
        if line is None or not _goes_on(line, cue):
            if line is not None:
                yield line
            line = Line(cue.text, cue.start, cue.end, cue.speaker)
        else:
            line = Line(f"{line.text} {cue.text}", line.start, cue.end, line.speaker)
    if line is not None:
        yield line


def _goes_on(line: Line, cue: Cue) -> bool:
    """Whether a cue belongs to the line before it."""
    return (
        line.speaker == cue.speaker
        and line.end is not None
        and cue.start - line.end < PAUSE_SECONDS
        and not _ENDS.search(line.text)
        and len(line.text) + len(cue.text) < LONGEST_LINE
    )


def _cue(block: str) -> Cue | None:
    rows = block.strip("\n").split("\n")
    for at, row in enumerate(rows[:2]):
        times = _ARROW.match(row)
        if times is None:
            continue
        start, end = _seconds(times["start"]), _seconds(times["end"])
        said = " ".join(rows[at + 1 :])
        voice = _VOICE.search(said)
        words = " ".join(unescape(_TAG.sub("", said)).split())
        if start is None or end is None or end <= start or not words:
            return None
        return Cue(start, end, words, " ".join(unescape(voice["name"]).split()) if voice is not None else "")
    return None


def _seconds(clock: str) -> float | None:
    found = _CLOCK.fullmatch(clock)
    if found is None:
        return None
    whole = int(found["h"] or 0) * 3600 + int(found["m"]) * 60 + int(found["s"])
    return whole + int((found["ms"] or "0").ljust(3, "0")) / 1000
