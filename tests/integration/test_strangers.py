"""Whatever an address names, it is not there for anybody but its owner.

Every page and every method of the API that takes a key is asked, those that will come as well:
all that the owner has bears the same key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from gallery.models import SavedFilter
from sessions_app.models import Message, Mode, Role, ShareLink
from studio.models import (
    Batch,
    Delivery,
    Generation,
    Sketch,
    SketchFeedback,
    SketchRun,
    SketchStyle,
    StyleVersion,
    Webhook,
)
from studio.sketches.records import StyleRecord
from studio.webhooks.sending import new_secret
from tests.factories.gallery import ImageFactory
from tests.factories.memories import MemoryFactory
from tests.factories.prompts import FavouritePromptFactory, PastPromptFactory, PromptTemplateFactory
from tests.factories.sessions import ApiTokenFactory, WorkSessionFactory
from tests.factories.sites import SiteFactory, SiteSpecFactory
from tests.factories.sketches import SketchReferenceFactory
from tests.factories.studio import BatchFactory, GenerationFactory

pytestmark = pytest.mark.django_db
KEY = 4242
OF_A_PERSON: list[Any] = [
    MemoryFactory,
    ApiTokenFactory,
    PromptTemplateFactory,
    PastPromptFactory,
    FavouritePromptFactory,
    SketchReferenceFactory,
]
RECORD = StyleRecord.from_flat(
    {
        "key": "mine",
        "name": "Mine",
        "style_sentence": "A plain concept sketch.",
        "technique_sentence": "Even black line.",
    }
)
# These ask for more than that something is there: its file, a draft, a second picture.
NEEDS_MORE = {
    "/api/images/4242/download",
    "/generations/4242/drafts/4242",
    "/generations/4242/suggestions",
    "/images/4242/rendition/4242",
    "/images/4242/search-suggestions",
    "/sessions/4242/compare",
    "/sessions/4242/turns/4242/compare",
    "/sites/4242/export.zip",
    "/sketches/drawn/4242/original",
    "/sketches/runs/4242/compare",
}


def addresses(patterns: list[URLPattern | URLResolver], route: str = "") -> Iterator[str]:
    for pattern in patterns:
        address = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        elif "<int:" in address and not address.startswith("admin/"):
            filled = re.sub(r"<int:\w+>", str(KEY), address)
            if "<" not in filled:
                yield f"/{filled}"


@pytest.fixture
def things(owner: User) -> None:
    mine = {"pk": KEY, "owner": owner}
    image = ImageFactory.create(**mine)
    session = WorkSessionFactory.create(**mine)
    said = {"role": Role.USER, "mode": Mode.CHAT, "text": "hello"}
    turn = Message.objects.create(pk=KEY, work_session=session, **said)
    ShareLink.objects.create(pk=KEY, work_session=session, message=turn, digest="digest")
    batch = BatchFactory.create(**mine, work_session=session)
    generation = GenerationFactory.create(**mine, batch=batch, complete=True, image=image)
    for factory in OF_A_PERSON:
        factory.create(**mine)
    SavedFilter.objects.create(**mine, name="mine", query="starred=true")
    SiteSpecFactory.create(site=SiteFactory.create(**mine))
    webhook = Webhook.objects.create(**mine, url="https://example.com", secret=new_secret())
    Delivery.objects.create(pk=KEY, webhook=webhook, kind="test", subject="test")
    _sketches(mine, batch, generation)


def _sketches(mine: dict[str, Any], batch: Batch, generation: Generation) -> None:
    record = RECORD.as_json()
    style = SketchStyle.objects.create(**mine, key="mine", name="Mine", record=record)
    StyleVersion.objects.create(style=style, number=KEY, record=record)
    of_style = {"style": style, "style_version": 1, "style_record": record}
    run = SketchRun.objects.create(**mine, **of_style, batch=batch, folder="mine")
    place = {"run": run, "index": 0, "layout": "front", "exaggeration": 0}
    Sketch.objects.create(pk=KEY, generation=generation, image=generation.image, **place)
    SketchFeedback.objects.create(**mine, run=run, text="bolder")


PAGE_METHODS = ("get", "post")
API_METHODS = (*PAGE_METHODS, "put", "patch", "delete")


def test_what_is_anothers_is_not_there(stranger_client: Client, things: None) -> None:
    found = sorted(set(addresses(get_resolver().url_patterns)))
    statuses = {
        (each, method): asked(stranger_client, method, each)
        for each in found
        for method in (API_METHODS if each.startswith("/api/") else PAGE_METHODS)
    }
    assert {each: told for each, told in statuses.items() if not says_nothing(each[0], told)} == {}


def asked(client: Client, method: str, address: str) -> int:
    body = {} if method == "get" else {"data": "{}", "content_type": "application/json"}
    response = getattr(client, method)(address, **body)
    return int(response.status_code)


def says_nothing(address: str, status: int) -> bool:
    """The API refuses a body that is wrong (422) before anybody looks for what is named."""
    if address.startswith("/settings/tokens/"):
        return status in {302, 404, 405}  # first the password again, whatever it names
    return status in ({404, 405, 422} if address.startswith("/api/") else {404, 405})


def test_what_is_ones_own_is_there(owner_client: Client, things: None) -> None:
    """Else the other test would hold nothing."""
    found = set(addresses(get_resolver().url_patterns))
    missing = {each for each in found if asked(owner_client, "get", each) == 404}
    assert missing == NEEDS_MORE
