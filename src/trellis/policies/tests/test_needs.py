"""Whoever belongs to an audience ends up having read what concerns them, and is asked no more often than that."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from trellis.policies.definitions import needs
from trellis.policies.definitions.needs import Ask, Facts, Move, Reason, Standing, State, Withdraw

DAY = date(2026, 3, 2)


class OnePerson(RuleBasedStateMachine):
    """A person and a policy: the policy changes, they come and go, read, are exempt, and years pass."""

    @initialize(yearly=st.booleans())
    def begin(self, yearly):
        self.standing, self.is_member, self.day = None, True, DAY
        self.newest, self.concerning, self.yearly, self.reasons = 1, [1], yearly, []
        self._settle()

    def _facts(self):
        return Facts(self.is_member, self.concerning, self.newest, self.day, DAY, DAY, self.yearly)

    def _settle(self):
        need = needs.needed(self.standing, self._facts())
        if isinstance(need, Ask):
            self.reasons.append(need.reason)
            self.standing = Standing(State.ASKED, self.newest)
        elif isinstance(need, Move):
            self.standing = Standing(State.ASKED, self.newest)
        elif isinstance(need, Withdraw):
            self.standing = Standing(State.WITHDRAWN, self.standing.number)

    @rule(concerns=st.booleans())
    def changes(self, concerns):
        self.newest += 1
        if concerns:
            self.concerning = [*self.concerning, self.newest]
        before = self.standing
        self._settle()
        if not concerns:
            assert self.standing == before

    @rule()
    def read(self):
        if self.standing.state == State.ASKED:
            self.standing = Standing(State.DONE, self.newest, self.day)
            self._settle()

    @rule()
    def exempt(self):
        if self.standing.state == State.ASKED:
            self.standing = Standing(State.EXEMPT, self.newest)
            self._settle()

    @rule()
    def come_or_go(self):
        self.is_member = not self.is_member
        self._settle()

    @rule(days=st.integers(1, 400))
    def time_passes(self, days):
        self.day += timedelta(days=days)
        self._settle()

    @invariant()
    def nothing_is_left_to_do(self):
        if hasattr(self, "standing"):
            assert needs.needed(self.standing, self._facts()) is None

    @invariant()
    def who_is_done_has_read_what_concerns_them(self):
        if (
            getattr(self, "standing", None) is not None
            and self.is_member
            and self.standing.state == State.DONE
        ):
            assert self.standing.number >= max(self.concerning)
            if self.yearly:
                assert self.day < needs.a_year_after(self.standing.read_on)

    @invariant()
    def who_left_waits_for_nothing(self):
        if getattr(self, "standing", None) is not None and not self.is_member:
            assert self.standing.state != State.ASKED


TestOnePerson = OnePerson.TestCase


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_year_after_is_the_same_day_of_the_next_year_or_the_last_of_february(day):
    found = needs.a_year_after(day)

    assert found.year == day.year + 1
    assert (found.month, found.day) == ((2, 28) if (day.month, day.day) == (2, 29) else (day.month, day.day))


def test_why_somebody_is_asked_first():
    def asked(today, hired_on):
        return needs.needed(None, Facts(True, [1], 1, today, DAY, hired_on))

    assert asked(DAY, date(2020, 1, 1)) == Ask(Reason.NEW)
    assert asked(DAY + timedelta(days=9), DAY + timedelta(days=8)) == Ask(Reason.HIRED)
    assert asked(DAY + timedelta(days=9), date(2020, 1, 1)) == Ask(Reason.JOINED)
