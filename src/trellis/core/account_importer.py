"""Accounts from a file: many people are invited at once, each by a mail of their own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import mailing, queries
from trellis.core.definitions.permissions import ADMINISTER
from trellis.core.importing import BadValueError, Column, Importer, Put, Values, address, choice, text
from trellis.core.models import Access, Account, Fate, Person
from trellis.core.services import accounts
from trellis.core.services.links import IssuedLink

BETWEEN = ";"
"""What parts the roles of a cell: titles hold commas."""


def _accesses() -> dict[str, str]:
    return {str(value): str(label) for value, label in Access.choices if value != Access.EXTERNAL}


def _titles(cell: str) -> tuple[str, ...]:
    found = tuple(clean for each in cell.split(BETWEEN) if (clean := " ".join(each.split())))
    if len(found) > accounts.MOST_TITLES or any(len(each) > accounts.LONGEST_TITLE for each in found):
        raise BadValueError(
            _("These are not titles of roles."),
            remedy=_("Part them by a semicolon, as the handbook has them."),
        )
    return found


def _identify(values: Values) -> tuple[str, ...]:
    return (str(values["email"]),)


def _put(values: Values, by: Account) -> Put:
    """Invite somebody who has no account; who has one stays as they are."""
    email = values["email"]
    here = queries.account_by_email(email)
    if here is not None:
        if not here.is_active:
            raise BadValueError(
                _("The account of %(name)s is closed.") % {"name": here.name},
                remedy=_("Open it again on its page."), column="email",
            )  # fmt: skip
        return Put(Fate.SAME, here.name)
    known = _known(email)
    name = values.get("name") or (known.name if known is not None else "")
    if not name:
        raise BadValueError(
            _("Nothing stands here."), remedy=_("Somebody who is not known yet needs a name."), column="name"
        )
    issued = accounts.invite(
        email=email, name=name, access=Access(values.get("access", Access.READER)), titles=values.get("roles", ()),
        by=by, person=known,
    )  # fmt: skip
    # After its step, and so never for a dry run: a letter cannot be taken back.
    transaction.on_commit(partial(_send, issued))
    return Put(Fate.NEW, name)


def _send(issued: IssuedLink) -> None:
    whole = settings.TRELLIS_ADDRESS.rstrip("/") + reverse("core:join", args=[issued.token])
    mailing.send_link(issued.link, whole)


def _known(email: str) -> Person | None:
    found = Person.objects.filter(merged_into=None, erased_at=None).alias(lower=Lower("email"))
    rows = list(found.filter(lower=email).order_by("pk")[:2])
    if len(rows) > 1:
        raise BadValueError(
            _("Several people here are meant by this."), remedy=_("Merge them first."), column="email"
        )
    return rows[0] if rows else None


def _rows() -> Iterator[dict[str, str]]:
    rows = Account.objects.filter(is_active=True, removed_at=None).exclude(access=Access.EXTERNAL)
    for each in rows.order_by("pk").iterator(2000):
        yield {"email": each.email, "name": each.name, "access": str(each.given)}


ACCOUNTS = Importer(
    name="accounts",
    title=gettext_lazy("Accounts"),
    help=gettext_lazy(
        "Who is invited to sign in, each by a mail with a link of their own. Who has an account already stays as they"
        " are. Without a mail server nobody is told: make a link for each on their page."
    ),
    permission=ADMINISTER.name,
    columns=(
        Column(
            "email", gettext_lazy("E-mail address"), required=True, parse=address, example="ada@example.org",
            synonyms=("E-mail", "Mail", "Email address", "E-Mail-Adresse"),
        ),
        Column(
            "name", gettext_lazy("Name"), gettext_lazy("Of somebody who is not known yet."), parse=text(200),
            example="Ada Example", synonyms=("Full name", "Person", "Display name", "Vollständiger Name"),
        ),
        Column(
            "access", gettext_lazy("Access"),
            gettext_lazy("reader, contributor, approver or administrator; without it a reader."),
            parse=choice(_accesses), example="reader", synonyms=("Level of access", "Zugang"),
        ),
        Column(
            "roles", gettext_lazy("Roles"),
            gettext_lazy("Of somebody without a position here; several are parted by a semicolon."),
            parse=_titles, example="", synonyms=("Role", "Titles", "Rolle", "Rollen"),
        ),
    ),
    identify=_identify,
    put=_put,
    rows=_rows,
)  # fmt: skip
