"""How much was watched, and how far, as numbers that the database adds up; filled in for what was kept before."""

from django.db import migrations, models

from trellis.core.migrating import AddIndexConcurrently, for_each_batch, in_batches
from trellis.learning.definitions.watching import KIND, watched


@in_batches
def fill(apps, schema_editor):
    replies = apps.get_model("learning", "Reply")

    def count(rows):
        for row in rows:
            found = watched(row.value)
            row.share, row.reached = (found.share, found.reached) if found is not None else (0, 0)
        replies.objects.bulk_update(rows, ["share", "reached"], batch_size=200)

    for_each_batch(replies.objects.filter(kind=KIND, reached=None).only("pk", "value"), count)


class Migration(migrations.Migration):
    atomic = False

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
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name='reply',
            index=models.Index(condition=models.Q(('kind', 'watched')), fields=['course', 'part', 'block', 'share', 'reached'], name='learning_watched'),
        ),
    ]
