"""What can be imported: importers, which rooms register when Django starts.

An importer says which columns there are, how a record that exists is recognised, and takes one row that was read to a
service of its room: so rights, events and the audit are those of any other write. The dry run and the real one call
the same; the first is undone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trellis.core import granted
from trellis.core.granted import Somebody
from trellis.core.models import Account, Fate
from trellis.handbook.errors import TrellisError

Text = str | Promise
Values = Mapping[str, Any]
"""The cells of a row that say something, parsed, by the keys of their columns."""
Change = tuple[str, str, str]
"""What was changed, from what, to what; for people."""
LONGEST_VALUE = 200
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class BadValueError(TrellisError):
    """A cell, or a whole row, that cannot be imported: why, and what to do. `column` is the key of its column."""

    code = "import-value"

    def __init__(self, reason: str, *, remedy: str = "", column: str = "") -> None:
        super().__init__(reason, hint=remedy)
        self.column = column


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what a file may call it, what it holds, and how a cell becomes a value.

    `parse` is given the text of a cell that is not empty, and raises BadValueError.
    """

    key: str
    label: Text
    help: Text = ""
    required: bool = False
    parse: Callable[[str], Any] = str
    example: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Put:
    """What a row came to: its fate, what it is about, and what changed."""

    fate: Fate
    what: str
    changes: tuple[Change, ...] = ()


def _no_rows() -> Iterable[Mapping[str, str]]:
    return ()


def _no_names(_values: Values) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Importer:
    """How records of one kind are imported.

    `permission` is what somebody needs. `identify` gives, for what a row says, the names by which it is told from other
    rows: two rows with the same one are about the same record, and the second is bad. `put` writes a row through a
    service, in the name of somebody, and raises TrellisError where it cannot be. `rows` gives all that there is in the
    shape that `put` takes, for the export. Where rows build on others of the file, `called` gives the names by which
    others mean a row, and `after` the names that a row means: the dry run needs to know. `together` is what a room puts
    around rows, of which it gets what they say, that are one transaction and of which none may fail: where one does,
    they are done one by one.
    """

    name: str
    title: Text
    help: Text
    permission: str
    columns: tuple[Column, ...]
    identify: Callable[[Values], tuple[str, ...]]
    put: Callable[[Values, Account], Put]
    rows: Callable[[], Iterable[Mapping[str, str]]] = field(default=_no_rows)
    called: Callable[[Values], tuple[str, ...]] = field(default=_no_names)
    after: Callable[[Values], tuple[str, ...]] = field(default=_no_names)
    together: Callable[[Sequence[Values]], AbstractContextManager[None]] | None = None

    def column(self, key: str) -> Column | None:
        """The column of this key."""
        return next((each for each in self.columns if each.key == key), None)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: the column's key and what stands there (empty for the whole row), why, what to do."""

    column: str
    value: str
    reason: str
    remedy: str

    def plain(self) -> dict[str, str]:
        """As it is written down."""
        return {"column": self.column, "value": self.value, "reason": self.reason, "remedy": self.remedy}


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Let records of a kind be imported; the same name again replaces it. Called when Django starts."""
    _importers[importer.name] = importer


def importers() -> tuple[Importer, ...]:
    """All importers, by name."""
    return tuple(_importers[name] for name in sorted(_importers))


def importer_named(name: str) -> Importer | None:
    """The importer of this name."""
    return _importers.get(name)


def may_import(who: Somebody, kind: str) -> bool:
    """Whoever has the permission that the importer names."""
    found = _importers.get(kind)
    return found is not None and granted.may(who, found.permission)


def offered_to(who: Somebody) -> tuple[Importer, ...]:
    """What somebody may import."""
    return tuple(each for each in importers() if granted.may(who, each.permission))


# -- what columns mean


def guess(importer: Importer, headings: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Which heading stands for which column: as was said last, else by the names of the column. Never by likeness."""
    left = {_known_by(heading): at for at, heading in reversed(list(enumerate(headings)))}
    found: dict[str, int] = {}
    for column in importer.columns:
        names = (remembered.get(column.key, ""), column.key, *_labels(column), *column.synonyms)
        at = next((left[_known_by(name)] for name in names if _known_by(name) in left), None)
        if at is not None and at not in found.values():
            found[column.key] = at
    return found


def _labels(column: Column) -> Iterator[str]:
    """What a column is called in each language of the site: a file knows nothing of who brings it."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield str(column.label)


def _known_by(name: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", name).casefold() if each.isalnum())


# -- reading a row


def read_row(
    importer: Importer, mapping: Mapping[str, int], cells: Sequence[str]
) -> tuple[Values, list[Fault]]:
    """The values of a row, and what is wrong with it. A cell that is empty says nothing."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in importer.columns:
        at = mapping.get(column.key)
        cell = cells[at].strip() if at is not None and at < len(cells) else ""
        try:
            if cell:
                values[column.key] = column.parse(_storable(cell))
            elif column.required:
                raise BadValueError(_("Nothing stands here."), remedy=_("This column has to be filled in."))
        except BadValueError as error:
            faults.append(fault_of(error, column.key, cell))
    return values, faults


def fault_of(error: TrellisError, column: str = "", value: str = "") -> Fault:
    """A refusal as a fault of a row."""
    where = getattr(error, "column", "") or column
    return Fault(where, printable(value[:LONGEST_VALUE]), error.message, error.hint)


def printable(text: str) -> str:
    """A text with a mark in the place of what no database takes."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _storable(cell: str) -> str:
    if _UNSEEN.search(cell):
        raise BadValueError(
            _("This holds characters that are not text."),
            remedy=_("Type it anew, or save the file as UTF-8."),
        )
    return cell


# -- parsers


def text(most: int) -> Callable[[str], str]:
    """A text of at most so many characters, without needless space."""

    def parse(cell: str) -> str:
        clean = " ".join(cell.split())
        if len(clean) > most:
            raise BadValueError(
                _("This has %(length)d characters, and %(most)d fit.") % {"length": len(clean), "most": most},
                remedy=_("Shorten it."),
            )
        return clean

    return parse


def address(cell: str) -> str:
    """An e-mail address, in small letters."""
    clean = cell.lower()
    try:
        validate_email(clean)
    except ValidationError:
        clean = ""
    if not clean or len(clean) > 254:
        raise BadValueError(_("This is no e-mail address."), remedy=_("Write it as in name@example.org."))
    return clean


def choice(choices: Callable[[], Mapping[str, str]]) -> Callable[[str], str]:
    """One of some values, by itself or by what people read of it, in any case."""

    def parse(cell: str) -> str:
        known = choices()
        wanted = _known_by(cell)
        for value, label in known.items():
            if wanted in (_known_by(value), _known_by(label)):
                return value
        raise BadValueError(
            _("There is no such choice."),
            remedy=_("Write one of: %(choices)s.") % {"choices": ", ".join(known)},
        )

    return parse


def day(cell: str) -> date:
    """A day as ISO 8601 writes it, alone or with a time that is left out; spreadsheets give it so."""
    try:
        found = date.fromisoformat(cell[:10])
    except ValueError:
        found = date.min
    if not 1970 <= found.year < 9999:
        raise BadValueError(_("This is no day."), remedy=_("Write it as in 2026-03-31."))
    return found
