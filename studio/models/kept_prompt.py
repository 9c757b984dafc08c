from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models


class KeptPrompt(models.Model):
    """Words that a person asked for, once each, with all the settings of their last use.

    A row of its own, not a search of the generations: it is listed once however often it was used,
    found by an index however many there are, and stays when the pictures are gone.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, editable=False)  # of the prompt: long texts need one
    prompt = models.TextField()
    requested = models.JSONField(default=dict)  # as that of `Generation`, and the count

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"prompt {self.pk}"


def digest_of(prompt: str) -> str:
    return hashlib.sha256(prompt.encode()).hexdigest()
