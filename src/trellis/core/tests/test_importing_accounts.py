"""Accounts from a file: many are invited at once, each by a mail of their own, and nobody twice."""

import re

import pytest

from trellis.core import importing, working
from trellis.core.account_importer import ACCOUNTS
from trellis.core.models import Access, Account, Import, ImportWay, Person
from trellis.core.services import accounts, imports
from trellis.core.tests.rowwise import put, written

pytestmark = pytest.mark.django_db
HEAD = "email,name,access,roles\n"
NORA = 'nora@example.org,Nora Example,approver,"Manager, IT; IT Analyst"\n'


@pytest.fixture
def mailed(settings):
    settings.MAIL_IS_CONFIGURED, settings.TRELLIS_ADDRESS = True, "https://trellis.example.org/"


def test_many_are_invited_at_once_and_each_joins_by_their_own_mail(
    administrator, client, settings, tmp_path, mailed, mailoutbox, django_capture_on_commit_callbacks
):
    settings.FILES_FOLDER = tmp_path
    text = HEAD + NORA + "paul@example.org,Paul Example,,\n"
    with django_capture_on_commit_callbacks(execute=True):
        found = imports.begin(kind="accounts", name="all.csv", pieces=[text.encode()], by=administrator)
        imports.look(found=found, by=administrator)
        working.work_off()
    assert (
        mailoutbox,
        Account.objects.filter(email__in=["nora@example.org", "paul@example.org"]).count(),
    ) == ([], 0)

    with django_capture_on_commit_callbacks(execute=True):
        imports.run(found=Import.objects.get(pk=found.pk), way=ImportWay.SKIP, by=administrator)
        working.work_off()

    nora, paul = (Account.objects.get(email=f"{each}@example.org") for each in ("nora", "paul"))
    assert (nora.access, sorted(each.title for each in nora.role_holdings.all()), paul.access) == (
        Access.APPROVER, ["IT Analyst", "Manager, IT"], Access.READER,
    )  # fmt: skip
    letters = {
        each.to[0]: re.search(r"https://trellis.example.org(/join/\S+)", each.body)[1] for each in mailoutbox
    }
    assert sorted(letters) == ["nora@example.org", "paul@example.org"]
    assert len(set(letters.values())) == 2
    assert "Paul Example" in client.get(letters["paul@example.org"]).content.decode()


def test_a_second_file_invites_and_mails_nobody_again(
    administrator, mailed, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        fates = [put(ACCOUNTS, HEAD + NORA, administrator) for _twice in range(2)]
        again = put(ACCOUNTS, written(ACCOUNTS), administrator)

    assert (fates, len(mailoutbox), set(again)) == ([["new"], ["same"]], 1, {"same"})


def test_who_is_known_already_gets_their_account_and_no_second_person(administrator):
    paul = Person.objects.create(name="Paul Example", email="Paul@example.org")
    buyer = Person.objects.create(name="Bo Buyer", email="bo@example.org", kind=Person.Kind.CUSTOMER)

    assert (
        put(ACCOUNTS, "email,access\npaul@example.org,\nbo@example.org,approver\n", administrator)
        == ["new"] * 2
    )

    assert Account.objects.get(email="paul@example.org").person == paul
    assert Account.objects.get(person=buyer).access == Access.EXTERNAL


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        ("new@example.org,,,", "bad name"),
        ("nowhere,Nora,,", "bad email"),
        ("new@example.org,Nora,emperor,", "bad access"),
        ("new@example.org,Nora,external,", "bad access"),
        (f"new@example.org,Nora,,{'x' * 201}", "bad roles"),
        ("gone@example.org,Gone,,", "bad email"),
    ],
)
def test_an_account_that_cannot_be_says_where(administrator, row, fate):
    put(ACCOUNTS, HEAD + "gone@example.org,Gone Example,,\n", administrator)
    accounts.close(account=Account.objects.get(email="gone@example.org"), by=administrator)
    before = Account.objects.count()

    assert put(ACCOUNTS, HEAD + row, administrator) == [fate]
    assert Account.objects.count() == before


def test_only_administrators_invite_by_a_file(administrator, member):
    assert importing.may_import(administrator, "accounts")
    assert not importing.may_import(member, "accounts")
    assert put(ACCOUNTS, HEAD + NORA, member) == ["bad"]
