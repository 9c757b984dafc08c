from __future__ import annotations

from django.db import models
from django.db.models import Q

from gallery.models import Image
from sessions_app.models.message import Message


class PartKind(models.TextChoices):
    TEXT = "text"
    IMAGE = "image"
    THOUGHT = "thought"
    THOUGHT_IMAGE = "thought_image"


WORDS = (PartKind.TEXT, PartKind.THOUGHT)
PICTURES = (PartKind.IMAGE, PartKind.THOUGHT_IMAGE)
THOUGHTS = (PartKind.THOUGHT, PartKind.THOUGHT_IMAGE)


class MessagePart(models.Model):
    """A piece of a message as it crosses the wire, in its place and with its own signature.

    A person's words stand here as they were sent, memories included.  A picture is one of the
    gallery, or a file that belongs to this part alone (a draft, a thought); with neither it was
    deleted.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=13, choices=PartKind)
    text = models.TextField(blank=True)
    image = models.ForeignKey(Image, models.SET_NULL, null=True, related_name="message_parts")
    name = models.CharField(max_length=120, blank=True)  # of the file in the store
    mime_type = models.CharField(max_length=80, blank=True)  # as the provider named it
    size_bytes = models.PositiveIntegerField(default=0)  # of a picture
    # Opaque, of any length; it goes back unchanged with this part, and nowhere else.
    signature = models.BinaryField(null=True, editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "position"], name="part_has_its_place_in_the_message"
            ),
            models.CheckConstraint(
                name="part_is_words_or_a_picture",
                condition=Q(kind__in=WORDS, image__isnull=True, name="")
                | Q(kind__in=PICTURES, text=""),
            ),
            models.CheckConstraint(
                name="part_has_one_picture_at_most",
                condition=Q(image__isnull=True) | Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of message {self.message_id}"

    @property
    def is_thought(self) -> bool:
        return self.kind in THOUGHTS

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES

    @property
    def file_name(self) -> str:
        """Where the picture's bytes lie; "" where it is gone."""
        return self.image.name if self.image else self.name
