"""Documents of Office Open XML (ECMA-376) and OpenDocument (ISO/IEC 26300) without those who wrote them.

Both are archives of XML. What is taken out: the properties of the document (`docProps`, `meta.xml`), who wrote comments
and changes, lists of people, and folders of somebody's machine. A picture inside loses what a camera wrote; a document
inside is cleaned like the one around it. Everything else is copied as it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from trellis.core.filetypes import OPEN_FORMS
from trellis.core.nameless.errors import StillNamedError
from trellis.core.pictures import PictureError, examined

MEDIA = OPEN_FORMS
MOST_PARTS = 10_000
MOST_UNFOLDED = 256 * 2**20
LARGEST_XML = 64 * 2**20
DEEPEST = 2
"""Documents within documents."""
_ATTRIBUTES = frozenset({"author", "initials", "lastModifiedBy", "userName"})
_OF_PEOPLE = frozenset({"userId", "displayName"})
"""In lists of people only: a table of a spreadsheet has a `displayName` that its formulas need."""
_ELEMENTS = frozenset(
    {
        "creator", "lastModifiedBy", "initial-creator", "printed-by", "creator-initials", "Manager", "Company",
        "HyperlinkBase", "Template", "author", "author-name", "author-initials", "presenceInfo", "absPath",
        "sender-firstname", "sender-lastname", "sender-initials", "sender-email",
        "user-defined",
    }
)  # fmt: skip
_PEOPLE = re.compile(r"(^|/)(comments?|persons?|people|(comment)?[aA]uthors)[^/]*\.xml$")
_PICTURES = re.compile(r"\.(jpe?g|png|gif|webp)$", re.IGNORECASE)
_DOCUMENTS = re.compile(r"\.(docx|xlsx|pptx|odt|ods|odp|docm|xlsm|pptm)$", re.IGNORECASE)
_LOCAL = re.compile(r"^(file:|[A-Za-z]:[\\/]|\\\\)")


def other_form() -> str:
    """Why a form that nobody here reads is not cleaned."""
    return _("nobody here knows where files of this form keep names.")


def cleaned(data: bytes, depth: int = 0) -> bytes:
    """A document without its authors, its parts in the same order. Raises StillNamedError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _look(parts)
            made = io.BytesIO()
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
                for each in parts:
                    entry = zipfile.ZipInfo(each.filename, (1980, 1, 1, 0, 0, 0))
                    entry.compress_type = each.compress_type
                    out.writestr(entry, _part(each.filename, archive.read(each), depth))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise StillNamedError(_("it is damaged, or locked by a password.")) from None
    return made.getvalue()


def _look(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNFOLDED:
        raise StillNamedError(_("it unfolds to more than can be looked through."))
    names = {each.filename for each in parts}
    if (
        any(name.startswith("_xmlsignatures/") for name in names)
        or "META-INF/documentsignatures.xml" in names
    ):
        raise StillNamedError(_("it is signed, and a signature names who signed."))
    if any(each.flag_bits & 1 for each in parts):
        raise StillNamedError(_("it is damaged, or locked by a password."))


def _part(name: str, content: bytes, depth: int) -> bytes:
    if name.endswith((".xml", ".rels", ".rdf")):
        return _xml(name, content)
    if _PICTURES.search(name):
        try:
            return examined(content).data
        except PictureError:
            return content
    if _DOCUMENTS.search(name):
        if depth >= DEEPEST:
            raise StillNamedError(_("it holds other files."))
        return cleaned(content, depth + 1)
    if "/embeddings/" in name or name.startswith("Object "):
        if name.endswith("/") or not content:
            return content
        raise StillNamedError(_("it holds other files."))
    return content


def _xml(name: str, content: bytes) -> bytes:
    if len(content) > LARGEST_XML:
        raise StillNamedError(_("it unfolds to more than can be looked through."))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root: Any = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise StillNamedError(_("it is damaged, or locked by a password.")) from None
    if name.startswith("docProps/custom"):
        for each in list(root):
            root.remove(each)
    names = {found for each in root.iter() if isinstance(each.tag, str) for found in _bare(each, name)}
    _forget(root, names if _PEOPLE.search(name) else set())
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _bare(each: Any, part: str) -> list[str]:
    """Take out of an element what names somebody; what it was is handed back."""
    local, found, lists_people = _local(each), [], _PEOPLE.search(part) is not None
    if local in _ELEMENTS:
        # A spreadsheet counts the authors of its comments: the element stays, its words go.
        found.append(each.text or "")
        each.text = ""
        for key in list(each.attrib):
            each.attrib[key] = ""
    for key in list(each.attrib):
        short = key.rpartition("}")[2]
        is_person = lists_people and (
            short in _OF_PEOPLE or (short == "name" and local in {"cmAuthor", "author"})
        )
        if short in _ATTRIBUTES or is_person:
            found.append(each.attrib[key])
            each.attrib[key] = "A" if short in {"initials", "author", "name", "displayName"} else ""
        elif short in {"Target", "href"} and _LOCAL.match(each.attrib[key]):
            each.attrib[key] = "file:///"
    return [one.strip() for one in found if len(one.strip()) > 1]


def _forget(root: Any, names: set[str]) -> None:
    """Blank the runs of comments that only say whose they are: spreadsheets write “Ada Lovelace:” before a comment."""
    for each in root.iter() if names else ():
        if each.text and each.text.strip().rstrip(":").strip() in names:
            each.text = ""


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
