"""Files of objects: what is taken, who gets them, what is left of them."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from trellis.core import attaching, attachments, filestore, filetypes, granted, images, tasks
from trellis.core.attaching import Attaching
from trellis.core.filereading import DamagedFileError, is_ready, read
from trellis.core.filetypes import Family
from trellis.core.models import Attachment, Event, Notice, StoredFile
from trellis.core.pictures import PictureError
from trellis.core.rules import Account, NotAllowedError
from trellis.core.services import files
from trellis.core.services.files import FileError

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EICAR = "EICAR"


def picture(kind="PNG", size=(8, 6), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return out.getvalue()


@pytest.fixture(autouse=True)
def kinds(tmp_path, settings, monkeypatch):
    """Two kinds of object: desks, whose owner alone sees them and adds, and what is confidential about them."""
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None
    monkeypatch.setattr(attaching, "_kinds", {})

    def mine(who, key):
        return isinstance(who, Account) and who.pk == key

    def seen(who, key):
        return mine(who, key) or (isinstance(who, Account) and granted.access_of(who) == "administrator")

    attaching.register(Attaching("desk", seen, mine, largest=200_000, most=3))
    attaching.register(Attaching("secret-desk", seen, mine, is_confidential=True))
    attaching.register(Attaching("album", seen, mine, takes=frozenset({Family.PICTURE})))


def attach(who, name="plan.pdf", data=PDF, about="desk"):
    return files.attach(about=about, key=who.pk, name=name, pieces=[data[:5], data[5:]], by=who)


def content_of(attachment):
    return b"".join(read(attachment.stored))


def stored_in(settings):
    folder = settings.FILES_FOLDER
    return [path.name for path in folder.rglob("*") if path.is_file()]


# -- what is taken


def test_a_file_is_attached_and_told_of(member):
    made = attach(member, "Plan für 2027.pdf")

    assert (made.name, made.by, content_of(made)) == ("Plan für 2027.pdf", member, PDF)
    assert (made.stored.media_type, made.stored.family, made.stored.size) == (
        "application/pdf",
        "document",
        len(PDF),
    )
    assert Event.objects.get().name == "core.file-attached"
    assert "Plan" not in Event.objects.get().data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.png", b"MZ\x90\x00" + b"\0" * 80), ("offer.pdf", zipped("a.txt")), ("offer.pdf", b"just words"),
        ("table.xlsx", PDF), ("drawing.png", SVG), ("photo.jpg", picture("PNG")), ("letter.docx", zipped("a.txt")),
        ("notes.txt", PDF), ("film.mp4", b"\x01\x02\x03\x00 noise"), ("data.csv", b"\x00\x01\x02"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused(member, settings, name, data):
    with pytest.raises(FileError, match="not what its name says"):
        attach(member, name, data)
    assert stored_in(settings) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("letter.docx", zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml"),
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("all.zip", zipped("a.txt"), "application/zip"), ("notes.md", "# Größe\n".encode(), "text/markdown"),
        ("data.csv", "Größe;1\n".encode("latin-1") * 20, "text/csv"), ("what", PDF, "application/pdf"),
        ("page.html", b"<!doctype html><script>1</script>", "text/html"), ("drawing.svg", SVG, "image/svg+xml"),
        ("plan.xyz", b"\x00\x01\x02", "application/octet-stream"), ("report.mpp", PDF, "application/pdf"),
    ],
)  # fmt: skip
def test_the_type_is_told_by_the_bytes(member, name, data, media):
    assert attach(member, name, data).stored.media_type == media


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("setup.exe", b"MZ\x90\x00"),
        ("run.sh", b"#!/bin/sh\n"),
        ("run.bat", b"del x\n"),
        ("a", b"\x7fELF\x02"),
    ],
)
def test_programs_are_not_taken(member, name, data):
    with pytest.raises(FileError, match="are not taken here"):
        attach(member, name, data)


def test_an_album_takes_pictures_alone(member):
    with pytest.raises(FileError, match="are not taken here") as refused:
        attach(member, "a.pdf", PDF, about="album")
    assert "PNG" in refused.value.hint
    with pytest.raises(FileError):
        attach(member, "a.svg", SVG, about="album")


def test_a_file_without_ending_gets_that_of_its_type(member):
    assert attach(member, "plan", PDF).name == "plan.pdf"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("a/b/c.txt", "c.txt"), ("..", "file"),
        ("con.txt", "file-con.txt"), ("\u202egnp.exe.txt", "gnp.exe.txt"), ("a\0b\n.txt", "ab.txt"),
        ("  .hidden ", "hidden"), ('a"b<c>.txt', "a_b_c_.txt"), ("x" * 300 + ".txt", "x" * 196 + ".txt"),
    ],
)  # fmt: skip
def test_names_are_names_and_no_paths(given, name):
    assert filetypes.safe_name(given, "file") == name


@given(st.text(max_size=300))
def test_any_name_is_made_safe(name):
    made = filetypes.safe_name(name, "file")

    assert 0 < len(made) <= filetypes.LONGEST_NAME
    assert not set(made) & set('/\\\0\n"')
    assert filetypes.safe_name(made, "file") == made


@given(st.binary(max_size=5000), st.text(max_size=20))
def test_any_bytes_have_a_type(head, name):
    assert filetypes.told_by(head, name).family in Family


def test_a_large_file_is_refused_with_its_bound(member, settings):
    with pytest.raises(FileError, match=r"larger than 0\.2 MB"):
        attach(member, data=PDF + b"x" * 200_000)
    with pytest.raises(FileError, match="empty"):
        attach(member, data=b"")
    assert stored_in(settings) == []


def test_an_object_holds_so_many_files(member):
    for number in range(3):
        attach(member, f"{number}.pdf")

    with pytest.raises(FileError, match="3 files here already"):
        attach(member, "more.pdf")


# -- pictures


def test_a_picture_is_drawn_anew_without_what_it_tells(member):
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "taken at home", 6
    told = picture("JPEG", exif=exif, comment=b"by Ada")

    kept = content_of(attach(member, "photo.jpeg", told))

    assert b"home" in told
    assert b"home" not in kept
    assert b"Ada" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (6, 8), {})


def test_what_hides_behind_a_picture_is_left_behind(member):
    assert b"<script>" not in content_of(attach(member, "a.png", picture() + b"<script>alert(1)</script>"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_pictures_keep_their_kind_and_size(kind):
    with Image.open(io.BytesIO(images.redrawn(picture(kind)))) as image:
        assert (image.format, image.size) == (kind, (8, 6))


def test_a_moving_picture_moves_still():
    out = io.BytesIO()
    frames = [Image.new("RGB", (5, 5), colour) for colour in ("red", "blue", "green", "white")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50)

    with Image.open(io.BytesIO(images.redrawn(out.getvalue()))) as image:
        assert image.n_frames == 4


def bomb(width, height):
    """A PNG of a few bytes that unfolds to a huge picture."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10**6))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(16_000, 16_000), (7_000, 7_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_unfolds_to_a_huge_one_is_refused_unopened(member, settings, size):
    with pytest.raises(PictureError):
        attach(member, "bomb.png", bomb(*size))
    assert stored_in(settings) == []


def test_a_damaged_picture_is_refused():
    whole = picture("JPEG", (64, 64))
    for cut in range(20, len(whole), 40):
        with pytest.raises(PictureError):
            images.redrawn(whole[:cut])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_no_noise_in_a_picture_brings_anything_but_a_picture_or_a_reason(kind):
    whole, chance = bytearray(picture(kind, (16, 16))), random.Random(7)
    for _each in range(40):
        noisy = bytearray(whole)
        for _place in range(3):
            noisy[chance.randrange(4, len(noisy))] = chance.randrange(256)
        with suppress(PictureError):
            assert images.redrawn(bytes(noisy))


# -- kept once


def test_the_same_bytes_are_kept_once(member, administrator, settings):
    one, other = attach(member, "a.pdf"), attach(administrator, "b.pdf")

    assert one.stored == other.stored
    assert len(stored_in(settings)) == 1


def test_the_same_file_sent_twice_is_one(member):
    assert attach(member) == attach(member)
    assert Attachment.objects.count() == 1
    assert Event.objects.count() == 1


def test_what_is_confidential_is_kept_apart_and_sealed(member, settings):
    open_, secret = attach(member), attach(member, about="secret-desk")

    assert open_.stored != secret.stored
    assert open_.stored.digest != secret.stored.digest
    kept = (settings.FILES_FOLDER / secret.stored.name[:2] / secret.stored.name).read_bytes()
    assert b"PDF" not in kept
    assert content_of(secret) == PDF


def test_bytes_that_were_changed_in_the_store_are_found_and_mended(member, settings):
    made = attach(member)
    place = settings.FILES_FOLDER / made.stored.name[:2] / made.stored.name
    place.write_bytes(b"x" * len(PDF))

    with pytest.raises(DamagedFileError):
        content_of(made)
    attach(member, "again.pdf")

    made.refresh_from_db()
    assert content_of(Attachment.objects.get(pk=made.pk)) == PDF


def test_a_store_that_fails_leaves_nothing(member, settings):
    settings.FILES_FOLDER.parent.mkdir(exist_ok=True)
    settings.FILES_FOLDER.write_text("no folder")

    with pytest.raises(filestore.StoreError):
        attach(member)
    assert not StoredFile.objects.exists()
    assert not Attachment.objects.exists()


# -- removed and swept


def test_only_whoever_added_a_file_and_administrators_remove_it(member, administrator, colleague):
    made = attach(member)

    with pytest.raises(NotAllowedError):
        files.remove(attachment=made, by=colleague)
    files.remove(attachment=made, by=administrator)
    files.remove(attachment=made, by=administrator)
    assert attachments.shown_to(member, "desk", member.pk) == []
    assert Event.objects.filter(name="core.file-removed").count() == 1


def test_bytes_go_a_while_after_their_last_file(member, settings):
    one, other = attach(member, "a.pdf"), attach(member, "b.pdf")
    now = timezone.now()
    files.remove(attachment=one, by=member)
    assert files.sweep(now + timedelta(days=31)) == 0
    files.remove(attachment=other, by=member)

    later = now + timedelta(days=32)
    assert [files.sweep(later), files.sweep(later + timedelta(hours=25))] == [0, 1]
    assert stored_in(settings) == []
    assert not StoredFile.objects.exists()


def test_bytes_that_are_held_again_in_time_stay(member):
    made = attach(member)
    files.remove(attachment=made, by=member)
    now = timezone.now() + timedelta(days=31)
    files.sweep(now)

    again = attach(member, "again.pdf")

    assert files.sweep(now + timedelta(days=2)) == 0
    assert content_of(again) == PDF


def test_what_never_arrived_is_swept(db):
    StoredFile.objects.create(digest="0" * 64, size=1, media_type="text/plain", family="text")

    now = timezone.now()
    assert [files.sweep(now), files.sweep(now + timedelta(days=2))] == [0, 1]


def test_it_is_swept_every_hour_by_a_job_that_says_what_it_took(db):
    before = timezone.now() - timedelta(days=2)
    StoredFile.objects.create(
        digest="0" * 64, size=1, media_type="text/plain", family="text", created_at=before
    )
    timed = tasks.timed_named("core.sweep")

    assert timed.next_after(before, ZoneInfo("UTC")) - before <= timedelta(hours=1)
    assert [timed.task.func().says for _time in range(2)] == [
        "1 file was taken away.",
        "0 files were taken away.",
    ]


def test_older_keys_are_replaced(member, settings):
    made = attach(member, about="secret-desk")
    before = made.stored.name
    settings.TRELLIS_FILE_KEYS = ["a new key that is long enough for everything"]

    assert files.sealed_before() == 1
    assert files.reseal() == 1
    assert files.reseal() == 0
    assert files.sealed_before() == 0
    made = Attachment.objects.select_related("stored").get(pk=made.pk)
    assert made.stored.name != before
    assert content_of(made) == PDF
    files.sweep(timezone.now() + timedelta(days=2))
    assert stored_in(settings) == [made.stored.name]


# -- scanned


def test_a_file_waits_for_the_scanner(member, settings):
    settings.TRELLIS_SCANNER = "grep -qav EICAR"
    made = attach(member, "a.txt", b"fine\n")
    assert not is_ready(made.stored)

    assert files.scan(timezone.now()) == 1

    assert is_ready(StoredFile.objects.get())
    assert files.scan(timezone.now() + timedelta(days=1)) == 0


def test_what_the_scanner_finds_is_given_to_nobody(member, settings, client):
    settings.TRELLIS_SCANNER = "sh -c 'echo Bad; exit 1'"
    made = attach(member, "a.txt", b"bad\n")
    files.scan(timezone.now())
    client.force_login(member)

    answer = client.get(reverse("core:file", args=[made.pk]))

    assert answer.status_code == HTTPStatus.CONFLICT
    assert b"bad\n" not in answer.content
    assert Event.objects.filter(name="core.file-infected").count() == 1
    assert Notice.objects.get().account == member
    settings.TRELLIS_SCANNER = ""
    assert not is_ready(StoredFile.objects.get())


def test_a_scanner_that_cannot_say_is_asked_again_after_a_pause(member, settings):
    settings.TRELLIS_SCANNER = "sh -c 'exit 9'"
    attach(member, "a.txt", b"fine\n")
    now = timezone.now()

    assert [files.scan(now), files.scan(now)] == [0, 0]
    stored = StoredFile.objects.get()
    assert (stored.scan, stored.scan_tries, stored.scan_next_at) == ("none", 1, now + timedelta(minutes=1))


# -- pages


def url(made, **query):
    return reverse("core:file", args=[made.pk], query=query or None)


def body_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def as_member(client, member):
    client.force_login(member)
    return client


def upload(client, key, *given, about="desk", **headers):
    sent = {"file": [SimpleUploadedFile(name, data) for name, data in given], "next": "/account/"}
    return client.post(reverse("core:attach", args=[about, key]), sent, headers=headers)


def test_a_form_adds_files_and_comes_back(as_member, member):
    answer = upload(as_member, member.pk, ("a.pdf", PDF), ("b.txt", b"words"))

    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, "/account/")
    assert [each.name for each in attachments.shown_to(member, "desk", member.pk)] == ["a.pdf", "b.txt"]


def test_a_script_gets_the_list_or_the_reason(as_member, member):
    fine = upload(as_member, member.pk, ("a.pdf", PDF), **{"X-Trellis-Part": "files"})
    wrong = upload(as_member, member.pk, ("a.png", PDF), **{"X-Trellis-Part": "files"})

    assert (fine.status_code, "a.pdf" in fine.content.decode()) == (HTTPStatus.OK, True)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "not what its name says" in wrong.json()["error"]


def test_a_refused_file_is_told_on_a_page(as_member, member):
    answer = upload(as_member, member.pk, ("a.png", PDF))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The file was not added" in answer.content.decode()
    assert upload(as_member, member.pk).status_code == HTTPStatus.BAD_REQUEST


def test_a_body_that_is_too_large_is_not_read(as_member, member):
    answer = as_member.generic(
        "POST", reverse("core:attach", args=["desk", member.pk]), b"", "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(10**10),
    )  # fmt: skip

    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_form_of_another_site_is_refused(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)

    assert upload(client, member.pk, ("a.pdf", PDF)).status_code == HTTPStatus.FORBIDDEN
    assert not Attachment.objects.exists()


def test_the_wrong_person_is_refused(client, member, colleague, administrator):
    made = attach(member)
    client.force_login(colleague)
    for answer in (
        client.get(url(made)), upload(client, member.pk, ("a.pdf", PDF)),
        client.post(reverse("core:remove-file", args=[made.pk])), client.get(reverse("core:file", args=[uuid4()])),
        upload(client, colleague.pk, ("a.pdf", PDF), about="nowhere"),
    ):  # fmt: skip
        assert answer.status_code == HTTPStatus.NOT_FOUND
    client.force_login(administrator)
    assert client.get(url(made)).status_code == HTTPStatus.OK
    assert upload(client, member.pk, ("a.pdf", PDF)).status_code == HTTPStatus.FORBIDDEN
    client.logout()
    assert client.get(url(made)).headers["Location"].startswith("/sign-in/")


def test_nothing_runs_in_what_is_served(as_member, member):
    made = attach(member, "drawing.svg", SVG)

    answer = as_member.get(url(made))

    assert body_of(answer) == SVG
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="drawing.svg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_only_pictures_are_shown_in_place(as_member, member):
    shown, saved = attach(member, "a.png", picture()), attach(member, "ä.pdf")

    assert as_member.get(url(shown)).headers["Content-Disposition"] == 'inline; filename="a.png"'
    assert as_member.get(url(shown, download=1)).headers["Content-Disposition"].startswith("attachment")
    assert (
        as_member.get(url(saved)).headers["Content-Disposition"] == "attachment; filename*=utf-8''%C3%A4.pdf"
    )


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)), ("bytes=5-", 206, slice(5, None)), ("bytes=-4", 206, slice(-4, None)),
        ("bytes=0-99999", 200, slice(None)), ("bytes=99999-", 416, None), ("bytes=-0", 416, None),
        ("bytes=0-1,3-4", 200, slice(None)), ("lines=1-2", 200, slice(None)), ("bytes=9-3", 200, slice(None)),
        (f"bytes=0-{'9' * 5000}", 200, slice(None)), (f"bytes=-{'9' * 5000}", 200, slice(None)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("about", ["desk", "secret-desk"])
def test_parts_of_a_file_are_given(as_member, member, asked, status, part, about):
    answer = as_member.get(url(attach(member, about=about)), headers={"Range": asked})

    assert answer.status_code == status
    if part is not None:
        assert body_of(answer) == PDF[part]
        assert answer.headers["Content-Length"] == str(len(PDF[part]))


def test_what_a_browser_has_is_not_sent_again(as_member, member):
    made = attach(member)
    etag = as_member.get(url(made)).headers["ETag"]

    assert as_member.get(url(made), headers={"If-None-Match": etag}).status_code == HTTPStatus.NOT_MODIFIED
    changed = as_member.get(url(made), headers={"Range": "bytes=0-3", "If-Range": '"other"'})
    assert changed.status_code == HTTPStatus.OK
    head = as_member.head(url(made))
    assert (head.status_code, head.headers["Content-Length"]) == (HTTPStatus.OK, str(len(PDF)))


def test_a_file_that_is_missing_is_told(as_member, member, settings):
    made = attach(member)
    (settings.FILES_FOLDER / made.stored.name[:2] / made.stored.name).unlink()

    assert as_member.get(url(made)).status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_each_reading_of_what_is_confidential_is_recorded(as_member, member):
    made = attach(member, about="secret-desk")

    answer = as_member.get(url(made))

    assert body_of(answer) == PDF
    assert answer.headers["Cache-Control"] == "no-store, private"
    read_ = Event.objects.get(name="core.file-read")
    assert (read_.object, read_.by) == (made.pk, member.pk)


def test_a_link_works_for_a_while_without_signing_in(client, member, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    link = files.link_to(attachment=attach(member), lasts=timedelta(hours=1))

    assert body_of(client.get(link)) == PDF
    assert client.get(link[:-3] + "x/").status_code == HTTPStatus.NOT_FOUND
    time_machine.shift(3600)
    ended = client.get(link)
    assert ended.status_code == HTTPStatus.GONE
    assert "This link has ended" in ended.content.decode()


def test_a_link_to_what_was_removed_leads_nowhere(client, member):
    made = attach(member)
    link = files.link_to(attachment=made, lasts=timedelta(hours=1))
    files.remove(attachment=made, by=member)

    assert client.get(link).status_code == HTTPStatus.NOT_FOUND


def test_what_is_confidential_has_no_link(member):
    with pytest.raises(FileError, match="confidential"):
        files.link_to(attachment=attach(member, about="secret-desk"), lasts=timedelta(hours=1))
    with pytest.raises(FileError, match="30 days"):
        files.link_to(attachment=attach(member), lasts=timedelta(days=31))


def test_a_file_is_removed_on_a_page(as_member, member):
    made = attach(member)

    answer = as_member.post(
        reverse("core:remove-file", args=[made.pk]), {"next": "https://elsewhere.example/"}
    )

    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, "/")
    assert as_member.get(url(made)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_of_files_costs_one_query(member, number, django_assert_num_queries):
    for each in range(number):
        attach(member, f"{each}.pdf")

    with django_assert_num_queries(1):
        shown = attachments.shown_to(member, "desk", member.pk)
    assert len(shown) == number
    assert all(each.may_remove for each in shown)


def test_files_of_a_kind_that_nobody_registered_are_seen_by_nobody(owner, monkeypatch):
    Attachment.objects.create(
        about="old-room", object=UUID(int=1), name="a", by=owner,
        stored=StoredFile.objects.create(digest="0" * 64, size=1, media_type="a/b", family="text", is_kept=True),
    )  # fmt: skip

    assert attachments.attachment_for(owner, Attachment.objects.get().pk) is None
    with pytest.raises(NotAllowedError):
        files.attach(about="old-room", key=UUID(int=1), name="a", pieces=[b"a"], by=owner)
