"""A site with a handbook and a file, and another place that is empty: for what moves all from one to the other."""

import subprocess
from contextlib import contextmanager

import pytest
from django.db import connection


@pytest.fixture
def data(tmp_path, settings):
    """A data directory with a handbook in Git and a stored file."""
    settings.TRELLIS_DATA = tmp_path / "data"
    book = settings.TRELLIS_DATA / "handbook"
    book.mkdir(parents=True)
    (book / "welcome.md").write_text("# Welcome\n")
    git(book, "init", "--quiet", "--initial-branch=main")
    git(book, "add", ".")
    git(book, "commit", "--quiet", "-m", "Begin")
    git(book, "branch", "trellis/1-better")
    settings.TRELLIS_HANDBOOK = [str(book)]
    settings.FILES_FOLDER = settings.TRELLIS_DATA / "files"
    stored = settings.TRELLIS_DATA / "files" / "ab"
    stored.mkdir(parents=True)
    (stored / "abc-1").write_bytes(bytes(range(256)) * 4000)
    return settings.TRELLIS_DATA


def git(folder, *words):
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", *who, "-C", folder, *words], check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def elsewhere(tmp_path, settings, transactional_db):
    """Another place: an empty folder and, within this, a database that is empty."""

    @contextmanager
    def moved():
        name = connection.settings_dict["NAME"]
        other = f"{name}_elsewhere" if connection.vendor == "postgresql" else str(tmp_path / "other.sqlite3")
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{other}"')
                cursor.execute(f'CREATE DATABASE "{other}"')
        connection.close()
        connection.settings_dict["NAME"] = other
        settings.TRELLIS_DATA = tmp_path / "else"
        settings.FILES_FOLDER = tmp_path / "else" / "files"
        try:
            yield settings.TRELLIS_DATA
        finally:
            connection.close()
            connection.settings_dict["NAME"] = name
            (tmp_path / "other.sqlite3").unlink(missing_ok=True)
            if connection.vendor == "postgresql":
                with connection._nodb_cursor() as cursor:
                    cursor.execute(f'DROP DATABASE "{other}" WITH (FORCE)')

    return moved
