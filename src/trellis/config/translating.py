"""The catalogues of translations: brought up to date with the code, compiled, and looked over.

A catalogue holds the messages in the order of the alphabet, without the places that say them: a change of the code
changes only what it says. Nothing here is needed to run Trellis; the compiled catalogues are committed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib

from trellis.config.messages import Message, messages_of
from trellis.config.places import LOCALE

LANGUAGES = ("de",)
"""The languages besides English, which the code itself is written in."""

CODE = LOCALE.parent
_HEAD = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "MIME-Version": "1.0",
}
_PLURAL = {"de": "nplurals=2; plural=(n != 1);"}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
_TAG = re.compile(r"</?\w+[^>]*>")


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language lies; the compiled one lies beside it as `.mo`."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def bring_up_to_date(language: str) -> list[str]:
    """Write the catalogue of a language anew, keep what is translated, compile it, and give its faults."""
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    old = polib.pofile(str(path), encoding="utf-8") if path.exists() else polib.POFile()
    fresh = renewed(old, messages_of(CODE), language)
    path.write_text(f"{fresh}", "utf-8")
    path.with_suffix(".mo").write_bytes(compiled(fresh))
    return list(faults_of(fresh))


def renewed(old: polib.POFile, messages: dict[tuple[str, str], Message], language: str) -> polib.POFile:
    """A catalogue of exactly these messages, with the translations that the old one has."""
    known = {(each.msgctxt or "", each.msgid): each for each in old if not each.obsolete}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = {"Language": language, **_HEAD, "Plural-Forms": _PLURAL[language]}
    for key, message in sorted(messages.items(), key=lambda each: (each[0][1].casefold(), each[0])):
        fresh.append(_entry(message, known.get(key)))
    return fresh


def compiled(catalogue: polib.POFile) -> bytes:
    """What Django reads; the same catalogue gives the same bytes."""
    binary: bytes = catalogue.to_binary()
    return binary


def faults_of(catalogue: polib.POFile) -> Iterator[str]:
    """What is not translated, or not rightly: a sentence each, with the English words."""
    for entry in catalogue:
        for source, translation in _pairs(entry):
            for fault in _faults(source, translation):
                yield f"{entry.msgid!r} {fault}"
        if entry.fuzzy:
            yield f"{entry.msgid!r} is marked as uncertain"


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.id,
        msgctxt=message.context or None,
        flags=["python-format"] if "%(" in message.id else [],
    )
    if message.plural:
        entry.msgid_plural = message.plural
        before = known.msgstr_plural if known is not None else {}
        entry.msgstr_plural = {form: before.get(form, "") for form in (0, 1)}
    elif known is not None:
        entry.msgstr = known.msgstr
    return entry


def _pairs(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Each translation with the English words that it stands for."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]


def _faults(source: str, translation: str) -> Iterator[str]:
    if not translation:
        yield "is not translated"
        return
    for what, pattern in (("placeholders", _PLACEHOLDER), ("HTML tags", _TAG)):
        if Counter(pattern.findall(source)) != Counter(pattern.findall(translation)):
            yield f"has other {what} in {translation!r}"
    for end in (str.lstrip, str.rstrip):
        if _blank(source, end(source)) != _blank(translation, end(translation)):
            yield f"begins or ends with other blanks in {translation!r}"


def _blank(text: str, stripped: str) -> int:
    return len(text) - len(stripped)
