"""Files hang on whatever is discussed, and are seen by exactly those who see that."""

from http import HTTPStatus

import pytest

from trellis.core import attaching, attachments
from trellis.core.models import Access, Attachment
from trellis.core.rules import NotAllowedError
from trellis.core.services import files
from trellis.discussions.tests.conftest import account

TEXT = [b"The plan, in words.\n"]


def attach(key, by, kind="page"):
    return files.attach(about=kind, key=key, name="notes.txt", pieces=TEXT, by=by)


def test_a_file_stands_on_the_page_below_what_is_said(client, ana, ben, leave):
    attach(leave, ben)
    client.force_login(ana)

    page = client.get("/handbook/leave/").content.decode()

    assert "Attached files" in page
    assert "notes.txt" in page


def test_guests_neither_see_files_of_a_public_page_nor_read_one(client, settings, ben, leave):
    settings.TRELLIS_READING = "open"
    made = attach(leave, ben)

    assert "notes.txt" not in client.get("/handbook/leave/").content.decode()
    assert client.get(f"/attached-files/{made.pk}/").status_code != HTTPStatus.OK


def test_who_may_not_see_the_page_neither_sees_nor_adds_files(client, ana, keeper, plan):
    made = attach(plan, keeper)
    client.force_login(ana)

    assert attachments.attachment_for(ana, made.pk) is None
    assert attachments.attachment_for(keeper, made.pk) == made
    assert client.get(f"/attached-files/{made.pk}/").status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(NotAllowedError):
        attach(plan, ana)
    assert Attachment.objects.count() == 1


def test_who_is_external_attaches_nothing_to_a_page_of_members(leave):
    outsider = account("Out", Access.EXTERNAL)

    with pytest.raises(NotAllowedError):
        attach(leave, outsider)


def test_only_whoever_added_a_file_and_administrators_remove_it(ana, ben, chief, leave):
    made = attach(leave, ben)

    assert [attachments.can_remove(who, made) for who in (ben, ana, chief)] == [True, False, True]


def test_files_of_people_are_for_administrators_as_is_what_is_said_about_them(ana, ben, chief):
    made = attach(ben.pk, chief, "account")

    assert attachments.attachment_for(chief, made.pk) == made
    assert attachments.attachment_for(ana, made.pk) is None
    with pytest.raises(NotAllowedError):
        attach(ben.pk, ana, "account")


@pytest.mark.parametrize("kind", ["comment", "nothing-of-the-kind"])
def test_nothing_else_has_files(kind):
    assert attaching.kind_of(kind) is None
