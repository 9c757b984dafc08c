from __future__ import annotations

import hashlib
import secrets

from django.db import migrations, models


def hash_tokens(apps, schema_editor):
    """Links that are out stay open; their addresses are not kept."""
    for link in apps.get_model("sessions_app", "ShareLink").objects.iterator():
        link.digest = hashlib.sha256(link.token.encode()).hexdigest()
        link.save(update_fields=["digest"])


def forget_tokens(apps, schema_editor):
    """No token comes back from its hash: what is left opens with words that nobody knows."""
    for link in apps.get_model("sessions_app", "ShareLink").objects.iterator():
        link.token = secrets.token_urlsafe(32)
        link.save(update_fields=["token"])


class Migration(migrations.Migration):

    dependencies = [
        ('sessions_app', '0006_token_scopes_and_limits'),
    ]

    operations = [
        migrations.AddField(
            model_name='sharelink',
            name='seed',
            field=models.CharField(blank=True, default='', editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='sharelink',
            name='digest',
            field=models.CharField(editable=False, max_length=64, null=True),
        ),
        migrations.AlterField(
            model_name='sharelink',
            name='token',
            field=models.CharField(editable=False, max_length=64, null=True),
        ),
        migrations.RunPython(hash_tokens, forget_tokens),
        migrations.RemoveField(model_name='sharelink', name='token'),
        migrations.AlterField(
            model_name='sharelink',
            name='digest',
            field=models.CharField(editable=False, max_length=64, unique=True),
        ),
    ]
