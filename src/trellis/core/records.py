"""What every record is: a row with an identifier that is made anywhere and sorts by age."""

from __future__ import annotations

import secrets
import time
from typing import ClassVar
from uuid import UUID

from django.db import models


def uuid7() -> UUID:
    """A new identifier, version 7 of RFC 9562: 48 bits of milliseconds, 12 bits of their fraction, 62 of chance.

    The fraction (section 6.2, method 3) keeps rows that one process makes in the same millisecond in order.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = (nanoseconds << 12) // 1_000_000
    value = (milliseconds << 80) | (0x7 << 76) | (fraction << 64) | (0b10 << 62) | secrets.randbits(62)
    return UUID(int=value)


class Record(models.Model):
    """The base of every model.

    `confidential` says of a whole kind of records that it is need-to-know: it cannot be put into the search.
    """

    confidential: ClassVar[bool] = False
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
