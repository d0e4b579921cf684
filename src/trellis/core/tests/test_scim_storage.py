"""Accounts and groups keep the contract of a store of SCIM."""

import pytest
from scim2_server.testing import ScimStorageContract

from trellis.core.scim.schemas import provider
from trellis.core.scim.storage import AccountStorage


class TestAccountStorage(ScimStorageContract):
    """What the library demands of a store, for ours; the administrator of the cast is out of sight."""

    @pytest.fixture
    def provider(self):
        return provider()

    @pytest.fixture
    def storage(self, provider, hidden_administrator):
        return AccountStorage(provider, hidden_administrator)
