"""What groups of an identity provider give, and what they never give."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.core import provisioned, queries
from trellis.core.granted import access_of
from trellis.core.models import Access, AccessChange, Account, Group
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts, groups, provisioning
from trellis.core.services.groups import GroupError, GroupGoneError
from trellis.core.tests.scim import PATCH, Provider, token_of


def group_of(*members, by, name="Engineers"):
    return groups.add(name=name, external_id="", members={each.pk: "" for each in members}, by=by)


def put(group, *members, by):
    return groups.change(
        group=group, name=group.name, external_id="", members={each.pk: "" for each in members}, by=by
    )


def rights(account):
    account.refresh_from_db()
    return access_of(account), queries.titles_of(account)


def noted(account):
    rows = AccessChange.objects.filter(account=account).order_by("at", "pk")
    return [(row.deed, row.before, row.after) for row in rows]


def test_group_gives_nothing_until_somebody_says_what(administrator, member):
    group_of(member, by=administrator)

    assert rights(member) == (Access.READER, ())


def test_group_gives_access_and_roles_to_its_members(administrator, member, colleague):
    group = group_of(member, by=administrator)

    groups.give(group=group, access=Access.APPROVER, titles=["Editor", " editor "], by=administrator)
    assert rights(member) == (Access.APPROVER, ("editor",))

    put(group, member, colleague, by=administrator)
    assert rights(colleague) == (Access.APPROVER, ("editor",))
    assert noted(colleague) == [
        ("groups", "", "Engineers"),
        ("access", "reader", "approver"),
        ("roles", "", "editor"),
    ]


def test_whoever_leaves_a_group_keeps_only_what_they_were_given_by_hand(administrator, member):
    accounts.change_access(account=member, access=Access.CONTRIBUTOR, by=administrator)
    accounts.hold_titles(account=member, titles=["Editor"], by=administrator)
    group = group_of(member, by=administrator)
    groups.give(group=group, access=Access.APPROVER, titles=["Editor", "Lead"], by=administrator)
    assert rights(member) == (Access.APPROVER, ("Editor", "Lead"))

    put(group, by=administrator)

    assert rights(member) == (Access.CONTRIBUTOR, ("Editor",))


def test_several_groups_give_the_most(administrator, member):
    first, second = (group_of(member, by=administrator, name=name) for name in ("A", "B"))
    groups.give(group=first, access=Access.CONTRIBUTOR, titles=["Editor"], by=administrator)
    groups.give(group=second, access=Access.APPROVER, titles=["Editor", "Lead"], by=administrator)
    assert rights(member) == (Access.APPROVER, ("Editor", "Lead"))

    groups.remove(group=second, by=administrator)

    assert rights(member) == (Access.CONTRIBUTOR, ("Editor",))


def test_removed_group_gives_nothing_and_is_not_found(administrator, member):
    group = group_of(member, by=administrator)
    groups.give(group=group, access=Access.APPROVER, titles=["Editor"], by=administrator)

    groups.remove(group=group, by=administrator)

    assert rights(member) == (Access.READER, ())
    assert provisioned.group_of(group.pk) is None
    assert Group.objects.filter(pk=group.pk).exists()
    with pytest.raises(GroupGoneError):
        groups.give(group=group, access=Access.APPROVER, titles=[], by=administrator)


def test_group_demotes_nobody(administrator, owner, member):
    accounts.change_access(account=member, access=Access.APPROVER, by=administrator)

    group = group_of(member, owner, administrator, by=administrator)
    groups.give(group=group, access=Access.READER, titles=[], by=administrator)

    assert [rights(each)[0] for each in (member, owner, administrator)] == [
        Access.APPROVER,
        Access.ADMINISTRATOR,
        Access.ADMINISTRATOR,
    ]


def test_change_by_hand_is_kept_below_what_a_group_gives(administrator, member):
    group = group_of(member, by=administrator)
    groups.give(group=group, access=Access.APPROVER, titles=["Lead"], by=administrator)

    accounts.change_access(account=member, access=Access.CONTRIBUTOR, by=administrator)
    accounts.hold_titles(account=member, titles=["Lead", "Editor"], by=administrator)
    assert rights(member) == (Access.APPROVER, ("Editor", "Lead"))
    put(group, by=administrator)

    assert rights(member) == (Access.CONTRIBUTOR, ("Editor", "Lead"))


def test_role_taken_by_hand_stays_while_a_group_gives_it(administrator, member):
    accounts.hold_titles(account=member, titles=["Lead", "Editor"], by=administrator)
    group = group_of(member, by=administrator)
    groups.give(group=group, access=None, titles=["Lead"], by=administrator)

    accounts.hold_titles(account=member, titles=[], by=administrator)

    assert rights(member)[1] == ("Lead",)
    assert queries.titles_by_hand(member) == ()


def test_whoever_is_removed_leaves_their_groups(administrator, member):
    group = group_of(member, by=administrator)
    groups.give(group=group, access=Access.APPROVER, titles=["Editor"], by=administrator)

    provisioning.remove(account=member, by=administrator)
    member.refresh_from_db()
    accounts.reopen(account=member, by=administrator)

    assert rights(member) == (Access.READER, ())


def test_twice_the_same_writes_nothing_more(administrator, member):
    group = group_of(member, by=administrator)
    groups.give(group=group, access=Access.APPROVER, titles=["Editor"], by=administrator)
    before = AccessChange.objects.count()

    groups.give(group=group, access=Access.APPROVER, titles=["Editor"], by=administrator)
    put(group, member, by=administrator)

    assert AccessChange.objects.count() == before


@pytest.mark.parametrize("access", [Access.READER, Access.CONTRIBUTOR, Access.APPROVER])
def test_only_administrators_touch_groups(administrator, member, access):
    group = group_of(by=administrator)
    Account.objects.filter(pk=member.pk).update(access=access)
    member.refresh_from_db()

    for attempt in (
        lambda: group_of(by=member),
        lambda: put(group, member, by=member),
        lambda: groups.remove(group=group, by=member),
        lambda: groups.give(group=group, access=Access.ADMINISTRATOR, titles=[], by=member),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert list(provisioned.groups()) == [group]


@pytest.mark.parametrize("titles", [["x" * 201], [f"T{n}" for n in range(51)]])
def test_titles_that_cannot_be_are_refused(administrator, titles):
    group = group_of(by=administrator)

    with pytest.raises(GroupError):
        groups.give(group=group, access=Access.APPROVER, titles=titles, by=administrator)

    group.refresh_from_db()
    assert group.access == ""


def test_fault_among_the_members_leaves_the_group_as_it_was(administrator, member, former):
    group = group_of(member, by=administrator)
    provisioning.remove(account=former, by=administrator)

    with pytest.raises(GroupError):
        put(group, former, by=administrator)

    assert list(provisioned.members_of(group)) == [member]


def test_large_group_is_settled_in_as_many_queries_as_a_small_one(administrator):
    people = Account.objects.bulk_create(Account(email=f"p{n}@example.org", name=f"P{n}") for n in range(40))

    def queries_for(*members):
        group = group_of(*members, by=administrator)
        with CaptureQueriesContext(connection) as taken:
            groups.give(group=group, access=Access.APPROVER, titles=["Editor"], by=administrator)
        return len(taken)

    assert queries_for(*people[:2]) == queries_for(*people[2:])


def test_provider_puts_somebody_into_a_group_and_they_have_its_rights_at_once(
    administrator, member, colleague
):
    """The requests of Entra ID, of Okta, and by the whole."""
    provider = Provider(token_of(administrator))
    made = provider.add_group("Approvers")
    path = f"/Groups/{made['id']}"
    groups.give(group=provisioned.groups().get(), access=Access.APPROVER, titles=[], by=administrator)

    entra = {"op": "Add", "path": "members", "value": [{"value": str(member.pk)}]}
    assert provider.patch(path, entra).status_code == 204
    assert rights(member)[0] == Access.APPROVER

    okta = {"op": "add", "path": "members", "value": [{"value": str(colleague.pk), "display": "eva"}]}
    assert provider.patch(path, okta).status_code == 204
    assert rights(colleague)[0] == Access.APPROVER

    by_entra = {"op": "Remove", "path": "members", "value": [{"value": str(member.pk)}]}
    assert provider.patch(path, by_entra).status_code == 204
    assert rights(member)[0] == Access.READER

    by_okta = {"op": "remove", "path": f'members[value eq "{colleague.pk}"]'}
    assert provider.patch(path, by_okta).status_code == 204
    assert rights(colleague)[0] == Access.READER

    renamed = {"op": "replace", "value": {"id": made["id"], "displayName": "Deciders"}}
    assert provider.patch(path, renamed).status_code == 204
    whole = {"schemas": made["schemas"], "displayName": "Deciders", "members": [{"value": str(member.pk)}]}
    assert provider.ask("PUT", path, whole).status_code == 200
    assert rights(member)[0] == Access.APPROVER

    assert provider.ask("DELETE", path).status_code == 204
    assert rights(member)[0] == Access.READER


def test_member_who_is_not_here_is_told_by_their_id(administrator):
    made = Provider(token_of(administrator)).add_group()
    nobody = "0190d2c5-0000-7000-8000-000000000000"

    answer = Provider(token_of(administrator)).patch(
        f"/Groups/{made['id']}", {"op": "add", "path": "members", "value": [{"value": nobody}]}
    )

    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert nobody in answer.json()["detail"]


def test_joining_and_leaving_read_nobody_else_in_the_group(administrator, member, colleague):
    provider = Provider(token_of(administrator))
    people = Account.objects.bulk_create(Account(email=f"p{n}@example.org", name=f"P{n}") for n in range(40))
    group = group_of(*people, member, by=administrator)
    joining = {"op": "Add", "path": "members", "value": [{"value": str(colleague.pk)}]}
    leaving = {"op": "Remove", "path": f'members[value eq "{member.pk}"]'}

    with CaptureQueriesContext(connection) as taken:
        assert provider.patch(f"/Groups/{group.pk}", joining, leaving).status_code == 204

    reading = [each["sql"] for each in taken if 'FROM "core_membership"' in each["sql"]]
    assert reading
    assert all('"core_membership"."account_id" IN' in sql for sql in reading)
    assert set(provisioned.members_of(group)) == {*people, colleague}


def test_answer_shows_the_members_where_they_are_asked_for(administrator, member, colleague):
    provider = Provider(token_of(administrator))
    group = group_of(member, by=administrator)
    joining = {"op": "add", "path": "members", "value": [{"value": str(colleague.pk)}]}

    answer = provider.patch(f"/Groups/{group.pk}?attributes=members.value", joining)

    assert answer.status_code == 200
    assert {each["value"] for each in answer.json()["members"]} == {str(member.pk), str(colleague.pk)}


def test_last_word_about_somebody_counts(administrator, member, colleague):
    provider = Provider(token_of(administrator))
    group = group_of(member, by=administrator)
    version = Group.objects.get(pk=group.pk).version
    one, other = ([{"value": str(each.pk)}] for each in (member, colleague))

    provider.patch(
        f"/Groups/{group.pk}",
        {"op": "remove", "path": "members", "value": one},
        {"op": "add", "path": "members", "value": [*one, *other]},
        {"op": "remove", "path": f'Members[value eq "{colleague.pk}"]'},
    )

    assert list(provisioned.members_of(group)) == [member]
    assert Group.objects.get(pk=group.pk).version == version


def test_all_members_leave_where_no_one_is_named(administrator, member, colleague):
    provider = Provider(token_of(administrator))
    group = group_of(member, colleague, by=administrator)

    assert provider.patch(f"/Groups/{group.pk}", {"op": "remove", "path": "members"}).status_code == 204

    assert not provisioned.members_of(group).exists()


def test_version_that_is_old_moves_nobody(administrator, member):
    provider = Provider(token_of(administrator))
    made = provider.add_group()
    joining = {"op": "add", "path": "members", "value": [{"value": str(member.pk)}]}
    body = {"schemas": [PATCH], "Operations": [joining]}
    provider.patch(f"/Groups/{made['id']}", {"op": "replace", "path": "displayName", "value": "Others"})

    answer = provider.ask("PATCH", f"/Groups/{made['id']}", body, **{"If-Match": made["meta"]["version"]})

    assert answer.status_code == 412
    assert not provisioned.members_of(provisioned.groups().get()).exists()
