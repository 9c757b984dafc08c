"""The Model Context Protocol at /mcp: the studio's tools for whoever has a token for them.

Stateless: each request stands alone, so any of several web processes answers it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from mcp import types
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from pydantic import AnyHttpUrl
from starlette.applications import Starlette

from config.api import credentials, limiting
from sessions_app import acting
from sessions_app.models import ApiToken, Scope
from studio.tools import ToolError
from studio.tools.catalogue import TOOLS, Tool

PATH = "/mcp"
METADATA = "/.well-known/oauth-protected-resource"
MAX_PICTURE_BYTES = 2_000_000  # larger ones are linked to
# A picture holds its thread for as long as it is drawn: so calls have threads of their own, or six
# drawing agents would keep everybody else's token from being read.
CALLS = ThreadPoolExecutor(max_workers=64, thread_name_prefix="mcp")
REPORT_EVERY_S = 3  # a client gives up after a silent minute, and a picture may take longer
INSTRUCTIONS = (
    "Pictures drawn by Gemini. Ask estimate_cost first where money matters. Failures tell in "
    "`error.retry` whether calling again helps."
)


class Verifier:
    """Tokens of Musa; they are good for this server alone."""

    async def verify_token(self, token: str) -> AccessToken | None:
        """None for a token that is not, or no longer, good."""
        found = await sync_to_async(_token, thread_sensitive=False)(token)
        if found is None:
            return None
        return AccessToken(
            token=token,
            client_id=str(found.pk),
            subject=str(found.owner_id),
            scopes=list(found.scopes),
            resource=settings.SITE_URL + PATH,
        )


def application() -> Starlette:
    url = AnyHttpUrl(settings.SITE_URL + PATH)
    server = Server(
        "musa",
        title="Musa",
        version="1",
        instructions=INSTRUCTIONS,
        on_list_tools=_list,
        on_call_tool=_call,
    )
    return server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        token_verifier=Verifier(),
        auth=AuthSettings(
            issuer_url=AnyHttpUrl(settings.SITE_URL),
            resource_server_url=url,
            required_scopes=[str(Scope.TOOLS)],
            validate_token_resource=True,
        ),
        transport_security=_security(),
    )


def _security() -> TransportSecuritySettings:
    """The same hosts as the pages; a leading dot stands for names below, which no list can hold."""
    hosts = settings.ALLOWED_HOSTS
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=not any(each.startswith(("*", ".")) for each in hosts),
        allowed_hosts=[*hosts, *(f"{host}:*" for host in hosts)],
        allowed_origins=[settings.SITE_URL, *settings.CORS_ALLOWED_ORIGINS],
    )


async def _list(
    context: ServerRequestContext[Any], params: types.PaginatedRequestParams | None
) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[_advertised(tool) for tool in TOOLS.values()])


def _advertised(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=tool.input,
        output_schema=tool.output,
        annotations=types.ToolAnnotations(
            read_only_hint=not tool.draws,
            destructive_hint=False,
            idempotent_hint=not tool.draws,
            open_world_hint=tool.draws,
        ),
    )


async def _call(
    context: ServerRequestContext[Any], params: types.CallToolRequestParams
) -> types.CallToolResult:
    tool = TOOLS.get(params.name)
    if tool is None:
        raise MCPError(types.INVALID_PARAMS, f"There is no tool {params.name}.")
    access = get_access_token()
    bare = access.token if access else ""
    answer = sync_to_async(_answer, thread_sensitive=False, executor=CALLS)
    reporting = asyncio.create_task(_report(context))
    try:
        return await answer(tool, params.arguments or {}, bare)
    finally:
        reporting.cancel()


async def _report(context: ServerRequestContext[Any]) -> None:
    """Seconds gone by, to a client that asked for progress; the others are told nothing."""
    begun = time.monotonic()
    while True:
        await asyncio.sleep(REPORT_EVERY_S)
        await context.session.report_progress(round(time.monotonic() - begun), message="Waiting")


def _answer(tool: Tool, said: dict[str, Any], bare: str) -> types.CallToolResult:
    """In a thread of its own: a picture takes a while, and the others go on."""
    try:
        token = ApiToken.objects.matching(bare)
        if token is None:
            raise MCPError(types.INVALID_REQUEST, "This token is gone.")
        _admit(token)
        return _told(tool(said, by=acting.with_token(token)))
    except ToolError as error:
        return _told(error.as_json(), is_error=True)
    finally:
        connections.close_all()


def _admit(token: ApiToken) -> None:
    standing = limiting.ask(f"token:{token.pk}")
    if standing is not None and standing.wait_s:
        message = f"Too many calls. Try again in {standing.wait_s} s."
        raise ToolError("rate_limited", message, retry_after_s=standing.wait_s)


def _told(result: dict[str, Any], *, is_error: bool = False) -> types.CallToolResult:
    pictures = result.pop("_file_contents", [])
    files = result.get("files") or [result["image"]] if pictures else []
    content: list[types.ContentBlock] = [
        _picture(data, file) for data, file in zip(pictures, files, strict=True)
    ]
    content.append(types.TextContent(type="text", text=json.dumps(result, ensure_ascii=False)))
    return types.CallToolResult(content=content, structured_content=result, is_error=is_error)


def _picture(data: bytes, file: dict[str, Any]) -> types.ImageContent | types.ResourceLink:
    if len(data) <= MAX_PICTURE_BYTES:
        words = base64.b64encode(data).decode()
        return types.ImageContent(type="image", data=words, mime_type=file["mime_type"])
    return types.ResourceLink(
        type="resource_link",
        name=file["filename"],
        uri=file["url"],
        mime_type=file["mime_type"],
        size=len(data),
    )


def _token(bare: str) -> ApiToken | None:
    try:
        return credentials.token_of(bare)
    finally:
        connections.close_all()
