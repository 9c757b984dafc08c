"""What the plan of a whole site starts from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from site_builder import vocabulary
from site_builder.documents import Document

GALLERY_COUNT, GALLERY_COUNT_OF_STUDIOS = 6, 8
STUDIOS = ("photography", "portfolio")
MAX_IMAGES = 40


@dataclass(frozen=True)
class Brief:
    """`translations`: English words by the `text_hash` of the owner's."""

    document: Document
    translations: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def industry_key(self) -> str:
        return vocabulary.industry_of(self.document)

    @cached_property
    def industry(self) -> Mapping[str, Any]:
        return vocabulary.industry(self.industry_key)

    @cached_property
    def policy(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document.get("imagePolicy", {})
        return found

    @property
    def gallery_count(self) -> int:
        """Of a gallery that neither lists its pictures nor counts them."""
        usual = GALLERY_COUNT_OF_STUDIOS if self.industry_key in STUDIOS else GALLERY_COUNT
        return int(self.policy.get("galleryCount", usual))

    @property
    def max_images(self) -> int:
        return int(self.policy.get("maxImages", MAX_IMAGES))

    @property
    def city(self) -> str:
        return str(self.document.get("location", {}).get("city", ""))

    @property
    def language(self) -> str:
        """The first part of it: "en" of "en-GB"."""
        return str(self.document.get("language", "en")).split("-")[0]

    @property
    def is_illustrated(self) -> bool:
        return self.policy.get("style") == "illustration"

    @cached_property
    def start(self) -> int:
        """Where this site begins in the lists of scenes, so that two studios differ."""
        named = f"{self.document['businessName']}|{self.industry_key}|{self.city}"
        return int(hashlib.sha256(named.encode()).hexdigest()[:8], 16)
