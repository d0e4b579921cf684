"""The repository itself: what is true of every file, every room and every link."""

from __future__ import annotations

import configparser
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "trellis"
ROOMS = sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists())
WITHOUT_DJANGO = {"client", "handbook"}
WIRING = {"config"}
CODE = {".css", ".html", ".js", ".py", ".toml", ".yml"}
REGISTRIES = [
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb", "debian"))
]
SAMPLES = ("/tests/data/", "/example/")


@cache
def files() -> list[Path]:
    """Every file that is, or is about to be, committed."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def text_of(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        return None


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_sample(path: Path) -> bool:
    """Whether the file is input of Trellis, which may hold anything."""
    return any(part in f"/{name_of(path)}" for part in SAMPLES)


def names_where(condition) -> list[str]:
    """The files whose text has a property, samples left out."""
    return sorted(
        name_of(path) for path in files() if not is_sample(path) and condition(path, text_of(path) or "")
    )


@pytest.mark.parametrize("name", ["base", "dev", "tools"])
def test_lock_files_hold_hashes_and_no_address(name):
    lock = (ROOT / "requirements" / f"{name}.txt").read_text()

    assert "://" not in lock
    assert not re.search(r"^--", lock, re.MULTILINE)
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=\S)", lock, flags=re.MULTILINE)[1:])


def test_no_file_names_a_registry():
    assert names_where(lambda path, text: any(host in text for host in REGISTRIES)) == []


def test_no_file_names_a_place_of_one_machine():
    place = re.compile(r"(?<![\w.])/(?:root|work/(?:main|shared))/")

    assert names_where(lambda path, text: path != Path(__file__) and place.search(text)) == []


def test_code_has_no_tabs_and_unix_line_ends():
    assert names_where(lambda path, text: path.suffix in CODE and ("\t" in text or "\r" in text)) == []


def test_init_files_are_empty_but_where_django_looks_for_models():
    def says_something(path, text):
        return path.name == "__init__.py" and path.parent.name != "models" and text.strip()

    assert names_where(says_something) == []


def test_every_folder_of_code_is_a_package():
    folders = {path.parent for path in files() if path.suffix == ".py" and SOURCE in path.parents}

    assert sorted(name_of(folder) for folder in folders if not (folder / "__init__.py").exists()) == []


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_tests(room):
    assert list((SOURCE / room / "tests").rglob("test_*.py")) != []


@pytest.mark.parametrize("room", sorted(set(ROOMS) - WITHOUT_DJANGO - WIRING))
def test_room_is_an_installed_app(room):
    assert (SOURCE / room / "apps.py").exists()
    assert f"trellis.{room}" in settings.INSTALLED_APPS


@pytest.mark.parametrize("room", ROOMS)
def test_templates_and_static_files_lie_under_the_name_of_their_room(room):
    kept = [SOURCE / room / "templates", SOURCE / room / "static"]

    assert [
        child.name for folder in kept if folder.exists() for child in folder.iterdir() if child.name != room
    ] == []


def test_no_module_is_named_for_nothing():
    """Split by subject: a module of that name collects what nobody finds again."""
    nameless = {"utils", "util", "helpers", "mixins", "common", "misc"}

    assert names_where(lambda path, text: path.suffix == ".py" and path.stem in nameless) == []


def test_every_room_stands_on_a_floor():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    floors = re.findall(r"\w+", contracts["importlinter:contract:rooms"]["layers"])

    assert sorted(floors) == ROOMS


@pytest.mark.parametrize("room", [room for room in ROOMS if any((SOURCE / room).glob("models*"))])
def test_models_of_every_room_are_kept_at_home(room):
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    contract = contracts[f"importlinter:contract:models-of-{room}"]

    assert contract["forbidden_modules"].split() == [f"trellis.{room}.models"]
    assert sorted(contract["source_modules"].split()) == [
        f"trellis.{other}" for other in ROOMS if other != room
    ]


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
