"""The cast of people: Pia, a people generalist, decides on requests; Ada and Ben of IT ask for courses."""

from __future__ import annotations

import pytest

from trellis.core.models import Access, Account
from trellis.core.tests.remembered import remembered
from trellis.intake.services import asking
from trellis.intake.services.asking import Wish
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.tests.conftest import FILES, person
from trellis.surveys.tests.conftest import Cast as Positions

__all__ = ["serve"]

RIGHTS = "grants:\n  - {to: {roles: [People Generalist]}, permissions: [intake.triage]}\n"
BOOK = {**FILES, "rights.yml": RIGHTS}
COURSE = {"courses/tachographs/course.md": "---\ntitle: Tachographs\n---\n\nHow to read one.\n"}
WISH = Wish(
    title="Reading a tachograph", need="Dispatchers read the tachograph and see breaches of driving time.",
    audience="Dispatchers", people=12, otherwise="We pay fines.",
)  # fmt: skip


class Cast(Positions):
    """The cast, with somebody of outside."""

    def __init__(self):
        super().__init__()
        self.eve = person("Eve", Access.EXTERNAL)


@pytest.fixture
def handbook(serve):
    return serve(BOOK)


@pytest.fixture
def cast(db, handbook):
    return remembered((Cast, whole_edition().handbook), Cast)


def fresh(account):
    """An account as a new request finds it, whose rights are asked for anew."""
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def asked(cast):
    """A request of Ada's."""
    return asking.ask(wish=WISH, by=cast.ada)
