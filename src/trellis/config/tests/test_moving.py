"""A whole organisation is exported, and taken into an empty place: all of it as it was, or nothing."""

import json
import warnings
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings as site
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from trellis.config import preparing
from trellis.config.backups import empty_place
from trellis.config.backups import tables as backup
from trellis.config.cli import main
from trellis.config.moving import bringing, looking
from trellis.config.moving.bundle import BundleError, opened
from trellis.config.moving.rows import LineError
from trellis.config.tests import specimens
from trellis.config.tests.elsewhere import git
from trellis.core import attaching, exported, verifying
from trellis.core.filereading import read
from trellis.core.models import Account, Attachment, Event, Person, StoredFile, TreeHead
from trellis.core.queries import first_owner
from trellis.core.records import uuid7
from trellis.core.services import arriving, everything, files, tree_heads

# What is particular to a database here is the restore, which `test_backups` asks of both.
pytestmark = [pytest.mark.slow, pytest.mark.one_database]  # whole databases are made
WORDS = b"Minutes of a meeting, at length. " * 3000
PASSWORD = "seven herons count slowly"
LOG = ("core.Event", "core.TreeHead")


@pytest.fixture
def organisation(data, transactional_db):
    """A row of everything, rows that point to later ones and in a circle, an open and a confidential file, and a log
    that is sealed twice.
    """
    owner = Account(email="ada@example.org", name="Ada", is_owner=True)
    owner.set_password(PASSWORD)
    owner.save()
    assert specimens.fill(apps) == []
    one, other = (Person.objects.create(name=name) for name in ("One", "Other"))
    Person.objects.filter(pk=one.pk).update(merged_into=other)
    Person.objects.filter(pk=other.pk).update(merged_into=one)
    run = apps.get_model("automations.AutomationRun").objects
    run.update(cause=run.get())  # on itself
    said = apps.get_model("discussions.Comment").objects
    thread = said.create(pk=UUID(int=2**128 - 1), kind="k", object=uuid7(), text="First.")
    said.create(kind="k", object=thread.object, text="Then.", reply_to=thread)
    for name, is_confidential in (("open.txt", False), ("sealed.txt", True)):
        kind = attaching.Attaching(
            "sample", lambda *_: True, lambda *_: True, is_confidential=is_confidential
        )
        files.put(kind=kind, key=uuid7(), name=name, pieces=[WORDS], by=owner)
        tree_heads.seal(None)
    return owner


def written(path, owner):
    everything.write(path, by=owner)
    return path


def lines(path):
    """The lines of all records, by the name of their model."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("records/")]
        return {
            name.removeprefix("records/").removesuffix(".jsonl"): archive.read(name).splitlines()
            for name in names
        }


def stored(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("files/")}


def brought(path):
    with opened(path) as bundle:
        return bringing.bring(bundle, looking.look_through(bundle), tell=lambda _line: None)


def test_an_organisation_is_elsewhere_as_it_was(organisation, data, elsewhere, tmp_path, settings):
    before = written(tmp_path / "before.zip", organisation)
    heads = TreeHead.objects.count()
    assert all(rows_of_secrets().values())

    with elsewhere() as place:
        (place / preparing.RESTORING).mkdir(parents=True)
        (place / "half").write_text("of an import that was killed")
        settings.SECRET_KEY = "the key of another place, as long as it has to be"
        done = brought(before)
        after = written(tmp_path / "after.zip", first_owner())
        verdict = verifying.verify()
        account = Account.objects.get(pk=organisation.pk)
        secrets = rows_of_secrets()
        texts = {each.name: b"".join(read(each.stored)) for each in Attachment.objects.all()}
        confidential = StoredFile.objects.get(is_confidential=True, is_kept=True, size=len(WORDS))
        under = (site.FILES_FOLDER / confidential.name[:2] / confidential.name).read_bytes()

    was, now = lines(before), lines(after)
    assert {label: rows for label, rows in now.items() if label not in LOG} == {
        label: rows for label, rows in was.items() if label not in LOG
    }
    assert set(was) == set(now) == {table.label for table in exported.tables()}
    assert all(was[label] for label in was)
    assert [row for row in now["core.Event"] if row in was["core.Event"]] == was["core.Event"]
    more = [json.loads(row)["name"] for row in now["core.Event"] if row not in was["core.Event"]]
    assert more == ["core.organisation-brought"]
    assert [unsigned(row) for row in now["core.TreeHead"][:-1]] == [
        unsigned(row) for row in was["core.TreeHead"]
    ]
    assert len(now["core.TreeHead"]) == heads + 1
    assert (verdict.faults, verdict.waiting) == ((), 0)
    assert stored(after) == stored(before)
    assert len(stored(before)) == done.files == 2
    assert texts == {"open.txt": WORDS, "sealed.txt": WORDS}
    assert b"Minutes" not in under
    assert not account.has_password
    assert not account.check_password(PASSWORD)
    assert not any(secrets.values())
    assert account.is_owner
    assert git(place / "handbook", "show-ref") == git(data / "handbook", "show-ref")
    assert not (place / preparing.RESTORING).exists()
    assert not (place / "half").exists()


def rows_of_secrets():
    """How many rows there are of each model that proves who somebody is."""
    found = [label for label, why in exported.left_out().items() if why.startswith("proves")]
    return {
        label: apps.get_model(label)._base_manager.count() for label in found if label not in backup.LEFT_OUT
    }


def unsigned(line):
    return {**json.loads(line), "signature": ""}


# -- files that are not whole

PERSON = {"id": "01a1fe3d-f4bb-7b1c-a68e-da1dbc617822", "name": "Nora", "email": "nora@example.org"}


def row_of(label, **values):
    """A line of an export: what a new record has, and what is said."""
    table = next(each for each in exported.tables() if each.label == label)
    model = table.model(**values)
    plain = {name: getattr(model, name) for name in table.fields}
    return json.loads(json.dumps(plain, cls=everything.Encoder))


def person(**values):
    return row_of("core.Person", **{**PERSON, **values})


def packed(path, records, manifest=None, more=()):
    """An export that is made by hand, whole but for what it holds; records are rows, or lines as they are."""
    said = {
        "format": everything.FORMAT, "trellis": "1", "made_at": datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
        "records": {}, "importable": {}, "files": 0, "left_out": {}, "handbooks": [], "digests": {},
    }  # fmt: skip
    members = dict(more)
    for label, held in records.items():
        name = f"records/{label}.jsonl"
        fields = list(held[0]) if held and isinstance(held[0], dict) else list(person())
        said["records"][label] = {"file": name, "rows": len(held), "fields": fields}
        texts = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in held]
        members[name] = b"".join(text + b"\n" for text in texts)
    said["digests"] = {
        name: {"size": len(text), "sha256": sha256(text).hexdigest()} for name, text in members.items()
    }
    said.update(manifest or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
        archive.writestr("manifest.json", json.dumps(said))
    return path


def looked_through(path):
    with opened(path) as bundle:
        return looking.look_through(bundle)


def test_a_file_that_is_made_by_hand_is_whole(tmp_path):
    found = looked_through(packed(tmp_path / "a.zip", {"core.Person": [person()]}))

    assert [(shape.label, shape.rows, shape.lacking) for shape in found.shapes] == [("core.Person", 1, ())]


BAD_LINES = {
    "no JSON": (b"{", "This is no JSON object"),
    "a list": (b"[]", "This is no JSON object"),
    "no number": (b'{"id": NaN}', "This is no JSON object"),
    "very deep": (b"[" * 100_000, "This is no JSON object"),
    "another field": ({**PERSON, "shoe": 1}, "It is missing|not one of the fields"),
    "nothing": ({"name": None}, "name: It is empty, and must not be"),
    "a number": ({"name": 7}, "name: “7” is of the wrong form"),
    "yes": ({"name": True}, "name: “true” is of the wrong form"),
    "too long": ({"name": "x" * 1000}, "name: Ensure this value has at most"),
    "no address": ({"email": "nora at example"}, "email: Enter a valid email address"),
    "no choice": ({"kind": "cat"}, "kind: “cat” is none of the values"),
    "no key": ({"id": "7"}, "id: “7” is not a valid UUID"),
    "no character": ({"name": "a\0b"}, "name: It holds what is no character"),
    "half a character": ({"name": "\ud800"}, "name: It holds what is no character"),
    "no time zone": ({"created_at": "2026-01-01T00:00:00"}, "created_at: .* time zone"),
    "no moment": ({"created_at": "yesterday"}, "created_at: “yesterday” value has an invalid format"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_is_refused_with_file_line_and_field(tmp_path, case):
    bad, words = BAD_LINES[case]
    line = bad if isinstance(bad, bytes) or "shoe" in bad else {**person(), **bad}
    file = packed(tmp_path / "a.zip", {"core.Person": [person(), line]})

    with pytest.raises(LineError, match=words) as caught:
        looked_through(file)

    assert (caught.value.name, caught.value.number) == ("records/core.Person.jsonl", 2)
    assert caught.value.hint


BAD_MANIFESTS = {
    "another format": ({"format": 1}, "format 1"),
    "no time": ({"made_at": "once"}, "when it was made"),
    "a newer model": ({"records": {"core.Cat": {"rows": 0, "fields": []}}}, "other records than it says"),
    "fewer rows": (
        {"records": {"core.Person": {"rows": 2, "fields": list(PERSON)}}}, "not one of the fields",
    ),
    "no records": ({"records": []}, "cannot be read"),
    "no digests": ({"digests": {}}, "Parts of it are missing"),
    "other digests": ({"digests": {"records/core.Person.jsonl": {"sha256": "0" * 64}}}, "changed or damaged"),
    "a handbook": ({"handbooks": [{}]}, "other handbooks"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_MANIFESTS)
def test_what_it_says_of_itself_must_be_so(tmp_path, case):
    manifest, words = BAD_MANIFESTS[case]

    with pytest.raises(BundleError, match=words):
        looked_through(packed(tmp_path / "a.zip", {"core.Person": [person()]}, manifest))


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ({"core.Cat": [{"id": "x"}]}, "“core.Cat”, which this version of Trellis does not know"),
        ({"core.ApiKey": [{"id": "x"}]}, "“core.ApiKey”, which this version"),
        ({"core.Account": [{"password": "x"}]}, "“core.Account” has a field “password”"),
        ({"core.Membership": [{"id": PERSON["id"]}]}, "“core.Membership” lacks the field"),
    ],
)
def test_what_this_version_does_not_know_is_refused(tmp_path, records, words):
    with pytest.raises(BundleError, match=words):
        looked_through(packed(tmp_path / "a.zip", records))


def test_what_an_older_version_did_not_export_is_as_in_new_records(tmp_path):
    older = {name: value for name, value in person().items() if name != "created_at"}

    found = looked_through(packed(tmp_path / "a.zip", {"core.Person": [older]}))

    assert found.shapes[0].lacking == ("created_at",)
    assert any("core.Person: created_at is as in new records" in note for note in found.notes)
    assert any("There are no core.Account" in note for note in found.notes)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "records/../x.jsonl", "files/x", "handbooks/1/2"])
def test_a_member_of_another_name_is_refused(tmp_path, name):
    with pytest.raises(BundleError, match="no export holds"):
        looked_through(packed(tmp_path / "a.zip", {}, more={name: b"x"}))


def test_a_member_that_stands_in_it_twice_is_refused(tmp_path):
    file = packed(tmp_path / "a.zip", {"core.Person": [person()]})
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("records/core.Person.jsonl", b"")

    with pytest.raises(BundleError, match="twice"):
        looked_through(file)


def test_what_grows_beyond_measure_is_refused_before_it_is_unpacked(tmp_path):
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "{}")
        with archive.open("records/core.Person.jsonl", "w") as out:
            for _at in range(70):
                out.write(bytes(2**20))

    with pytest.raises(BundleError, match="grows"):
        looked_through(file)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The bytes of a small export."""
    people = [person(name=f"P{at}") for at in range(20)]
    return packed(tmp_path_factory.mktemp("small") / "a.zip", {"core.Person": people}).read_bytes()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("scratch") / "b.zip"


@given(cut=st.integers(0, 10_000))
def test_a_truncated_file_is_refused(small, scratch, cut):
    scratch.write_bytes(small[: min(cut, len(small) - 1)])

    with pytest.raises(BundleError):
        looked_through(scratch)


@given(where=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_damaged_file_is_refused_or_says_the_same(small, scratch, where, bit):
    damaged = bytearray(small)
    damaged[where % len(small)] ^= 1 << bit
    scratch.write_bytes(damaged)

    with suppress(BundleError):  # a bit of the name of the program that packed it changes nothing
        assert [(shape.label, shape.rows) for shape in looked_through(scratch).shapes] == [
            ("core.Person", 20)
        ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2),
)


@given(name=st.sampled_from(["id", "name", "email", "kind", "created_at"]), value=ANYTHING)
def test_any_value_is_taken_or_refused_in_words(scratch, name, value):
    file = packed(scratch, {"core.Person": [{**person(), name: value}]})

    with suppress(LineError):
        assert looked_through(file).shapes[0].rows == 1


# -- what only the place can tell


def test_a_reference_to_nothing_is_refused_and_leaves_nothing(elsewhere, tmp_path, data):
    lost = row_of("core.Account", id=PERSON["id"], email="a@example.org", name="A", person_id=PERSON["id"])
    file = packed(tmp_path / "a.zip", {"core.Account": [lost]})

    with elsewhere() as place:
        with pytest.raises(
            LineError, match=r"line 1, person_id: It points to “core.Person” .* not in the file"
        ):
            brought(file)

        assert list(place.iterdir()) == []
        assert connection.introspection.table_names() == []


def test_a_place_that_holds_something_is_refused(data, tmp_path, transactional_db):
    file = packed(tmp_path / "a.zip", {"core.Person": [person()]})

    with pytest.raises(empty_place.RestoreError, match="is not empty"):
        brought(file)

    assert Person.objects.count() == 0


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_named(tmp_path):
    rows = [row_of("core.Account", id=str(uuid7()), email=f"{name}@example.org", name="A") for name in "abA"]

    with opened(packed(tmp_path / "a.zip", {"core.Account": rows})) as bundle:
        contents = looking.look_through(bundle)
        with pytest.raises(LineError, match=r"Account\.jsonl, line 3: The database refuses it"):
            bringing._put(bundle, contents.shapes[0], contents)


def test_what_an_export_leaves_out_is_filled_in_here():
    assert {label: set(names) for label, names in exported._without.items() if names} == {
        bringing.ACCOUNT: {"password"},
        bringing.FILE: {"digest", "key_print"},
        # Sealed with a key that stays; the document itself is the PDF, which comes along.
        "contracts.Document": {"values"},
        # A link to sign by works where it was sent from.
        "contracts.Signature": {"link_digest"},
        # So does a link to verify by, and the code that stands on the screen of a class.
        "certifications.Award": {"token"},
        "classes.Session": {"check_secret"},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["event", "root", "peaks", "gone"])
def test_a_log_that_does_not_fit_its_heads_is_refused(data, change):
    for _at in range(2):
        specimens.specimen(Event, {})
        tree_heads.seal(None)
    arriving.check_log()
    match change:
        case "event":
            Event.objects.filter(position=0).update(name="another")
        case "root":
            TreeHead.objects.filter(size=2).update(root="0" * 64)
        case "peaks":
            TreeHead.objects.filter(size=2).update(peaks="00" * 32)
        case "gone":
            TreeHead.objects.filter(size=1).delete()

    with pytest.raises(arriving.ArrivalError, match="The log of events is not whole"):
        arriving.check_log()


@pytest.mark.django_db
def test_events_that_were_sealed_while_it_was_exported_are_sealed_here(data):
    specimens.specimen(Event, {})
    tree_heads.seal(None)
    specimens.specimen(Event, {})
    Event.objects.filter(position=None).update(position=1)

    arriving.check_log()

    assert list(
        Event.objects.order_by("position").values_list("position", flat=True).filter(position__gte=0)
    ) == [0]


# -- at a terminal


def test_it_is_written_at_a_terminal_and_looked_through(
    transactional_db, data, tmp_path, capsys, monkeypatch
):
    Account.objects.create(email="ada@example.org", name="Ada", is_owner=True)
    monkeypatch.setenv("TRELLIS_DATA", str(data))
    file = str(tmp_path / "all.zip")

    assert main(["export-all", file]) == 0
    assert main(["import-all", "--dry-run", file]) == 0
    assert main(["import-all", file]) == 2

    told = capsys.readouterr().err
    assert "It is whole, exported at" in told
    assert "is not empty" in told
