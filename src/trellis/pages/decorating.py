"""From clean HTML to the HTML of the site: addresses, anchors, callouts, tasks, code in colours, tables that scroll.

The input went through `cleaning`, so it is well-formed; everything added is escaped in `elements`. One pass, no tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from trellis.handbook import destinations
from trellis.pages import elements
from trellis.pages.coloring import colored
from trellis.pages.elements import start_tag

DEEPEST = 80
"""Elements nested deeper than this lose their tags: no page that people write needs more, and browsers suffer."""

_VOID = frozenset({"br", "hr", "img", "col", "wbr", "input"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ALERT = re.compile(r"markdown-alert-(note|tip|important|warning|caution)")
_TOKEN = re.compile("\ue000[0-9]+\ue001")
_CLASSES = frozenset({"footnote-definition", "footnote-definition-label", "footnote-reference"})
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\u00a0"}

Values = dict[str, str]


class Target(NamedTuple):
    """Where a link leads: an address of the site or outside; `broken` says why it leads nowhere.

    `hidden` says that a text is included that is for others: nothing stands in its place.
    """

    url: str
    outside: bool = False
    broken: str = ""
    hidden: bool = False


class Surroundings(Protocol):
    """What a page needs to know of the handbook around it."""

    def link(self, destination: str) -> Target:
        """Where a link of this page leads."""
        ...

    def image(self, destination: str) -> Target:
        """Where a picture of this page is served."""
        ...


class Entry(NamedTuple):
    """A heading in the page's contents; `level` is its depth as the page wrote it."""

    level: int
    anchor: str
    text: str


Namer = Callable[[str, str | None], str]
"""Makes the anchor of a heading from its text and the identifier that the page gives it, unique within the page."""


class Decorator(HTMLParser):
    """Rewrites one page. Feed it clean HTML, close it, then read `html` and `entries`.

    `tokens` are short private texts that stand for template tags; `shift` moves all headings down by as many levels.
    """

    def __init__(
        self, surroundings: Surroundings, name: Namer, tokens: dict[str, str], shift: int = 0
    ) -> None:
        super().__init__(convert_charrefs=False)
        self.surroundings = surroundings
        self.name = name
        self.tokens = tokens
        self.shift = shift
        self.entries: list[Entry] = []
        self._out: list[str] = []
        self._closers: list[str] = []
        self._heading: _OpenHeading | None = None
        self._listing: list[str] | None = None
        self._language = ""
        self._in_code = False
        self._note = _Footnotes()

    @property
    def html(self) -> str:
        """What was made."""
        return "".join(self._out)

    # -- what the parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: self._with_tokens(value or "", str) for key, value in attrs}
        if tag in _VOID:
            self._out.append(self._void(tag, values))
        elif len(self._closers) >= DEEPEST:
            self._closers.append("")
        else:
            opener, closer = self._element(tag, values)
            self._out.append(opener)
            self._closers.append(closer)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self._closers:
            return
        closer = self._closers.pop()
        if tag in _HEADINGS and self._heading is not None:
            self._close_heading()
        elif tag == "pre" and self._listing is not None:
            self._close_listing()
        elif not (tag == "code" and self._listing is not None):
            self._out.append(closer)
            self._in_code = self._in_code and tag != "code"

    def handle_data(self, data: str) -> None:
        self._text(data, data)

    def handle_entityref(self, name: str) -> None:
        self._text(_ENTITIES.get(name, ""), f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(chr(int(name)) if name.isdecimal() else "", f"&#{name};")

    # -- text

    def _text(self, plain: str, html: str) -> None:
        if self._listing is not None:
            self._listing.append(self._with_tokens(plain, str))
            return
        if self._heading is not None:
            self._heading.text.append(self._with_tokens(plain, str))
        self._out.append(self._with_tokens(html, escape if self._in_code else elements.opaque))

    def _with_tokens(self, text: str, shown: Callable[[str], str]) -> str:
        if "\ue000" not in text:
            return text
        return _TOKEN.sub(lambda token: shown(self.tokens.get(token[0], "")), text)

    # -- elements

    def _element(self, tag: str, values: Values) -> tuple[str, str]:
        if tag in _HEADINGS:
            self._heading = _OpenHeading(int(tag[1]), values.get("id"), len(self._out) + 1)
            return "", ""
        if tag == "pre":
            self._listing, self._language = [], ""
            return "", ""
        if tag == "code" and self._listing is not None:
            self._language = values.get("class", "").removeprefix("language-")
            return "", ""
        self._in_code = self._in_code or tag == "code"
        special = _SPECIAL.get(tag)
        if special is not None:
            return special(self, tag, values)
        return start_tag(tag, _common(values)), f"</{tag}>"

    def _void(self, tag: str, values: Values) -> str:
        if tag == "img":
            return self._image(values)
        if tag == "input":
            return elements.task("checked" in values) if values.get("type") == "checkbox" else ""
        return start_tag(tag, {key: value for key, value in values.items() if key == "span"})

    def _close_heading(self) -> None:
        heading, self._heading = self._heading, None
        assert heading is not None
        text = " ".join("".join(heading.text).split())
        anchor = self.name(text, heading.given)
        inner = "".join(self._out[heading.start :]).strip()
        del self._out[heading.start :]
        self.entries.append(Entry(heading.level, anchor, text))
        self._out.append(elements.heading(f"h{min(heading.level + self.shift, 6)}", anchor, inner, text))

    def _close_listing(self) -> None:
        code, self._listing = "".join(self._listing or ()), None
        self._out.append(f'<pre tabindex="0"><code>{colored(code, self._language)}</code></pre>')

    def _link(self, tag: str, values: Values) -> tuple[str, str]:
        kept = _common(values)
        destination = kept.pop("href", None)
        if destination is None:
            return start_tag(tag, kept), "</a>"
        if self._note.in_reference:
            return start_tag(tag, {"href": destination, **self._note.reference(destination)}), "</a>"
        return _linked(self.surroundings.link(destination), kept)

    def _image(self, values: Values) -> str:
        alt = values.get("alt", "")
        target = self.surroundings.image(values.get("src", ""))
        if target.hidden:
            return ""
        if target.broken:
            return format_html(
                '<span class="broken" title="{}">{}</span>', target.broken, alt or _("picture")
            )
        if target.outside:
            return elements.elsewhere(
                _("Picture: %(name)s") % {"name": alt or urlsplit(target.url).path}, target.url
            )
        tag = elements.played(destinations.file_extension(urlsplit(target.url).path))
        if tag:
            return elements.player(tag, target.url, alt)
        size = {key: values[key] for key in ("width", "height") if values.get(key, "").isdecimal()}
        return start_tag(
            "img", {"src": target.url, "alt": alt, "loading": "lazy", "decoding": "async", **size}
        )

    def _embedded(self, tag: str, values: Values) -> tuple[str, str]:
        return elements.embedded(values.get("src", "")), ""

    def _quote(self, tag: str, values: Values) -> tuple[str, str]:
        alert = _ALERT.fullmatch(values.get("class", ""))
        if alert is None:
            return start_tag(tag, _common(values)), "</blockquote>"
        return elements.callout(alert[1]), "</div>"

    def _table(self, tag: str, values: Values) -> tuple[str, str]:
        return elements.scrolling_table(_common(values)), "</table></div>"

    def _cell(self, tag: str, values: Values) -> tuple[str, str]:
        side = elements.alignment(values)
        kept = {**_common(values), **({"class": side} if side else {})}
        return start_tag(tag, kept), f"</{tag}>"

    def _classed(self, tag: str, values: Values) -> tuple[str, str]:
        kept = _common(values)
        name = next((name for name in values.get("class", "").split() if name in _CLASSES), "")
        if name:
            kept["class"] = name
        if name == "footnote-definition":
            self._note.label = kept.get("id", "")
        if name == "footnote-definition-label" and self._note.label:
            back = {"href": f"#fnref-{self._note.label}", "title": _("Back to the text")}
            return start_tag(tag, kept) + start_tag("a", back), f"</a></{tag}>"
        self._note.in_reference = name == "footnote-reference"
        return start_tag(tag, kept), f"</{tag}>"


_SPECIAL: dict[str, Callable[[Decorator, str, Values], tuple[str, str]]] = {
    "a": Decorator._link,
    "blockquote": Decorator._quote,
    "div": Decorator._classed,
    "iframe": Decorator._embedded,
    "span": Decorator._classed,
    "sup": Decorator._classed,
    "table": Decorator._table,
    "td": Decorator._cell,
    "th": Decorator._cell,
    "video": Decorator._embedded,
}


class _OpenHeading:
    """A heading whose end has not come yet."""

    def __init__(self, level: int, given: str | None, start: int) -> None:
        self.level = level
        self.given = given
        self.start = start
        self.text: list[str] = []


class _Footnotes:
    """Which footnote is being read, and which were already referred to."""

    def __init__(self) -> None:
        self.label = ""
        self.in_reference = False
        self._seen: set[str] = set()

    def reference(self, destination: str) -> Values:
        """The first reference to a footnote gets the anchor that the footnote leads back to."""
        self.in_reference = False
        if destination in self._seen:
            return {}
        self._seen.add(destination)
        return {"id": f"fnref-{destination.removeprefix('#')}"}


def _common(values: Values) -> Values:
    """The attributes that any element keeps; `t-…` identifiers belong to the frame of the site."""
    kept = {
        key: value for key, value in values.items() if key not in {"style", "align", "class", "id", "name"}
    }
    anchor = values.get("id") or values.get("name")
    if anchor and not anchor.startswith("t-"):
        kept["id"] = anchor
    return kept


def _linked(target: Target, kept: Values) -> tuple[str, str]:
    if target.broken:
        kept = {**kept, "class": "broken", "title": target.broken}
        if not target.url:
            return start_tag("span", kept), f"{elements.broken_note()}</span>"
        return start_tag("a", {**kept, "href": target.url}), f"{elements.broken_note()}</a>"
    if target.outside:
        return start_tag(
            "a", {**kept, "href": target.url, "class": "outside", "rel": "noopener noreferrer"}
        ), "</a>"
    return start_tag("a", {**kept, "href": target.url}), "</a>"
