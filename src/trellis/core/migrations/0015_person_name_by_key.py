"""Rows of rooms are sorted by the names of people without reading the people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0014_imports")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["id", "name"], name="person_name_by_key"),
        ),
    ]
