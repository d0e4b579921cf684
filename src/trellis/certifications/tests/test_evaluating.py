"""What is met by what, as laws: more evidence never unmeets, and the joins do what their names say."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trellis.certifications.definitions.evaluating import evaluate, missing
from trellis.certifications.definitions.evidence import Evidence, Shown
from trellis.certifications.definitions.requirements import Requirement
from trellis.certifications.definitions.terms_of_awards import (
    goes_to_manager,
    last_day,
    reminder_due,
    renewed_from,
    window_opens,
)

DAY = date(2026, 6, 30)
KEYS = "abc"
leaf = st.one_of(
    st.builds(Requirement, course=st.sampled_from(KEYS)),
    st.builds(Requirement, quiz=st.sampled_from(KEYS), score=st.one_of(st.none(), st.integers(1, 100))),
    st.builds(Requirement, hours=st.integers(1, 20).map(Decimal), topic=st.sampled_from(KEYS)),
    st.builds(Requirement, certification=st.sampled_from(KEYS)),
)
groups = st.lists(leaf, min_size=1, max_size=4).map(tuple)


def joined(parts):
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Requirement, all=several),
        st.builds(Requirement, any=several),
        several.flatmap(lambda of: st.builds(Requirement, of=st.just(of), at_least=st.integers(1, len(of)))),
    )


requirements = st.recursive(leaf, joined, max_leaves=8)
pieces = st.builds(
    Evidence, kind=st.sampled_from(["course", "quiz", "hours", "certification"]), key=st.sampled_from(KEYS),
    on=st.dates(DAY - timedelta(days=700), DAY + timedelta(days=30)),
    until=st.one_of(st.none(), st.dates(DAY - timedelta(days=300), DAY + timedelta(days=300))),
    amount=st.one_of(st.none(), st.integers(-5, 100).map(Decimal)), source=st.uuids().map(str),
)  # fmt: skip
shown = st.lists(pieces, max_size=12).map(tuple)
since = st.one_of(st.none(), st.dates(DAY - timedelta(days=600), DAY))


@given(requirements, shown, shown, since)
def test_more_evidence_never_unmeets(requirement, some, more, since):
    before = evaluate(requirement, Shown(some), DAY, since=since)
    after = evaluate(requirement, Shown(some + more), DAY, since=since)

    assert after.is_met >= before.is_met
    assert after.have >= before.have


@given(requirements, shown, since, st.randoms())
def test_the_order_of_evidence_does_not_matter(requirement, some, since, chance):
    shuffled = list(some)
    chance.shuffle(shuffled)

    assert evaluate(requirement, Shown(tuple(shuffled)), DAY, since=since) == evaluate(
        requirement, Shown(some), DAY, since=since
    )


@given(groups, shown, since)
def test_all_any_and_at_least_do_what_their_names_say(parts, some, since):
    found = [evaluate(each, Shown(some), DAY, since=since).is_met for each in parts]

    def met(requirement):
        return evaluate(requirement, Shown(some), DAY, since=since).is_met

    assert met(Requirement(all=parts)) == all(found)
    assert met(Requirement(any=parts)) == any(found)
    for n in range(1, len(parts) + 1):
        assert met(Requirement(of=parts, at_least=n)) == (sum(found) >= n)


@given(requirements, shown, since)
def test_what_is_met_rests_on_evidence_and_on_nothing_else(requirement, some, since):
    result = evaluate(requirement, Shown(some), DAY, since=since)

    assert bool(result.evidence) == result.is_met
    assert set(result.evidence) <= set(some)
    assert evaluate(requirement, Shown(result.evidence), DAY, since=since).is_met == result.is_met


@given(requirements, shown, since)
def test_doing_what_is_missing_meets_it(requirement, some, since):
    result = evaluate(requirement, Shown(some), DAY, since=since)
    done = tuple(
        Evidence(
            kind=each.requirement.kind, key=each.requirement.key, on=DAY,
            amount=each.requirement.hours or Decimal(100), source=str(at),
        )
        for at, each in enumerate(missing(result))
    )  # fmt: skip

    assert bool(done) != result.is_met
    assert evaluate(requirement, Shown(some + done), DAY, since=since).is_met


def test_what_was_shown_before_the_window_does_not_renew_but_hours_of_the_term_do():
    old = Evidence(kind="course", key="a", on=DAY - timedelta(days=100))
    hours = Evidence(kind="hours", key="b", on=DAY - timedelta(days=100), amount=Decimal(8))
    both = Requirement(all=(Requirement(course="a"), Requirement(hours=Decimal(8), topic="b")))

    found = evaluate(
        both,
        Shown((old, hours)),
        DAY,
        since=DAY - timedelta(days=30),
        collected_since=DAY - timedelta(days=365),
    )

    assert [each.is_met for each in found.parts] == [False, True]
    assert [each.place for each in found.parts] == ["0", "1"]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 120), st.integers(1, 120))
def test_months_of_validity_are_whole_and_grow(begins, months, more):
    ends = last_day(begins, months)

    assert begins < ends + timedelta(days=1) < begins + timedelta(days=31 * months + 2)
    assert last_day(begins, months + more) > ends
    assert (ends + timedelta(days=1)).day in (begins.day, 1)


def test_leap_days():
    assert last_day(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert last_day(date(2024, 2, 29), 48) == date(2028, 2, 28)
    assert last_day(date(2023, 3, 1), 12) == date(2024, 2, 29)
    assert last_day(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert last_day(date(2026, 1, 1), None) is None


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(st.integers(0, 200), max_size=5),
    st.integers(-300, 50),
)
def test_a_reminder_is_due_once_its_day_has_come_and_until_the_end(ends, ladder, offset):
    day = ends + timedelta(days=offset)
    due = reminder_due(ends, ladder, day)

    if due is None:
        assert day > ends or all((ends - day).days > each for each in ladder)
    else:
        assert due in ladder
        assert (ends - day).days <= due


def test_the_last_two_reminders_go_to_the_manager_as_well():
    assert [goes_to_manager((90, 60, 30, 7), each) for each in (90, 60, 30, 7)] == [False, False, True, True]


def test_who_renews_early_loses_no_day_and_who_lapsed_begins_today():
    assert renewed_from(DAY, DAY - timedelta(days=30)) == DAY + timedelta(days=1)
    assert renewed_from(DAY, DAY + timedelta(days=30)) == DAY + timedelta(days=30)
    assert window_opens(DAY, 30) == date(2026, 5, 31)
