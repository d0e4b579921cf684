"""Where files lie: whole or not at all, on a disk or in a bucket, readable or sealed."""

from __future__ import annotations

import os
import resource
import socket
import threading
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from trellis.core import filekeys, filestore, s3, scanning
from trellis.core.filekeys import CHUNK, SealedFileError, sealed, unsealed
from trellis.core.filestore import DiskFullError, MissingFileError, StoreError
from trellis.core.scanning import ScannerError, Verdict
from trellis.core.tests.fakes3 import KEY, REGION, SECRET, bucket_server, expected

NAME = "0190f0f0aaaa7bbb8cccddddeeeeffff"
DOCUMENTED = datetime(2013, 5, 24, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path, settings):
    settings.FILES_FOLDER, settings.FILES_BUCKET = tmp_path / "files", None
    return settings.FILES_FOLDER


@pytest.fixture
def server():
    with bucket_server() as made:
        yield made


@pytest.fixture
def bucket(server, folder, settings):
    address = f"http://127.0.0.1:{server.server_port}"
    settings.FILES_BUCKET = s3.Bucket(address, "our-files", REGION, KEY, SECRET, "trellis/")
    return settings.FILES_BUCKET


def put(name, *pieces):
    with filestore.drafted(pieces) as draft:
        filestore.store().put(name, draft)


def read(name, begin=0, end=10**9):
    return b"".join(filestore.store().read(name, begin, end))


def everything_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# -- the folder


def test_a_file_has_its_name_once_it_is_whole(folder):
    put(NAME, b"one ", b"two")

    assert read(NAME, 0, 7) == b"one two"
    assert read(NAME, 2, 5) == b"e t"
    assert everything_in(folder) == [f"01/{NAME}"]


def test_what_stops_an_upload_leaves_nothing(folder):
    def pieces():
        yield b"begun"
        raise ConnectionResetError

    with pytest.raises(StoreError), filestore.drafted(pieces()) as draft:
        filestore.store().put(NAME, draft)
    assert everything_in(folder) == []


def test_a_full_disk_is_told_and_leaves_nothing(folder):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(DiskFullError, match="no room left"):
            put(NAME, b"x" * 60_000, b"x" * 60_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert everything_in(folder) == []


def test_what_is_not_there_is_missing(folder):
    with pytest.raises(MissingFileError):
        read(NAME)
    filestore.store().delete(NAME)


def test_a_file_that_was_cut_off_is_told(folder):
    put(NAME, b"whole")
    (folder / "01" / NAME).write_bytes(b"wh")

    with pytest.raises(MissingFileError):
        read(NAME, 0, 5)


@pytest.mark.parametrize("name", ["../secret-key", "a/b", "", "..", "a\0b", "é"])
def test_a_name_never_leaves_the_folder(folder, name):
    with pytest.raises(ValueError, match="no name"):
        read(name)


def test_drafts_of_yesterday_are_swept(folder):
    filestore.drafts().mkdir(parents=True)
    old, new = filestore.drafts() / "old", filestore.drafts() / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(old, (yesterday, yesterday))

    assert filestore.sweep_drafts(timezone.now()) == 1
    assert everything_in(folder) == ["drafts/new"]


# -- the bucket


@pytest.mark.parametrize(
    ("verb", "path", "query", "headers", "digest", "signature"),
    [
        (
            "GET", "/test.txt", {}, {"range": "bytes=0-9", "x-amz-content-sha256": s3.EMPTY}, s3.EMPTY,
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT", "/test%24file.text", {},
            {
                "date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY",
                "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            },
            "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            "GET", "/", {"max-keys": "2", "prefix": "J"}, {"x-amz-content-sha256": s3.EMPTY}, s3.EMPTY,
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
    ids=["get a part", "put", "list"],
)  # fmt: skip
def test_signatures_are_those_of_the_documentation(verb, path, query, headers, digest, signature):
    named = {"host": "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z", **headers}

    assert s3.signature(verb, path, query, named, digest, DOCUMENTED, "us-east-1", SECRET) == signature
    written = "&".join(f"{name}={value}" for name, value in query.items())
    assert signature == expected(
        verb, path, written, named, sorted(named), digest, "20130524T000000Z", "us-east-1"
    )


def test_an_address_for_a_while_is_signed_as_documented():
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Date": "20130524T000000Z", "X-Amz-Expires": "86400",
        "X-Amz-Credential": f"{KEY}/20130524/us-east-1/s3/aws4_request", "X-Amz-SignedHeaders": "host",
    }  # fmt: skip
    host = {"host": "examplebucket.s3.amazonaws.com"}

    made = s3.signature("GET", "/test.txt", query, host, s3.UNSIGNED, DOCUMENTED, "us-east-1", SECRET)

    assert made == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"


def test_a_bucket_keeps_files(bucket, server):
    put(NAME, b"one ", b"two")

    assert server.kept == {f"/our-files/trellis/{NAME}": b"one two"}
    assert read(NAME, 0, 7) == b"one two"
    assert read(NAME, 4, 7) == b"two"
    filestore.store().delete(NAME)
    filestore.store().delete(NAME)
    assert server.kept == {}
    with pytest.raises(MissingFileError):
        read(NAME, 0, 7)


def test_a_bucket_gives_a_file_itself_for_a_while(bucket, server, settings):
    put(NAME, b"one two")
    facts = (NAME, timedelta(minutes=5), timezone.now(), "application/pdf", 'attachment; filename="a b.pdf"')

    assert filestore.store().address(*facts) is None
    settings.TRELLIS_FILES_DIRECT = True
    address = filestore.store().address(*facts)

    assert httpx2.get(address).content == b"one two"
    assert httpx2.get(address.replace("pdf", "html")).status_code == 403


@pytest.mark.parametrize("trouble", [403, 500, 503])
def test_a_bucket_in_trouble_is_told_without_what_it_says(bucket, server, trouble):
    server.trouble = trouble

    with pytest.raises(StoreError, match="just now"):
        put(NAME, b"one")
    with pytest.raises(StoreError, match="just now"):
        read(NAME, 0, 3)


def test_nobody_at_the_address_is_told(bucket, settings, server):
    server.shutdown()
    server.server_close()

    with pytest.raises(StoreError):
        put(NAME, b"one")


def test_a_bucket_does_not_show_its_secret(bucket):
    assert SECRET not in repr(bucket)


# -- sealed files


def part_of(stored, size, begin, end, name=NAME):
    return b"".join(unsealed(lambda first, last: iter([stored[first:last]]), name, size, begin, end))


@property_settings(max_examples=40)
@given(
    st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7]),
    st.integers(0, 3 * CHUNK),
    st.integers(0, 3 * CHUNK),
)
def test_any_part_of_a_sealed_file_can_be_read(size, one, other):
    plain = os.urandom(size)
    begin, end = sorted((min(one, size), min(other, size)))
    stored = b"".join(sealed([plain[:100], plain[100:]], NAME))

    assert part_of(stored, size, 0, size) == plain
    assert part_of(stored, size, begin, end) == plain[begin:end]


def test_a_sealed_file_shows_nothing():
    assert b"salary" not in b"".join(sealed([b"salary" * 1000], NAME))


@pytest.mark.parametrize("place", [3, 5, 14, 30, -1])
def test_a_sealed_file_that_was_changed_is_refused(place):
    stored = bytearray(b"".join(sealed([b"salary" * 20_000], NAME)))
    stored[place] ^= 1

    with pytest.raises(SealedFileError):
        part_of(bytes(stored), 120_000, 0, 120_000)


def test_chunks_cannot_be_left_out_or_moved():
    size = 3 * CHUNK
    stored = b"".join(sealed([os.urandom(size)], NAME))
    head, chunks = stored[: filekeys.HEADER], stored[filekeys.HEADER :]
    one, two, three = (chunks[at * filekeys.SEALED : (at + 1) * filekeys.SEALED] for at in range(3))

    for changed in (two + one + three, one + three, one + two, one + two + two):
        with pytest.raises(SealedFileError):
            part_of(head + changed, size, 0, size)


def test_a_sealed_file_is_read_under_its_own_name_only():
    stored = b"".join(sealed([b"salary"], NAME))

    with pytest.raises(SealedFileError):
        part_of(stored, 6, 0, 6, name=NAME[::-1])


def test_keys_change_and_older_files_are_read_still(settings):
    stored = b"".join(sealed([b"salary"], NAME))
    before = filekeys.keys().current

    settings.TRELLIS_FILE_KEYS = ["a new key that is long enough for everything"]

    assert filekeys.keys().current != before
    assert part_of(stored, 6, 0, 6) == b"salary"
    assert filekeys.key_of(b"".join(sealed([b"x"], NAME))) == filekeys.keys().current


def test_a_file_whose_key_is_gone_says_so(settings):
    stored = b"".join(sealed([b"salary"], NAME))
    settings.SECRET_KEY = "another key that has come in the place of the first"

    with pytest.raises(SealedFileError, match="key of the file is not here"):
        part_of(stored, 6, 0, 6)


# -- the scanner


@pytest.fixture
def clamd(tmp_path):
    """A clamd that finds what holds EICAR, at a socket; it speaks INSTREAM as the manual has it."""
    place = tmp_path / "clamd.sock"
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(place))
    door.listen()

    def serve():
        while True:
            try:
                caller, _address = door.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                whole = b""
                while length := int.from_bytes(said.read(4), "big"):
                    whole += said.read(length)
                found = b"Eicar-Test-Signature FOUND" if b"EICAR" in whole else b"OK"
                if b"odd" in whole:
                    found = b"INSTREAM size limit exceeded. ERROR"
                caller.sendall(b"stream: " + found + b"\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"clamd://{place}"
    door.shutdown(socket.SHUT_RDWR)
    door.close()
    thread.join()


def test_clamd_is_asked(clamd):
    assert scanning.asked(clamd, [b"fine", b"", b" still"]) == Verdict()
    assert scanning.asked(clamd, [b"EI", b"CAR"]) == Verdict("Eicar-Test-Signature")
    with pytest.raises(ScannerError, match="size limit"):
        scanning.asked(clamd, [b"odd"])


def test_a_command_is_asked():
    assert scanning.asked("grep -qv EICAR", [b"fine\n"]) == Verdict()
    assert scanning.asked("sh -c 'echo Bad thing; exit 1'", [b"x" * 200_000]) == Verdict("Bad thing")


@pytest.mark.parametrize(
    "scanner", ["clamd:///nowhere", "clamd://nohost", "/no/such/program", "sh -c 'exit 7'"]
)
def test_a_scanner_that_cannot_say_is_asked_again_later(scanner):
    with pytest.raises(ScannerError):
        scanning.asked(scanner, [b"fine"])
