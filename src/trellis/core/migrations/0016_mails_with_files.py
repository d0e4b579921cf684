"""Mails name what is made and enclosed when they are sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0015_person_name_by_key")]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="encloses",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="mail",
            name="enclosed",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
