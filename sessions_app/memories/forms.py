"""The forms of the memories' pages; what is wrong with a memory `entries` says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gallery.models import Image
from sessions_app.memories.entries import EMPTY, MemoryEntry, Problem, clean_tags, title_from
from sessions_app.memories.searching import Order, Wanted
from sessions_app.models import Memory, MemoryStatus, MemoryType
from sessions_app.models.memory import MAX_TITLE

LARGEST_ID = 2**63 - 1
ANY_TYPE, ANY_STATUS = [("", "Any type")], [("", "In use")]


class MemoryForm(forms.Form):
    """`image` is the id of a picture of the gallery; `file` a new one."""

    title = forms.CharField(required=False, max_length=MAX_TITLE)
    content = forms.CharField(required=False, strip=False)
    context = forms.CharField(required=False, strip=False)
    type = forms.ChoiceField(choices=MemoryType.choices, initial=MemoryType.GENERAL)
    tags = forms.CharField(required=False, max_length=2_000)
    importance = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "Give a number from 0 to 100, or leave it empty.",
        ),
    )
    pinned = forms.BooleanField(required=False)
    image = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)

    def clean_content(self) -> str:
        content = _one_line_end(self.cleaned_data["content"])
        if not content.strip():
            raise ValidationError(EMPTY)  # told together with what is wrong elsewhere
        return content

    def clean_context(self) -> str:
        return _one_line_end(self.cleaned_data["context"])

    def entry(self) -> MemoryEntry:
        """What a valid form says."""
        said = self.cleaned_data
        return MemoryEntry(
            title=said["title"],
            content=said["content"],
            context=said["context"],
            type=said["type"],
            tags=clean_tags(said["tags"].split(",")),
            importance=said["importance"],
            pinned=said["pinned"],
            image_id=said["image"],
        )

    def show(self, problems: Iterable[Problem]) -> None:
        """Each sentence beside its field."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class SearchForm(forms.Form):
    """Whatever of the address cannot be read counts as left out."""

    q = forms.CharField(required=False, max_length=500)
    type = forms.ChoiceField(required=False, choices=ANY_TYPE + MemoryType.choices)
    status = forms.ChoiceField(required=False, choices=ANY_STATUS + MemoryStatus.choices)
    tag = forms.CharField(required=False, max_length=100)
    order = forms.ChoiceField(
        required=False,
        choices=[
            (Order.IMPORTANCE.value, "Most important"),
            (Order.RECENCY.value, "Last changed"),
            (Order.RELEVANCE.value, "Best match"),
        ],
    )

    def wanted(self) -> Wanted:
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            query=said.get("q", ""),
            type=said.get("type", ""),
            status=said.get("status", ""),
            tag=said.get("tag", ""),
            order=said.get("order", ""),
        )


def initial_of(memory: Memory) -> dict[str, Any]:
    plain = ("title", "content", "context", "type", "importance", "pinned")
    said = {name: getattr(memory, name) for name in plain}
    return said | {"tags": ", ".join(memory.tags), "image": memory.image_id}


def initial_from(image: Image) -> dict[str, Any]:
    """A picture as a memory: what was asked, what the model said, what is to be seen."""
    answer = str(image.details.get("text") or "")
    words = [image.prompt, answer, image.alt]
    session = getattr(image, "session_image", None)
    tags = [image.model, session.work_session.name if session else ""]
    return {
        "title": title_from(image.prompt or image.alt),
        "content": "\n\n".join(word for word in words if word.strip()),
        "type": MemoryType.IMAGE,
        "tags": ", ".join(clean_tags(tags)),
        "image": image.pk,
    }


def _one_line_end(text: str) -> str:
    """A browser sends two characters for one."""
    return text.replace("\r\n", "\n")
