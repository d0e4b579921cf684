"""People who read a small handbook of which one page is for a role alone."""

from uuid import UUID

import pytest
from django.utils import timezone

from trellis.core.models import Access, Account, RoleHolding
from trellis.core.services import events
from trellis.discussions.models import Comment
from trellis.discussions.services import comments
from trellis.pages.services.identities import identity_of
from trellis.pages.tests.served import serve

__all__ = ["serve"]
FILES = {
    "handbook.yml": "visibility:\n  - {path: secret/, to: restricted, roles: [Keeper]}\n",
    "index.md": "# Home\n",
    "leave.md": "# Leave\n\nTwenty-five days.\n",
    "secret/plan.md": "# Plan\n\nNobody knows.\n",
}


def account(name, access=Access.READER, *titles):
    made = Account.objects.create(email=f"{name.split()[0].lower()}@example.org", name=name, access=access)
    for title in titles:
        RoleHolding.objects.create(account=made, title=title)
    return made


@pytest.fixture
def handbook(serve, settings, db):
    serve(FILES)
    settings.TRELLIS_READING = "members"
    return FILES


@pytest.fixture
def leave(handbook) -> UUID:
    return identity_of("leave.md")


@pytest.fixture
def plan(handbook) -> UUID:
    return identity_of("secret/plan.md")


@pytest.fixture
def ana(db):
    return account("Ana Weber")


@pytest.fixture
def ben(db):
    return account("Ben Okafor")


@pytest.fixture
def keeper(db):
    return account("Kim Lund", Access.READER, "Keeper")


@pytest.fixture
def chief(db):
    return account("Dora Chief", Access.ADMINISTRATOR)


@pytest.fixture
def approver(db):
    return account("Edda Sommer", Access.APPROVER)


def say(by, key, text="Is this still so?", **more) -> Comment:
    return comments.say(kind="page", key=key, text=text, by=by, **more)


def tell():
    """Have done what is done after the transactions."""
    return events.deliver(timezone.now())
