"""What programs can do with files, told with the client that is made from the document of the interface."""

from __future__ import annotations

import io
from http import HTTPStatus
from uuid import uuid4

import pytest

from trellis.client.transport import ApiError
from trellis.core import attaching
from trellis.core.attaching import Attaching
from trellis.core.models import Attachment

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"x" * 300_000


@pytest.fixture(autouse=True)
def desks(tmp_path, settings, monkeypatch):
    """Desks, whose owner alone sees them and adds."""
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None
    monkeypatch.setattr(attaching, "_kinds", {})

    def mine(who, key):
        return who.pk == key

    attaching.register(Attaching("desk", mine, mine))
    attaching.register(Attaching("secret-desk", mine, mine, is_confidential=True))


def test_a_program_adds_reads_and_removes_a_file(program, reader, client):
    ours = program(reader)

    made = ours.add_file(PDF, about="desk", object_id=reader.pk, name="plan.pdf")

    assert (made.name, made.media_type, made.size, made.state) == (
        "plan.pdf",
        "application/pdf",
        len(PDF),
        "ready",
    )
    assert ours.add_file(PDF, about="desk", object_id=reader.pk, name="plan.pdf").id == made.id
    assert [each.id for each in ours.each(ours.list_files, about="desk", object_id=reader.pk)] == [made.id]
    given = client.get(ours.get_file(made.id).download.removeprefix("http://testserver"))
    assert b"".join(given.streaming_content) == PDF
    ours.remove_file(made.id)
    assert ours.list_files(about="desk", object_id=reader.pk).items == []


def test_what_is_confidential_has_no_link(program, reader):
    made = program(reader).add_file(PDF, about="secret-desk", object_id=reader.pk, name="plan.pdf")

    assert made.download is None


def test_the_wrong_account_finds_nothing(program, reader, editor):
    made = program(reader).add_file(PDF, about="desk", object_id=reader.pk, name="plan.pdf")
    other = program(editor)

    for call in (
        lambda: other.get_file(made.id), lambda: other.remove_file(made.id), lambda: other.get_file(uuid4()),
        lambda: other.list_files(about="desk", object_id=reader.pk),
        lambda: other.add_file(PDF, about="desk", object_id=reader.pk, name="a.pdf"),
        lambda: other.add_file(PDF, about="nothing", object_id=editor.pk, name="a.pdf"),
    ):  # fmt: skip
        with pytest.raises(ApiError) as refused:
            call()
        assert refused.value.status == HTTPStatus.NOT_FOUND


def test_a_file_that_is_not_taken_is_told_with_its_code(program, reader):
    with pytest.raises(ApiError) as refused:
        program(reader).add_file(b"MZ\x90\x00", about="desk", object_id=reader.pk, name="plan.pdf")

    assert (refused.value.status, refused.value.code) == (HTTPStatus.UNPROCESSABLE_ENTITY, "file")


def test_a_body_that_stops_early_leaves_nothing(client, reader):
    class Stopped(io.BytesIO):
        """A connection that ends before everything came."""

        def read(self, size=-1):
            return b"" if self.tell() > 1000 else super().read(min(size, 1001) if size > 0 else 1001)

    client.force_login(reader)
    answer = client.put(
        f"/api/v1/files?about=desk&object_id={reader.pk}&name=plan.pdf", PDF, "application/octet-stream",
        **{"wsgi.input": Stopped(PDF), "CONTENT_LENGTH": str(len(PDF))},
    )  # fmt: skip

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.json()["detail"] == "The file did not arrive whole."
    assert not Attachment.objects.exists()
