"""What was said about proposals becomes comments like those on any object, with notes of the lines they are about.

The table of before stays for a release: the version before reads it and writes into it until its last process is
replaced. `services.carrying` brings over what it wrote meanwhile.
"""

import django.db.models.deletion
import trellis.core.records
from django.conf import settings
from django.db import migrations, models

from trellis.core.migrating import for_each_batch, in_batches

SUGGESTED = "I suggest other words."
"""For suggestions without a word, as comments cannot be empty."""


@in_batches
def carry(apps, schema_editor):
    said, comments = apps.get_model("pages", "Comment"), apps.get_model("discussions", "Comment")
    notes, followings = apps.get_model("pages", "LineNote"), apps.get_model("discussions", "Following")

    def bring(rows):
        comments.objects.bulk_create(
            comments(
                id=row.pk, kind="proposal", object=row.proposal_id, author_id=row.author_id, reply_to_id=row.reply_to_id,
                text=row.text.strip() or SUGGESTED, created_at=row.created_at,
                settled_at=row.resolved_at if row.reply_to_id is None else None,
                settled_by_id=row.resolved_by_id if row.reply_to_id is None else None,
            )
            for row in rows
        )
        notes.objects.bulk_create(
            notes(
                comment_id=row.pk, proposal_id=row.proposal_id, path=row.path, line=row.line, last_line=row.last_line,
                tip=row.tip, suggests=row.suggests and row.line is not None, suggestion=row.suggestion,
                applied_as=row.applied_as,
            )
            for row in rows
        )
        watching = {(row.author_id, row.proposal_id) for row in rows if row.proposal.state == "open"}
        followings.objects.bulk_create(
            (
                followings(account_id=who, kind="proposal", object=key, state="watching")
                for who, key in sorted(watching)
            ),
            ignore_conflicts=True,
        )

    # Answers after what they answer.
    for part in (models.Q(reply_to=None), models.Q(reply_to__isnull=False)):
        rows = said.objects.filter(part).exclude(pk__in=comments.objects.values("pk"))
        for_each_batch(rows.select_related("proposal"), bring)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("discussions", "0001_comments"),
        ("pages", "0007_identities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='comment',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pages.proposal'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='reply_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pages.comment'),
        ),
        migrations.AlterField(
            model_name='comment',
            name='resolved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='LineNote',
            fields=[
                ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                ('path', models.CharField(blank=True, max_length=400)),
                ('line', models.PositiveIntegerField(blank=True, null=True)),
                ('last_line', models.PositiveIntegerField(blank=True, null=True)),
                ('tip', models.CharField(max_length=64)),
                ('suggests', models.BooleanField(default=False)),
                ('suggestion', models.TextField(blank=True, max_length=100000)),
                ('applied_as', models.CharField(blank=True, max_length=64)),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='line_note', to='discussions.comment')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='line_notes', to='pages.proposal')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('last_line', None), ('line', None)), models.Q(('last_line__gte', models.F('line')), ('line__gte', 1)), _connector='OR'), name='line_note_lines_in_order'), models.CheckConstraint(condition=models.Q(('suggests', False), ('line__isnull', False), _connector='OR'), name='line_note_suggests_for_lines')],
            },
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
