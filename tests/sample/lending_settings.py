"""The settings of the tests, with one more room."""

from trellis.config.tests.settings import *  # noqa: F403
from trellis.config.tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "lending.apps.LendingConfig"]
MIGRATION_MODULES = {"lending": None}
ROOT_URLCONF = "lending_urls"
