"""The cast of people, with templates of documents and benefits; Kim keeps documents, Lea signs for the company."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from trellis.contracts.queries import documents as queries
from trellis.contracts.services import documents, signing
from trellis.contracts.services.signing import Proof
from trellis.core.tests.remembered import remembered
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.tests.conftest import FILES as PEOPLE_FILES
from trellis.people.tests.conftest import Cast

__all__ = ["serve"]

PERMANENT = """\
---
title: Permanent contract
contract:
  kind: contract
  entity: Test GmbH
  signers: [employee, {role: Chief Operating Officer}]
  fields:
    name: {title: Name, from: person.legal-name}
    address: {title: Private address, from: person.address}
    title: {title: Role, from: position.title}
    start: {title: First day, type: date, from: employment.starts-on}
    salary: {title: Salary, type: money}
    notice: {title: Notice, type: span, value: 4 weeks, law: notice}
    note: {title: Note, required: false}
---

# Permanent contract

We employ **{{ name }}**, {{ address }}, as {{ title }} from {{ start }} on for {{ salary }} a year.

- Notice: {{ notice }}
- {{ note }}
"""
LETTER = """\
---
title: Confirmation of employment
contract:
  kind: letter
  fields:
    name: {title: Name, from: person.name}
    start: {title: First day, type: date, from: employment.starts-on}
---

{{ name }} has worked for us since {{ start }}.
"""
PENSION = """\
title: Pension
entity: Test GmbH
after-probation: true
months-of-service: 6
options:
  basic: {title: Basic, employer: 120, employee: 60}
  plus: {title: Plus, employer: 200, employee: 100.50}
windows:
  - {from: 10-01, until: 10-31, counts-from: 01-01}
life-events:
  birth: {title: Birth or adoption of a child, within-days: 60}
"""
TICKET = """\
title: Public transport
entity: Test GmbH
options:
  city: {title: City, employer: 49, employee: 0}
"""
LAW = """\
entity: Test GmbH
probation: 6 months
notice:
  - {to: both, in-probation: true, notice: 2 weeks}
  - {to: both, notice: 4 weeks, ends: month}
law:
  notice: {least: 4 weeks, source: "Civil Code, section 622", as-of: 2026-01-15}
"""
FILES = {
    **PEOPLE_FILES,
    "entities/test-gmbh.yml": LAW,
    "contracts/permanent.md": PERMANENT,
    "contracts/letter.md": LETTER,
    "benefits/pension.yml": PENSION,
    "benefits/ticket.yml": TICKET,
    "rights.yml": (
        "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people], "
        "permissions: [contracts.keep, benefits.keep]}\n"
    ),
}
FILLED = {"address": "Example Street 1, Berlin", "salary": "52000 EUR"}
PROOF = Proof("192.0.2.7", "Firefox, Linux", "password", True, datetime(2026, 3, 1, 9, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    """A store of files of its own, where what lies can be looked at."""
    settings.FILES_FOLDER = tmp_path / "files"
    settings.FILES_BUCKET = None
    return settings.FILES_FOLDER


@pytest.fixture
def handbook(serve):
    """Serves the handbook of the cast, with templates and benefits."""
    return serve(FILES)


@pytest.fixture
def cast(db, handbook):
    return remembered((Cast, whole_edition().handbook), Cast)


@pytest.fixture
def contract(cast):
    """A contract of Ada's that Pia made."""
    return made(cast)


def made(cast, template="contracts/permanent.md", whom=None, values=None, by=None):
    """A document of somebody."""
    found = queries.template_at(template)
    whom = (whom or cast.ada).person
    return documents.make(
        template=found, person=whom, values=FILLED if values is None else values, by=by or cast.pia
    )


def sent(cast, document):
    """The same, approved by Rob and sent."""
    return documents.send(document=documents.approve(document=document, by=cast.rob), by=cast.pia)


def signed(cast, document):
    """The same, signed by both."""
    signing.sign(document=document, name="Ada", consent="yes", proof=PROOF, by=cast.ada)
    return signing.sign(document=document, name="Olga", consent="yes", proof=PROOF, by=cast.olga)
