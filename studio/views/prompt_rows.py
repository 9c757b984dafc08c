"""Templates and kept prompts as the pages show them: every string ready."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse

from gallery.models import Image
from studio import templating, wording
from studio.models import FavouritePrompt, PastPrompt, PromptTemplate, TemplateMark
from studio.models.kept_prompt import KeptPrompt
from studio.remapping import Remapping
from studio.templating import Piece


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """What `studio/_template_card.html` draws."""

    template: PromptTemplate
    pieces: list[Piece]
    picture: str  # below static/
    is_kept: bool  # whether the person may change it
    facts: str  # "Yours · 4:5 · 12 uses"
    starred: bool
    notes: list[str]


@dataclass(frozen=True, slots=True)
class PromptRow:
    """A past or favourite prompt as `studio/_prompt_row.html` draws it."""

    pk: int
    prompt: str
    facts: str
    use_url: str
    keep_url: str  # makes a template of it
    star_url: str
    starred: bool
    forget_url: str = ""  # of a past one: out of the history
    image: Image | None = None


def cards(templates: Sequence[PromptTemplate], by: User) -> list[TemplateCard]:
    remapping = Remapping()
    found = TemplateMark.objects.filter(owner=by, template__in=templates)
    marks = {mark.template_id: mark for mark in found}
    unmarked = TemplateMark()
    return [
        TemplateCard(
            template=template,
            pieces=templating.pieces(template.text),
            picture=picture_of(template),
            is_kept=template.is_kept_by(by),
            facts=_facts(template, marks.get(template.pk, unmarked)),
            starred=marks.get(template.pk, unmarked).starred,
            notes=remapping.notes(model=template.model, aspect_ratio=template.aspect_ratio),
        )
        for template in templates
    ]


def picture_of(template: PromptTemplate) -> str:
    """Each category has one in static/img/templates."""
    return f"img/templates/{template.category}.webp"


def _facts(template: PromptTemplate, mark: TemplateMark) -> str:
    whose = "" if template.shared else "Yours"
    uses = wording.counted(mark.uses, "use") if mark.uses else ""
    return " · ".join(filter(None, [whose, template.aspect_ratio, uses]))


def history_rows(found: Iterable[PastPrompt], by: User) -> list[PromptRow]:
    """Wants `for_rows()`."""
    found = list(found)
    digests = [each.digest for each in found]
    favourites = FavouritePrompt.objects.visible_to(by).filter(digest__in=digests)
    starred = set(favourites.values_list("digest", flat=True))
    remapping = Remapping()
    return [
        PromptRow(
            pk=each.pk,
            prompt=each.prompt,
            facts=facts_of(each, remapping),
            use_url=_generate_url(past=each.pk),
            keep_url=_new_template_url(past=each.pk),
            star_url=reverse("studio:star_past", args=[each.pk]),
            starred=each.digest in starred,
            forget_url=reverse("studio:forget_past", args=[each.pk]),
            image=_image_of(each),
        )
        for each in found
    ]


def favourite_rows(found: Sequence[FavouritePrompt], by: User) -> list[PromptRow]:
    """Each with the picture that its prompt made last, as the history knows it."""
    digests = [each.digest for each in found]
    past = PastPrompt.objects.visible_to(by).filter(digest__in=digests).for_rows()
    images = {each.digest: _image_of(each) for each in past}
    remapping = Remapping()
    return [
        PromptRow(
            pk=each.pk,
            prompt=each.prompt,
            facts=facts_of(each, remapping),
            use_url=_generate_url(favourite=each.pk),
            keep_url=_new_template_url(favourite=each.pk),
            star_url=reverse("studio:unstar", args=[each.pk]),
            starred=True,
            image=images.get(each.digest),
        )
        for each in found
    ]


def facts_of(kept: KeptPrompt, remapping: Remapping) -> str:
    """ "Nano Banana 2 · 16:9 · 2K · 4 images"."""
    said = kept.requested
    words = [
        remapping.label(str(said.get("model") or "")),
        str(said.get("aspect_ratio") or ""),
        str(said.get("resolution") or ""),
        wording.counted(int(said.get("count") or 1), "image"),
    ]
    return " · ".join(word for word in words if word)


def _generate_url(**said: int) -> str:
    return f"{reverse('studio:generate')}?{urlencode(said)}"


def _new_template_url(**said: int) -> str:
    return f"{reverse('studio:new_template')}?{urlencode(said)}"


def _image_of(past: PastPrompt) -> Image | None:
    image = past.latest.image if past.latest else None
    return image if image and image.trashed_at is None else None
