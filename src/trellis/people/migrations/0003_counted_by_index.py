"""The directory is sorted and counted by indexes that hold all that it sorts and counts by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_opening")]

    operations = [
        migrations.RemoveIndex(model_name="position", name="position_by_start"),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(fields=["starts_on", "ends_on", "person", "id"], name="position_by_start"),
        ),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(
                fields=["department", "entity", "title", "location", "contract_type", "starts_on", "ends_on"],
                name="position_as_counted",
            ),
        ),
    ]
