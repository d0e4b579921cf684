"""The public tester for SCIM servers finds nothing wrong, asking the site as a provider does."""

from collections import Counter

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from trellis.config.wsgi import application
from trellis.core.tests.scim import token_of

FINE = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}


@pytest.fixture
def site():
    """The site as a web server calls it; the connection of the test stays open, as in the client of Django."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield application
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.one_database  # what is stored, `test_scim_storage` and its like ask on both
@pytest.mark.slow  # five hundred requests, each with its transactions
@pytest.mark.timeout(300)
def test_public_tester_finds_no_fault(administrator, site):
    headers = {"Authorization": f"Bearer {token_of(administrator)}"}
    client = WSGISCIMClient(site, base_url="http://localhost/scim/v2", headers=headers)

    results = check_server(client)

    wrong = [(each.status.name, each.title, each.reason) for each in results if each.status not in FINE]
    assert wrong == []
    assert Counter(each.status for each in results)[Status.SUCCESS] >= 100
