"""A forgotten password, recovered by mail; and the list of what was done with access."""

from __future__ import annotations

import re
import time

import pytest
from django.core import mail
from django.urls import reverse

from trellis.core import queries
from trellis.core.models import Access, AccessChange, SignInLink
from trellis.core.services import accounts, links, sessions
from trellis.core.tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "eleven geese march westward"
Deed = AccessChange.Deed


@pytest.fixture
def post(settings):
    settings.MAIL_IS_CONFIGURED = True


def letters(count, patience=3.0):
    """The mails that were sent, once there are so many; they are sent beside the answer."""
    until = time.monotonic() + patience
    while len(mail.outbox) < count and time.monotonic() < until:
        time.sleep(0.01)
    return mail.outbox


def ask(client, email):
    return client.post(reverse("core:recover"), {"email": email})


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once_and_ends_all_sessions(
    client, colleague, post
):
    elsewhere = client.__class__()
    elsewhere.force_login(colleague)

    ask(client, "  EVA@example.org ")
    (letter,) = letters(1)
    path = re.search(r"http://testserver(\S+)", letter.body)[1]
    done = client.post(path, {"new": NEW, "again": NEW})

    assert letter.to == [colleague.email]
    assert done.status_code == 302
    colleague.refresh_from_db()
    assert colleague.check_password(NEW)
    assert elsewhere.get(reverse("core:account")).status_code == 302
    assert client.__class__().get(path).status_code == 403


def test_the_answer_is_the_same_whoever_asks(client, colleague, former, member, post):
    pages = []
    for email in ("eva@example.org", "nobody@example.org", former.email, member.email):
        answer = ask(client, email)
        text = re.sub(r"nonce-\S+|csrfmiddlewaretoken\S+ value=\S+", "", answer.content.decode())
        pages.append((answer.status_code, text.replace(email, "…")))

    assert len(set(pages)) == 1
    assert [letter.to for letter in letters(1)] == [["eva@example.org"]]


def test_the_link_lives_an_hour(colleague, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    issued = links.recover(email=colleague.email)

    time_machine.shift(3_601)

    with pytest.raises(links.SignInLinkError):
        links.use(issued.token, SignInLink.Purpose.RESET)


def test_a_new_link_takes_the_place_of_the_former(colleague):
    first = links.recover(email=colleague.email)
    links.recover(email=colleague.email)

    assert (
        queries.working_link(first.token, at=first.link.created_at, purpose=SignInLink.Purpose.RESET) is None
    )


def test_one_address_is_mailed_only_so_often(client, colleague, post):
    for _try in range(6):
        assert ask(client, colleague.email).status_code == 200

    assert SignInLink.objects.count() == 3


def test_one_network_asks_only_so_often(client, post):
    answers = [ask(client, f"p{number}@example.org").status_code for number in range(12)]

    assert answers == [200] * 10 + [429] * 2


def test_a_wrong_address_is_told_and_without_mail_an_administrator_is_named(
    client, colleague, post, settings
):
    assert "Error:" in ask(client, "no address").content.decode()
    settings.MAIL_IS_CONFIGURED = False
    assert "Ask an administrator" in ask(client, colleague.email).content.decode()
    assert not SignInLink.objects.exists()


def test_the_password_stays_until_the_link_is_used(client, colleague, post):
    ask(client, colleague.email)

    assert colleague.check_password(PASSWORD)
    letters(1)


# -- who gave what


def test_everything_done_with_access_is_written_down(administrator, owner, colleague):
    issued = accounts.invite(
        email="new@example.org", name="New", access=Access.READER, titles=[], by=administrator
    )
    new = issued.link.account
    links.create_invitation(account=new, by=administrator)
    links.withdraw_invitation(account=new, by=administrator)
    accounts.change_access(account=colleague, access=Access.APPROVER, by=administrator)
    accounts.change_access(account=colleague, access=Access.APPROVER, by=administrator)
    accounts.hold_titles(account=colleague, titles=["Editor"], by=administrator)
    links.create_reset_link(account=colleague, by=administrator)
    links.recover(email=colleague.email)
    sessions.end_for(account=colleague, by=administrator)
    accounts.close(account=colleague, by=owner)
    accounts.reopen(account=colleague, by=owner)

    rows = [(row.deed, row.email, row.by_email, row.before, row.after) for row in queries.access_changes()]
    dora, eva = administrator.email, colleague.email
    assert rows[::-1] == [
        (Deed.INVITED, "new@example.org", dora, "", "reader"),
        (Deed.INVITED_AGAIN, "new@example.org", dora, "", ""),
        (Deed.WITHDRAWN, "new@example.org", dora, "", ""),
        (Deed.ACCESS, eva, dora, "reader", "approver"),
        (Deed.ROLES, eva, dora, "", "Editor"),
        (Deed.LINK, eva, dora, "", ""),
        (Deed.ASKED, eva, "", "", ""),
        (Deed.SIGNED_OUT, eva, dora, "", ""),
        (Deed.CLOSED, eva, owner.email, "", ""),
        (Deed.OPENED, eva, owner.email, "", ""),
    ]


def test_what_was_refused_is_not_written_down(member, colleague):
    with pytest.raises(accounts.NotAllowedError):
        accounts.change_access(account=colleague, access=Access.ADMINISTRATOR, by=member)

    assert not AccessChange.objects.exists()


def test_the_list_is_only_added_to(administrator, colleague):
    accounts.close(account=colleague, by=administrator)
    row = AccessChange.objects.get()

    for act in (
        row.save,
        row.delete,
        AccessChange.objects.all().delete,
        lambda: AccessChange.objects.update(email=""),
    ):
        with pytest.raises(TypeError):
            act()
