"""The JSON API: the apps' routers behind one door, one language for what goes wrong."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.operation import Operation

from config.api import document, problems
from config.api.credentials import BearerToken, SessionCookie
from config.api.parsing import StrictParser
from gallery.api import router as gallery_router
from sessions_app.api import router as sessions_router
from site_builder.api import router as sites_router
from studio.api import router as studio_router


class StudioAPI(NinjaAPI):
    """Its own credentials guard each operation, so the login page does not stand before it."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                login_not_required(pattern.callback)
        return patterns, app_name, namespace

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Short, since every operation's function has a name of its own."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> Any:
        return document.complete(super().get_openapi_schema(**options))


api = StudioAPI(
    title="Musa",
    version="1",
    description=document.INTRODUCTION,
    urls_namespace="api",
    openapi_url=None,  # served below, behind the same door as everything
    docs_url=None,
    auth=[BearerToken(), SessionCookie()],
    parser=StrictParser(),
)
api.add_router("", studio_router)
api.add_router("", sites_router)
api.add_router("", sessions_router)
api.add_router("", gallery_router)
problems.install(api)


@cache
def whole_document() -> Any:
    """The OpenAPI document; made once a process, as it takes most of a second."""
    return api.get_openapi_schema()


@api.get("/openapi.json", include_in_schema=False)
def openapi(request: HttpRequest) -> JsonResponse:
    """This whole API as an OpenAPI 3.1 document."""
    return JsonResponse(whole_document())
