"""Has the example company live: each step through the services that people use, so that every rule holds for it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from trellis.config.demo.steps import (
    Changed,
    GaveDutyUp,
    Hired,
    Left,
    Planned,
    Stayed,
    Step,
    TookDuty,
    WasAway,
    Who,
)
from trellis.core.queries import account_by_email
from trellis.core.rules import Access
from trellis.core.services import accounts
from trellis.core.services import people as core_people
from trellis.people import terms
from trellis.people.queries import examples, records
from trellis.people.rules import Account, Employment, Part, Person, Seat, SeatState
from trellis.people.services import employment, leaves, organisation, profiles
from trellis.people.services.employment import Leaving, Terms
from trellis.people.services.errors import PeopleError
from trellis.people.services.organisation import Plan
from trellis.work.queries import approvals as standing
from trellis.work.services import approvals

MOST_STEPS = 6
"""Steps of an approval that are taken one after the other."""


class Living:
    """The made-up people as records. `name` tells their company from others; what is known already is found again."""

    def __init__(self, name: str, by: Account) -> None:
        self.name, self.by = name, by
        self._people: dict[int, Person] = {}
        self._employments: dict[int, Employment] = {}
        self._seats: dict[int, Seat] = {}
        self._acts: dict[type[Step], Any] = {
            Hired: self._hired, Changed: self._changed, Stayed: self._stayed, Left: self._left, WasAway: self._was_away,
            TookDuty: self._took_duty, GaveDutyUp: self._gave_duty_up, Planned: self._planned,
        }  # fmt: skip

    def do(self, step: Step) -> None:
        """Have a step happen. Raises PeopleError where a rule does not let it."""
        self._acts[type(step)](step)

    def person(self, number: int) -> Person:
        """Somebody by number. Raises LookupError for who has not come yet."""
        if number not in self._people:
            found = Person.objects.filter(
                kind=Person.Kind.TEAM, external_reference=self._reference(number)
            ).first()
            if found is None:
                raise LookupError(f"Nobody has come as number {number} of {self.name}.")
            self._people[number] = found
        return self._people[number]

    def employment(self, number: int) -> Employment:
        """The last employment of somebody. Raises LookupError for who has not come yet."""
        if number not in self._employments:
            found = records.employment_of(self.person(number))
            if found is None:
                raise LookupError(f"Number {number} of {self.name} was never employed.")
            self._employments[number] = found
        return self._employments[number]

    def knows(self, person: Person) -> bool:
        """Whether somebody was made up for this company, and not for another one beside it."""
        return person.external_reference.startswith(f"example {self.name} ")

    def account(self, person: Person) -> Account:
        """The account of somebody, made where they have none. Nobody gets the link by which they would sign in."""
        found = account_by_email(person.email)
        if found is None:
            accounts.invite(
                email=person.email,
                name=person.name,
                access=Access.READER,
                titles=(),
                by=self.by,
                person=person,
            )
            found = account_by_email(person.email)
        assert found is not None
        return found

    def approve(self, request: UUID | None) -> None:
        """Have those approve who are asked, one after the other, for as long as one of them has an account."""
        for _step in range(MOST_STEPS):
            found = standing.request_of(request) if request is not None else None
            now = standing.standing_of(found) if found is not None else None
            asked = (
                Account.objects.filter(pk__in=now.may_decide(), is_active=True) if now is not None else None
            )
            who = asked.order_by("email").first() if asked is not None else None
            if found is None or now is None or who is None:
                return
            approvals.approve(found, by=who, digest=found.digest, step=now.step.position)

    def _reference(self, number: int) -> str:
        return f"example {self.name} {number}"

    # -- one for each step

    def _hired(self, step: Hired) -> None:
        if step.who is not None:
            self._people[step.person] = self._met(step.person, step.who)
        begins = Terms(entity=step.entity, starts_on=step.day, ends_on=step.ends_on, number=step.number)
        made = employment.hire(
            person=self.person(step.person), begins=begins, facts=self._facts(step.facts), by=self.by
        )
        self._employments[step.person] = made
        if step.into is not None:
            organisation.move_seat(
                seat=self._seat(step.into), state=SeatState.FILLED, by=self.by, employment=made
            )

    def _met(self, number: int, who: Who) -> Person:
        facts = core_people.Facts(who.name, who.email, external_reference=self._reference(number))
        person = core_people.add(facts=facts, by=self.by)
        values = {
            "legal_name": who.legal_name, "pronouns": who.pronouns, "languages": who.languages,
            "time_zone": who.time_zone,
        }  # fmt: skip
        known = terms.person_fields()
        custom = {name: value for name, value in who.custom.items() if name in known}
        profiles.keep(person=person, values=values, custom=custom, by=self.by, is_example=True)
        return person

    def _changed(self, step: Changed) -> None:
        employment.change_position(
            employment=self.employment(step.person), effective_on=step.day, facts=self._facts(step.facts), by=self.by,
            reason=step.reason,
        )  # fmt: skip

    def _stayed(self, step: Stayed) -> None:
        employment.take_back_end(employment=self.employment(step.person), by=self.by)

    def _left(self, step: Left) -> None:
        successor = self.person(step.successor) if step.successor is not None else None
        leaving = Leaving(
            ends_on=step.day, reason=step.reason, notice_given_on=step.notice_given_on, successor=successor
        )
        employment.end(employment=self.employment(step.person), leaves=leaving, by=self.by)

    def _was_away(self, step: WasAway) -> None:
        away = leaves.Away(kind=step.kind, starts_on=step.day, ends_on=step.ends_on)
        with suppress(PeopleError):  # an earlier leave may have been longer than the history knows
            leaves.keep(employment=self.employment(step.person), away=away, by=self.by)

    def _took_duty(self, step: TookDuty) -> None:
        organisation.give_duty(
            department=step.department, person=self.person(step.person), part=Part(step.part), starts_on=step.day,
            by=self.by,
        )  # fmt: skip

    def _gave_duty_up(self, step: GaveDutyUp) -> None:
        duty = examples.partner_duty(step.department)
        if duty is not None:
            organisation.end_duty(duty=duty, ends_on=step.day, by=self.by)

    def _planned(self, step: Planned) -> None:
        plan = Plan(
            title=step.title, department=step.department, starts_on=step.day, entity=step.entity,
            location=step.location, fte=step.fte,
            manager=self.person(step.manager) if step.manager is not None else None,
            note=self._note(step.seat),
        )  # fmt: skip
        seat = organisation.keep_seat(plan=plan, by=self.by)
        if step.state != SeatState.PLANNED:
            # One that somebody fills stays open until they are hired, which comes next.
            state = SeatState.OPEN if step.state == SeatState.FILLED else SeatState(step.state)
            seat = organisation.move_seat(seat=seat, state=state, by=self.by)
        self._seats[step.seat] = seat

    # -- what they need

    def _seat(self, number: int) -> Seat:
        found = self._seats.get(number) or examples.seat_noted(self._note(number))
        if found is None:
            raise LookupError(f"There is no seat {number} of {self.name}.")
        return found

    def _note(self, number: int) -> str:
        return f"Made up for the example company {self.name}: seat {number}."

    def _facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        manager = facts.get("manager")
        return {**facts, "manager": self.person(manager)} if manager is not None else dict(facts)
