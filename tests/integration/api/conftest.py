from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import User
from PIL import Image as Pillow

from gallery import intake
from gallery.models import Image
from sessions_app.models import ApiToken
from tests.integration.api.client import ApiClient


@pytest.fixture
def client_of_owner(owner: User) -> ApiClient:
    return ApiClient(ApiToken.issue(owner=owner)[1])


@pytest.fixture
def client_of_stranger(stranger: User) -> ApiClient:
    return ApiClient(ApiToken.issue(owner=stranger)[1])


@pytest.fixture
def client_of_nobody(db: None) -> ApiClient:
    return ApiClient()


def png(colour: str = "teal", size: tuple[int, int] = (64, 48)) -> bytes:
    target = io.BytesIO()
    Pillow.new("RGB", size, colour).save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def picture(owner: User) -> Image:
    return intake.upload(png(), owner=owner)
