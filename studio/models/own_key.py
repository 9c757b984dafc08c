from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.models.encryption import EncryptedTextField
from studio.models.provider_key import ProviderKey


class OwnKey(models.Model):
    """The API key that a person brought: it pays for their calls and for nobody else's."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="own_key")
    secret = EncryptedTextField(editable=False)
    provider_key = models.ForeignKey(ProviderKey, models.PROTECT, related_name="own_keys")
    last_four = models.CharField(max_length=4, editable=False)
    models_found = models.JSONField(default=list, editable=False)  # labels, as last tested
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    tested_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"key …{self.last_four} of {self.owner_id}"
