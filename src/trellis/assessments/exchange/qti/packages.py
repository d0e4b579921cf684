"""Items and packages of QTI: what is in them, in which order, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from trellis.assessments.definitions.questions import Question
from trellis.assessments.exchange import zips
from trellis.assessments.exchange.keys import Keys
from trellis.assessments.exchange.qti import older, reading, writing
from trellis.assessments.exchange.qti.names import Version, normalized
from trellis.assessments.exchange.results import Exported, Imported, NotCarried, UnreadableFile
from trellis.assessments.exchange.safexml import below, local, parsed

_IDENTIFIER = "trellis-questions"
OLDER = "questestinterop"
"""What a document of QTI 1 begins with."""


def read(data: bytes) -> Imported:
    """The questions of an item or of a package. Raises UnreadableFile where it is none of either."""
    found, keys = Imported(), Keys()
    if not zips.is_zip(data):
        root = normalized(parsed(data))
        if local(root) == OLDER:
            _take_older(root, "", found, keys)
            return found
        _known(root)
        _take(root, "item", {}, "", found, keys)
        return found
    files = zips.files_of(data)
    roots = dict(_documents(files, found))
    for path, root in roots.items():
        if local(root) == OLDER:
            _take_older(root, path, found, keys)
    items = {path: root for path, root in roots.items() if local(root) == "assessmentItem"}
    tests = {path: root for path, root in roots.items() if local(root) == "assessmentTest"}
    if not items and (found.questions or found.notes):
        return found
    if not items:
        for root in roots.values():
            _known(root)
        raise UnreadableFile("The package has no items.")
    found.title = next((root.get("title") or "" for root in tests.values()), "")
    for path in _in_order(items, tests, roots):
        _take(items[path], path, files, path, found, keys)
    return found


def _known(root: Any) -> None:
    name = local(root)
    if name == "manifest":
        return
    if name != "assessmentItem":
        raise UnreadableFile(f"It begins with <{name[:40]}>, and an item of QTI with <assessmentItem>.")


def _documents(files: Mapping[str, bytes], found: Imported) -> Iterable[tuple[str, Any]]:
    for path, data in files.items():
        name = path.rsplit("/", 1)[-1]
        if (
            not name.lower().endswith((".xml", ".qti"))
            or name.startswith("._")
            or path.startswith("__MACOSX/")
        ):
            continue
        try:
            yield path, normalized(parsed(data, f"“{path[-80:]}”"))
        except UnreadableFile as error:
            found.left_out(path, error.message)


def _in_order(items: Mapping[str, Any], tests: Mapping[str, Any], roots: Mapping[str, Any]) -> list[str]:
    """The items as the test has them, then as the manifest has them, then the others."""
    said = [
        (path, each.get("href") or "")
        for path, root in tests.items()
        for each in below(root, "assessmentItemRef")
    ]
    for path, root in roots.items():
        if local(root) == "manifest":
            said += [(path, each.get("href") or "") for each in below(root, "resource")]
    ordered = [joined(path, href) for path, href in said]
    return [path for path in dict.fromkeys([*ordered, *items]) if path in items]


def joined(path: str, href: str) -> str:
    """The path that an address of a document leads to."""
    parts: list[str] = []
    for each in (*path.split("/")[:-1], *href.split("/")):
        if each == "..":
            parts = parts[:-1]
        elif each not in (".", ""):
            parts.append(each)
    return "/".join(parts)


def _take(root: Any, name: str, files: Mapping[str, bytes], path: str, found: Imported, keys: Keys) -> None:
    where = root.get("identifier") or name
    before = len(found.notes)
    try:
        found.questions += reading.questions_in(root, found, keys, where, files, path)
    except NotCarried as error:
        del found.notes[before:]
        asked = next((each for each in root.iter() if local(each).endswith("Interaction")), root)
        found.left_out(_place(where, path, asked.sourceline), str(error))


def _take_older(root: Any, path: str, found: Imported, keys: Keys) -> None:
    """The items of a document of QTI 1, each for itself. Raises UnreadableFile where there are none."""
    items = older.items_in(root)
    if not items and not path:
        raise UnreadableFile("It is QTI 1, and has no items.")
    about = next(iter(below(root, "assessment")), None)
    found.title = found.title or (about.get("title") or "" if about is not None else "")
    for each in items:
        where = each.get("ident") or each.get("title") or "item"
        before = len(found.notes)
        try:
            found.questions += older.questions_in(each, found, keys, where)
        except NotCarried as error:
            del found.notes[before:]
            found.left_out(_place(where, path, each.sourceline), str(error))


def _place(where: str, path: str, line: int) -> str:
    """Where an item that was left out stands."""
    return f"{where}, line {line}" if path in ("", where) else f"{where} in {path[-80:]}, line {line}"


def write(
    several: Iterable[Question],
    version: Version,
    title: str = "",
    pictures: Mapping[str, bytes] | None = None,
) -> Exported:
    """A package of all questions: an item each, a test that has them in order, the pictures, the manifest."""
    made, files = Exported(), dict[str, bytes]()
    for each in several:
        before = len(made.notes)
        try:
            files[f"items/{each.key}.xml"] = writing.item(each, version, made, pictures)
        except NotCarried as error:
            del made.notes[before:]
            made.left_out(each, str(error))
    files["assessment.xml"] = writing.document(_test(list(files), title), version)
    beside = {f"items/media/{name}": data for name, data in (pictures or {}).items()}
    files = {"imsmanifest.xml": _manifest([*files, *beside], version), **files, **beside}
    made.data = zips.archive_of(files)
    return made


def _test(items: list[str], title: str) -> Any:
    root = etree.Element("assessmentTest")
    root.set("identifier", _IDENTIFIER)
    root.set("title", title or "Questions")
    part = etree.SubElement(root, "testPart")
    for name, value in (
        ("identifier", "part"),
        ("navigationMode", "nonlinear"),
        ("submissionMode", "simultaneous"),
    ):
        part.set(name, value)
    section = etree.SubElement(part, "assessmentSection")
    for name, value in (("identifier", "section"), ("title", title or "Questions"), ("visible", "true")):
        section.set(name, value)
    for at, path in enumerate(items, 1):
        ref = etree.SubElement(section, "assessmentItemRef")
        ref.set("identifier", f"item-{at}")
        ref.set("href", path)
    return root


def _manifest(paths: list[str], version: Version) -> bytes:
    space = version.manifest_space
    nsmap: Any = {None: space}
    root = etree.Element(f"{{{space}}}manifest", nsmap=nsmap, identifier=_IDENTIFIER)
    about = etree.SubElement(root, f"{{{space}}}metadata")
    etree.SubElement(about, f"{{{space}}}schema").text = (
        "QTI Package" if version.is_three else "QTIv2.2 Package"
    )
    etree.SubElement(about, f"{{{space}}}schemaversion").text = "3.0.0" if version.is_three else "1.0.0"
    etree.SubElement(root, f"{{{space}}}organizations")
    resources = etree.SubElement(root, f"{{{space}}}resources")
    for at, path in enumerate(paths, 1):
        kind = version.item_type if path.startswith("items/") else version.test_type
        if path.startswith("items/media/"):
            kind = "webcontent"
        each = etree.SubElement(resources, f"{{{space}}}resource", identifier=f"r{at}", type=kind, href=path)
        etree.SubElement(each, f"{{{space}}}file", href=path)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)
