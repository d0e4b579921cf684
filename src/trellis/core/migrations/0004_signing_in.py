import django.db.models.deletion
import django.utils.timezone
import trellis.core.records
from django.conf import settings
from django.db import migrations, models

from trellis.core.migrating import Together


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_access'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tries',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField(default=0)),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name='account',
            name='joined_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='signinlink',
            name='issued_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signinlink',
            name='purpose',
            field=models.CharField(choices=[('sign-in', 'sign in'), ('invitation', 'invitation'), ('reset', 'new password')], default='sign-in', max_length=10),
        ),
        migrations.AddField(
            model_name='signinlink',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        Together([
            migrations.CreateModel(
                name='CodeApp',
                fields=[
                    ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('sealed_secret', models.CharField(editable=False, max_length=255)),
                    ('last_step', models.BigIntegerField(default=0, editable=False)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='code_app', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Passkey',
                fields=[
                    ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=60)),
                    ('credential_id', models.CharField(editable=False, max_length=1400, unique=True)),
                    ('public_key', models.TextField(editable=False)),
                    ('sign_count', models.BigIntegerField(default=0, editable=False)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('used_at', models.DateTimeField(blank=True, null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SignIn',
                fields=[
                    ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('session_key', models.CharField(editable=False, max_length=40, unique=True)),
                    ('device', models.CharField(max_length=100)),
                    ('address', models.CharField(max_length=45)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='RecoveryCode',
                fields=[
                    ('id', models.UUIDField(default=trellis.core.records.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('digest', models.CharField(editable=False, max_length=64)),
                    ('used_at', models.DateTimeField(blank=True, null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('account', 'digest'), name='recovery_code_once_for_an_account')],
                },
            ),
        ]),
    ]
