from __future__ import annotations

from django.db import models
from django.utils import timezone

from gallery.models import Image
from sessions_app.models.work_session import WorkSession


class SessionImage(models.Model):
    """A picture filed in a session: in one at most, so that filing it elsewhere moves it."""

    work_session = models.ForeignKey(WorkSession, models.CASCADE, related_name="session_images")
    image = models.OneToOneField(Image, models.CASCADE, related_name="session_image")
    filed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["work_session", "-filed_at"], name="session_image_newest"),
        ]

    def __str__(self) -> str:
        return f"image {self.image_id} in session {self.work_session_id}"
