"""What the mails say: in words, and as HTML that every program shows, light and dark, without loading anything.

The words come from a page of the handbook of the kind `notice-template` in the reader's language where there is one,
else they are the usual ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import nh3
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.definitions import templates
from trellis.core.definitions.templates import Template
from trellis.core.models import Account, Notice
from trellis.handbook import markdown

_TAGS = frozenset(
    "p br strong em del s code pre blockquote ul ol li a hr h1 h2 h3 table thead tbody tr th td".split()
)
_LEADS_TO = re.compile(r"\]\(\{(address|site)\}\)")
_FRAME = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; supported-color-schemes: light dark; }}
body {{ margin: 0; padding: 24px 16px; background: #fbfbf9; color: #1b1d1b; font: 16px/1.55 system-ui, sans-serif; }}
main, footer {{ max-width: 600px; margin: 0 auto; overflow-wrap: anywhere; }}
a {{ color: #17694a; }}
footer {{ margin-top: 32px; padding-top: 16px; border-top: 1px solid #cfcfc5; font-size: 14px; color: #515651; }}
@media (prefers-color-scheme: dark) {{
body {{ background: #121413; color: #eceeec; }}
a {{ color: #5fc493; }}
footer {{ color: #a9b0ab; border-color: #3d443f; }}
}}
</style></head>
<body><main>
{body}
</main><footer>
{foot}
</footer></body></html>
"""


class Letter(NamedTuple):
    """A mail: its subject, its words, and the same as HTML."""

    subject: str
    text: str
    html: str

    @property
    def shown(self) -> SafeString:
        """What stands in the HTML, without the frame: for a page of the site."""
        body = self.html.partition("<main>")[2].partition("</main>")[0]
        return mark_safe(body)  # noqa: S308 - made here: cleaned by an allow list, and escaped


def letter(notice: Notice, *, stop: str) -> Letter:
    """The mail of one notice, in the language that is active; `stop` is the path by which such mails end, or empty."""
    fields = fields_of(notice)
    template = template_for(notice.kind)
    if template is not None:
        return filled(template, fields, stop=stop)
    lines = (notice.subject, notice.text, fields["address"])
    return _usual(notice.subject, notice.account, ["\n".join(line for line in lines if line)], stop)


def summary(notices: Sequence[Notice], subject: str, *, stop: str) -> Letter:
    """The mail of a day or a week, in the language that is active."""
    parts = []
    for notice in notices:
        lines = (notice.subject, notice.text, fields_of(notice)["address"])
        parts.append("\n".join(line for line in lines if line))
    return _usual(subject, notices[0].account, parts, stop)


def words(account: Account, subject: str, parts: Sequence[str], *, stop: str) -> Letter:
    """A mail of some paragraphs that tells of no notice, in the language that is active."""
    return _usual(subject, account, parts, stop)


def filled(template: Template, fields: Mapping[str, str], *, stop: str) -> Letter:
    """A template with its fields filled in. What people wrote stays as they wrote it: it is no Markdown of ours."""
    subject = " ".join(templates.fill(template.subject, fields).split())[:300]
    text = templates.fill(template.body, fields).strip()
    # Fields become placeholders that Markdown leaves alone, and their values come in afterwards, escaped.
    marks = {name: f"\ue000{at}\ue001" for at, name in enumerate(fields)}
    # Where a link leads is ours; Markdown would not know a placeholder for an address.
    body = _LEADS_TO.sub(lambda found: f"]({fields[found[1]]})", template.body)
    made = nh3.clean(
        markdown.html(templates.fill(body, marks)), tags=set(_TAGS), attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"}, link_rel=None,
    )  # fmt: skip
    for name, mark in marks.items():
        made = made.replace(mark, _as_html(fields[name]))
    foot = _foot(stop)
    return Letter(subject, _joined([text], foot), _framed(subject, made, foot))


def fields_of(notice: Notice) -> dict[str, str]:
    """The values of the fields that a template may name."""
    base = settings.TRELLIS_ADDRESS.rstrip("/")
    return {
        "name": notice.account.name,
        "subject": notice.subject,
        "text": notice.text,
        "address": f"{base}{notice.address}" if notice.address else base,
        "actor": notice.actor.name if notice.actor is not None else "Trellis",
        "site": base,
    }


def template_for(kind: str) -> Template | None:
    """The page of the handbook that says how a kind of notice is mailed in the active language."""
    try:
        known: Mapping[tuple[str, str], Template] | None = defined.defined(templates.NAME)
    except RuntimeError:  # a command that serves no handbook
        return None
    return (known or {}).get((kind, get_language() or ""))


def html_of(text: str, subject: str) -> str:
    """A mail that has only words, as HTML."""
    body, _mark, foot = text.partition("\n\n--\n")
    return _framed(subject, _as_paragraphs(body), foot.splitlines())


def _usual(subject: str, account: Account, parts: Sequence[str], stop: str) -> Letter:
    foot = _foot(stop)
    all_parts = [_("Hello %(name)s,") % {"name": account.name}, *parts]
    return Letter(
        subject, _joined(all_parts, foot), _framed(subject, _as_paragraphs("\n\n".join(all_parts)), foot)
    )


def _joined(parts: Sequence[str], foot: Sequence[str]) -> str:
    return "\n\n".join((*parts, "--\n" + "\n".join(foot))) + "\n"


def _foot(stop: str) -> list[str]:
    base = settings.TRELLIS_ADDRESS.rstrip("/")
    wishes = base + reverse("core:notice-wishes")
    foot = [_("You choose what you are told, and how: %(address)s") % {"address": wishes}]
    if stop:
        foot.append(_("No more of these mails: %(address)s") % {"address": base + stop})
    return foot


def _framed(subject: str, body: str, foot: Sequence[str]) -> str:
    return _FRAME.format(
        language=escape(get_language() or "en"), title=escape(subject), body=body,
        foot="\n".join(f"<p>{urlize(line, autoescape=True)}</p>" for line in foot),
    )  # fmt: skip


def _as_paragraphs(text: str) -> str:
    return "\n".join(f"<p>{_as_html(part.strip())}</p>" for part in text.split("\n\n") if part.strip())


def _as_html(text: str) -> str:
    return str(urlize(text, autoescape=True)).replace("\n", "<br>\n")
