"""Words of records and of questions, made into terms that every database indexes alike.

SQLite and PostgreSQL cut texts into words, and words to their stems, each in its own way. Here both are done once, for
both: a term is made of small ASCII letters, digits and `_` alone. So the same is found on either, and no text that
somebody types can mean anything to a database but words.

A sign that is not ASCII is `_` with five hexadecimal digits, which keeps beginnings beginnings. No word begins with
`__`, so that marks what else a term is: `__s` a stem, `__v` a word less one letter, `__f` a facet, `__a` who may find
it, `__k` its kind.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from trellis.core.folding import fold

VERSION = "1"
"""Part of every digest: raise it when other terms are made of the same text, and the index is made again."""
LONGEST_WORD = 30
MOST_CHARACTERS = 20_000
"""Characters of a text that are indexed."""
LONGEST_START = 200
LEAST_PREFIX = 3
"""Letters of a word that may begin a word of a text; shorter ones stand for themselves, or begin one of a title."""
LEAST_STEM = 4
LEAST_SLIP, MOST_SLIP = 4, 24
STEMMERS = {"en": "english", "de": "german"}
END = "~"
"""Comes after everything that a term is made of."""

# Scripts that part words by no spaces: Thai, Lao, Myanmar, Khmer, kana, Han.
_UNPARTED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS = re.compile(f"[{_UNPARTED}]+|[^{_UNPARTED}]+")
_IS_UNPARTED = re.compile(f"[{_UNPARTED}]")


class Term(NamedTuple):
    """A term that is asked for: itself, or (`begins`) all that begin with it."""

    text: str
    begins: bool = False


Question = Sequence[Sequence[Term]]
"""Of each group, one term at least must be there."""


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    return fold(text).replace("_", " ").split()


def written(word: str) -> str:
    """A folded word as a term."""
    return "".join(c if c.isascii() else f"_{ord(c):05x}" for c in word[:LONGEST_WORD])


def start_of(title: str) -> str:
    """How a title begins, for the index that finds beginnings."""
    return " ".join(map(written, words_of(title)))[:LONGEST_START]


def names_of(title: str, detail: str, marks: Iterable[str]) -> str:
    """The terms of the name of an entry; what stands in its detail is found as what stands in its title."""
    found = {term for word in words_of(f"{title} {detail}") for term in _pieces(word)}
    return " ".join(sorted({*found, *marks}))


def terms_of(title: str, detail: str, text: str, marks: Iterable[str], language: str = "") -> str:
    """All terms of an entry, of its name and its text, with their stems in a language."""
    words = dict.fromkeys((*words_of(f"{title} {detail}"), *words_of(text[:MOST_CHARACTERS])))
    found = {term for word in words for term in _pieces(word)}
    found |= {f"__s{written(stem)}" for word in words if (stem := _stem(language, word))}
    return " ".join(sorted({*found, *marks}))


def marks_of(kind: str, audiences: Iterable[str], facets: Mapping[str, str]) -> list[str]:
    """The terms of what an entry is, and of who may find it."""
    found = {facet_of(name, value) for name, value in facets.items()}
    return sorted({*found, kind_of(kind), *map(audience_of, audiences)})


def slips_of(title: str, marks: Iterable[str]) -> str:
    """What mistyped words of a title have in common with it: each word, and each word less one letter.

    Two words that differ by a letter more, less, another or exchanged share one of these (Garbe's symmetric deletes).
    """
    terms = {f"__v{written(each)}" for word in words_of(title) for each in _less(word)}
    return " ".join(sorted({*terms, *marks})) if terms else ""


def by_title(words: Iterable[str]) -> Question:
    """Asks for entries whose titles hold words that begin so."""
    return [[Term(piece, begins)] for word in words for piece, begins in _asked(word)]


def by_text(words: Iterable[str]) -> Question:
    """Asks for entries that hold words that begin so, or have the same stem in any language."""
    groups = []
    for word in words:
        stems = {stem for language in STEMMERS if (stem := _stem(language, word))}
        several = list(_asked(word))
        for piece, begins in several:
            terms = [Term(piece, begins and len(piece) >= LEAST_PREFIX)]
            if len(several) == 1:
                terms += [Term(f"__s{written(stem)}") for stem in sorted(stems)]
            groups.append(terms)
    return groups


def by_slip(word: str) -> Question:
    """Asks for entries whose titles hold a word that this one may be a slip for; empty for one too short or long."""
    terms = [Term(f"__v{written(each)}") for each in _less(word)]
    return [terms] if terms else []


def of_audiences(audiences: Collection[str]) -> Question:
    """Asks for entries that those who hold one of these keys may find; without keys, nothing is there."""
    return [[Term(audience_of(each)) for each in sorted(audiences)] or [Term("__a")]]


def of_kinds(kinds: Iterable[str]) -> Question:
    """Asks for entries of some kinds."""
    return [[Term(kind_of(kind)) for kind in kinds] or [Term("__k")]]


def of_facets(facets: Mapping[str, str]) -> Question:
    """Asks for entries with these facets."""
    return [[Term(facet_of(name, value))] for name, value in facets.items()]


def kind_of(kind: str) -> str:
    """The term of a kind."""
    return f"__k{kind.replace('-', '_')}"


def audience_of(key: str) -> str:
    """The term of an audience: a digest, since keys hold anything."""
    return f"__a{hashlib.sha256(key.encode()).hexdigest()[:20]}"


def facet_of(name: str, value: str) -> str:
    """The term of a facet."""
    return f"__f{hashlib.sha256(f'{name}={value}'.encode()).hexdigest()[:16]}"


def for_fts5(question: Question) -> str:
    """A question for SQLite's full-text search."""
    return _joined(question, " AND ", " OR ", ('"{}"', '"{}" *'))


def for_tsquery(question: Question) -> str:
    """A question for PostgreSQL, as a `tsquery`."""
    return _joined(question, " & ", " | ", ("'{}'", "'{}':*"))


def _joined(question: Question, all_of: str, one_of: str, forms: tuple[str, str]) -> str:
    groups = (one_of.join(forms[term.begins].format(term.text) for term in group) for group in question)
    return all_of.join(f"({group})" for group in groups)


def _pieces(word: str) -> Iterator[str]:
    """The terms of a word; of a script that parts no words, each two neighbours and the last sign."""
    for run in _RUNS.findall(word[:LONGEST_WORD]):
        if _IS_UNPARTED.match(run):
            yield from (written(run[at : at + 2]) for at in range(len(run)))
        else:
            yield written(run)


def _asked(word: str) -> Iterator[tuple[str, bool]]:
    """The terms that a word asks for, each with whether more may follow."""
    for run in _RUNS.findall(word[:LONGEST_WORD]):
        if not _IS_UNPARTED.match(run) or len(run) == 1:
            yield written(run), True
        else:
            yield from ((written(run[at : at + 2]), False) for at in range(len(run) - 1))


def _stem(language: str, word: str) -> str:
    short = language[:2]
    if short not in STEMMERS or len(word) < LEAST_STEM or not word.isascii() or not word.isalpha():
        return ""
    return _stemmed(short, word[:LONGEST_WORD])


@lru_cache(maxsize=65536)
def _stemmed(language: str, word: str) -> str:
    return str(snowballstemmer.stemmer(STEMMERS[language]).stemWord(word))


def _less(word: str) -> Iterator[str]:
    if LEAST_SLIP <= len(word) <= MOST_SLIP and word.isalpha() and not _IS_UNPARTED.search(word):
        yield word
        yield from dict.fromkeys(word[:at] + word[at + 1 :] for at in range(len(word)))
