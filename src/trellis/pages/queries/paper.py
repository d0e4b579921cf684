"""Pages of the handbook as a PDF: what `printing` puts together, set for paper."""

from __future__ import annotations

from urllib.parse import unquote

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from trellis.pages.addresses import file_address
from trellis.pages.queries.current import Edition
from trellis.pages.queries.files import file_of
from trellis.pages.queries.printing import Printed, PrintedPage
from trellis.pages.queries.revisions import recall
from trellis.web.documents.pdf import Document, Part, pdf_of


def pdf(edition: Edition, printed: Printed) -> bytes:
    """What is printed as a PDF, as of today; remembered for as long as the edition and the day are the same.

    Takes about a twentieth of a second for a page and a second or two for sixty. Raises DocumentError.
    """
    today = timezone.localdate()
    site = settings.TRELLIS_ADDRESS
    key = (edition.handbook.revision, printed.url, printed.with_below, get_language(), today, site)

    def make() -> bytes:
        document = _document(edition, printed, date_format(today, "DATE_FORMAT"))
        moment = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return pdf_of(document, site=site, moment=moment, load=lambda address: picture_of(edition, address))

    return recall(edition, "papers", key, make)


def _document(edition: Edition, printed: Printed, today: str) -> Document:
    alone = len(printed.pages) == 1
    known = edition.handbook.settings
    said = {"organisation": known.organisation or _("Handbook"), "day": today}
    return Document(
        title=printed.title,
        parts=tuple(_part(page) for page in printed.pages),
        subtitle=printed.pages[0].description if alone else "",
        foot=_("%(organisation)s · as of %(day)s") % said,
        language=known.languages[0] if known.languages else get_language(),
        right_to_left=get_language_bidi() if not known.languages else False,
        contents=_("Contents"),
    )


def _part(page: PrintedPage) -> Part:
    changed = (
        _("changed %(when)s") % {"when": date_format(timezone.localtime(page.changed), "DATE_FORMAT")}
        if page.changed
        else ""
    )
    origin = " · ".join(each for each in (page.url, changed) if each)
    return Part(page.title, str(page.html), page.anchor, page.depth, page.description, origin)


def picture_of(edition: Edition, address: str) -> bytes | None:
    """A picture of the handbook that these readers may see; of no other place."""
    begin = file_address("")
    if not address.startswith(begin):
        return None
    found = file_of(edition, unquote(address.removeprefix(begin).partition("?")[0]))
    return found.data if found is not None and found.shown else None
