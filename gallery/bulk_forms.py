"""What chosen pictures can be put to besides a star and the trash: one form each.

Apps that know more about pictures add their forms to ACTIONS from their `apps.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from taggit.models import Tag, TaggedItem

from gallery import bulk, tagging, wording
from gallery.models import Image, ImageQuerySet

MOST_WORDS = 500
MOST_REMOVABLE = 50


class BulkForm(forms.Form):
    """`begin` runs once, then `apply` for each portion; `fields_template` draws the fields."""

    label: ClassVar[str]  # of its button in the bar
    icon: ClassVar[str]
    key: ClassVar[str] = ""  # the letter that presses the button
    submit: ClassVar[str]
    fields_template: ClassVar[str]
    do_not_call_in_templates: ClassVar[bool] = True  # the bar draws the class itself

    def __init__(
        self, data: Mapping[str, Any] | None, *, person: User, images: ImageQuerySet
    ) -> None:
        super().__init__(data)
        self.person = person
        self.images = images

    def title(self, count: int) -> str:
        """What the dialog asks, for so many pictures."""
        raise NotImplementedError

    def begin(self) -> None:
        """Make what all portions need."""

    def apply(self, pks: list[int]) -> None:
        """One portion, in a transaction of its own."""
        raise NotImplementedError

    def said(self, count: int) -> str:
        """What was done, for the toast."""
        raise NotImplementedError

    def run(self) -> int:
        """Do it; how many pictures it was."""
        portions = list(bulk.portions(self.images))
        self.begin()
        for pks in portions:
            self.apply(pks)
        return sum(map(len, portions))


class TagForm(BulkForm):
    label, icon, key, submit = "Tag", "tag", "t", "Save tags"
    fields_template = "gallery/_tag_fields.html"

    add = forms.CharField(
        label="New tags", max_length=MOST_WORDS, required=False, help_text="With commas between."
    )
    offered = forms.MultipleChoiceField(
        label="Your tags", required=False, widget=forms.CheckboxSelectMultiple
    )
    remove = forms.MultipleChoiceField(
        label="Remove", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, person: User, images: ImageQuerySet
    ) -> None:
        super().__init__(data, person=person, images=images)
        self.present = _tags_on(images)
        offer(self, "offered", tagging.tags_of(person))
        offer(self, "remove", [tag.name for tag in self.present])
        self.tags: list[Tag] = []

    def title(self, count: int) -> str:
        return f"Tag {wording.images(count)}"

    def clean_add(self) -> list[str]:
        try:
            return tagging.names_in(self.cleaned_data["add"])
        except tagging.BadTag as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        names = self._names()
        if not self.errors and not names and not self.cleaned_data["remove"]:
            self.add_error("add", "Name a tag to add, or choose one to remove.")
        elif names and self._is_too_much(names):
            self.add_error("add", f"An image has up to {tagging.MAX_TAGS} tags.")
        return self.cleaned_data

    def begin(self) -> None:
        names = self._names()
        known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
        self.tags = [known.get(name) or Tag.objects.create(name=name) for name in names]

    def apply(self, pks: list[int]) -> None:
        gone = [tag for tag in self.present if tag.name in self.cleaned_data["remove"]]
        if gone:
            bulk.untag(pks, gone)
        if self.tags:
            bulk.tag(pks, self.tags)

    def said(self, count: int) -> str:
        return f"Tags of {wording.images(count)} saved."

    def _names(self) -> list[str]:
        named = (self.cleaned_data.get("add", []), self.cleaned_data.get("offered", []))
        return list(dict.fromkeys(name for names in named for name in names))

    def _is_too_much(self, names: list[str]) -> bool:
        """Whether one of the pictures would have more tags than it may."""
        gone = [*names, *self.cleaned_data.get("remove", [])]
        kept = Count("tags") - Count("tags", filter=Q(tags__name__in=gone))
        chosen = Image.objects.filter(pk__in=self.images.values("pk"))
        room = tagging.MAX_TAGS - len(names)
        return room < 0 or chosen.annotate(kept=kept).filter(kept__gt=room).exists()


ACTIONS: dict[str, type[BulkForm]] = {"tag": TagForm}  # by the word in their address


def offer(form: forms.Form, name: str, words: Iterable[str]) -> None:
    """What a field of the form lets choose."""
    field = cast("forms.MultipleChoiceField", form.fields[name])
    field.choices = [(word, word) for word in words]


def _tags_on(images: ImageQuerySet) -> list[Tag]:
    """What the pictures are tagged with, the most frequent first."""
    kind = ContentType.objects.get_for_model(Image)
    items = TaggedItem.objects.filter(content_type=kind, object_id__in=images.values("pk"))
    counted = items.values("tag").annotate(count=Count("pk")).order_by("-count", "tag")
    pks = [row["tag"] for row in counted[:MOST_REMOVABLE]]
    return sorted(Tag.objects.filter(pk__in=pks), key=lambda tag: pks.index(tag.pk))
