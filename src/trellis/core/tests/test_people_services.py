"""Who changes accounts: invitations, access, roles held, closing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from trellis.core import queries
from trellis.core.granted import has_access
from trellis.core.models import Access, Account, RoleHolding, SignInLink
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts, factors, links, passwords, sessions
from trellis.core.services.accounts import AccountError
from trellis.core.services.links import SignInLinkError
from trellis.core.tests.conftest import PASSWORD


def invite(by, **changes):
    facts = {"email": "fay@example.org", "name": "Fay", "access": Access.CONTRIBUTOR, "titles": ["Editor"]}
    return accounts.invite(**{**facts, **changes}, by=by)


def test_invitation_makes_an_account_that_waits(administrator):
    issued = invite(administrator, email=" Fay@Example.org ")

    account = Account.objects.get(email="fay@example.org")
    assert (account.name, account.access, account.is_waiting) == ("Fay", Access.CONTRIBUTOR, True)
    assert queries.titles_of(account) == ("Editor",)
    assert (issued.link.account, issued.link.issued_by) == (account, administrator)
    assert issued.token not in (issued.link.digest, str(issued.link))


@pytest.mark.parametrize("access", [Access.READER, Access.CONTRIBUTOR, Access.APPROVER])
def test_only_administrators_invite(member, access):
    Account.objects.filter(pk=member.pk).update(access=access)
    member.refresh_from_db()

    with pytest.raises(NotAllowedError):
        invite(member)

    assert list(Account.objects.all()) == [member]


def test_administrator_who_was_closed_a_moment_ago_invites_nobody(administrator):
    Account.objects.update(is_active=False)

    with pytest.raises(NotAllowedError):
        invite(administrator)


@pytest.mark.parametrize(
    "wrong", [{"email": "nowhere"}, {"name": " "}, {"email": "DORA@example.org"}, {"titles": ["x" * 201]}]
)
def test_what_cannot_be_is_refused_and_leaves_nothing(administrator, wrong):
    with pytest.raises(AccountError):
        invite(administrator, **wrong)

    assert list(Account.objects.all()) == [administrator]
    assert not SignInLink.objects.exists()


def test_invitation_is_accepted_with_a_name_and_a_password(administrator):
    issued = invite(administrator)

    account = accounts.join(token=issued.token, name="Fay  Okoro", password=PASSWORD)

    account.refresh_from_db()
    assert (account.name, account.is_waiting) == ("Fay Okoro", False)
    assert account.check_password(PASSWORD)


def test_invitation_is_accepted_once(administrator):
    token = invite(administrator).token
    accounts.join(token=token, name="Fay", password=PASSWORD)

    with pytest.raises(SignInLinkError):
        accounts.join(token=token, name="Mallory", password="another long password")

    assert Account.objects.get(email="fay@example.org").name == "Fay"


def test_invitation_works_for_seven_days(administrator, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    token = invite(administrator).token

    time_machine.shift(timedelta(days=7))

    with pytest.raises(SignInLinkError):
        accounts.join(token=token, name="Fay", password=PASSWORD)


def test_weak_password_does_not_use_the_invitation_up(administrator):
    token = invite(administrator).token
    for weak in ("short", "password1234", "fay@example.org"):
        with pytest.raises(passwords.PasswordError):
            accounts.join(token=token, name="Fay", password=weak)

    assert accounts.join(token=token, name="Fay", password=PASSWORD).joined_at


def test_new_invitation_takes_the_place_of_the_former(administrator):
    first = invite(administrator)

    second = links.create_invitation(account=first.link.account, by=administrator)

    with pytest.raises(SignInLinkError):
        accounts.join(token=first.token, name="Fay", password=PASSWORD)
    assert accounts.join(token=second.token, name="Fay", password=PASSWORD).joined_at


def test_withdrawn_invitation_lets_nobody_in(administrator):
    issued = invite(administrator)

    links.withdraw_invitation(account=issued.link.account, by=administrator)

    with pytest.raises(SignInLinkError):
        accounts.join(token=issued.token, name="Fay", password=PASSWORD)


def test_invitation_is_good_for_joining_only(administrator):
    token = invite(administrator).token

    with pytest.raises(SignInLinkError):
        links.redeem_sign_in_link(token=token)
    with pytest.raises(SignInLinkError):
        passwords.reset_password(token=token, new=PASSWORD)


def test_nobody_is_invited_twice_over(administrator, colleague):
    with pytest.raises(NotAllowedError):
        links.create_invitation(account=colleague, by=administrator)


def test_access_is_changed(administrator, member):
    changed = accounts.change_access(account=member, access=Access.APPROVER, by=administrator)

    member.refresh_from_db()
    assert changed == member
    assert has_access(member, Access.APPROVER)


@pytest.mark.parametrize("access", Access)
def test_nobody_changes_their_own_access(administrator, access):
    with pytest.raises(NotAllowedError, match="their own"):
        accounts.change_access(account=administrator, access=access, by=administrator)


def test_member_changes_nobodys_access(member, colleague):
    with pytest.raises(NotAllowedError):
        accounts.change_access(account=colleague, access=Access.ADMINISTRATOR, by=member)

    colleague.refresh_from_db()
    assert colleague.access == Access.READER


DEEDS = [
    lambda account, by: accounts.change_access(account=account, access=Access.READER, by=by),
    lambda account, by: accounts.hold_titles(account=account, titles=["Editor"], by=by),
    lambda account, by: accounts.close(account=account, by=by),
    lambda account, by: accounts.reopen(account=account, by=by),
    lambda account, by: links.create_reset_link(account=account, by=by),
    lambda account, by: links.create_invitation(account=account, by=by),
    lambda account, by: links.withdraw_invitation(account=account, by=by),
    lambda account, by: factors.remove_all(account=account, by=by),
    lambda account, by: sessions.end_for(account=account, by=by),
]


@pytest.mark.parametrize("deed", DEEDS)
def test_administrator_has_no_power_over_an_owner(administrator, owner, deed):
    with pytest.raises(NotAllowedError):
        deed(owner, administrator)

    owner.refresh_from_db()
    assert owner.is_active
    assert not SignInLink.objects.exists()


@pytest.mark.parametrize("deed", DEEDS)
def test_member_has_no_power_over_a_colleague(member, colleague, deed):
    with pytest.raises(NotAllowedError):
        deed(colleague, member)


def test_last_administrator_cannot_be_closed(administrator, owner):
    accounts.close(account=administrator, by=owner)

    with pytest.raises(NotAllowedError):
        accounts.close(account=owner, by=owner)

    assert Account.objects.get(is_active=True) == owner


@pytest.mark.slow  # real threads on real transactions
@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_take_each_others_access_one_keeps_it():
    both = [
        Account.objects.create(email=f"{n}@example.org", name=n, access=Access.ADMINISTRATOR) for n in "ab"
    ]

    def take(pair):
        by, account = pair
        try:
            accounts.change_access(account=account, access=Access.READER, by=by)
        except NotAllowedError:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(take, [both, both[::-1]]))

    assert results == ["done", "refused"]
    assert Account.objects.filter(access=Access.ADMINISTRATOR).count() == 1


def test_closing_ends_sessions_and_links_and_opening_gives_access_back(client, administrator, colleague):
    client.force_login(colleague)
    link = links.create_reset_link(account=colleague, by=administrator)

    accounts.close(account=colleague, by=administrator)

    assert not Session.objects.exists()
    assert client.get("/account/").status_code == 302
    with pytest.raises(SignInLinkError):
        passwords.reset_password(token=link.token, new=PASSWORD)
    with pytest.raises(passwords.SignInError):
        passwords.account_with(email=colleague.email, password=PASSWORD)

    accounts.reopen(account=colleague, by=administrator)

    assert passwords.account_with(email=colleague.email, password=PASSWORD) == colleague


def test_roles_held_are_what_was_said_last(administrator, member):
    accounts.hold_titles(account=member, titles=["Editor", " Chief  People Officer "], by=administrator)
    kept = RoleHolding.objects.get(title="Editor").pk

    accounts.hold_titles(
        account=member, titles=["Editor", "", "Director, IT", "director, it"], by=administrator
    )

    assert set(queries.titles_of(member)) == {"Editor", "director, it"}
    assert RoleHolding.objects.get(title="Editor").pk == kept


def test_administrator_may_say_their_own_roles(administrator):
    accounts.hold_titles(account=administrator, titles=["Editor"], by=administrator)

    assert list(queries.holders_of("editor")) == [administrator]


def test_name_is_never_empty(member):
    with pytest.raises(AccountError):
        accounts.rename(account=member, name="  ")

    member.refresh_from_db()
    assert member.name == "Ben"


def test_writing_ones_name_undoes_nothing_that_an_administrator_changes_meanwhile(member):
    Account.objects.filter(pk=member.pk).update(access=Access.APPROVER)

    accounts.rename(account=member, name="Benjamin")

    member.refresh_from_db()
    assert (member.name, member.access) == ("Benjamin", Access.APPROVER)
