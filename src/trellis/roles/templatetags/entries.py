"""The field of an entry in the form for job families.

In Python and not in a template: a large family has more than a hundred, and each takes a template a millisecond.
"""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from trellis.roles.queries.forming import EntryView, ListView
from trellis.web.templatetags.shell import icon

register = template.Library()

LONGEST_LABEL = 40
"""Characters of an entry that the name of its button repeats."""


@register.simple_tag
def entry_form(hidden: SafeString, address: str, listed: ListView, entry: EntryView) -> SafeString:
    """An entry with its field and its buttons. `hidden` is what every form of the page sends."""
    key = f"{listed.holder}-{listed.slot}-{entry.at}"
    remarks = (
        render_to_string("roles/parts/form_remarks.html", {"remarks": entry.remarks}) if entry.remarks else ""
    )
    return format_html(
        '<form method="post" action="{address}" hx-post="{address}" data-entry data-holder="{holder}" '
        'data-slot="{slot}" data-at="{at}">{hidden}<input type="hidden" name="holder" value="{holder}">'
        '<input type="hidden" name="slot" value="{slot}"><input type="hidden" name="at" value="{at}">'
        '<label class="visually-hidden" for="e-{key}">{title} {number}</label>'
        '<textarea class="input" id="e-{key}" name="words" rows="1" maxlength="4000" data-words>\n{words}</textarea>'
        '<span class="tools"><button class="btn save" name="act" value="save">{save}</button>{buttons}</span>'
        "{remarks}</form>",
        address=address,
        holder=str(listed.holder),
        slot=listed.slot,
        at=str(entry.at),
        hidden=hidden,
        key=key,
        title=listed.title,
        number=str(entry.at + 1),
        words=entry.words,
        save=_("Save"),
        buttons=_buttons(listed, entry, key),
        remarks=remarks,
    )


def _buttons(listed: ListView, entry: EntryView, key: str) -> SafeString:
    words = {"words": Truncator(entry.words).chars(LONGEST_LABEL)}
    shown = [
        ("up", "up", entry.first, _("Move up: %(words)s") % words),
        ("down", "down", entry.last, _("Move down: %(words)s") % words),
    ]
    if listed.nests and entry.depth:
        shown.append(("out", "left", False, _("Take out of the one above: %(words)s") % words))
    if listed.nests:
        shown.append(("in", "right", entry.first, _("Nest in the one above: %(words)s") % words))
    shown.append(("remove", "close", False, _("Remove: %(words)s") % words))
    return format_html_join(
        "",
        '<button class="btn quiet icon-only" id="b-{}-{}" name="act" value="{}"{} aria-label="{}">{}</button>',
        (
            (key, act, act, SafeString(" disabled") if is_off else "", label, icon(sign))
            for act, sign, is_off, label in shown
        ),
    )
