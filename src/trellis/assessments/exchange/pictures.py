"""Pictures that come with questions, and those that go along with them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar
from urllib.parse import unquote

from PIL import Image, UnidentifiedImageError

from trellis.assessments.definitions.questions import Hotspot, Question

Find = Callable[[str], bytes | None]
"""The bytes of a picture, by its address as a question has it; `None` where there is no such picture."""
T = TypeVar("T")
_SHOWN = re.compile(r"(?<=\]\()(<[^<>\n]+>|[^\s()<>]+)(?=[)\s])")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_IMAGE = re.compile(r"!\[(?:[^\[\]\\]|\\.)*\]\((<[^<>\n]+>|[^\s()<>]+)[)\s]")


def file_name(name: str) -> str:
    """A name that can stand in a folder of the handbook, whatever it was."""
    last = re.split(r"[\\/]", unquote(name).split("?")[0])[-1]
    stem, dot, suffix = last.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stem if dot else last).strip("-")[:80] or "picture"
    kind = re.sub(r"[^a-z0-9]", "", suffix.lower())[:8] if dot else ""
    return f"{plain}.{kind}" if kind else plain


def pictures_of(question: Question) -> tuple[str, ...]:
    """The addresses of the pictures that a question shows and that lie beside it, each once."""
    own = [question.image] if isinstance(question, Hotspot) else []
    shown = own + [each.strip("<>") for text in _texts(question) for each in _IMAGE.findall(text)]
    return tuple(dict.fromkeys(each for each in shown if each and not _ELSEWHERE.match(each)))


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height of a picture in pixels; `None` for what has none, such as a drawing."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def taken_along(question: Question, find: Find | None, files: dict[str, bytes]) -> tuple[Question, list[str]]:
    """The question with its pictures at `media/…`, as `files` has them from then on; and the addresses of others."""
    places, missing = dict[str, str](), list[str]()
    for address in pictures_of(question):
        data = find(address) if find is not None else None
        if data is None:
            missing.append(address)
        else:
            places[address] = f"media/{_free(file_name(address), data, files)}"
    return (_moved(question, places) if places else question), missing


def _free(name: str, data: bytes, files: dict[str, bytes]) -> str:
    """A name that no other picture has, under which it is kept."""
    stem, dot, suffix = name.rpartition(".")
    found, at = name, 1
    while files.setdefault(found, data) != data:
        at += 1
        found = f"{stem}-{at}.{suffix}" if dot else f"{name}-{at}"
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for each in value for text in _texts(each)]
    return (
        [text for each in fields(value) for text in _texts(getattr(value, each.name))]
        if is_dataclass(value)
        else []
    )


def _moved(value: T, places: Mapping[str, str]) -> T:
    if isinstance(value, str):
        moved: Any = places.get(value) or _SHOWN.sub(
            lambda found: places.get(found[0].strip("<>"), found[0]), value
        )
    elif isinstance(value, tuple):
        moved = tuple(_moved(each, places) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        moved = replace(
            value, **{each.name: _moved(getattr(value, each.name), places) for each in fields(value)}
        )
    else:
        moved = value
    return moved
