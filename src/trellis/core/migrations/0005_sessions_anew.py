"""Everybody signs in anew, so that every session is listed; whoever has signed in before has joined."""

from django.db import migrations
from django.db.models import F


def begin_anew(apps, schema_editor):
    apps.get_model("sessions", "Session").objects.all().delete()
    apps.get_model("core", "Account").objects.filter(last_login__isnull=False).update(joined_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("core", "0004_signing_in"), ("sessions", "0001_initial")]

    operations = [migrations.RunPython(begin_anew, migrations.RunPython.noop)]
