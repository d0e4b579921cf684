"""Papers about people say what every room knows of an employment, and no more than whoever writes may see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trellis.compensation.tests import conftest as of_pay
from trellis.contracts.queries import documents as queries
from trellis.contracts.services import documents
from trellis.contracts.services.errors import MissingFieldsError
from trellis.core.models import AccessNote, RoleHolding
from trellis.core.tests.remembered import remembered
from trellis.pages.queries.current import whole_edition
from trellis.pages.tests.served import serve
from trellis.people.days import today

__all__ = ["serve"]

CONTRACT = """\
---
title: Contract
contract:
  kind: contract
  fields:
    start: {title: First day, type: date, from: employment.starts-on}
    salary: {title: Salary, type: money, from: pay.base}
    whole: {title: Of full time, type: money, from: pay.base-full-time, required: false}
    variable: {title: Variable, type: number, from: pay.variable, required: false}
    hours: {title: Hours, type: number, from: position.hours}
    holiday: {title: Holiday, type: number, from: entity.holiday-days}
    probation: {title: Probation, type: span, from: entity.probation}
    notice: {title: Notice, type: span, from: entity.notice}
---

From {{ start }}: {{ salary }}, {{ whole }}, {{ variable }}, {{ hours }}, {{ holiday }}, {{ probation }}, {{ notice }}.
"""
ENTITY = """\
entity: Test GmbH
probation: 6 months
weekly-hours: 37.5
holiday-days: 28
notice:
  - {notice: 4 weeks, ends: month}
"""
FILES = {
    **of_pay.FILES,
    "contracts/contract.md": CONTRACT,
    "entities/test-gmbh.yml": ENTITY,
    "rights.yml": (
        "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people, compensation], "
        "permissions: [contracts.keep]}\n"
        '  - {to: {roles: ["Manager, IT"]}, permissions: [contracts.keep]}\n'
        "  - {to: {roles: [Chief Operating Officer]}, permissions: [compensation.see-pay]}\n"
    ),
}
BEGINS = today() + timedelta(days=30)


@pytest.fixture
def cast(db, serve, settings, tmp_path):
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None
    serve(FILES)
    return remembered((of_pay.Cast, "papers", whole_edition().handbook), of_pay.Cast)


@pytest.fixture
def newcomer(cast):
    """Somebody who begins half time, with pay that is written down already."""
    nia = of_pay.of_people.person("Nia")
    cast.employments["nia"] = cast.hire(nia, "IT Analyst", cast.mia, on=BEGINS, by=cast.pia, fte="0.5")
    cast.pay("nia", 46001, on=BEGINS)
    return nia.person


def made(by, person, **values):
    return documents.make(
        template=queries.template_at("contracts/contract.md"), person=person, values=values, by=by
    )


def test_a_contract_says_what_every_room_knows_already(cast, newcomer):
    assert queries.values_of(made(cast.pia, newcomer)) == {
        "start": BEGINS.isoformat(), "salary": "23000.50 EUR", "whole": "46001 EUR", "variable": "0", "hours": "18.75",
        "holiday": "28", "probation": "6 months", "notice": "4 weeks",
    }  # fmt: skip


def test_whoever_sees_the_pay_in_a_paper_looked_at_it(cast, newcomer):
    made(cast.pia, newcomer)

    note = AccessNote.objects.filter(about="pay", object=newcomer.pk, why="document").first()
    assert note is not None
    assert note.account == cast.pia


def test_whoever_may_not_see_the_pay_has_to_be_told_it(cast):
    rob = cast.rob.person

    with pytest.raises(MissingFieldsError) as told:
        made(cast.mia, rob)

    assert told.value.fields == ("salary",)
    assert not AccessNote.objects.filter(account=cast.mia).exists()
    assert queries.values_of(made(cast.mia, rob, salary="1 EUR"))["salary"] == "1 EUR"


def test_the_form_shows_the_pay_to_whoever_may_see_it_alone(cast, client):
    page = f"/contracts/of/{cast.rob.person_id}/new/contracts/contract.md"

    client.force_login(cast.pia)
    assert "60000 EUR" in client.get(page).text
    client.force_login(cast.mia)
    assert "60000" not in client.get(page).text


def test_whoever_sees_the_pay_of_a_newcomer_alone_is_led_to_no_page_that_is_missing(cast, newcomer, client):
    overview = f'href="/people/{newcomer.pk}/"'
    client.force_login(cast.pia)
    page = client.get(f"/pay/people/{newcomer.pk}/").text
    assert overview in page
    assert "What is going to count" in page
    assert "What counts now" not in page

    RoleHolding.objects.create(account=cast.dora, title="Chief Operating Officer")
    client.force_login(cast.dora)
    answer = client.get(f"/pay/people/{newcomer.pk}/")
    assert answer.status_code == 200
    assert overview not in answer.text
