"""The settings of the tests: the real ones, in a clean environment, with a database and a folder of their own.

`TRELLIS_TEST_DATABASE` names the server to test on, as `postgres://postgres@127.0.0.1:5432/postgres`; without it the
tests run on SQLite, on a file as in production.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from trellis.config.tests.databases import take_name

RUN = "TRELLIS_TEST_RUN"
NAME = "TRELLIS_TEST_NAME"
KEPT = ("TRELLIS_TEST_",)

for _name in [name for name in os.environ if name.startswith("TRELLIS_") and not name.startswith(KEPT)]:
    del os.environ[_name]

if RUN not in os.environ and "pytest" in sys.modules:
    # The first process of a run makes the folder; those that it starts find it, and this one takes it away.
    os.environ[RUN] = tempfile.mkdtemp(prefix="trellis-test-")
    atexit.register(shutil.rmtree, os.environ[RUN], ignore_errors=True)

# The type checker reads these settings too, and stores nothing.
_folder = Path(os.environ.get(RUN, Path(tempfile.gettempdir(), "trellis-test")))
os.environ["TRELLIS_DATA"] = str(_folder / "data")
os.environ["TRELLIS_SECRET_KEY"] = "a-key-for-tests-that-protects-nothing-at-all"
_server = os.environ.get("TRELLIS_TEST_DATABASE", "")
if _server:
    if NAME not in os.environ and RUN in os.environ:
        _taken = take_name(Path(tempfile.gettempdir()))
        os.environ[NAME] = _taken.name
    # No pool: its threads would hold connections to a database that is to be dropped.
    os.environ["TRELLIS_DATABASE"] = f"{_server}?pool=0"

from trellis.config.settings import *  # noqa: E402, F403
from trellis.config.settings import DATABASES, STATIC_ROOT  # noqa: E402

if RUN in os.environ:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
DATABASES["default"]["TEST"] = {
    "NAME": os.environ.get(NAME, "test_trellis") if _server else str(_folder / "test.sqlite3")
}
if not _server:
    # Rows that nobody ordered come backwards, so that what needs an order fails here, not one day on PostgreSQL.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA reverse_unordered_selects=ON;"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# Looked up where they are asked for: to list all of them for each client of each test took longer than many a test.
WHITENOISE_AUTOREFRESH = True
