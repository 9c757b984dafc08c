"""What a person makes of templates: which they star, and how often they use each."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F

from studio.models import PromptTemplate, TemplateMark


def star(template: PromptTemplate, *, by: AbstractBaseUser, starred: bool) -> None:
    TemplateMark.objects.update_or_create(
        owner_id=by.pk, template=template, defaults={"starred": starred}
    )


def count_use(template_id: int | None, *, by: AbstractBaseUser) -> None:
    """Once more; nothing for a prompt that came of no template which the person sees."""
    template = PromptTemplate.objects.visible_to(by).filter(pk=template_id or 0).first()
    if template is None:
        return
    mark, _ = TemplateMark.objects.get_or_create(owner_id=by.pk, template=template)
    TemplateMark.objects.filter(pk=mark.pk).update(uses=F("uses") + 1)
