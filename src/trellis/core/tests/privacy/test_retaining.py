"""What was kept for as long as the handbook says goes, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from trellis.core import defined, personal, privacy, tasks, working
from trellis.core.definitions.retention import Retention, RetentionKind, Rule
from trellis.core.definitions.retention_keys import KEYS
from trellis.core.models import (
    Notice,
    Person,
)
from trellis.core.services import (
    holds,
    notices,
    people,
    retaining,
)
from trellis.core.services.people import Facts
from trellis.core.tests.privacy.kept import told
from trellis.handbook.compiler import Compiler
from trellis.handbook.source import MemorySource

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeps(rights):
    """Has `retention.yml` say how long what is kept."""

    def keep(**kept):
        rules = {key.replace("_", "-"): Rule(keep=time, why="A test") for key, time in kept.items()}
        defined.edition().handbook.assembled["retention"] = Retention(rules)

    return keep


def aged(account, days, subject="Hello"):
    notices.notify("support", [account], subject=subject, address="/")
    Notice.objects.filter(account=account, subject=subject).update(
        created_at=timezone.now() - timedelta(days=days)
    )


def test_what_was_kept_for_long_enough_goes_and_the_rest_stays(ben, dora, keeps, monkeypatch):
    monkeypatch.setattr(retaining, "AT_ONCE", 2)
    for number in range(5):
        aged(ben, 31, f"Old {number}")
    aged(ben, 29, "New")
    keeps(notices="30 days")
    assert [(each.declaration.label, each.count) for each in privacy.due(timezone.now())] == [
        ("core.Notice", 5)
    ]

    retaining.retain.enqueue()
    working.work_off()

    assert list(Notice.objects.values_list("subject", flat=True)) == ["New"]
    assert told("core.retention-applied") == [{"revision": "0" * 40, "rows": {"core.Notice": 5}}]


def test_what_goes_next_is_asked_for_at_once_however_many_rules_there_are(
    ben, keeps, django_assert_num_queries
):
    aged(ben, 31)
    keys = {each.lapse.key for each in personal.declared() if each.lapse is not None}
    keeps(**dict.fromkeys(keys, "30 days"))

    with django_assert_num_queries(2):
        found = {each.declaration.label: each.count for each in privacy.due(timezone.now())}

    assert len(found) >= len(keys) > 20
    assert {label: count for label, count in found.items() if count} == {"core.Notice": 1}


@pytest.mark.parametrize("kept", [{}, {"notices": "always"}])
def test_what_has_no_rule_or_is_kept_always_stays(ben, keeps, kept):
    aged(ben, 10_000)
    keeps(**kept)

    retaining.retain.enqueue()
    working.work_off()

    assert Notice.objects.count() == 1
    assert told("core.retention-applied") == []


def test_whoever_is_on_hold_keeps_everything(ben, dora, keeps):
    aged(ben, 31)
    aged(dora, 31)
    holds.place(person=ben.person, reason="A dispute", by=dora)
    keeps(notices="30 days")

    retaining.retain.enqueue()
    working.work_off()

    assert [each.account for each in Notice.objects.filter(kind="support")] == [ben]


def test_candidates_are_made_anonymous_once(dora, keeps):
    nora = people.add(facts=Facts("Nora Crane", "nora@example.org", Person.Kind.CANDIDATE), by=dora)
    kept = people.add(facts=Facts("Carl Crane", "carl@example.org", Person.Kind.CUSTOMER), by=dora)
    Person.objects.update(changed_at=timezone.now() - timedelta(days=200))
    keeps(candidates="6 months")
    for _round in range(2):
        retaining.retain.enqueue()
        working.work_off()

    nora.refresh_from_db()
    kept.refresh_from_db()
    assert (nora.name, nora.email, nora.erased_at is None) == ("Somebody who has left", "", False)
    assert kept.name == "Carl Crane"
    assert [each["rows"] for each in told("core.retention-applied")] == [{"core.Person": 1}]


def test_retention_is_done_every_night():
    timed = tasks.timed_named("core.retain")

    assert (timed.task, timed.cron) == (retaining.retain, "40 3 * * *")


def test_a_month_ends_on_its_last_day():
    assert Rule(keep="1 month", why="").before(datetime(2026, 3, 31, tzinfo=UTC)) == datetime(
        2026, 2, 28, tzinfo=UTC
    )
    assert Rule(keep="2 years", why="").before(datetime(2024, 2, 29, tzinfo=UTC)) == datetime(
        2022, 2, 28, tzinfo=UTC
    )
    assert Rule(keep="always", why="").before(datetime(2024, 2, 29, tzinfo=UTC)) is None


def compiled(text):
    handbook = Compiler((RetentionKind(),)).compile(MemorySource({"retention.yml": text.encode()})).handbook
    return handbook.assembled["retention"], [each.code for each in handbook.diagnostics]


WHOLE = "rules:\n" + "".join(f"  {key}: {{keep: 2 years, why: We said so.}}\n" for key in KEYS)


def test_the_handbook_says_how_long_what_is_kept():
    made, told_of = compiled(WHOLE)

    assert told_of == []
    assert {key: (rule.keep, rule.why) for key, rule in made.rules.items()} == dict.fromkeys(
        KEYS, ("2 years", "We said so.")
    )


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ("  notices:", "  notes:", ["DP002", "DP001"]),
        ("  notices: {keep: 2 years", "  notices: {keep: two years", ["HB042"]),
        ("  notices: {keep: 2 years", "  notices: {keep: 0 years", ["HB042"]),
        ("  notices: {keep: 2 years, why: We said so.}\n", "", ["DP002"]),
    ],
)
def test_what_is_wrong_with_the_rules_is_told(before, after, codes):
    made, told_of = compiled(WHOLE.replace(before, after))

    assert sorted(told_of) == sorted(codes)
    assert "notices" not in made.rules
    assert len(made.rules) == len(KEYS) - 1


def test_a_handbook_without_the_file_takes_nothing_away():
    handbook = (
        Compiler((RetentionKind(),)).compile(MemorySource({"index.md": b"# Home\n\nHello.\n"})).handbook
    )

    assert (handbook.assembled["retention"], handbook.diagnostics) == (Retention(), ())


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 100),
    st.sampled_from(("day", "month", "year")),
)
def test_what_is_kept_for_longer_goes_later(now, count, unit):
    shorter = Rule(keep=f"{count} {unit}s", why="").before(now)
    longer = Rule(keep=f"{count + 1} {unit}s", why="").before(now)

    assert longer < shorter < now
    assert (shorter.hour, shorter.minute) == (now.hour, now.minute)
