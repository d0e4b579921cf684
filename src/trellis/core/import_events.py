"""What happens to imports, and that everything was exported."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("core.import-brought", about="imported", says=_("brought a file to be imported"))
@dataclass(frozen=True, slots=True)
class ImportBrought:
    """A file is there to be imported; `kind` names the importer."""

    imported: UUID
    by: UUID | None
    kind: str


@recorded("core.import-started", about="imported", says=_("started an import"))
@dataclass(frozen=True, slots=True)
class ImportStarted:
    """The rows of a file are being imported, in a `way` of `ImportWay`."""

    imported: UUID
    by: UUID | None
    kind: str
    way: str


@recorded("core.import-ended", about="imported", says=_("imported a file"))
@dataclass(frozen=True, slots=True)
class ImportEnded:
    """An import came to its end; the counts are of rows. With `written` false nothing was imported."""

    imported: UUID
    by: UUID | None
    kind: str
    written: bool
    new: int
    changed: int
    same: int
    bad: int


@recorded("core.everything-exported", about="file", says=_("exported everything"))
@dataclass(frozen=True, slots=True)
class EverythingExported:
    """Somebody took out all that is kept of the organisation; the file is for them alone."""

    file: UUID
    by: UUID | None
    rows: int


@recorded(
    "core.organisation-brought", about="imported", says=_("took in the organisation from another Trellis")
)
@dataclass(frozen=True, slots=True)
class OrganisationBrought:
    """An export of everything was taken into this empty place. `rows` counts records.

    The log's first `events` were sealed elsewhere, with the root `root`; their heads were signed anew here.
    """

    imported: UUID
    by: UUID | None
    rows: int
    events: int
    root: str
