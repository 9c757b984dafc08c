from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> SavedFilterQuerySet:
        return self.filter(owner_id=user.pk)


class SavedFilter(models.Model):
    """A view of the gallery that a person comes back to: the gallery's address, by a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters"
    )
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)  # "starred=true&sort_by=oldest", no place in it
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="saved_filter_one_a_name_of_an_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name
