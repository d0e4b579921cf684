"""Who is named in a text: “@” before the name of somebody who is here, or before their address."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from trellis.core import queries as accounts
from trellis.core.rules import Account

MOST_MENTIONS = 20
MOST_WORDS = 4
_GENITIVE = re.compile("['’]s$")
_AT = re.compile(
    r"(?<![\w@.])@(?P<said>[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3})"
)


def mentioned(text: str) -> QuerySet[Account]:
    """The active people named in a text, at most `MOST_MENTIONS` names of it; one query, none where nobody is named."""
    emails: set[str] = set()
    names: set[str] = set()
    for count, found in enumerate(_AT.finditer(text)):
        if count >= MOST_MENTIONS:
            break
        said = found["said"].casefold()
        if "@" in said:
            emails.add(said)
        else:
            words = said.split(" ")
            for n in range(1, min(len(words), MOST_WORDS) + 1):
                name = " ".join(words[:n]).rstrip(".'’-")
                names.update((name, _GENITIVE.sub("", name)))
    if not emails and not names:
        return accounts.nobody()
    people = accounts.active().annotate(said_name=Lower("name"), said_email=Lower("email"))
    return people.filter(Q(said_name__in=names) | Q(said_email__in=emails)).order_by("name", "pk")
