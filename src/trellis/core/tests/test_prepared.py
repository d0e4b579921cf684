"""Statements that are put together once read what a query set would, each time with the values of that time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trellis.core.models import Account, Assignment, Event, RoleHolding
from trellis.core.prepared import Prepared, UnpreparableError, Written, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def holdings(member, colleague):
    rows = [
        RoleHolding(account=member, title="Editor"),
        RoleHolding(account=member, title="Author"),
        RoleHolding(account=colleague, title="Reader"),
    ]
    return RoleHolding.objects.bulk_create(rows)


def test_each_reading_has_its_own_values(member, colleague, holdings):
    asked = Prepared(
        lambda account: RoleHolding.objects.filter(account=account).order_by("title"), account=UUID
    )

    assert [each.title for each in asked.all(account=member.pk)] == ["Author", "Editor"]
    assert [each.title for each in asked.all(account=colleague.pk)] == ["Reader"]
    assert asked.all(account=uuid4()) == []
    assert asked.first(account=uuid4()) is None


def test_what_is_written_meanwhile_is_read(member):
    asked = Prepared(lambda key: Account.objects.filter(pk=key), key=UUID)
    assert asked.first(key=member.pk).name == member.name

    Account.objects.filter(pk=member.pk).update(name="Another")

    assert asked.first(key=member.pk).name == "Another"


def test_rows_are_models_with_what_was_selected_beside_them(member, holdings):
    asked = Prepared(
        lambda account: RoleHolding.objects.filter(account=account).select_related("account").order_by("pk"),
        account=UUID,
    )
    asked.all(account=member.pk)

    with CaptureQueriesContext(
        connection,
    ) as said:
        found = asked.all(account=member.pk)
        owners = {each.account for each in found}

    assert len(said) == 1
    assert owners == {member}
    assert found == list(RoleHolding.objects.filter(account=member).order_by("pk"))


def test_values_annotations_and_deferred_fields_are_those_of_the_query_set(member, colleague, holdings):
    pairs = Prepared(
        lambda account: (
            RoleHolding.objects.filter(account=account).order_by("title").values_list("title", "pk")
        ),
        account=UUID,
    )
    counts = Prepared(
        lambda: (
            RoleHolding.objects.order_by("account")
            .values("account")
            .annotate(n=Count("pk"))
            .values_list("n", flat=True)
        )
    )
    named = Prepared(lambda key: Account.objects.filter(pk=key).only("name"), key=UUID)
    mapped = Prepared(
        lambda title: RoleHolding.objects.filter(title=title).values("title", "account"), title=str
    )

    assert pairs.all(account=member.pk) == list(
        RoleHolding.objects.filter(account=member).order_by("title").values_list("title", "pk")
    )
    assert sorted(counts.all()) == [1, 2]
    assert named.first(key=member.pk).get_deferred_fields() >= {"email", "access"}
    assert mapped.all(title="Reader") == [{"title": "Reader", "account": colleague.pk}]


def test_moments_and_days_are_values_like_others(member, colleague):
    now = timezone.now()
    Assignment.objects.create(
        account=member, duty="auditor", starts_at=now, ends_at=now + timedelta(days=2), given_by=colleague,
        reason="A trial",
    )  # fmt: skip
    active = Prepared(lambda at: Assignment.objects.active(at), at=datetime)

    assert len(active.all(at=now + timedelta(days=1))) == 1
    assert active.all(at=now + timedelta(days=3)) == []


def test_what_somebody_typed_is_never_part_of_the_statement(member, holdings):
    asked = Prepared(lambda title: RoleHolding.objects.filter(title=title), title=str)

    assert asked.all(title="' OR 1=1 --") == []
    assert asked.all(title="100 %s") == []


def test_a_moment_that_is_no_value_is_refused():
    with pytest.raises(UnpreparableError, match="is to be a value"):
        Prepared(lambda: Assignment.objects.active()).all()


def test_the_day_of_a_moment_is_refused_because_it_has_the_zone_of_whoever_came_first():
    with pytest.raises(UnpreparableError, match="time zone"):
        Prepared(lambda day: Assignment.objects.filter(starts_at__date=day), day=date).all(
            day=date(2026, 1, 1)
        )


def test_a_value_that_does_not_arrive_as_it_is_is_refused():
    with pytest.raises(UnpreparableError, match="title"):
        Prepared(lambda title: RoleHolding.objects.filter(title__contains=title), title=str).all(title="a")


def test_what_is_fetched_beside_the_rows_is_refused():
    with pytest.raises(UnpreparableError, match="beside"):
        Prepared(lambda: Account.objects.prefetch_related("role_holdings")).all()


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_within_a_transaction_only(member):
    asked = Prepared(lambda key: Account.objects.select_for_update().filter(pk=key), key=UUID)
    with transaction.atomic():
        assert asked.first(key=member.pk) == member
    if connection.features.has_select_for_update:
        with pytest.raises(transaction.TransactionManagementError):
            asked.first(key=member.pk)


def test_one_reading_is_one_query_that_is_counted_like_any_other(member, django_assert_num_queries):
    asked = Prepared(lambda key: Account.objects.filter(pk=key), key=UUID)
    for _time in range(8):  # PostgreSQL keeps the plan from the fifth on
        with django_assert_num_queries(1):
            assert asked.first(key=member.pk) == member


def test_a_row_is_added_and_its_fields_are_changed_by_one_statement_each(member, django_assert_num_queries):
    added, changed = Written(Event), Written(Event, "data", "position")
    row = Event(name="core.tried", about="account", object=member.pk, by=None, data='{"a":1}')

    with django_assert_num_queries(1):
        added.add([row])
    assert Event.objects.get(pk=row.pk) == row

    row.data, row.position, row.name = '{"a":2}', 10**12, "not.this"
    with django_assert_num_queries(1):
        changed.change(row)
    found = Event.objects.get(pk=row.pk)
    assert (found.data, found.position, found.name, found.at) == ('{"a":2}', 10**12, "core.tried", row.at)


def test_a_model_that_somebody_watches_is_not_written_past_them():
    with pytest.raises(UnpreparableError, match="wants to be told"):
        Written(Account, "name").change(Account(name="Nobody"))


def test_several_readings_take_one_statement_and_stay_apart(member, colleague, holdings):
    titles = Prepared(
        lambda account: RoleHolding.objects.filter(account=account).order_by().values_list("title"),
        account=UUID,
    )
    names = Prepared(lambda who: Account.objects.filter(pk=who).values_list("name"), who=UUID)

    with CaptureQueriesContext(connection) as asked:
        found = together([
            (titles, {"account": member.pk}), (names, {"who": colleague.pk}), (titles, {"account": uuid4()}),
        ])  # fmt: skip

    assert len(asked) == 1
    assert [sorted(each) for each in found] == [[("Author",), ("Editor",)], [(colleague.name,)], []]
    assert together([]) == []
