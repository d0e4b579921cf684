"""A certificate on paper: what it certifies, its number and days, and a code that leads to the public page."""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings as site
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.certifications.addresses import public_address
from trellis.certifications.models import Award, AwardEvidence
from trellis.certifications.naming import under_of_evidence
from trellis.handbook.settings import Settings
from trellis.web.documents.pdf import Document, Part, pdf_of

_CODE = "verify.png"
SCALE = 8
"""Points of the picture for each of the code: sharp on any printer."""


def pdf(award: Award, evidence: list[AwardEvidence], settings: Settings) -> bytes:
    """The certificate as a PDF. Raises DocumentError."""
    address = public_address(award.token)
    document = Document(
        title=award.title,
        subtitle=award.shown_name or award.person.name,
        parts=(
            Part(_("Certificate"), str(_facts(award, settings)), "certificate"),
            Part(_("What it rests on"), str(_rests_on(evidence)), "evidence"),
            Part(_("Check it"), str(_check(address)), "check"),
        ),
        foot=settings.organisation or _("Handbook"),
        language=get_language() or "en",
        contents=_("Contents"),
    )
    pictures = {_CODE: code_of(address)}
    return pdf_of(
        document, site=site.TRELLIS_ADDRESS, moment=timezone.localtime(award.created_at), load=pictures.get
    )


def code_of(address: str) -> bytes:
    """An address as a picture for a camera, a PNG."""
    made = BytesIO()
    segno.make(address, micro=False, error="m").save(made, kind="png", scale=SCALE, border=4)
    return made.getvalue()


def inline_code(address: str) -> SafeString:
    """The same for a page, as paths only."""
    made = segno.make(address, micro=False, error="m")
    return mark_safe(made.svg_inline(border=4, light="#fff", omitsize=True))  # noqa: S308 - paths, made by segno


def _facts(award: Award, settings: Settings) -> SafeString:
    words = award.wording
    name = award.shown_name or award.person.name
    until = date_format(award.valid_until, "DATE_FORMAT") if award.valid_until is not None else _("for good")
    said = _("%(organisation)s certifies that %(name)s has shown what “%(title)s” asks for.") % {
        "organisation": award.issuer or settings.organisation or _("This organisation"), "name": name,
        "title": words.title,
    }  # fmt: skip
    issuer = ", ".join(dict.fromkeys(filter(None, (award.issuer or settings.organisation, award.entity))))
    rows = (
        (_("Issued by"), issuer), (_("Number"), award.number),
        (_("Awarded"), date_format(award.awarded_on, "DATE_FORMAT")),
        (_("Valid until"), until), (_("Revision of the text"), (words.commit or words.revision)[:40]),
        (_("SHA-256 of the text"), words.digest),
    )  # fmt: skip
    cells = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", rows)
    return format_html(
        "<p><strong>{}</strong></p><p>{}</p><table><tbody>{}</tbody></table>", said, words.description, cells
    )


def _rests_on(evidence: list[AwardEvidence]) -> SafeString:
    rows = (
        (
            each.title or each.key,
            under_of_evidence(each.kind, each.amount),
            date_format(each.on, "DATE_FORMAT"),
        )
        for each in evidence
    )
    lines = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
    head = format_html("<tr><th>{}</th><th>{}</th><th>{}</th></tr>", _("What"), _("How"), _("When"))
    return format_html("<table><thead>{}</thead><tbody>{}</tbody></table>", head, lines)


def _check(address: str) -> SafeString:
    return format_html(
        '<p>{}</p><p><img src="{}" alt="{}" width="180"></p><p><a href="{}">{}</a></p>',
        _("Whoever reads this can see there how the certificate stands now. What else they read, the holder chooses."),
        _CODE, _("Code that leads to the page on which the certificate is checked"), address, address,
    )  # fmt: skip
