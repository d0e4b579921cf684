"""How much was watched, and how far, as numbers that the database adds up; filled in for what was kept before."""

from django.db import migrations, models

from trellis.learning.definitions.watching import KIND, watched


def fill(apps, schema_editor):
    replies = apps.get_model("learning", "Reply")
    rows = []
    for row in replies.objects.filter(kind=KIND).only("pk", "value").order_by("pk").iterator(2000):
        found = watched(row.value)
        if found is not None:
            row.share, row.reached = found.share, found.reached
            rows.append(row)
        if len(rows) >= 500:
            replies.objects.bulk_update(rows, ["share", "reached"])
            rows = []
    replies.objects.bulk_update(rows, ["share", "reached"])


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0001_learning'),
    ]

    operations = [
        migrations.AddField(
            model_name='reply',
            name='reached',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='reply',
            name='share',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(condition=models.Q(('kind', 'watched')), fields=['course', 'part', 'block', 'share', 'reached'], name='learning_watched'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
