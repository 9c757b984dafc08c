from __future__ import annotations

from django.db import models

from studio.models.generation import Generation


class Answer(models.Model):
    """What the provider said, kept whole so that a conversation can go on from it.

    `content` is the candidate's content in wire form; the bytes of each picture lie in the store
    and stand there as `blob:<name>`, every thought signature stays where it came.
    """

    generation = models.OneToOneField(Generation, models.CASCADE, related_name="answer")
    text = models.TextField(blank=True)
    thoughts = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    usage = models.JSONField(default=dict)  # raw usageMetadata
    grounding = models.JSONField(null=True)  # raw groundingMetadata; None: not grounded
    finish_reason = models.CharField(max_length=40, blank=True)
    response_id = models.CharField(max_length=120, blank=True)
    model_version = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"answer to generation {self.generation_id}"
