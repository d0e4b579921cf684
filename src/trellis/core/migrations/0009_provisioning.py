import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import trellis.core.records
from django.conf import settings
from django.db import migrations, models

from trellis.core.migrating import Together


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0008_tokens'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Group',
                fields=[
                    ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=255)),
                    ('name_key', models.CharField(editable=False, max_length=255)),
                    ('external_id', models.CharField(blank=True, default='', max_length=255)),
                    ('access', models.CharField(blank=True, choices=[('reader', 'reader'), ('contributor', 'contributor'), ('approver', 'approver'), ('administrator', 'administrator')], default='', max_length=13)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='GroupRole',
                fields=[
                    ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=200)),
                ],
            ),
            migrations.CreateModel(
                name='Identity',
                fields=[
                    ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('attributes', models.JSONField(default=dict)),
                    ('without_active', models.BooleanField(default=False)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('display', models.CharField(blank=True, default='', max_length=255)),
                ],
            ),
            migrations.CreateModel(
                name='ProvisioningCall',
                fields=[
                    ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('method', models.CharField(max_length=10)),
                    ('path', models.CharField(max_length=200)),
                    ('status', models.PositiveSmallIntegerField()),
                    ('detail', models.CharField(blank=True, max_length=300)),
                ],
            ),
        ]),
        migrations.AddField(
            model_name='account',
            name='changed_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='account',
            name='external_id',
            field=models.CharField(blank=True, default='', editable=False, max_length=255),
        ),
        migrations.AddField(
            model_name='account',
            name='own_access',
            field=models.CharField(blank=True, choices=[('reader', 'reader'), ('contributor', 'contributor'), ('approver', 'approver'), ('administrator', 'administrator')], max_length=13, null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='removed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='user_name',
            field=models.CharField(blank=True, default='', editable=False, max_length=254),
        ),
        migrations.AddField(
            model_name='account',
            name='user_name_key',
            field=models.CharField(editable=False, max_length=254, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='roleholding',
            name='by_group',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='accesschange',
            name='deed',
            field=models.CharField(choices=[('invited', 'invited'), ('invited-again', 'invited again'), ('withdrawn', 'invitation withdrawn'), ('joined', 'joined'), ('access', 'access changed'), ('roles', 'roles changed'), ('owner', 'made an owner'), ('closed', 'account closed'), ('added', 'added by an identity provider'), ('address', 'address changed'), ('groups', 'groups changed'), ('removed', 'removed by an identity provider'), ('opened', 'account opened again'), ('link', 'link for a new password made'), ('asked', 'asked to recover the password'), ('recovered', 'new password by a link'), ('factor-off', 'second factor taken off'), ('signed-out', 'signed out everywhere'), ('key', 'token made'), ('key-revoked', 'token revoked')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(fields=['external_id'], name='account_by_external_id'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('removed_at', None), ('is_active', False), _connector='OR'), name='account_removed_is_closed'),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(fields=['name_key'], name='group_by_name'),
        ),
        migrations.AddIndex(
            model_name='group',
            index=models.Index(fields=['external_id'], name='group_by_external_id'),
        ),
        migrations.AddField(
            model_name='grouprole',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='core.group'),
        ),
        migrations.AddField(
            model_name='identity',
            name='account',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='identity', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='membership',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='core.group'),
        ),
        migrations.AddField(
            model_name='provisioningcall',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='grouprole',
            constraint=models.UniqueConstraint(models.F('group'), django.db.models.functions.text.Lower('title'), name='group_role_once_in_any_case'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('group', 'account'), name='membership_once_in_a_group'),
        ),
        migrations.AddIndex(
            model_name='provisioningcall',
            index=models.Index(fields=['-at'], name='provisioning_newest_first'),
        ),
    ]
