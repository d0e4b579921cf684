from pathlib import Path

import pytest

from trellis.config.readers import Reader, SettingError


def test_absent_and_empty_variables_give_the_default():
    assert Reader({}).text("TRELLIS_X", "default") == "default"
    assert Reader({"TRELLIS_X": "  "}).text("TRELLIS_X", "default") == "default"


@pytest.mark.parametrize(
    ("text", "expected"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)]
)
def test_boolean_reads_the_usual_words(text, expected):
    assert Reader({"TRELLIS_X": text}).boolean("TRELLIS_X", default=not expected) is expected


def test_boolean_refuses_other_words_with_the_right_ones():
    with pytest.raises(SettingError) as refused:
        Reader({"TRELLIS_X": "maybe"}).boolean("TRELLIS_X", default=False)

    assert (
        refused.value.message
        == "TRELLIS_X is 'maybe'; it must be one of 1, true, yes, on, 0, false, no, off."
    )


@pytest.mark.parametrize("text", ["-1", "11", "1.5", "ten", "٣"])
def test_integer_refuses_what_is_out_of_bounds(text):
    with pytest.raises(SettingError, match="whole number from 0 to 10"):
        Reader({"TRELLIS_X": text}).integer("TRELLIS_X", default=5, least=0, most=10)


@pytest.mark.parametrize("text", ["short", "with an umlaut ä in it", "with a\x07bell in the midst"])
def test_secret_that_can_be_guessed_or_not_be_sent_is_refused(text):
    with pytest.raises(SettingError, match="at least 16 characters"):
        Reader({"X": text}).secret("X", least=16)


def test_secret_may_be_left_out():
    assert Reader({}).secret("X", least=16) == ""
    assert Reader({"X": "s" * 16}).secret("X", least=16) == "s" * 16


def test_choice_names_the_choices():
    with pytest.raises(SettingError) as refused:
        Reader({"TRELLIS_READING": "public"}).choice("TRELLIS_READING", ("open", "members"), default="open")

    assert refused.value.message == "TRELLIS_READING is 'public'; it must be one of open, members."


def test_words_are_parted_by_commas_or_space():
    assert Reader({"TRELLIS_X": "a.example, b.example c.example"}).words("TRELLIS_X") == [
        "a.example",
        "b.example",
        "c.example",
    ]


def test_folder_is_absolute_and_may_be_absent(tmp_path):
    assert Reader({"TRELLIS_X": str(tmp_path / "new")}).folder("TRELLIS_X", Path("/")) == tmp_path / "new"


def test_folder_refuses_a_file(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(SettingError, match="not a folder"):
        Reader({"TRELLIS_X": str(tmp_path / "file")}).folder("TRELLIS_X", Path("/"))


def test_sqlite_queues_its_writers():
    database = Reader({}).database("TRELLIS_DATABASE", "sqlite:////srv/a%20b/trellis.sqlite3")

    assert database["NAME"] == "/srv/a b/trellis.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_postgres_address_is_taken_apart():
    url = "postgres://ada:p%40ss@db.example:5433/trellis?sslmode=require&pool=3"

    assert Reader({"TRELLIS_DATABASE": url}).database("TRELLIS_DATABASE", "") == {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "NAME": "trellis",
        "USER": "ada",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require", "pool": {"min_size": 1, "max_size": 3}, "prepare_threshold": 4},
    }


def test_postgres_without_pool():
    found = Reader({}).database("TRELLIS_DATABASE", "postgres://db.example/trellis?pool=0")

    assert "pool" not in found["OPTIONS"]


def test_postgres_without_plans():
    found = Reader({}).database("TRELLIS_DATABASE", "postgres://db.example/trellis?pool=0&plan=0")

    assert found["OPTIONS"] == {"prepare_threshold": None}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://db.example/trellis", "no database that Trellis knows"),
        ("sqlite://trellis.sqlite3", "three slashes"),
        ("sqlite:///", "three slashes"),
        ("postgres://db.example", "names no database"),
        ("postgres://db.example:port/trellis", "is not a database address"),
        ("postgres://db.example/trellis?pool=many", "whole number"),
    ],
)
def test_database_address_that_makes_no_sense_is_explained(url, problem):
    with pytest.raises(SettingError, match=problem):
        Reader({"TRELLIS_DATABASE": url}).database("TRELLIS_DATABASE", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smtp://u%40x:p%2Fw@mail.example.com", ("mail.example.com", 587, "u@x", "p/w", False, True)),
        ("smtps://u:p@mail.example.com", ("mail.example.com", 465, "u", "p", True, False)),
        ("smtp://mail.example.com:25?tls=no", ("mail.example.com", 25, "", "", False, False)),
    ],
)
def test_mail_server_is_read_from_an_address(text, expected):
    assert Reader({"TRELLIS_SMTP": text}).smtp("TRELLIS_SMTP") == expected


@pytest.mark.parametrize(
    "text",
    [
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://x:port",
        "smtp://x?pool=1",
        "smtp://[x",
    ],
)
def test_what_is_no_mail_server_is_refused(text):
    with pytest.raises(SettingError, match="is not the address of a mail server"):
        Reader({"TRELLIS_SMTP": text}).smtp("TRELLIS_SMTP")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is missing"), ("Trellis", "must be an e-mail"), ("a@b\nBcc: c", "must be an e-mail")],
)
def test_mail_must_come_from_somebody(text, said):
    with pytest.raises(SettingError, match=said):
        Reader({"TRELLIS_MAIL_FROM": text}).mailbox("TRELLIS_MAIL_FROM")
