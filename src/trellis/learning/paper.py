"""The transcript on paper."""

from __future__ import annotations

from datetime import date

from django.conf import settings as site
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.handbook.settings import Settings
from trellis.learning.queries.history import Transcript
from trellis.web.documents.pdf import Document, Part, pdf_of


def pdf(found: Transcript, settings: Settings) -> bytes:
    """What somebody has completed, with days and versions, as a PDF. Raises DocumentError."""
    now = timezone.localtime()
    rows = format_html_join(
        "", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        (
            (each.version.title, _day(each.completed_on), _day(each.valid_until),
             f"{each.version.number} ({each.revision[:12]})")
            for each in found.completed
        ),
    )  # fmt: skip
    body = format_html(
        "<p>{}</p><table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>",
        _("%(name)s has completed %(n)d courses, as of %(day)s.")
        % {"name": found.person.name, "n": len(found.completed), "day": date_format(now)},
        _("Course"), _("Completed"), _("Counts until"), _("Version"), rows,
    )  # fmt: skip
    document = Document(
        title=_("Transcript"), parts=(Part(_("Completed courses"), str(body), "courses"),), subtitle=found.person.name,
        foot=settings.organisation or _("Handbook"),
        language=settings.languages[0] if settings.languages else get_language(), contents=_("Contents"),
    )  # fmt: skip
    return pdf_of(document, site=site.TRELLIS_ADDRESS, moment=now)


def _day(day: date | None) -> str:
    return date_format(day) if day is not None else ""
