import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finder
from django.urls import resolve

from trellis.config import preparing
from trellis.core.models import Account
from trellis.core.services.links import redeem_sign_in_link


@pytest.mark.django_db
def test_migrated_database_needs_nothing():
    assert preparing.pending_migrations() == []
    assert preparing.migrate() == 0


@pytest.mark.django_db
def test_first_start_makes_an_owner_and_a_link_that_works():
    path = preparing.owner_sign_in_path()

    owner = redeem_sign_in_link(token=resolve(path).kwargs["token"])
    assert (owner.email, owner.is_owner) == (preparing.OWNER_EMAIL, True)


@pytest.mark.django_db
def test_second_start_makes_no_second_owner():
    preparing.owner_sign_in_path()
    preparing.owner_sign_in_path()

    assert Account.objects.count() == 1


@pytest.mark.slow  # copies files
def test_static_files_are_collected_once(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "static"

    assert preparing.collect_static()
    assert not preparing.collect_static()
    assert (tmp_path / "static" / "web").is_dir()


@pytest.fixture
def finders():
    """Finders that read the settings of this test; the next test gets its own."""
    get_finder.cache_clear()
    yield
    get_finder.cache_clear()


@pytest.mark.slow  # copies files
def test_static_files_are_collected_again_after_a_change(tmp_path, settings, finders):
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.css").write_text("a {}")
    settings.STATICFILES_DIRS = [tmp_path / "own"]
    preparing.collect_static()

    (tmp_path / "own" / "a.css").write_text("a { color: red }")
    a_minute_later = time.time() + 60  # Django compares whole seconds
    os.utime(tmp_path / "own" / "a.css", (a_minute_later, a_minute_later))

    assert preparing.collect_static()
    assert (tmp_path / "static" / "a.css").read_text() == "a { color: red }"


@pytest.mark.django_db
def test_preparing_takes_turns():
    with preparing.alone():
        assert (Path(settings.TRELLIS_DATA) / "starting.lock").exists()
