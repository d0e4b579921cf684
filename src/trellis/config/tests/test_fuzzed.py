"""The interface under calls that nobody thought of: schemathesis makes them from the document, and finds nothing."""

from __future__ import annotations

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from trellis.config.tests.programs import token_of
from trellis.core.api import calls
from trellis.core.models import Access
from trellis.core.throttling import Left, Throttle
from trellis.pages.queries.current import whole_edition
from trellis.pages.services import several
from trellis.pages.tests.repositories import account

CONFIG = """
seed = 7
max-time = 20  # seconds
headers = {{Authorization = "Bearer {token}"}}

[generation]
deterministic = true
with-security-parameters = false
allow-x00 = false
max-examples = 5

# Of the phases, the one that calls with what a schema allows and refuses; the others take as long again.
[phases]
coverage.enabled = false
stateful.enabled = false

[checks.positive_data_acceptance]
# Whether a cursor, an If-Match, an address or a title goes with how things stand, no schema can say.
expected-statuses = ["2xx", 304, 400, 401, 403, 404, 409, 412, 422, 428]
"""


class Endless(Throttle):
    """A bound that nobody reaches, without a write for each call."""

    def take(self, key):
        return Left(1, 60)


@pytest.fixture
def document(live_server, book, monkeypatch):
    """The document of a site with a proposal, for an administrator who may call without end."""
    for name in ("CALLS", "REFUSED"):
        monkeypatch.setattr(calls, name, Endless(name, limit=1, seconds=60))
    other = account("Otto", Access.CONTRIBUTOR)
    several.propose_texts(
        whole_edition(), author=other, texts={"new.md": "# New\n"}, started_from="", title="T", reason=""
    )  # fmt: skip
    administrator = account("Adam", Access.ADMINISTRATOR)
    config = SchemathesisConfig.from_str(CONFIG.format(token=token_of(administrator).secret))
    return schemathesis.openapi.from_url(f"{live_server.url}/api/v1/openapi.json", config=config)


@pytest.mark.django_db(transaction=True)
@pytest.mark.one_database
@pytest.mark.slow  # some hundred calls, for twenty seconds at most
@pytest.mark.timeout(400)  # on a machine that does other things, reading the document takes a minute
def test_no_call_finds_a_fault(document):
    faults, statuses = set(), set()
    for event in from_schema(document).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            faults.add(f"{getattr(event, 'label', '')}: {getattr(event, 'value', event)!r}")
        elif isinstance(event, events.ScenarioFinished):
            calls_made = event.recorder.interactions.values()
            statuses |= {each.response.status_code for each in calls_made if each.response is not None}
            for checks in event.recorder.checks.values():
                faults |= {
                    f"{event.recorder.label}: {each.failure_info.failure.title}: {each.failure_info.failure.message}\n"
                    f"{each.failure_info.code_sample}"
                    for each in checks
                    if each.failure_info is not None
                }

    assert "\n".join(sorted(faults)) == ""
    # Calls went through the door, and were looked at: how many kinds of answers there are, the time limit says.
    assert statuses & {200, 201, 204}
    assert statuses & {400, 404, 409, 422}
