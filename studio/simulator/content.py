"""generateContent, streamGenerateContent and countTokens."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from studio.simulator import answers, catalogue, delivery, faults, keys, provider, validation
from studio.simulator.asks import Ask, read_ask, read_turns
from studio.simulator.catalogue import Model
from studio.simulator.desk import Desk, check_version
from studio.simulator.faults import Faults
from studio.simulator.journal import Call, now
from studio.simulator.wire import ApiError, JsonObject, invalid, normalise

VERBS = ("generateContent", "streamGenerateContent", "countTokens")
LARGE_BODY_BYTES = 64 * 1024


class Content:
    """One ASGI endpoint that sends its response itself: a call lasts until its last byte."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        arrived = asyncio.get_running_loop().time()
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        if request.path_params["verb"] == "countTokens":
            response = await self.count(request, body)
            await response(scope, receive, send)
        else:
            await self.generate(request, body, arrived, send)

    async def count(self, request: Request, body: bytes) -> Response:
        model = self.admit(request)
        turns = read_turns(await self.parsed(body), self.desk.file_reader(request))
        return JSONResponse(answers.count_tokens(turns, model))

    async def generate(self, request: Request, body: bytes, arrived: float, send: Send) -> None:
        ask, problem = await self.read(request, body)
        call = call_of(request, ask)
        with self.desk.journal.in_flight(call):
            try:
                response = await self.respond(request, ask, problem, arrived)
            except ApiError as error:
                response = delivery.refusal(error)
            call.status = response.status_code
            await response(request.scope, request.receive, send)

    async def read(self, request: Request, body: bytes) -> tuple[Ask, ApiError | None]:
        """The ask and what is wrong with it: a refused call is counted all the same."""
        ask = Ask(turns=())
        try:
            content = await self.parsed(body)
            ask = read_ask(content, self.desk.file_reader(request))
            validation.check_fields(content)
        except ApiError as error:
            return ask, error
        return ask, None

    async def parsed(self, body: bytes) -> JsonObject:
        if len(body) < LARGE_BODY_BYTES:
            return parse(body)
        return await self.desk.in_thread(parse, body)

    async def respond(
        self, request: Request, ask: Ask, problem: ApiError | None, arrived: float
    ) -> Response:
        """Refuse at once, or answer when the call has taken its time."""
        model = self.admit(request)
        if problem:
            raise problem
        await self.check(ask, model)
        due = self.desk.plan.due(ask.raw_prompt)
        ends = arrived + self.desk.latency_of(ask, due)
        streams = request.path_params["verb"] == "streamGenerateContent"
        if order := http_order(due, streams=streams):
            await sleep_until(ends if due.has("latency", "delay") else arrived)
            return refusal(order)
        return await self.deliver(ask, model, due, ends, streams=streams)

    async def deliver(
        self, ask: Ask, model: Model, due: Faults, ends: float, *, streams: bool
    ) -> Response:
        answer = await self.desk.in_thread(provider.answer, ask, model, due, self.desk.easel)
        if streams:
            chunks = answers.documents(answer, model)
            await sleep_until(ends)
            return delivery.Stream(chunks, due)
        body = answers.document(answer, model)
        await sleep_until(ends)
        return delivery.whole(body, due)

    def admit(self, request: Request) -> Model:
        """The model that is asked; raises for a bad path, key, deadline or model."""
        version, verb = check_version(request), str(request.path_params["verb"])
        key = keys.key_of(request)
        keys.check(key)
        validation.check_deadline(request.headers.get("x-server-timeout"))
        model = catalogue.find(request.path_params["model"], version, verb)
        if verb not in VERBS:
            raise ApiError(404, f"models/{model.id} is not supported for {verb}.")
        if verb != "countTokens":
            keys.check_paid(key)
        return model

    async def check(self, ask: Ask, model: Model) -> None:
        """Validate; where pictures have to be decoded for it, off the loop."""
        if any(part.image for part in ask.parts()):
            await self.desk.in_thread(validation.check, ask, model)
        else:
            validation.check(ask, model)


def parse(body: bytes) -> JsonObject:
    """The request's JSON object with its keys in camelCase."""
    try:
        content = json.loads(body or b"{}")
    except ValueError as error:
        raise invalid(f"Invalid JSON payload received. {error}") from error
    if not isinstance(content, dict):
        raise invalid("Invalid JSON payload received. An object is expected.")
    return dict(normalise(content))


def call_of(request: Request, ask: Ask) -> Call:
    return Call(
        at=datetime.now(UTC).isoformat(),
        model=str(request.path_params["model"]),
        prompt=ask.raw_prompt,
        key=keys.label(keys.key_of(request)),
        aspect_ratio=ask.ratio,
        image_size=ask.size,
        images_in=sum(1 for part in ask.parts() if part.image),
        started=now(),
    )


def http_order(due: Faults, *, streams: bool) -> str:
    """The HTTP refusal that the markers order, or nothing."""
    if due.has("stream-error") and not streams:
        return "500"
    return due.argument("http")


def refusal(order: str) -> Response:
    if order.startswith("502"):
        return delivery.bad_gateway()
    return delivery.refusal(faults.http_error(order))


async def sleep_until(moment: float) -> None:
    """Wait until the loop's clock shows `moment`; at once where it has passed."""
    await asyncio.sleep(max(moment - asyncio.get_running_loop().time(), 0))
