"""The wait-list as arithmetic: nobody overtakes, and there are never more than there are places."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from trellis.classes.definitions.waiting import Place, comes_in, seats, settle

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_free_place_is_held_for_the_first_who_waits():
    queue = [Place("a", "taken"), Place("b", "waiting"), Place("c", "waiting")]
    moves = settle(queue, 2, NOW, 4 * HOUR, NOW + 100 * HOUR)
    assert (moves.offered, moves.until) == (("b",), NOW + 4 * HOUR)


def test_an_offer_that_is_over_goes_to_the_next():
    queue = [Place("b", "held", NOW), Place("c", "waiting")]
    moves = settle(queue, 1, NOW, HOUR, NOW + 9 * HOUR)
    assert (moves.lapsed, moves.offered) == (("b",), ("c",))


def test_an_offer_ends_when_the_session_begins():
    assert settle([Place("a", "waiting")], 1, NOW, 24 * HOUR, NOW + HOUR).until == NOW + HOUR


def test_without_holding_whoever_is_first_simply_has_it():
    moves = settle([Place("a", "waiting"), Place("b", "waiting")], 1, NOW, timedelta(), NOW + HOUR)
    assert (moves.taken, moves.offered) == (("a",), ())


def test_nobody_is_offered_anything_once_it_has_begun():
    assert settle([Place("a", "waiting")], 5, NOW, HOUR, NOW).offered == ()


def test_who_comes_later_waits_while_somebody_waits():
    assert comes_in([Place("a", "waiting")], 5) == "waiting"
    assert comes_in([Place("a", "taken")], 2) == "taken"
    assert comes_in([Place("a", "held")], 1) == "waiting"
    assert comes_in([Place("a", "taken")] * 50, None) == "taken"


def test_seats_are_the_lowest_that_are_free():
    assert seats([1, 3], 3) == [2, 4, 5]


class WaitList(RuleBasedStateMachine):
    """People come, go, confirm and let time pass, in any order."""

    @initialize(capacity=st.integers(1, 4), hold=st.integers(0, 5))
    def begin(self, capacity, hold):
        self.capacity, self.hold = capacity, hold * HOUR
        self.now, self.starts = NOW, NOW + 200 * HOUR
        self.queue, self.number = [], 0
        self.served = []

    def _settle(self):
        moves = settle(self.queue, self.capacity, self.now, self.hold, self.starts)
        waiting = [each.key for each in self.queue if each.state == "waiting"]
        promoted = list(moves.taken + moves.offered)
        assert promoted == waiting[: len(promoted)]
        self.served += promoted
        changed = []
        for each in self.queue:
            if each.key in moves.lapsed:
                continue
            if each.key in moves.offered:
                changed.append(Place(each.key, "held", moves.until))
            elif each.key in moves.taken:
                changed.append(Place(each.key, "taken"))
            else:
                changed.append(each)
        self.queue = changed
        again = settle(self.queue, self.capacity, self.now, self.hold, self.starts)
        assert not (again.lapsed)
        assert not (again.offered)
        assert not (again.taken)

    @rule()
    def come(self):
        self.number += 1
        state = comes_in(self.queue, self.capacity)
        self.queue.append(Place(self.number, state))
        self._settle()

    @rule(data=st.data())
    def go(self, data):
        if self.queue:
            self.queue.remove(data.draw(st.sampled_from(self.queue)))
            self._settle()

    @rule(data=st.data())
    def confirm(self, data):
        held = [each for each in self.queue if each.state == "held"]
        if held:
            each = data.draw(st.sampled_from(held))
            self.queue[self.queue.index(each)] = Place(each.key, "taken")

    @rule(hours=st.integers(1, 8))
    def wait(self, hours):
        self.now += hours * HOUR
        self._settle()

    @invariant()
    def never_too_many(self):
        if hasattr(self, "queue"):
            assert sum(each.state != "waiting" for each in self.queue) <= self.capacity

    @invariant()
    def no_place_is_free_while_somebody_waits(self):
        if hasattr(self, "queue") and self.now < self.starts:
            free = self.capacity - sum(each.state != "waiting" for each in self.queue)
            assert not (free > 0 and any(each.state == "waiting" for each in self.queue))

    @invariant()
    def nobody_overtakes(self):
        if hasattr(self, "served"):
            assert self.served == sorted(self.served)


TestWaitList = WaitList.TestCase
