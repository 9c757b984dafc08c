"""The HTTP surface of the simulated provider."""

from __future__ import annotations

import logging
import time

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.simulator import catalogue, delivery, keys
from studio.simulator.content import Content
from studio.simulator.desk import Desk, check_version
from studio.simulator.filedesk import file_routes
from studio.simulator.painting import Easel
from studio.simulator.wire import ApiError, JsonObject

DEFAULT_PAGE = 50

logger = logging.getLogger("studio.simulator")


def build_app(*, latency_s: float = 0.0, plain: bool = False) -> Starlette:
    """The ASGI application; `plain` serves one stored picture instead of drawing."""
    desk = Desk(latency_s=latency_s, plain=plain, easel=Easel(plain=plain))
    return Starlette(
        routes=[
            Route("/{version}/models/{model}:{verb}", Content(desk), methods=["POST"]),
            Route("/{version}/models", list_models),
            Route("/{version}/models/{model}", get_model),
            *file_routes(desk.files),
            *control_routes(desk),
        ],
        middleware=[Middleware(AccessLog)],
        exception_handlers={ApiError: refuse, 404: nothing_here},
    )


async def refuse(request: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise error
    return delivery.refusal(error)


async def nothing_here(request: Request, error: Exception) -> Response:
    return delivery.refusal(ApiError(404, f"{request.url.path} was not found on this server."))


async def list_models(request: Request) -> Response:
    check_version(request)
    keys.check(keys.key_of(request))
    cards = [model.card() for model in catalogue.models().values()]
    start = int(request.query_params.get("pageToken") or 0)
    end = start + int(request.query_params.get("pageSize") or DEFAULT_PAGE)
    page: JsonObject = {"models": cards[start:end]}
    if end < len(cards):
        page["nextPageToken"] = str(end)
    return JSONResponse(page)


async def get_model(request: Request) -> Response:
    version = check_version(request)
    keys.check(keys.key_of(request))
    return JSONResponse(catalogue.find(request.path_params["model"], version).card())


def control_routes(desk: Desk) -> list[BaseRoute]:
    """Counters and knobs for tests and benchmarks; no provider has them."""

    async def stats(request: Request) -> Response:
        return JSONResponse(desk.journal.stats())

    async def reset(request: Request) -> Response:
        desk.journal.reset()
        desk.plan.forget()
        return JSONResponse({"calls": 0})

    async def latency(request: Request) -> Response:
        desk.latency_s = float((await request.json())["latency_s"])
        return JSONResponse({"latency_s": desk.latency_s})

    return [
        Route("/_simulator/stats", stats),
        Route("/_simulator/reset", reset, methods=["POST"]),
        Route("/_simulator/latency", latency, methods=["POST"]),
    ]


class AccessLog:
    """One line a request: method, path, status, milliseconds; never a query, so never a key."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_simulator/"):
            await self.app(scope, receive, send)
            return
        status, began = 0, time.monotonic()

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            took_ms = round((time.monotonic() - began) * 1000)
            logger.info("%s %s %s %sms", scope["method"], scope["path"], status, took_ms)
