"""Destinations of links as people write them: what sort of thing one is, and where its parts stand.

Nothing here knows the handbook; `links` looks up what a destination leads to. The functions never raise, and
they use no URL library, because a handbook has tens of thousands of links and most are a plain path.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PATH, ANCHOR, WEB, MAIL, OTHER, UNSAFE, TEMPLATE, EMPTY = (
    "path",
    "anchor",
    "web",
    "mail",
    "other",
    "unsafe",
    "template",
    "empty",
)


class Destination(NamedTuple):
    """A destination in its parts.

    `kind` is one of the constants of this module. `host` is set for `web`, in lower case, without user and
    port. `path` starts at `path_at` in the text as written and is not decoded; `query` and `anchor` are
    without `?` and `#`, and `None` where there is none.
    """

    kind: str
    host: str = ""
    path: str = ""
    path_at: int = 0
    query: str | None = None
    anchor: str | None = None


_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROLS = re.compile(r"[\x00-\x20\x7f]+")
_TEMPLATE = re.compile(r"<%|\{\{|\{%")
_WEB = frozenset({"http", "https"})
_UNSAFE = frozenset({"javascript", "vbscript", "data", "file", "blob", "view-source"})
_SAFE_DATA = re.compile(r"data:image/(?:png|gif|jpe?g|webp|avif|svg\+xml)[;,]", re.IGNORECASE)


def read(text: str, *, image: bool = False) -> Destination:
    """What a destination is; an `image` may hold its own data."""
    if not text or text.isspace():
        return Destination(EMPTY)
    first = text[0]
    if first == "#":
        return Destination(ANCHOR, anchor=text[1:])
    if ("<%" in text or "{" in text) and _TEMPLATE.search(text):
        return Destination(TEMPLATE)
    if ":" in text:
        found = _with_scheme(text, image)
        if found is not None:
            return found
    if first == "/" and text[1:2] == "/" and "." in text[2:].split("/", 1)[0]:
        return _parts(WEB, text, 2)
    return _parts(PATH, text, 0)


def _with_scheme(text: str, image: bool) -> Destination | None:
    # Browsers drop control characters and blanks before they look for a scheme.
    plain = _CONTROLS.sub("", text) if not text.isprintable() or " " in text else text
    found = _SCHEME.match(plain)
    if found is None:
        return None
    scheme = found[1].lower()
    if scheme in _WEB:
        at = text.find("//")
        return _parts(WEB, text, at + 2) if at >= 0 and at <= len(scheme) + 2 else Destination(OTHER)
    if scheme == "mailto":
        return Destination(MAIL)
    if scheme in _UNSAFE or len(scheme) == 1:
        return Destination(OTHER if image and _SAFE_DATA.match(plain) else UNSAFE)
    # `localhost:8000` and `notes:today.md` are no addresses with a scheme, but nobody can say what they are.
    return Destination(OTHER)


def _parts(kind: str, text: str, start: int) -> Destination:
    end = len(text)
    anchor = query = None
    at = text.find("#", start)
    if at >= 0:
        anchor, end = text[at + 1 :], at
    at = text.find("?", start, end)
    if at >= 0:
        query, end = text[at + 1 : end], at
    if kind == PATH:
        return Destination(PATH, "", text[:end], 0, query, anchor)
    slash = text.find("/", start, end)
    if slash < 0:
        slash = end
    host = text[start:slash].rsplit("@", 1)[-1].partition(":")[0].lower()
    return Destination(WEB, host, text[slash:end], slash, query, anchor)


_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def decoded(text: str) -> str:
    """The text with percent-encoded UTF-8 read; what is no UTF-8 stays as it was."""
    if "%" not in text:
        return text
    return _PERCENT.sub(_read_bytes, text)


def _read_bytes(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


_TO_ENCODE = re.compile(r"[\x00-\x20\x7f-\xa0%\"'()<>\[\\\]^`{|}?#*_~!$&]|[\ud800-\udfff]")
_KEPT = frozenset("_~!$&*'")


def encoded(path: str) -> str:
    """A path that can be written as a destination: what Markdown or URLs would read otherwise is percent-encoded."""
    if path.isascii() and path.replace("/", "").replace("-", "").isalnum():
        return path
    return _TO_ENCODE.sub(lambda c: c[0] if c[0] in _KEPT else _percent(c[0]), path)


def _percent(c: str) -> str:
    return "".join(f"%{byte:02X}" for byte in c.encode("utf-8", "surrogatepass"))


def normalised(path: str) -> str:
    """A path without `.`, `..`, doubled and outer slashes; what leads above the top stays at the top."""
    if "." not in path and "//" not in path:
        return path.strip("/")
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part and part != ".":
            parts.append(part)
    return "/".join(parts)


_PAGE_ENDS = (".html.md.erb", ".html.md", ".md.erb", ".markdown", ".md", ".html", ".htm", ".txt")
_INDEXES = ("index", "_index", "readme")


def key_of(path: str) -> str:
    """A normalised path without the suffix of a page and without `index`: by this key pages are found."""
    name = path.rsplit("/", 1)[-1]
    if "." in name:
        lower = name.lower()
        for end in _PAGE_ENDS:
            if lower.endswith(end) and len(name) > len(end):
                path = path[: -len(end)]
                name = name[: -len(end)]
                break
    if name.lower() in _INDEXES:
        return path[: -len(name) - 1] if len(path) > len(name) else ""
    return path


_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})\Z")
_PAGE_EXTENSIONS = frozenset({"md", "markdown", "html", "htm", "erb", "txt"})


def file_extension(path: str) -> str:
    """The extension of a path that names a file other than a page, in lower case; else empty."""
    found = _EXTENSION.search(path)
    extension = found[1].lower() if found else ""
    return "" if extension in _PAGE_EXTENSIONS or extension.isdigit() else extension


_HOST = re.compile(
    r"(?:www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+|(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|io|eu|uk|de|nl|fr|ie|ca|au|jp|info|dev))",
    re.IGNORECASE,
)


def looks_like_host(path: str) -> str:
    """The host that a path begins with where somebody forgot `https://`, else empty."""
    first = path.split("/", 1)[0]
    return first if "." in first and _HOST.fullmatch(first) else ""


_MAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\Z")


def looks_like_mail(path: str) -> bool:
    """Whether a path is a mail address that somebody wrote without `mailto:`."""
    return "@" in path and _MAIL.match(path) is not None
