"""A backup of a running site holds everything, and is put back whole or not at all."""

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from contextlib import suppress
from functools import partial

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from hypothesis import given
from hypothesis import strategies as st

from trellis.config import preparing
from trellis.config.backups import archive, checking, empty_place, handbooks, keys, making, restoring, tables
from trellis.config.backups.archive import ArchiveError, Writer
from trellis.config.tests import specimens
from trellis.config.tests.elsewhere import git
from trellis.core import backed_up, verifying
from trellis.core.models import Account, Event, Run
from trellis.core.services import tree_heads

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]  # whole databases are made
PASSPHRASE = "five otters paint quietly"


def made(**options):
    out = io.BytesIO()
    making.write(out, passphrase=options.get("passphrase"), tell=lambda line: None)
    return out.getvalue()


def looked_through(content):
    return checking.look_through(io.BytesIO(content))


def everything():
    """Every row of every model that a backup holds, as JSON writes it."""
    return {
        label: [json.dumps(row) for row in tables.rows_of(model, "default")]
        for label, model in tables.models_of(apps).items()
        if label not in tables.LEFT_OUT
    }


def put_back(content):
    return restoring.restore(io.BytesIO(content), looked_through(content), tell=lambda line: None)


def test_every_record_file_and_branch_is_as_it_was(data, elsewhere):
    empty = specimens.fill(apps)
    tree_heads.seal(None)
    content, before = made(), everything()

    with elsewhere() as place:
        done = put_back(content)
        after = everything()
        verdict = verifying.verify()

    assert empty == [], "say in `specimens.FITTING` what rows of these need"
    assert after == before
    assert verdict.faults == ()
    assert (done.verdict.sealed, done.is_signed, done.migrated) == (1, True, 0)
    assert (place / "files/ab/abc-1").read_bytes() == (data / "files/ab/abc-1").read_bytes()
    assert git(place / "handbook", "show-ref") == git(data / "handbook", "show-ref")
    assert git(place / "handbook", "status", "--porcelain", "--branch") == "## main\n"
    assert (place / "tree-head.json").exists()
    assert not (place / preparing.RESTORING).exists()


def test_sessions_are_left_out(data, transactional_db, client):
    assert {"sessions.Session", "core.SignIn"} <= set(tables.LEFT_OUT)
    client.force_login(Account.objects.create(email="a@example.org", name="A"))

    held = [member.part for member in archive.Reader(io.BytesIO(made())).members()]

    assert not {f"tables/{label}" for label in tables.LEFT_OUT} & set(held)


def test_backup_of_one_database_is_restored_into_another(data, transactional_db, run_trellis, tmp_path):
    """Out of the database of this run (SQLite or PostgreSQL) into an SQLite file, by the commands themselves."""
    specimens.fill(apps)
    file = tmp_path / "b.backup"
    file.write_bytes(made(passphrase=PASSPHRASE))
    place = {"TRELLIS_DATA": str(tmp_path / "new"), "TRELLIS_BACKUP_PASSPHRASE": PASSPHRASE}

    done = run_trellis("restore", "--with-keys", str(file), **place)
    again = run_trellis("backup", "--to", str(tmp_path / "again.backup"), **place)

    assert (done.returncode, again.returncode) == (0, 0), done.stderr + again.stderr
    assert "another one than the site had" not in done.stderr
    assert (tmp_path / "new/secret-key").read_text().strip() == "a-key-for-tests-that-protects-nothing-at-all"
    assert rows_in((tmp_path / "again.backup").read_bytes()) == rows_in(file.read_bytes())


def rows_in(content):
    found = {}
    for member in archive.Reader(io.BytesIO(content)).members():
        if member.part.startswith("tables/"):
            found.setdefault(member.part, []).extend(member.rows())
    return found


def test_writers_go_on_and_the_backup_shows_one_moment(data, transactional_db, monkeypatch):
    Run.objects.bulk_create(Run(name=f"old {n}") for n in range(3000))
    stop, written, troubles = threading.Event(), [], []

    def write():
        try:
            while not stop.is_set():
                with transaction.atomic():
                    Run.objects.create(name=f"a {len(written)}")
                    Account.objects.create(email=f"{len(written)}@example.org", name="N")
                written.append(1)
        except Exception as error:  # noqa: BLE001 - told by the test
            troubles.append(error)
        finally:
            connection.close()

    def slowly(*arguments, real=tables.rows_of):
        time.sleep(0.01)
        return real(*arguments)

    monkeypatch.setattr(tables, "rows_of", slowly)
    writer = threading.Thread(target=write)
    writer.start()
    while not written:
        time.sleep(0.001)
    began = len(written)
    content = made()
    during = len(written) - began
    stop.set()
    writer.join()

    found = rows_in(content)
    names = [row for row in found["tables/core.Run"] if str(row[0]).startswith("a ")]
    assert troubles == []
    assert during > 3
    assert len(names) == len(found["tables/core.Account"])
    assert began <= len(names) < len(written)


def test_older_backup_is_brought_up_to_date(data, elsewhere):
    """As made before events were there: tables and columns of that time, and migrations after it."""
    with elsewhere():
        graph = MigrationExecutor(connection).loader.graph
        old = [("core", "0009_provisioning"), graph.leaf_nodes("contenttypes")[0], graph.leaf_nodes("auth")[0],
               graph.leaf_nodes("sessions")[0]]  # fmt: skip
        MigrationExecutor(connection).migrate(old)
        past = MigrationExecutor(connection).loader.project_state(old).apps
        past.get_model("core", "Account").objects.create(email="old@example.org", name="Old")
        known = {
            label: model for label, model in tables.models_of(past).items() if label not in tables.LEFT_OUT
        }
        manifest = {**looked_through_manifest(), "handbooks": [], "stored": [], "events": {"size": 0}}
        manifest["tables"] = {label: tables.columns_of(model) for label, model in known.items()}
        out = io.BytesIO()
        writer = Writer(out)
        writer.add("manifest.json", json.dumps(manifest).encode())
        for label, model in known.items():
            writer.add_rows(f"tables/{label}", tables.rows_of(model, "default"))
        writer.close(lambda text: "")
    with elsewhere():
        done = put_back(out.getvalue())

        assert done.migrated > 0
        assert preparing.pending_migrations() == []
        assert list(Account.objects.values_list("email", flat=True)) == ["old@example.org"]
        assert list(Event.objects.all()) == []


def looked_through_manifest():
    """What a backup of this database says; of one that has the migrations that are applied here."""
    applied = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return {
        "format": 1, "trellis": "0.0.9", "made_at": "2026-01-01T00:00:00+00:00", "database": "SQLite", "keys": False,
        "migrations": applied, "settings": {}, "settings_not_kept": [],
    }  # fmt: skip


# -- what is refused


@pytest.fixture
def content(data, transactional_db):
    Run.objects.create(name="once")
    return made()


def anew(content, change):
    """A backup with other members: `change` is given name and bytes of each, and gives a list of those."""
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as old,
        tarfile.open(fileobj=out, mode="w:gz", format=tarfile.USTAR_FORMAT) as new,
    ):
        for info in old:
            for name, text in change(info.name, old.extractfile(info).read()):
                fresh = tarfile.TarInfo(name)
                fresh.size = len(text)
                new.addfile(fresh, io.BytesIO(text))
    return out.getvalue()


def renamed(old, new):
    return lambda name, text: [(new if name == old else name, text)]


CHANGES = {
    "changed row": lambda name, text: [(name, text.replace(b"once", b"ONCE"))],
    "no table": lambda name, text: [] if name.startswith("tables/core.Run") else [(name, text)],
    "no digests": lambda name, text: [] if name == "digests.json" else [(name, text)],
    "no manifest": lambda name, text: [] if name == "manifest.json" else [(name, text)],
    "twice": lambda name, text: [(name, text)] * 2,
    "out of the folder": renamed("stored/files/ab/abc-1", "stored/files/../../abc"),
    "from the root": renamed("stored/files/ab/abc-1", "/etc/passwd"),
    "hidden way up": renamed("stored/files/ab/abc-1", "stored/files/a/./../b"),
    "something else": lambda name, text: [("evil.sh", b"x"), (name, text)],
    "something behind": lambda name, text: [(name, text)] + ([("x", b"")] if name == "digests.json" else []),
    "missing piece": renamed("handbooks/0/000001", "handbooks/0/000002"),
    "manifest of the future": lambda name, text: [(name, text.replace(b'"format": 1', b'"format": 2'))],
    "manifest without a list": lambda name, text: [(name, text.replace(b'"handbooks"', b'"handbookz"'))],
}


@pytest.mark.parametrize("what", CHANGES)
def test_changed_backup_is_refused(whole_backup, what):
    looked_through(anew(whole_backup, lambda name, text: [(name, text)]))

    with pytest.raises(ArchiveError):
        looked_through(anew(whole_backup, CHANGES[what]))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_what_is_no_plain_file_is_refused(kind):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.USTAR_FORMAT) as new:
        info = tarfile.TarInfo("manifest.json")
        info.type, info.linkname = kind, "/etc/passwd"
        new.addfile(info)

    with pytest.raises(ArchiveError, match="plain files"):
        looked_through(out.getvalue())


def test_long_names_and_their_headers_are_refused():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as new:
        new.addfile(tarfile.TarInfo("manifest.json" + "x" * 300))

    with pytest.raises(ArchiveError):
        looked_through(out.getvalue())


def test_bomb_is_refused_before_it_is_unpacked(whole_backup):
    """A hundred megabytes of nothing in a few kilobytes."""

    class Nothing(io.RawIOBase):
        def __init__(self):
            self.left = 100 * 2**20

        def read(self, size):
            piece = bytes(min(size, self.left))
            self.left -= len(piece)
            return piece

    out = io.BytesIO()
    writer = Writer(out)
    writer.add("manifest.json", json.dumps(looked_through(whole_backup).manifest).encode())
    writer.add_stream("stored/files/huge", 100 * 2**20, Nothing())
    writer.close(lambda text: "")

    with pytest.raises(ArchiveError, match="grows"):
        looked_through(out.getvalue())


@given(cut=st.integers(0, 10_000))
def test_truncated_backup_is_refused(whole_backup, cut):
    with pytest.raises(ArchiveError):
        looked_through(whole_backup[: min(cut, len(whole_backup) - 9)])


@given(where=st.integers(10, 10_000), bit=st.integers(0, 7))
def test_damaged_backup_is_refused(whole_backup, where, bit):
    damaged = bytearray(whole_backup)
    damaged[10 + where % (len(damaged) - 10)] ^= 1 << bit

    with suppress(ArchiveError):  # a bit that fills up a byte of the compression may change nothing
        assert looked_through(bytes(damaged)) == looked_through(whole_backup)


@given(text=st.binary(max_size=3000), zipped=st.booleans())
def test_any_bytes_are_refused_in_words(text, zipped):
    with pytest.raises(ArchiveError):
        looked_through(gzip.compress(text) if zipped else text)


@pytest.fixture(scope="module")
def whole_backup():
    """A small backup, made without a database."""
    out = io.BytesIO()
    writer = Writer(out)
    manifest = {
        "format": 1, "trellis": "1", "made_at": "2026-01-01T00:00:00+00:00", "database": "SQLite", "migrations": {},
        "tables": {"core.Run": ["name"]}, "events": {"size": 0}, "stored": ["files"], "settings": {},
        "handbooks": [handbooks.Kept("git", "book", None, None, "", "main").as_document()],
        "settings_not_kept": [], "keys": False,
    }  # fmt: skip
    writer.add("manifest.json", json.dumps(manifest, indent=1).encode())
    writer.add_rows("tables/core.Run", [["once"], *([f"row {number}"] for number in range(50))])
    writer.add("handbooks/0/000001", b"a bundle")
    writer.add("stored/files/ab/abc-1", os.urandom(500))
    writer.close(lambda text: "")
    return out.getvalue()


def test_piece_by_piece_or_at_once_is_the_same(monkeypatch):
    rows = [[number, "x" * number] for number in range(300)]
    found = []
    for piece in (100, 10_000_000):
        monkeypatch.setattr(archive, "PIECE", piece)
        out = io.BytesIO()
        writer = Writer(out)
        writer.add("manifest.json", b"{}")
        writer.add_rows("tables/core.Run", rows)
        writer.close(lambda text: "")
        found.append(
            [
                row
                for member in archive.Reader(io.BytesIO(out.getvalue())).members()
                if member.part.startswith("tables/")
                for row in member.rows()
            ]
        )

    assert found == [rows, rows]


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", ".git/hooks/post-checkout", "a/.GIT/config", "a\\..\\x", ""]
)
def test_file_of_a_folder_cannot_lead_elsewhere(path):
    with pytest.raises(ArchiveError):
        handbooks.check_file([path, ""])


def test_nothing_is_restored_over_something(content, data, settings, transactional_db):
    with pytest.raises(empty_place.RestoreError, match="is not empty"):
        put_back(content)

    settings.TRELLIS_DATA = data.parent / "empty"
    with pytest.raises(empty_place.RestoreError, match=r"is there already|is not empty"):
        put_back(content)
    assert Run.objects.count() == 1
    assert not settings.TRELLIS_DATA.exists() or list(settings.TRELLIS_DATA.iterdir()) == []


def test_newer_backup_is_refused(content, elsewhere):
    newer = rewritten(content, lambda manifest: manifest["migrations"]["core"].append("9999_future"))
    with elsewhere() as place:
        with pytest.raises(empty_place.RestoreError, match=r"newer version.*core\.9999_future"):
            put_back(newer)
        assert not place.exists()


def rewritten(content, change):
    """A whole backup with another manifest."""
    out = io.BytesIO()
    writer = Writer(out)
    for member in archive.Reader(io.BytesIO(content)).members():
        text = member.content()
        if member.name == "manifest.json":
            manifest = json.loads(text)
            change(manifest)
            text = json.dumps(manifest).encode()
        writer.add(member.name, text)
    writer.close(lambda text: "")
    return out.getvalue()


def test_restore_that_fails_leaves_nothing(content, elsewhere, monkeypatch):
    def fail(*_arguments, **_named):
        raise OSError(28, "No space left on device")

    with elsewhere() as place:
        monkeypatch.setattr(restoring, "_take_in_other", fail)
        with pytest.raises(OSError, match="No space"):
            put_back(content)

        assert list(place.iterdir()) == []
        assert connection.introspection.table_names() == []
        connection.close()

        monkeypatch.undo()
        assert put_back(content).rows["core.Run"] == 1


def test_killed_restore_is_not_served_and_begins_anew(data, transactional_db, run_trellis, environ, tmp_path):
    specimens.fill(apps)
    file = tmp_path / "b.backup"
    file.write_bytes(made())
    place = tmp_path / "new"
    process = subprocess.Popen(
        [sys.executable, "-m", "trellis", "restore", str(file)],
        env={**environ, "TRELLIS_DATA": str(place)},
        stderr=subprocess.DEVNULL,
    )
    while not (place / preparing.RESTORING).exists() and process.poll() is None:
        time.sleep(0.002)
    time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()

    refused = run_trellis("up", "--port", "0", TRELLIS_DATA=str(place))
    again = run_trellis("restore", str(file), TRELLIS_DATA=str(place))

    assert process.returncode == -signal.SIGKILL
    assert refused.returncode == 2
    assert "is being taken in here, or that was cut off" in refused.stderr
    assert again.returncode == 0, again.stderr
    assert sorted(each.name for each in place.iterdir()) == [
        "files", "handbook", "secret-key", "starting.lock", "tree-head.json", "trellis.sqlite3",
    ] or sorted(each.name for each in place.iterdir()) == [
        "files", "handbook", "secret-key", "starting.lock", "trellis.sqlite3",
    ]  # fmt: skip


# -- files, keys, commands


def test_keys_are_opened_by_their_passphrase_alone():
    sealed = keys.seal({"TRELLIS_SECRET_KEY": "s" * 40}, PASSPHRASE)

    assert keys.unseal(sealed, PASSPHRASE) == {"TRELLIS_SECRET_KEY": "s" * 40}
    assert b"s" * 10 not in sealed
    for wrong in (sealed[:-1], b""):
        with pytest.raises(keys.PassphraseError):
            keys.unseal(wrong, PASSPHRASE)
    with pytest.raises(keys.PassphraseError, match="does not open"):
        keys.unseal(sealed, PASSPHRASE + ".")
    with pytest.raises(keys.PassphraseError, match="too short"):
        keys.seal({}, "short")


def test_secrets_are_in_no_backup_without_keys(data, transactional_db, settings, monkeypatch):
    monkeypatch.setenv("TRELLIS_SMTP", "smtp://user:hush-hush@mail.example.com")
    monkeypatch.setenv("TRELLIS_READING", "members")
    unpacked = gzip.decompress(made())

    assert settings.SECRET_KEY.encode() not in unpacked
    assert b"hush-hush" not in unpacked
    assert b'"TRELLIS_READING": "members"' in unpacked
    assert b'"TRELLIS_SMTP"' in unpacked


def test_backup_file_is_whole_or_not_there_and_for_its_owner(tmp_path):
    target = tmp_path / "b.backup"
    with pytest.raises(making.BackupError, match="cannot be written"), making.new_file(target) as out:  # noqa: PT012
        out.write(b"half")
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []

    with making.new_file(target) as out:
        out.write(b"whole")
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(making.BackupError, match="is there already"), making.new_file(target):
        pass
    assert target.read_bytes() == b"whole"


def test_oldest_backups_go(tmp_path):
    names = [f"trellis-2026-01-0{day}-030000.backup" for day in range(1, 6)]
    for name in [*names, "mine.backup"]:
        (tmp_path / name).touch()

    gone = making.prune(tmp_path, keep=2)

    assert [each.name for each in gone] == names[:3]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine.backup", *names[3:]]


def test_handbooks_of_every_form_come_back(tmp_path):
    """A checkout, a bare repository at a revision, a folder inside a repository, and a folder that is not in Git."""
    checkout, plain = tmp_path / "checkout", tmp_path / "plain"
    for folder in (checkout / "inner", plain / "a"):
        folder.mkdir(parents=True)
        (folder / "page.md").write_text("# Ä page\n")
    git(checkout, "init", "--quiet", "--initial-branch=trunk")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "-m", "One")
    git(tmp_path, "clone", "--quiet", "--bare", checkout, "bare.git")
    (checkout / "inner/loose.md").write_text("# Loose\n")
    words = [str(checkout), f"rev={tmp_path}/bare.git@trunk", f"deep={checkout}/inner", f"plain={plain}"]
    back = []
    for number, (path, kept) in enumerate(handbooks.found(words)):
        out = io.BytesIO()
        writer = Writer(out)
        writer.add("manifest.json", b"{}")
        handbooks.write(writer, f"handbooks/{number}", path, kept)
        writer.close(lambda text: "")
        target = tmp_path / "back" / str(number)
        target.parent.mkdir(exist_ok=True)
        for each in archive.Reader(io.BytesIO(out.getvalue())).members():
            if each.name.startswith("handbooks/") and kept.kind == "git":
                handbooks.restore_bundle(each.pieces, kept, target, tmp_path)
            elif each.name.startswith("handbooks/"):
                handbooks.restore_files(each.rows(), target)
        back.append((target, handbooks.kept_from(kept.as_document())))

    assert [kept.loose for _path, kept in back] == [True, False, True, False]
    assert [kept.head for _path, kept in back] == ["trunk", "trunk", "trunk", ""]
    assert (tmp_path / "back/0/inner/page.md").read_text() == "# Ä page\n"
    assert (tmp_path / "back/1/inner/page.md").exists()
    assert (tmp_path / "back/3/a/page.md").read_text() == "# Ä page\n"
    assert handbooks.words_for(back) == [
        f"{tmp_path}/back/0", f"rev={tmp_path}/back/1", f"deep={tmp_path}/back/2/inner", f"plain={tmp_path}/back/3",
    ]  # fmt: skip


def test_files_of_another_part_are_kept_too(data, elsewhere):
    given = {"one": b"1", "deep/er/two": b"22"}
    received = {}
    part = backed_up.Part(
        "letters",
        lambda: [
            backed_up.KeptFile(name, len(text), partial(io.BytesIO, text)) for name, text in given.items()
        ],
        lambda name, pieces: received.update({name: b"".join(pieces)}),
    )
    backed_up.register(part)
    try:
        content = made()
        with elsewhere():
            put_back(content)
    finally:
        backed_up._parts.pop("letters")

    assert received == given


def test_backup_needs_an_up_to_date_database(run_trellis, tmp_path):
    done = run_trellis("backup", "--to", str(tmp_path / "x.backup"))

    assert done.returncode == 2
    assert done.stderr == "Error: The database is not up to date.\nStart the site once: ./trellis up\n"
    assert not (tmp_path / "x.backup").exists()


def test_missing_passphrase_and_wrong_words_are_told(run_trellis, tmp_path, whole_backup):
    file = tmp_path / "b.backup"
    file.write_bytes(whole_backup)

    told = {
        words: next(
            line for line in run_trellis(*words.split()).stderr.splitlines() if line.startswith("Error")
        )
        for words in (
            "backup --with-keys",
            f"backup --keep 3 --to {tmp_path}/x",
            f"backup --verify {tmp_path}/nowhere",
            f"restore --with-keys {file}",
        )
    }

    assert list(told.values()) == [
        "Error: There is no passphrase.",
        "Error: --keep needs a folder in --to.",
        f"Error: There is no file {tmp_path}/nowhere.",
        "Error: The backup holds no secret keys.",
    ]
