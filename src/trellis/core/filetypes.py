"""What a file is, told by its bytes. What its sender or its name says is only held against that."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

HEAD = 4096
"""Bytes of the beginning that decide."""
LONGEST_NAME = 200


class Family(StrEnum):
    """What people would call a file; rooms say which of them they take."""

    PICTURE = "picture"
    DOCUMENT = "document"
    TEXT = "text"
    ARCHIVE = "archive"
    SOUND = "sound"
    FILM = "film"
    ACTIVE = "active"
    """A page or a drawing that can hold script."""
    PROGRAM = "program"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file: its media type, its family, and the extensions that a file of it may have, the usual first."""

    media: str
    family: Family
    extensions: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
PNG = FileType("image/png", Family.PICTURE, ("png",))
JPEG = FileType("image/jpeg", Family.PICTURE, ("jpg", "jpeg", "jpe", "jfif"))
GIF = FileType("image/gif", Family.PICTURE, ("gif",))
WEBP = FileType("image/webp", Family.PICTURE, ("webp",))
AVIF = FileType("image/avif", Family.PICTURE, ("avif",))
PDF = FileType("application/pdf", Family.DOCUMENT, ("pdf",))
ZIP = FileType("application/zip", Family.ARCHIVE, ("zip", "jar", "whl", "kmz", "epub", "apk"))
OLD_OFFICE = FileType("application/x-ole-storage", Family.DOCUMENT, ("doc", "xls", "ppt", "msg", "vsd"))
TEXT = FileType("text/plain", Family.TEXT, ("txt",))
HTML = FileType("text/html", Family.ACTIVE, ("html", "htm", "xhtml"))
SVG = FileType("image/svg+xml", Family.ACTIVE, ("svg",))
XML = FileType("application/xml", Family.ACTIVE, ("xml", "xsl", "xslt", "rss", "atom", "drawio", "bpmn"))
UNKNOWN = FileType("application/octet-stream", Family.UNKNOWN, ())

_ZIPPED = {
    "docx": FileType(f"{_OFFICE}wordprocessingml.document", Family.DOCUMENT, ("docx",)),
    "xlsx": FileType(f"{_OFFICE}spreadsheetml.sheet", Family.DOCUMENT, ("xlsx",)),
    "pptx": FileType(f"{_OFFICE}presentationml.presentation", Family.DOCUMENT, ("pptx",)),
    "odt": FileType(f"{_OPEN}text", Family.DOCUMENT, ("odt",)),
    "ods": FileType(f"{_OPEN}spreadsheet", Family.DOCUMENT, ("ods",)),
    "odp": FileType(f"{_OPEN}presentation", Family.DOCUMENT, ("odp",)),
}
OPEN_FORMS = frozenset(made.media for made in _ZIPPED.values())
"""The media types of documents that are archives of XML."""


def _type(media: str, family: Family, *extensions: str) -> FileType:
    return FileType(media, family, extensions)


_SIGNS: tuple[tuple[bytes, FileType], ...] = (
    (rb"\x89PNG\r\n\x1a\n", PNG),
    (rb"\xff\xd8\xff", JPEG),
    (rb"GIF8[79]a", GIF),
    (rb"RIFF.{4}WEBP", WEBP),
    (rb".{4}ftypavi[fs]", AVIF),
    (rb".{4}ftyp(heic|heix|hevc|mif1|msf1)", _type("image/heic", Family.DOCUMENT, "heic", "heif")),
    (rb"(II\*\x00|MM\x00\*)", _type("image/tiff", Family.DOCUMENT, "tif", "tiff", "dng")),
    (rb"BM.{4}\x00\x00\x00\x00", _type("image/bmp", Family.DOCUMENT, "bmp")),
    (rb"%PDF-", PDF),
    (rb"PK(\x03\x04|\x05\x06)", ZIP),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (rb"\{\\rtf", _type("application/rtf", Family.DOCUMENT, "rtf", "doc")),
    (rb"\x1f\x8b", _type("application/gzip", Family.ARCHIVE, "gz", "tgz")),
    (rb"BZh[1-9]", _type("application/x-bzip2", Family.ARCHIVE, "bz2")),
    (rb"\xfd7zXZ\x00", _type("application/x-xz", Family.ARCHIVE, "xz")),
    (rb"\x28\xb5\x2f\xfd", _type("application/zstd", Family.ARCHIVE, "zst")),
    (rb"7z\xbc\xaf\x27\x1c", _type("application/x-7z-compressed", Family.ARCHIVE, "7z")),
    (rb"Rar!\x1a\x07", _type("application/vnd.rar", Family.ARCHIVE, "rar")),
    (rb".{257}ustar", _type("application/x-tar", Family.ARCHIVE, "tar")),
    (rb".{4}ftyp(M4A|M4B)", _type("audio/mp4", Family.SOUND, "m4a", "m4b")),
    (rb".{4}ftypqt", _type("video/quicktime", Family.FILM, "mov")),
    (rb".{4}ftyp", _type("video/mp4", Family.FILM, "mp4", "m4v")),
    (rb"\x1a\x45\xdf\xa3", _type("video/webm", Family.FILM, "webm", "mkv")),
    (rb"RIFF.{4}AVI ", _type("video/x-msvideo", Family.FILM, "avi")),
    (rb"RIFF.{4}WAVE", _type("audio/wav", Family.SOUND, "wav")),
    (rb"OggS", _type("audio/ogg", Family.SOUND, "ogg", "oga", "opus", "ogv")),
    (rb"fLaC", _type("audio/flac", Family.SOUND, "flac")),
    (rb"(ID3|\xff[\xfb\xf3\xf2])", _type("audio/mpeg", Family.SOUND, "mp3")),
    (rb"MZ", _type("application/vnd.microsoft.portable-executable", Family.PROGRAM, "exe", "dll", "scr", "com")),
    (rb"\x7fELF", _type("application/x-elf", Family.PROGRAM, "so", "bin")),
    (
        rb"(\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe)",
        _type("application/x-mach-binary", Family.PROGRAM, "dylib", "class"),
    ),
    (rb"#!", _type("text/x-script", Family.PROGRAM, "sh", "py", "pl", "rb", "bash")),
    (rb"\x4c\x00\x00\x00\x01\x14\x02\x00", _type("application/x-ms-shortcut", Family.PROGRAM, "lnk")),
)  # fmt: skip
_COMPILED = tuple((re.compile(sign, re.DOTALL), made) for sign, made in _SIGNS)
_TEXTS = {
    "csv": "text/csv", "tsv": "text/tab-separated-values", "md": "text/markdown", "json": "application/json",
    "ics": "text/calendar", "vcf": "text/vcard",
}  # fmt: skip
_SCRIPTS = frozenset({"bat", "cmd", "ps1", "vbs", "js", "hta", "wsf", "reg"})
_KNOWN = frozenset(
    extension
    for made in (*(made for _sign, made in _SIGNS), *_ZIPPED.values(), HTML, SVG)
    for extension in made.extensions
    if made.family is not Family.PROGRAM
)
"""Extensions whose content is known by its bytes: something else under such a name is not what it says."""
_SVG = re.compile(rb"<svg[\s>/]", re.IGNORECASE)
_HTML = re.compile(
    rb"<(!doctype\s+html|html|head|body|script|iframe|title|meta|link|style|table|img|a\s)", re.IGNORECASE
)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]+')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def told_by(head: bytes, name: str) -> FileType:
    """The type of a file by its first bytes; its name only tells plain texts from each other."""
    for sign, made in _COMPILED:
        if sign.match(head):
            return _zipped(head) if made is ZIP else made
    if not _is_text(head):
        return UNKNOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    extension = extension_of(name)
    if start[:1] == b"<":
        if _SVG.search(start):
            return SVG
        if _HTML.search(start):
            return HTML
        if start.startswith(b"<?xml") or extension in XML.extensions:
            return XML
    if extension in _SCRIPTS:
        return FileType("text/x-script", Family.PROGRAM, (extension,))
    if extension in _TEXTS:
        return FileType(_TEXTS[extension], Family.TEXT, (extension,))
    return TEXT


def is_what_it_says(made: FileType, name: str) -> bool:
    """Whether the extension of a name fits a type. One that nobody knows promises nothing."""
    extension = extension_of(name)
    if made.family is Family.TEXT:
        return extension not in _KNOWN or extension in made.extensions
    if extension in made.extensions or not extension:
        return True
    if made.media in (XML.media, HTML.media) and extension in ("txt", "md"):
        return True
    return extension not in _KNOWN and extension not in _TEXTS and extension not in TEXT.extensions


def safe_name(name: str, fallback: str) -> str:
    """A name that means the same everywhere: no folders, nothing unseen, nothing that a system takes for a device."""
    text = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    text = "".join(each for each in text if unicodedata.category(each) not in _UNSEEN)
    text = " ".join(_FORBIDDEN.sub("_", text).split()).strip(". ")
    if not text or _DEVICES.fullmatch(text):
        text = f"{fallback}-{text}" if text else fallback
    stem, dot, extension = text.rpartition(".")
    if len(text) <= LONGEST_NAME or not dot or len(extension) > 20:
        return text[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"


def with_extension(name: str, extension: str) -> str:
    """The name with an extension, where it has none of its own that fits."""
    return name if extension_of(name) else f"{name}.{extension}"


def extension_of(name: str) -> str:
    """What stands behind the last point of a name, in small letters; empty where that is no extension."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,12}", extension) else ""


def is_usual(extension: str) -> bool:
    """Whether an extension is one of a type that is known: any other may be somebody's word."""
    return extension in _KNOWN or extension in _TEXTS or extension in TEXT.extensions


def _zipped(head: bytes) -> FileType:
    """What an archive is that programs keep documents in, by the names of its first parts."""
    if head[30:38] == b"mimetype":
        kind = head[38:110]
        for extension, word in (("odt", b".text"), ("ods", b".spreadsheet"), ("odp", b".presentation")):
            if kind.startswith(b"application/vnd.oasis.opendocument" + word):
                return _ZIPPED[extension]
    if b"[Content_Types].xml" in head or b"_rels/.rels" in head:
        for extension, folder in (("docx", b"word/"), ("xlsx", b"xl/"), ("pptx", b"ppt/")):
            if folder in head:
                return _ZIPPED[extension]
        return FileType(ZIP.media, Family.DOCUMENT, ("docx", "xlsx", "pptx", *ZIP.extensions))
    return ZIP


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A letter may be cut in two where the head ends.
        if len(head) < HEAD or error.start < len(head) - 4:
            return _is_latin(head)
        text = head[: error.start].decode("utf-8")
    return not any(each < " " and each not in "\t\n\r\f\x1b" for each in text)


def _is_latin(head: bytes) -> bool:
    """Whether these are words in an older encoding, as spreadsheets write them."""
    odd = sum((each < 32 and each not in b"\t\n\r\f") or 0x7F <= each < 0xA0 for each in head)
    high = sum(each >= 0xA0 for each in head)
    return odd == 0 and high * 2 < len(head)
