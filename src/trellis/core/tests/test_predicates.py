"""Rules put together of small questions: what they say of one object is what their list says of all."""

from __future__ import annotations

import pytest
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from trellis.core import predicates, relations
from trellis.core.models import Access, Account
from trellis.core.predicates import in_manager_chain, is_people_partner, is_self, may
from trellis.core.tests.relating import disagreements


def manage(patch, manager_of):
    """A chain of managers as a room above would know it: who manages whom, by address."""

    def above(email):
        found = []
        while (email := manager_of.get(email)) and email not in found:
            found.append(email)
        return found

    relation = relations.Relation(
        lambda who, subject: who.email in above(subject.email),
        lambda who: Q(email__in=[email for email in manager_of if who.email in above(email)]),
    )
    patch.setitem(relations._relations, (relations.MANAGER, Account), relation)


def test_oneself_and_ones_managers_all_the_way_up(owner, member, colleague, monkeypatch):
    manage(monkeypatch, {member.email: colleague.email, colleague.email: owner.email})
    rule = is_self | in_manager_chain

    assert [rule(who, member) for who in (member, colleague, owner)] == [True, True, True]
    assert [rule(who, colleague) for who in (member, colleague, owner)] == [False, True, True]
    assert set(Account.objects.filter(rule.of(owner))) == {owner, member, colleague}
    assert set(Account.objects.filter(rule.of(member))) == {member}


def test_a_relation_that_no_room_has_filled_holds_for_nobody(owner, member):
    assert not is_people_partner(owner, member)
    assert not Account.objects.filter(is_people_partner.of(owner)).exists()


@pytest.mark.parametrize("rule", [is_self, ~is_self, may("pages.propose"), ~may("pages.propose")])
def test_there_is_no_right_to_no_object_nor_for_nobody(owner, former, rule):
    assert rule(owner, None) is False
    assert rule(None, owner) is False
    assert rule(former, owner) is False
    assert not Account.objects.filter(rule.of(former)).exists()


def test_a_question_that_fails_is_a_fault_and_no_yes(owner, member, monkeypatch):
    def fails(who, subject):
        raise ZeroDivisionError

    relation = relations.Relation(fails, lambda who: relations.NONE)
    monkeypatch.setitem(relations._relations, (relations.HANDLER, Account), relation)

    with pytest.raises(ZeroDivisionError):
        (predicates.is_handler | is_self)(owner, member)


def test_only_relations_that_there_are_can_be_asked_for_or_filled(owner):
    with pytest.raises(LookupError, match="best-friend"):
        relations.related(owner, "best-friend", owner)
    with pytest.raises(LookupError, match="best-friend"):
        relations.register("best-friend", Account, relations.OF_ONESELF)


ATOMS = st.sampled_from(
    [is_self, in_manager_chain, is_people_partner, may("pages.propose"), may("core.administer")]
)
RULES = st.recursive(
    ATOMS,
    lambda some: st.one_of(
        st.builds(lambda a, b: a & b, some, some),
        st.builds(lambda a, b: a | b, some, some),
        st.builds(lambda a: ~a, some),
    ),
    max_leaves=5,
)
LINES = st.dictionaries(st.integers(0, 3), st.integers(0, 3), max_size=4)


class RulesAndLists(TestCase):
    """For any rule and any chain of managers."""

    @given(RULES, LINES, st.lists(st.sampled_from(Access.values), min_size=4, max_size=4), st.integers(0, 3))
    @settings(max_examples=40)
    def test_the_list_of_a_rule_is_what_it_says_of_each(self, rule, lines, levels, closed):
        for number, access in enumerate(levels):
            Account.objects.create(
                email=f"{number}@example.org", name=str(number), access=access, is_active=number != closed
            )
        with pytest.MonkeyPatch.context() as patch:
            manage(patch, {f"{low}@example.org": f"{high}@example.org" for low, high in lines.items()})
            people = [*Account.objects.all(), None]
            assert disagreements(people, Account, rule, rule.of) == []
