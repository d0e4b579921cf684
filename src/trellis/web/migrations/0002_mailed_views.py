"""Views of lists are mailed by the clock."""

import django.db.models.deletion
import django.utils.timezone
import trellis.core.records
from django.conf import settings
from django.db import migrations, models

from trellis.core.migrating import Together


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0016_mails_with_files'),
        ('web', '0001_saved_views'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='MailedView',
            fields=[
                ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                ('every', models.CharField(choices=[('week', 'every week'), ('month', 'every month')], max_length=5)),
                ('day', models.PositiveSmallIntegerField()),
                ('at', models.TimeField()),
                ('form', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'workbook (XLSX)')], max_length=4)),
                ('next_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_for', models.CharField(blank=True, choices=[('self', 'they stopped it'), ('owner', 'whoever set it up stopped it'), ('lost', 'they may no longer see the list')], default='', max_length=5)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailed_views', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailed', to='web.savedview')),
            ],
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                ('due_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('lines', models.PositiveIntegerField(blank=True, null=True)),
                ('is_enclosed', models.BooleanField(default=True)),
                ('kept_back', models.CharField(blank=True, choices=[('self', 'they stopped it'), ('owner', 'whoever set it up stopped it'), ('lost', 'they may no longer see the list')], default='', max_length=5)),
                ('mail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.mail')),
                ('mailed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailings', to='web.mailedview')),
            ],
        ),
        ]),
        migrations.AddIndex(
            model_name='mailedview',
            index=models.Index(condition=models.Q(('stopped_at', None)), fields=['next_at'], name='mailed_view_due'),
        ),
        migrations.AddConstraint(
            model_name='mailedview',
            constraint=models.UniqueConstraint(fields=('view', 'account'), name='mailed_view_once_for_somebody'),
        ),
        migrations.AddConstraint(
            model_name='mailedview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__gte', 1), ('day__lte', 7), ('every', 'week')), models.Q(('day__gte', 1), ('day__lte', 31), ('every', 'month')), _connector='OR'), name='mailed_view_has_day'),
        ),
        migrations.AddConstraint(
            model_name='mailedview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stopped_at', None), ('stopped_for', '')), models.Q(('stopped_at__isnull', False), models.Q(('stopped_for', ''), _negated=True)), _connector='OR'), name='mailed_view_stopped_for_a_reason'),
        ),
        migrations.AddIndex(
            model_name='mailing',
            index=models.Index(fields=['mailed', '-due_at'], name='mailing_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.UniqueConstraint(fields=('mailed', 'due_at'), name='mailing_once_for_a_time'),
        ),
    ]
