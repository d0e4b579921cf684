"""The evidence of an acknowledgement on paper."""

from __future__ import annotations

from django.conf import settings as site
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.handbook.settings import Settings
from trellis.policies.models import Acknowledgement, Version
from trellis.web.documents.pdf import Document, Part, pdf_of


def pdf(row: Acknowledgement, version: Version, html: SafeString, settings: Settings) -> bytes:
    """Who has acknowledged which text when, followed by the text, as a PDF. Raises DocumentError."""
    moment = timezone.localtime(row.acknowledged_at)
    when = date_format(moment, "DATETIME_FORMAT")
    facts = format_html(
        "<p>{}</p><table><tbody>"
        "<tr><th>{}</th><td>{}</td></tr><tr><th>{}</th><td>{}</td></tr><tr><th>{}</th><td>{}</td></tr>"
        "<tr><th>{}</th><td>{}</td></tr><tr><th>{}</th><td>{}</td></tr><tr><th>{}</th><td>{}</td></tr></tbody></table>",
        _said(row),
        _("Person"), row.person.name, _("Policy"), version.title, _("Version"), version.number,
        _("Moment"), when, _("Revision"), version.commit or version.revision, _("SHA-256 of the text"), version.digest,
    )  # fmt: skip
    document = Document(
        title=_("Acknowledgement"),
        parts=(Part(_("What was acknowledged"), str(facts), "facts"), Part(version.title, str(html), "text")),
        subtitle=version.title,
        foot=settings.organisation or _("Handbook"),
        language=settings.languages[0] if settings.languages else get_language(),
        contents=_("Contents"),
    )
    return pdf_of(document, site=site.TRELLIS_ADDRESS, moment=moment)


def _said(row: Acknowledgement) -> str:
    if not row.taken_from:
        return _("%(name)s has said that they have read and understood the text below.") % {
            "name": row.person.name
        }
    by = row.acknowledged_by.name if row.acknowledged_by is not None else "–"
    return _(
        "%(name)s acknowledged this policy elsewhere (%(source)s). %(by)s wrote that down, and that it counts for the"
        " text below."
    ) % {"name": row.person.name, "source": row.taken_from, "by": by}
