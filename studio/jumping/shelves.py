"""What is looked through, shelf by shelf.  Apps to the left add theirs from their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from gallery import search, wording
from gallery.models import Image
from sessions_app import session_cards
from sessions_app.models import Memory, WorkSession
from studio.jumping.places import Place, Shelf, marked
from studio.models import PromptTemplate, SketchRun

Source = Callable[[User, str], list[Place]]  # the person and what was typed, "" for nothing yet

MOST = 4  # of a shelf
LONGEST = 80  # characters of what was typed that are looked for


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    view: str
    icon: str
    keys: str = ""


PAGES = [
    Page("Generate", "studio:generate", "generate", "G N"),
    Page("Sketches", "studio:sketches", "sketch", "G K"),
    Page("Gallery", "gallery:gallery", "gallery", "G L"),
    Page("Sessions", "sessions_app:sessions", "sessions", "G S"),
    Page("Memories", "sessions_app:memories", "memory"),
    Page("Prompts", "studio:prompts", "templates", "G P"),
    Page("Activity", "studio:activity", "list"),
    Page("Usage", "studio:usage", "usage", "G U"),
    Page("Settings", "studio:settings", "settings"),
    Page("Batch from list", "studio:new_batch", "batch"),
    Page("New session", "sessions_app:new_session", "plus"),
    Page("New memory", "sessions_app:new_memory", "plus"),
    Page("New template", "studio:new_template", "plus"),
    Page("Upload pictures", "gallery:upload", "upload"),
    Page("Storage", "gallery:storage_use", "package"),
    Page("Trash", "gallery:trash", "trash"),
    Page("API", "api_docs", "text"),
]


def find(person: User, typed: str) -> list[Shelf]:
    """Pages whose name begins so come first; the queries are the same for any library."""
    words = "".join(filter(str.isprintable, " ".join(typed.split())))[:LONGEST]
    found = [Shelf("Pages", _pages(words))]
    found += [Shelf(name, source(person, words)) for name, source in SHELVES.items()]
    found.append(Shelf("Actions", _actions(words)))
    return [shelf for shelf in found if shelf.places]


def _pages(words: str) -> list[Place]:
    return [
        Place(
            title=marked(page.title, words), url=reverse(page.view), icon=page.icon, keys=page.keys
        )
        for page in PAGES
        if _begins(page.title, words)
    ]


def _begins(title: str, words: str) -> bool:
    lower, wanted = title.lower(), words.lower()
    return lower.startswith(wanted) or f" {wanted}" in lower


def _actions(words: str) -> list[Place]:
    if not words:
        return []
    url = f"{reverse('studio:generate')}?{urlencode({'prompt': words})}"
    title = marked(f"Generate “{words}”", words)
    return [Place(title=title, url=url, about="New prompt", icon="generate")]


def _sessions(person: User, words: str) -> list[Place]:
    rows = WorkSession.objects.visible_to(person).filter(name__icontains=words)
    chosen = list(rows.counted().last_changed_first()[:MOST])
    return [
        Place(
            title=marked(card.session.name, words),
            url=reverse("studio:session", args=[card.session.pk]),
            about=card.count,
            icon="sessions",
            image=next(iter(card.pictures), None),
        )
        for card in session_cards.cards(chosen, now=timezone.now())
    ]


def _images(person: User, words: str) -> list[Place]:
    now = timezone.now()
    rows = search.having(Image.objects.visible_to(person), words)
    return [
        Place(
            title=marked(image.title, words),
            url=reverse("gallery:image", args=[image.pk]),
            about=wording.made_at(image.created_at, now=now),
            image=image,
        )
        for image in rows.for_tiles().newest_first()[:MOST]
    ]


def _templates(person: User, words: str) -> list[Place]:
    if not words:
        return []
    rows = PromptTemplate.objects.visible_to(person).filter(name__icontains=words)
    return [
        Place(
            title=marked(row.name, words),
            url=f"{reverse('studio:generate')}?{urlencode({'template': row.pk})}",
            about=row.get_category_display(),
            icon="templates",
        )
        for row in rows[:MOST]
    ]


def _memories(person: User, words: str) -> list[Place]:
    if not words:
        return []
    rows = Memory.objects.visible_to(person).filter(title__icontains=words)
    return [
        Place(
            title=marked(row.title, words),
            url=reverse("sessions_app:memory", args=[row.pk]),
            about=row.get_type_display(),
            icon="memory",
        )
        for row in rows.order_by("-changed_at")[:MOST]
    ]


def _sheets(person: User, words: str) -> list[Place]:
    if not words:
        return []
    now = timezone.now()
    rows = SketchRun.objects.visible_to(person).filter(concept__icontains=words)
    return [
        Place(
            title=marked(wording.shortened(row.concept, 80), words),
            url=reverse("studio:sketch_sheet", args=[row.pk]),
            about=wording.made_at(row.created_at, now=now),
            icon="sketch",
        )
        for row in rows.order_by("-pk")[:MOST]
    ]


SHELVES: dict[str, Source] = {
    "Sessions": _sessions,
    "Images": _images,
    "Templates": _templates,
    "Memories": _memories,
    "Sketches": _sheets,
}
