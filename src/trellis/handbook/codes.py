"""All codes in one place: those of the compiler and, given kinds, theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from trellis.handbook.checks import linkcodes, registry
from trellis.handbook.diagnostics import Code
from trellis.handbook.errors import TrellisError
from trellis.handbook.filecodes import FILE_CODES
from trellis.handbook.kinds import Kind
from trellis.handbook.waivers import CODES as WAIVER_CODES

COMPILER_CODES: tuple[Code, ...] = (
    *FILE_CODES,
    *registry.CODES,
    *linkcodes.CODES,
    *WAIVER_CODES,
)
"""The codes of the compiler itself, `HB…`."""


class UnknownCode(TrellisError):
    """A word that is neither a code nor its name nor the beginning of a code."""

    code = "handbook.unknown-code"

    def __init__(self, word: str, near: Sequence[str]) -> None:
        hint = f"Did you mean {' or '.join(near)}?" if near else "`trellis check --codes` lists all codes."
        super().__init__(f"There is no code “{word}”.", hint=hint)


def all_codes(kinds: Iterable[Kind] = ()) -> tuple[Code, ...]:
    """The codes of the compiler and of kinds, in order of their identifiers; one that kinds share stands once."""
    found = {id(code): code for code in (*COMPILER_CODES, *(code for kind in kinds for code in kind.codes))}
    return tuple(sorted(found.values(), key=lambda code: code.id))


def by_id(kinds: Iterable[Kind] = ()) -> dict[str, Code]:
    """The same by identifier."""
    return {code.id: code for code in all_codes(kinds)}


def find(word: str, codes: Sequence[Code]) -> Code:
    """The code that a person calls by its identifier or name. Raises UnknownCode, with what may have been
    meant.
    """
    for code in codes:
        if word.upper() == code.id or word.lower() == code.name:
            return code
    raise UnknownCode(word, _near(word, codes))


def resolve(words: Iterable[str], codes: Sequence[Code]) -> tuple[str, ...]:
    """Identifiers, beginnings of identifiers and names, parted by commas or not, as identifiers and
    beginnings.

    `ALL` stays as it is. Raises UnknownCode for a word that stands for no code.
    """
    found: list[str] = []
    for word in (part.strip() for words_ in words for part in words_.split(",")):
        if not word:
            continue
        if word.upper() == "ALL" or any(code.id.startswith(word.upper()) for code in codes):
            found.append(word.upper())
        else:
            found.append(find(word, codes).id)
    return tuple(found)


def _near(word: str, codes: Sequence[Code]) -> list[str]:
    names = {code.name: code.id for code in codes}
    by_name = [f"{near} ({names[near]})" for near in get_close_matches(word.lower(), names, 3, 0.6)]
    return by_name or get_close_matches(word.upper(), names.values(), 2, 0.6)
