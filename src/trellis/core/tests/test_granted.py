"""What people may: access, positions and duties together; the list of all who may is what the question says of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Value
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from trellis.core import explaining, granted, positions, queries, rules
from trellis.core.definitions import permissions
from trellis.core.definitions.granting import ACCESS, DUTY, PERMISSION, WORKSPACE, Right
from trellis.core.models import Access, Account, Assignment, RoleHolding
from trellis.core.tests.served import serve

RIGHTS = """\
duties:
  approver: {title: Approver, description: Decides., permissions: [pages.approve]}
  auditor: {title: Auditor, description: Looks., workspaces: [audit]}
grants:
  - to: everybody
    access: contributor
  - to: {roles: ["Director, IT"]}
    access: administrator
  - to: {family: IT, to-grade: 8}
    duties: [approver]
  - to: {roles: [Controller]}
    workspaces: [audit]
"""


def hold(account, *titles):
    for title in titles:
        RoleHolding.objects.create(account=account, title=title)
    granted.forget(account)


def assign(account, duty, start=-1, end=1, by=None):
    now = timezone.now()
    made = Assignment.objects.create(
        account=account, duty=duty, starts_at=now + timedelta(days=start), ends_at=now + timedelta(days=end),
        reason="R", given_by=by or account, revision="r",
    )  # fmt: skip
    granted.forget(account)
    return made


def test_a_position_gives_what_the_handbook_grants_to_it(member, rights):
    rights(RIGHTS)
    hold(member, "director, it")

    assert rules.can_administer(member)
    assert granted.access_of(member) == Access.ADMINISTRATOR
    assert granted.may(member, "pages.approve")


def test_an_account_without_a_position_gets_nothing_from_everybody(member, rights):
    rights(RIGHTS)

    assert not granted.may(member, "pages.propose")
    assert granted.access_of(member) == Access.READER


def test_a_handbook_without_rights_costs_no_query(member, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not granted.may(member, "pages.approve")


def test_who_has_the_access_already_costs_no_query(administrator, rights, django_assert_num_queries):
    rights(RIGHTS)

    with django_assert_num_queries(0):
        assert granted.may(administrator, "pages.approve")


def test_rights_are_found_out_once_for_each_loaded_account(member, rights, django_assert_num_queries):
    rights(RIGHTS)
    hold(member, "Controller")

    with django_assert_num_queries(1):
        assert granted.may(member, "core.audit")
        assert granted.can_enter(member, "audit")
        assert not granted.may(member, "core.administer")


def test_one_and_three_people_take_as_many_queries(
    rights, owner, member, colleague, django_assert_num_queries
):
    rights(RIGHTS)
    for people in ([member], [owner, member, colleague]):
        with django_assert_num_queries(2):
            granted.rights_of_all(people)


def test_losing_the_position_loses_the_right_with_the_next_request(member, rights):
    rights(RIGHTS)
    hold(member, "Controller")
    assert granted.may(member, "core.audit")

    RoleHolding.objects.all().delete()

    assert not granted.may(Account.objects.get(pk=member.pk), "core.audit")


def test_another_handbook_counts_at_once(member, rights):
    rights(RIGHTS)
    hold(member, "Controller")
    assert granted.may(member, "core.audit")

    rights("grants: []")

    assert not granted.may(member, "core.audit")


def test_a_duty_counts_from_its_beginning_until_its_end(member, rights, time_machine):
    rights(RIGHTS)
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    assign(member, "auditor", start=1, end=3)
    seen = []
    for _day in range(5):
        seen.append(granted.may(Account.objects.get(pk=member.pk), "core.audit"))
        time_machine.shift(86400)

    assert seen == [False, True, True, False, False]


def test_a_duty_that_the_handbook_describes_no_longer_gives_nothing(member, rights):
    rights("grants: []")
    assign(member, "auditor")

    assert not granted.may(member, "core.audit")
    assert not granted.has_duty(member, "auditor")


def test_a_closed_account_may_nothing(member, rights):
    rights(RIGHTS)
    hold(member, "Director, IT")
    assign(member, "auditor")
    member.is_active = False
    member.save()

    assert not granted.may(member, "core.audit")
    assert not granted.has_duty(member, "auditor")
    assert not granted.can_enter(member, "audit")
    assert not Account.objects.filter(granted.whom_may("core.audit"), pk=member.pk).exists()


@pytest.mark.parametrize("who", [None, AnonymousUser(), "administrator"])
def test_who_has_no_account_may_nothing(who):
    assert not granted.may(who, "pages.propose")
    assert not granted.has_access(who, Access.READER)


def test_what_nobody_declared_cannot_be_asked_for(member):
    with pytest.raises(LookupError, match=r"pages\.fly"):
        granted.may(member, "pages.fly")
    with pytest.raises(LookupError, match="cellar"):
        granted.can_enter(member, "cellar")


def test_a_permission_that_no_level_brings_is_withheld_from_administrators(administrator, monkeypatch):
    secret = permissions.Permission("cases.handle", "handle cases")
    monkeypatch.setitem(permissions._permissions, secret.name, secret)

    assert not granted.may(administrator, "cases.handle")


def test_another_source_of_positions_adds_to_the_titles_here(member, rights, monkeypatch):
    rights(RIGHTS)
    monkeypatch.setitem(positions._wiring.sources, "people", Dated(member.pk, "Controller"))

    assert granted.may(member, "core.audit")
    assert list(Account.objects.filter(granted.whom_may("core.audit"))) == [member]


class Dated:
    """A room that knows positions with dates."""

    def __init__(self, account, title):
        self.account, self.title = account, title

    def rows(self, accounts):
        held = Account.objects.filter(pk__in=accounts).filter(pk=self.account).order_by()
        return held.values_list("pk", Value(self.title), Value("", CharField()))

    def held(self, account, title, note):
        return positions.Held(account, title)

    def titles_of(self, account, person, day):
        held = Account.objects.filter(pk=account).filter(pk=self.account).order_by()
        return held.values_list(Value(self.title))

    def titles(self):
        return Account.objects.filter(pk=self.account).order_by().values_list(Value(self.title))

    def holders(self, titles):
        return positions.Q(pk__in=[self.account] if self.title in titles else [])

    def titled(self, title):
        return self.holders([title])


def test_lists_of_people_show_the_access_that_positions_give(member, colleague, administrator, rights):
    rights(RIGHTS)
    hold(member, "Director, IT")
    hold(colleague, "Engineer")

    found = queries.people()
    ranks = {each.pk: queries.access_at(each.access_rank) for each in found.accounts}

    assert ranks == {each.pk: granted.access_of(each) for each in Account.objects.all()}
    assert found.by_access == {"administrator": 2, "contributor": 1}
    assert list(queries.people(access="contributor").accounts) == [colleague]


NAMES = ("core.administer", "core.audit", "pages.approve", "pages.propose")
RIGHT = [
    *(Right(PERMISSION, name) for name in NAMES),
    *(Right(ACCESS, level) for level in Access.values),
    *(Right(DUTY, name) for name in ("approver", "auditor")),
    Right(WORKSPACE, "audit"),
]
TITLES = st.sets(
    st.sampled_from(["Director, IT", "director,  IT", "Engineer", "ENGINEER ", "Controller", "Ärztin"])
)
SPANS = st.tuples(st.integers(-3, 2), st.integers(0, 3)).map(
    lambda pair: (pair[0] + 0.5, pair[0] + pair[1] + 0.5)
)
DUTIES = st.lists(st.tuples(st.sampled_from(["approver", "auditor", "gone"]), SPANS), max_size=2)
GRANTS = st.lists(
    st.sampled_from(
        [
            "{to: everybody, access: contributor}",
            '{to: {roles: ["Director, IT"]}, access: administrator}',
            "{to: {family: IT, to-grade: 8}, duties: [approver]}",
            "{to: {from-grade: 9}, workspaces: [audit]}",
            "{to: {roles: [Ärztin]}, permissions: [pages.approve]}",
            "{to: {roles: [Controller]}, access: approver}",
        ]
    ),
    max_size=4,
)
PERSON = st.tuples(st.sampled_from(Access.values), st.booleans(), st.booleans(), TITLES, DUTIES)


class ListsAndQuestions(TestCase):
    """For any handbook and any people: lists say what questions say, and a yes has a reason."""

    @given(st.lists(PERSON, min_size=1, max_size=4), GRANTS)
    @settings(max_examples=25)
    def test_the_list_of_all_who_may_is_what_the_question_says_of_each(self, people, grants):
        text = RIGHTS.partition("grants:")[0] + "grants:\n" + "".join(f"  - {each}\n" for each in grants)
        with pytest.MonkeyPatch.context() as patch:
            serve(patch, text)
            made = [person(number, *facts) for number, facts in enumerate(people)]
            for right in RIGHT:
                listed = set(Account.objects.filter(granted.whom(right)).values_list("pk", flat=True))
                told = explaining.reasons_for(made, right)
                for each in made:
                    has = each.is_active and right in granted.rights_of(each)
                    assert has == (each.pk in listed), (right, each.name)
                    assert has == (each.is_active and bool(told[each.pk])), (right, each.name)
            for each in made:
                has = {right for right in RIGHT if right in granted.rights_of(each)}
                quick = {
                    right for right in RIGHT if right.kind == PERMISSION and granted.may(each, right.name)
                }
                assert quick == {right for right in has if right.kind == PERMISSION and each.is_active}


def person(number, access, is_owner, is_active, titles, duties):
    made = Account.objects.create(
        email=f"p{number}@example.org",
        name=f"P{number}",
        access=access,
        is_owner=is_owner and access != Access.EXTERNAL,
        is_active=is_active,
    )
    known = {}
    for title in titles:
        known.setdefault(title.lower(), title)
    hold(made, *known.values())
    for duty, (start, end) in duties:
        assign(made, duty, start, end)
    return made
