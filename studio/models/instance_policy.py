from __future__ import annotations

from django.db import models
from django.db.models import Q


class InstancePolicy(models.Model):
    """What staff have decided for everybody: one row, and its defaults while there is none."""

    # Off: only staff draw with the instance's key, everybody else brings one.
    instance_key_for_all = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "instance policy"
        constraints = [
            models.CheckConstraint(name="instance_policy_is_one_row", condition=Q(pk=1)),
        ]

    def __str__(self) -> str:
        return "policy of this instance"

    @classmethod
    def current(cls) -> InstancePolicy:
        return cls.objects.filter(pk=1).first() or cls(pk=1)
