"""Two administrators, and Ben, of whom much is kept."""

from __future__ import annotations

import pytest

from trellis.core.models import (
    Access,
    AccessChange,
    SignIn,
)
from trellis.core.services import (
    accounts,
    notices,
)
from trellis.core.tests.privacy.kept import ADDRESS, NAME, known
from trellis.discussions.models import Comment


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.FILES_FOLDER, settings.FILES_BUCKET, settings.TRELLIS_DATA = tmp_path / "files", None, tmp_path


@pytest.fixture
def dora(db):
    return known("dora@example.org", "Dora Heron", Access.ADMINISTRATOR)


@pytest.fixture
def gert(db):
    return known("gert@example.org", "Gert Stork", Access.ADMINISTRATOR)


@pytest.fixture
def ben(db):
    return known(ADDRESS, NAME)


@pytest.fixture
def lively(ben, dora):
    """Ben, of whom much is kept, also in the words of others."""
    ben.role_holdings.create(title="Engineer")
    SignIn.objects.create(account=ben, session_key="s", device="Firefox", address="192.0.2.7")
    notices.notify("support", [ben], subject="Dora Heron asks to act as you", address="/")
    notices.notify("support", [dora], subject=f"{NAME} agrees", text=f"Write to {ADDRESS}", address="/")
    accounts.change_access(account=ben, access=Access.CONTRIBUTOR, by=dora)
    Comment.objects.create(kind="account", object=dora.pk, author=ben, text="I agree.")
    Comment.objects.create(kind="account", object=dora.pk, author=dora, text=f"Thanks @{NAME}, as ever.")
    AccessChange.objects.create(deed="address", account=dora, email=dora.email, before="–", after=ADDRESS)
    return ben
