"""Texts between formats: plain text and HTML as Markdown, Markdown as plain text and as XHTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from trellis.handbook import markdown as handbook_markdown

MOST = 2_000_000
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_SPECIAL = re.compile(r"([\\`*\[\]<|])|(?<![^\W_])_|_(?![^\W_])|~(?=~)|&(?=\w+;|#)|\{(?=[:=#])")
_AT_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|={2,}|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)
_CREDIT = re.compile(r"\((?=\s*[+-]?\d{1,3}(?:[.,]\d+)?\s*%\s*\))")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LINES = re.compile(r"\n{3,}")
BREAK = "\ue002"
"""A line break on its way to Markdown: only when its block is whole is it known whether it breaks a line."""
_BREAKS = re.compile(rf"[ \t]*{BREAK}(?:\s*{BREAK})*\s*")
_EDGES = re.compile(rf"^[\s{BREAK}]*|[\s{BREAK}]*$")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_SILENT = frozenset(
    "script style head title meta link object embed iframe noscript template svg math".split()
)
Handler = Callable[[Any], str | None]


def escaped(text: str) -> str:
    """Plain text as Markdown that shows the same."""
    same = _SPECIAL.sub(lambda found: "\\" + found[0], text)
    same = _AT_START.sub(_without_meaning, same)
    return _CREDIT.sub(r"\\(", same).strip()


def _without_meaning(found: re.Match[str]) -> str:
    space, sign = found[1], found[2]
    # A number keeps its digits: the point behind it is what makes a list.
    return f"{space}{sign}\\" if sign[0].isdigit() else f"{space}\\{sign}"


def looks_like_html(text: str) -> bool:
    """Whether a text without a declared format has tags or entities."""
    return _TAG.search(text) is not None


def from_text(text: str) -> str:
    """Text of which nobody says what it is: HTML where it has tags, else plain."""
    return from_html(text) if looks_like_html(text) else from_plain(text)


def from_plain(text: str) -> str:
    """Plain text whose lines may be indented, as in a file that people write."""
    return escaped("\n".join(line.strip() for line in text.split("\n")))


def from_html(text: str, special: Handler | None = None) -> str:
    """HTML as Markdown. `special` may say what an element becomes, or `None` for the usual."""
    if not text.strip():
        return ""
    try:
        root = lxml_html.fragment_fromstring(text[:MOST], create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return escaped(unescape(re.sub(r"<[^<>]*>", " ", text)))
    return from_element(root, special)


def from_element(element: Any, special: Handler | None = None) -> str:
    """What stands in an element, as Markdown."""
    return tidy(_inside(element, _Way(special)))


def tidy(text: str) -> str:
    """No more than one empty line between blocks, none at the ends, no space at the end of a line.

    One line break within a paragraph stays one; several part paragraphs, and one at the edge of a block does nothing.
    """
    made = _BREAKS.sub(_broken, text)
    made = _LINES.sub("\n\n", re.sub(r"[ \t]+\n", "\n", made)).strip()
    # A single space at the start of a line came with a line break; in code it may be meant.
    return made if "```" in made else re.sub(r"\n (?=\S)", "\n", made)


def _broken(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    if not text[:start].strip() or end == len(text) or text[start - 1] == "\n" or found[0].count("\n") > 1:
        return "\n\n"
    return "\\\n" if found[0].count(BREAK) == 1 else "\n\n"


def one_line(text: str) -> str:
    """Markdown in one line, without the line breaks that it asks for."""
    return " ".join(re.sub(r"(?<!\\)((?:\\\\)*)\\\n", r"\1\n", text).split())


def name_of(element: Any) -> str:
    """The local name of an element in small letters; empty for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


class _Way:
    """How deep a walk is, and what is special on it."""

    def __init__(self, special: Handler | None) -> None:
        self.special = special
        self.depth = 0


def _inside(element: Any, way: _Way) -> str:
    if way.depth > 100:
        return ""
    way.depth += 1
    made = _plain(element.text)
    for child in element:
        for part in (_one(child, way), _plain(child.tail)):
            # White space counts once, however many elements it comes from.
            made += part.lstrip(" ") if made.endswith((" ", "\n", BREAK)) else part
    way.depth -= 1
    return made


def _plain(text: str | None) -> str:
    if not text:
        return ""
    joined = _SPACES.sub(" ", text.replace("\u00a0", " "))
    if not joined.strip():
        return " " if joined else ""
    head, tail = joined[: len(joined) - len(joined.lstrip())], joined[len(joined.rstrip()) :]
    return f"{head}{escaped(joined)}{tail}"


def _one(element: Any, way: _Way) -> str:
    name = name_of(element)
    if not name or name in _SILENT:
        return _math(element) if name == "math" else ""
    if way.special is not None:
        said = way.special(element)
        if said is not None:
            return said
    if name in _WRITERS:
        return _WRITERS[name](element, way)
    inner = _inside(element, way)
    return f"\n\n{inner.strip()}\n\n" if name in _BLOCKS else inner


def _math(element: Any) -> str:
    """What a formula shows; it often holds itself once more in another notation."""
    inside = [
        each
        for each in element.iter()
        if name_of(each) and not any(name_of(one).startswith("annotation") for one in _up(each, element))
    ]
    return escaped(
        " ".join(" ".join((each.text or "").split()) for each in inside if (each.text or "").strip())
    )


def _up(element: Any, top: Any) -> list[Any]:
    """An element and what it stands in, below another."""
    found = [element]
    while found[-1] is not top:
        found.append(found[-1].getparent())
    return found


def _marked(mark: str) -> Callable[[Any, _Way], str]:
    def write(element: Any, way: _Way) -> str:
        inner = _inside(element, way)
        bare = _EDGES.sub("", inner)
        if not bare or "\n\n" in bare or BREAK * 2 in bare:
            return inner
        before, _, after = inner.partition(bare)
        return f"{before}{mark}{bare}{mark}{after}"

    return write


def _code(element: Any, way: _Way) -> str:
    text = _SPACES.sub(" ", "".join(element.itertext()))
    if not text.strip():
        return ""
    fence = "`" * (max([0, *(len(each) for each in re.findall(r"`+", text))]) + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{space}{text.strip()}{space}{fence}"


def _pre(element: Any, way: _Way) -> str:
    text = "".join(element.itertext()).strip("\n")
    fence = "`" * max(3, *(len(each) + 1 for each in re.findall(r"`+", text)), 3)
    return f"\n\n{fence}\n{text}\n{fence}\n\n"


def _link(element: Any, way: _Way) -> str:
    inner, address = one_line(tidy(_inside(element, way))), (element.get("href") or "").strip()
    if (
        not inner
        or not re.match(r"https?://|mailto:|[/.#\w]", address)
        or address.lower().startswith(("javascript", "data"))
    ):
        return inner
    return f"[{inner}]({_address(address)})"


def _image(element: Any, way: _Way) -> str:
    address = (element.get("src") or "").strip()
    alternative = escaped(_SPACES.sub(" ", element.get("alt") or ""))
    return (
        f"![{alternative}]({_address(address)})"
        if address and not address.startswith("data:")
        else alternative
    )


def _address(address: str) -> str:
    return f"<{re.sub(r'[<>]', '', address)}>" if re.search(r"[\s()<>]", address) else address


def _items(element: Any, way: _Way) -> str:
    lines = []
    items = [each for each in element if name_of(each) == "li"]
    for at, each in enumerate(items, 1):
        bullet = f"{at}. " if name_of(element) == "ol" else "- "
        first, *rest = tidy(_inside(each, way)).split("\n")
        lines += [bullet + first, *((" " * len(bullet) + line) if line else "" for line in rest)]
    return "\n\n" + "\n".join(lines) + "\n\n"


def _quote(element: Any, way: _Way) -> str:
    inner = tidy(_inside(element, way))
    return "\n\n" + "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) + "\n\n"


def _table(element: Any, way: _Way) -> str:
    rows = []
    for row in element.iter():
        if name_of(row) == "tr":
            cells = [one_line(tidy(_inside(each, way))) for each in row if name_of(each) in ("td", "th")]
            rows.append(cells)
    wide = max(map(len, rows), default=0)
    if not any(any(each) for each in rows):
        return ""
    lines = ["| " + " | ".join([*each, *[""] * (wide - len(each))]) + " |" for each in rows]
    return "\n\n" + "\n".join([lines[0], "|" + "---|" * wide, *lines[1:]]) + "\n\n"


def _heading(element: Any, way: _Way) -> str:
    return f"\n\n**{_inside(element, way).strip()}**\n\n" if "".join(element.itertext()).strip() else ""


_WRITERS: Mapping[str, Callable[[Any, _Way], str]] = {
    "b": _marked("**"), "strong": _marked("**"), "i": _marked("*"), "em": _marked("*"), "code": _code, "tt": _code,
    "pre": _pre, "a": _link, "img": _image, "ul": _items, "ol": _items, "blockquote": _quote, "table": _table,
    "br": lambda _element, _way: BREAK, "hr": lambda _element, _way: "\n\n", "del": _marked("~~"), "s": _marked("~~"),
    "h1": _heading, "h2": _heading, "h3": _heading, "h4": _heading, "h5": _heading, "h6": _heading,
}  # fmt: skip


# -- from Markdown


def to_text(text: str) -> str:
    """What a reader sees of Markdown, in one line."""
    if not text.strip():
        return ""
    root = lxml_html.fragment_fromstring(_html(text), create_parent="div")
    for each in root.iter("img"):
        each.text = each.get("alt") or ""
    return " ".join("".join(root.itertext()).split())


def to_html(text: str) -> str:
    """Markdown as HTML. Of a single paragraph only what stands in it."""
    root = _root(text)
    return (root.text or "") + "".join(lxml_html.tostring(each, encoding="unicode") for each in root)


def to_elements(text: str, parent: Any, *, is_inline: bool = False) -> None:
    """Put Markdown as XHTML into an element of an XML document; `is_inline`: without paragraphs, in one line."""
    root = _root(text)
    if is_inline and any(name_of(each) in _BLOCKS for each in root):
        parent.text = xml_text(to_text(text))
        return
    parent.text = root.text
    space = parent.tag.rpartition("}")[0].lstrip("{")
    for each in root:
        parent.append(_named(each, space))


def xml_text(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _named(element: Any, space: str) -> Any:
    for each in element.iter():
        if isinstance(each.tag, str) and space and not each.tag.startswith("{"):
            each.tag = f"{{{space}}}{each.tag}"
    return element


def _root(text: str) -> Any:
    root = lxml_html.fragment_fromstring(_html(text), create_parent="div")
    for bad in [each for each in root.iter() if not isinstance(each.tag, str) or name_of(each) in _SILENT]:
        bad.drop_tree()
    for empty in [each for each in root.iter("tbody") if not len(each)]:
        # QTI wants a body with rows; of a table with one row, that is the row that Markdown calls its head.
        for head in empty.itersiblings("thead", preceding=True):
            head.tag = "tbody"
        empty.drop_tree()
    for each in root.iter():
        for name in [name for name in each.attrib if name.lower().startswith("on") or name == "style"]:
            del each.attrib[name]
    if (
        len(root) == 1
        and name_of(root[0]) == "p"
        and not (root.text or "").strip()
        and not (root[0].tail or "").strip()
    ):
        only = root[0]
        only.tail = None
        return only
    return root


def _html(text: str) -> str:
    return xml_text(handbook_markdown.html(text[:MOST])) or "<p></p>"


def put_elements(root: Any, pattern: re.Pattern[str], make: Callable[[re.Match[str]], Any]) -> None:
    """Put an element in the place of each match in the texts below an element, in document order."""
    for each in list(root.iter()):
        _put_into_text(each, pattern, make)
        for child in list(each):
            _put_behind(each, child, pattern, make)


def _put_into_text(element: Any, pattern: re.Pattern[str], make: Callable[[re.Match[str]], Any]) -> None:
    parts = _parts(element.text, pattern)
    if parts is None:
        return
    element.text = parts[0][1]
    for at, (found, rest) in enumerate(parts[1:]):
        made = make(found)
        made.tail = rest
        element.insert(at, made)


def _put_behind(
    parent: Any, child: Any, pattern: re.Pattern[str], make: Callable[[re.Match[str]], Any]
) -> None:
    parts = _parts(child.tail, pattern)
    if parts is None:
        return
    child.tail = parts[0][1]
    at = parent.index(child)
    for each, (found, rest) in enumerate(parts[1:], 1):
        made = make(found)
        made.tail = rest
        parent.insert(at + each, made)


def _parts(text: str | None, pattern: re.Pattern[str]) -> list[tuple[Any, str]] | None:
    """What stands before the first match, then each match with what stands behind it."""
    matches = list(pattern.finditer(text or ""))
    if not text or not matches:
        return None
    ends = [each.start() for each in matches[1:]] + [len(text)]
    return [(None, text[: matches[0].start()])] + [
        (found, text[found.end() : end]) for found, end in zip(matches, ends, strict=True)
    ]
