"""Importers without files and jobs: what becomes of the rows of a text, and what an export holds as such a text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from django.db import transaction

from trellis.core.importing import Importer, read_row
from trellis.core.models import Account, Fate
from trellis.handbook.errors import TrellisError


def put(importer: Importer, text: str, by: Account) -> list[str]:
    """The fate of each row; of a bad one with the column that it is about: `bad manager`."""
    rows = list(csv.reader(io.StringIO(text)))
    mapping = {name: at for at, name in enumerate(rows[0])}
    assert mapping.keys() <= {column.key for column in importer.columns}
    return [_put(importer, mapping, cells, by) for cells in rows[1:]]


def _put(importer: Importer, mapping: Mapping[str, int], cells: list[str], by: Account) -> str:
    values, faults = read_row(importer, mapping, cells)
    if faults:
        return f"bad {faults[0].column}".strip()
    assert all(importer.identify(values)), "a row without a name of its own"
    try:
        with transaction.atomic():
            return str(importer.put(values, by).fate)
    except TrellisError as error:
        column = getattr(error, "column", "") or getattr(error, "field", "")
        return f"{Fate.BAD} {column}".strip()


def written(importer: Importer) -> str:
    """All that there is, as a file that can be imported."""
    names = [column.key for column in importer.columns]
    out = io.StringIO()
    csv.writer(out).writerows([names, *([row.get(name, "") for name in names] for row in importer.rows())])
    return out.getvalue()
