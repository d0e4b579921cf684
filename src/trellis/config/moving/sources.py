"""The handbooks of this site in an export of everything; `settings.EXPORTED_HANDBOOKS` names it to the rooms below."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from trellis.config.backups import handbooks


def export(writer: handbooks.Rows, folder: str) -> list[dict[str, Any]]:
    """Write all sources of the handbook into an export; gives what its manifest says of them."""
    sources = handbooks.found(settings.TRELLIS_HANDBOOK)
    for number, (path, kept) in enumerate(sources):
        handbooks.write(writer, f"{folder}/{number}", path, kept)
    return [kept.as_document() for _path, kept in sources]
