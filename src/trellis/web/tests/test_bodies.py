"""What is larger than any form is refused before it is read."""

from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

FORM = "multipart/form-data; boundary=x"


class Unread:
    """A body that nobody may read."""

    def read(self, *_size):
        raise AssertionError("The body was read.")

    readline = read

    def close(self):
        pass


def sent(client, length):
    return client.generic(
        "POST", reverse("core:sign-in"), b"", FORM, CONTENT_LENGTH=str(length), **{"wsgi.input": Unread()}
    )


def signed_in(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    return client


def test_a_video_of_four_gigabytes_is_refused_unread_with_the_bound(member):
    answer = sent(signed_in(member), 4 * 2**30)

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    words = answer.content.decode()
    assert f"larger than {settings.LARGEST_FORM // 2**20} MB" in words
    assert "Nothing of it was kept" in words


@pytest.mark.django_db
def test_a_stranger_sends_no_files():
    answer = sent(Client(enforce_csrf_checks=True), settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_length_that_is_no_number_is_refused(member):
    assert sent(signed_in(member), "much").status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_form_has_room_for_the_largest_file_that_people_attach(member):
    assert settings.LARGEST_FORM >= 4 * settings.TRELLIS_FILE_MB * 2**20
    client = Client()
    client.force_login(member)

    assert (
        client.post(reverse("core:sign-in"), {"email": "x"}).status_code
        != HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    )
