from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0006_notices")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="language",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
    ]
