"""Files for those who are not told whose they are: what their forms hold of an author is taken out of a copy.

The kept bytes are never touched. Pictures are drawn anew when they are added and plain text has no place for a name, so
that both are given as they are. Documents are cleaned by `office` and `pdf`. Of every other form nobody knows where it
keeps names: those are said to be so, and never taken for clean.
"""

from __future__ import annotations

from trellis.core import filetypes
from trellis.core.filetypes import Family
from trellis.core.nameless import office
from trellis.core.nameless.errors import StillNamedError

LARGEST = 64 * 2**20
"""Bytes of a document that is cleaned."""
_BARE = frozenset({Family.PICTURE, Family.TEXT})
_DOCUMENTS = office.MEDIA | {filetypes.PDF.media, filetypes.ZIP.media}
"""A document of which the first bytes say only that it is an archive is one of `office` too."""


def is_bare(family: str) -> bool:
    """Whether files of a family have no place in which their form keeps an author."""
    return family in _BARE


def can_be_cleaned(media_type: str, family: str, size: int) -> bool:
    """Whether files of this form are given without their author. That one of them is locked shows only in its bytes."""
    is_document = family == Family.DOCUMENT and media_type in _DOCUMENTS
    return is_bare(family) or (is_document and size <= LARGEST)


def cleaned(data: bytes, media_type: str, family: str) -> bytes:
    """A file without what its form says of its author. Raises StillNamedError where that cannot be promised."""
    if is_bare(family):
        return data
    if not can_be_cleaned(media_type, family, len(data)):
        raise StillNamedError(office.other_form())
    if media_type != filetypes.PDF.media:
        return office.cleaned(data)
    from trellis.core.nameless import pdf  # noqa: PLC0415 - its library takes a tenth of a second, and few need it

    return pdf.cleaned(data)
