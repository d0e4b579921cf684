"""The table of the cache, which Django would otherwise want made by a command of its own."""

from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_accounts")]

    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop)]
