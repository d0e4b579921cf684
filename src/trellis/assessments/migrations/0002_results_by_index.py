"""What a list of results adds up stands in an index."""

from django.db import migrations, models

from trellis.core.migrating import AddIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('assessments', '0001_assessments'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='attempt',
            index=models.Index(fields=['quiz', 'state', 'passed', 'score'], name='assessments_results'),
        ),
    ]
