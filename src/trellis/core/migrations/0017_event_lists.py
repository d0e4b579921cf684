"""Events are found by their object alone, and by the kind of their object in the order of time."""

from django.db import migrations, models

from trellis.core.migrating import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("core", "0016_mails_with_files")]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(fields=["object", "-at"], name="event_of_its_object"),
        ),
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(fields=["about", "-at"], name="event_of_kind"),
        ),
        migrations.RemoveIndex(model_name="event", name="event_of_object"),
    ]
