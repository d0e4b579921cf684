"""The papers of the made-up people: a contract that waits for a signature, one that is signed, letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any

from trellis.compensation.queries import pay
from trellis.config.demo.chapters import Act, Story
from trellis.config.demo.shape import PARTNERS
from trellis.contracts.definitions.templates import Template
from trellis.contracts.queries import documents as queries
from trellis.contracts.rules import can_keep_some
from trellis.contracts.services import documents, signing
from trellis.contracts.services.errors import ContractsError
from trellis.contracts.services.signing import Proof
from trellis.core.rules import Account, Person
from trellis.people.queries import directory, examples
from trellis.people.queries.directory import Wanted
from trellis.work.queries import approvals

MANY = 400
"""Among how many people those are looked for whose entity has a template."""
PROOF = Proof("", "Example company", "session", second_factor=False, proved_at=None)


def write(story: Story) -> Iterator[Act]:
    """An act for each paper; none where nobody of the company leads a team."""
    pair = examples.leader_of_a_team()
    if pair is None or not story.living.knows(pair[0]):
        return
    yield partial(_contract, story, 0, is_signed=False)
    yield partial(_contract, story, 1, is_signed=True)
    yield partial(_unread, story)
    yield partial(_letter, story)


def _contract(story: Story, number: int, *, is_signed: bool) -> None:
    """The contract of somebody, approved and sent; signed by everybody, or waiting for their name."""
    by = _writer(story)
    made = _made(story, number, by) if by is not None else None
    if by is None or made is None:
        return
    employee = story.living.account(made.person)
    documents.ask(document=made, by=by)
    waits = approvals.open_request(documents.RULE, made.pk)
    story.living.approve(waits.pk if waits is not None else None)
    for each in queries.signatures_of(made):
        holder = examples.holder_of([each.of.removeprefix("role:")])
        if holder is not None:
            story.living.account(holder)
    with suppress(ContractsError):  # nobody can sign for the company
        made = documents.send(document=made, by=by)
    if is_signed and made.state == documents.State.SENT:
        _sign(made, employee)


def _sign(made: Any, employee: Account) -> None:
    for row in queries.signatures_of(made):
        by = row.account or employee
        made = signing.sign(document=made, name=by.name, consent=signing.consent_text(), proof=PROOF, by=by)


def _unread(story: Story) -> None:
    """A contract that a second person of People Operations is asked to read."""
    made = _made(story, 2, story.living.by) if _writer(story) is not None else None
    if made is not None:
        documents.ask(document=made, by=story.living.by)


def _letter(story: Story) -> None:
    by = _writer(story)
    template = next(
        (each for each in queries.all_templates().values() if each.contract.kind == "letter"), None
    )
    if by is not None and template is not None:
        with suppress(ContractsError):  # not for this entity
            documents.issue(template=template, people=_people(story)[:1], values={}, by=by)


def _people(story: Story) -> list[Person]:
    """Who signs in of the manager's team, the rest of the team, then others; but not whoever writes contracts."""
    pair, writer = examples.leader_of_a_team(), _writer(story)
    if pair is None:
        return []
    rows = directory.found(Wanted(story.wish.until)).select_related("person").order_by("employment__number")
    order = sorted(
        rows[:MANY], key=lambda each: (each.person_id != pair[1].pk, each.manager_id != pair[0].pk)
    )
    return [each.person for each in order if writer is None or each.person_id != writer.person_id]


def _made(story: Story, number: int, by: Account) -> Any | None:
    """A contract for the person of this number whose entity has a template; `None` where there is no such person."""
    fitting = ((each, found) for each in _people(story) if (found := _template(each)) is not None)
    chosen = next(islice(fitting, number, None), None)
    if chosen is None:
        return None
    person, (employment, template) = chosen
    paid = pay.pay_on(employment, story.wish.until)
    said = {
        "address": "12 Example Street",
        "salary": f"{paid.base_amount:.0f} {paid.base_currency}" if paid is not None else "50000 EUR",
    }
    with suppress(ContractsError):  # a field of another handbook that nobody fills in
        return documents.make(
            template=template, person=person, by=by,
            values={name: value for name, value in said.items() if name in template.fields},
        )  # fmt: skip
    return None


def _template(person: Person) -> tuple[Any, Template] | None:
    """The last employment of somebody, with the contract that fits it."""
    here = queries.employment_for(person)
    fitting = queries.templates_for(here[0].entity, here[1]) if here is not None else []
    found = next((each for each in fitting if each.contract.kind == "contract"), None)
    return (here[0], found) if here is not None and found is not None else None


def _writer(story: Story) -> Account | None:
    """Whoever writes contracts, if they may."""
    found = examples.holder_of(PARTNERS)
    account = story.living.account(found) if found is not None else None
    return account if account is not None and can_keep_some(account) else None
