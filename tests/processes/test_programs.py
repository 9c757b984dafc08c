"""Programs at their doors, with every process in place: MCP, the samples of the docs, webhooks."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from tests.stack import Stack
from tests.stack.processes import ROOT, Process

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    env = {"GEMINI_TEXT_MODEL": "gemini-3.6-flash", "WEBHOOKS_ALLOW_PRIVATE": "on"}
    with Stack(env=env) as stack:
        yield stack


@pytest.fixture(scope="module")
def token(stack: Stack) -> str:
    return stack.manage("create_api_token", "ada").strip()


def speaking(stack: Stack, token: str, talk: Any) -> Any:
    """What `talk` returns of its conversation with the tools."""

    async def connected() -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as http,
            Client(streamable_http_client(f"{stack.url}/mcp", http_client=http)) as client,
        ):
            return await talk(client)

    return asyncio.run(connected())


def test_official_client_lists_and_calls_every_tool(stack: Stack, token: str) -> None:
    async def talk(client: Client) -> dict[str, Any]:
        tools = (await client.list_tools()).tools
        wanted = {"prompt": "a red kettle", "image_size": "1K"}
        drawn = await client.call_tool("generate_image", wanted)
        image_id = drawn.structured_content["files"][0]["id"]
        calls = {
            "edit_image": {"image_id": image_id, "prompt": "make it blue", "image_size": "1K"},
            "describe_image": {"image_id": image_id},
            "list_images": {"query": "kettle"},
            "get_image": {"image_id": image_id},
            "estimate_cost": {"image_size": "4K"},
        }
        answers = {name: await client.call_tool(name, said) for name, said in calls.items()}
        answers["generate_image"] = drawn
        assert {tool.name for tool in tools} == set(answers)
        assert all(tool.output_schema for tool in tools)
        return answers

    answers = speaking(stack, token, talk)
    told = {name: answer.structured_content for name, answer in answers.items()}
    assert {name for name, answer in answers.items() if answer.is_error} == set()
    assert {each["success"] for each in told.values()} == {"true"}
    assert [part.type for part in answers["generate_image"].content] == ["image", "text"]
    assert json.loads(answers["generate_image"].content[-1].text) == told["generate_image"]
    assert told["describe_image"]["description"]
    assert len(told["list_images"]["images"]) >= 1


def test_failures_are_results_and_malformed_requests_errors(stack: Stack, token: str) -> None:
    async def talk(client: Client) -> list[Any]:
        blocked = await client.call_tool("generate_image", {"prompt": "[[block:SAFETY]] a kettle"})
        unknown = await client.call_tool("generate_image", {"prompt": "a kettle", "style": "oil"})
        with pytest.raises(MCPError):
            await client.call_tool("paint_wall", {})
        return [blocked, unknown]

    blocked, unknown = speaking(stack, token, talk)
    assert blocked.is_error
    assert unknown.is_error
    assert blocked.structured_content["error"]["code"] == "prompt_blocked"
    assert unknown.structured_content["error"]["code"] == "invalid_request"
    assert "style" in unknown.structured_content["error"]["message"]


def test_long_call_reports_that_it_goes_on(stack: Stack, token: str) -> None:
    seconds: list[float] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        seconds.append(progress)

    async def talk(client: Client) -> Any:
        wanted = {"prompt": "a slow kettle", "image_size": "1K"}
        return await client.call_tool("generate_image", wanted, progress_callback=hear)

    stack.set_latency(4)
    try:
        assert not speaking(stack, token, talk).is_error
    finally:
        stack.set_latency(0)
    assert seconds[0] >= 3


def test_mcp_wants_a_token_with_its_scope(stack: Stack) -> None:
    reader = stack.manage("create_api_token", "ada", "--scope", "read").strip()
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Accept": "application/json, text/event-stream"}
    statuses = [
        httpx2.post(f"{stack.url}/mcp", json=body, headers=headers | more).status_code
        for more in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {reader}"})
    ]
    assert statuses == [401, 401, 403]


def test_sample_of_the_docs_draws_a_picture(stack: Stack, token: str, tmp_path: Path) -> None:
    sample = ROOT / "config" / "api" / "samples" / "draw.py"
    env = {**stack.env, "MUSA_URL": stack.url, "MUSA_TOKEN": token}
    argv = [sys.executable, str(sample)]
    done = subprocess.run(argv, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "At most 0." in done.stdout
    assert (tmp_path / "kettle.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_first_picture_of_the_docs_comes(stack: Stack, token: str, tmp_path: Path) -> None:
    sample = ROOT / "config" / "api" / "samples" / "first.sh"
    env = {**stack.env, "MUSA_URL": stack.url, "MUSA_TOKEN": token}
    argv = ["bash", "-eu", str(sample)]
    done = subprocess.run(argv, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [file.read_bytes()[:2] for file in tmp_path.glob("*.jpg")] == [b"\xff\xd8"]


LISTEN = """
from django.contrib.auth.models import User
from studio.models import Webhook
from studio.webhooks.sending import new_secret
Webhook.objects.create(owner=User.objects.get(username="ada"), url="{url}", secret=new_secret())
"""
TOLD = ("generation.complete", "generation.failed", "batch.finished")


def receiver_at(port: int, stack: Stack) -> Process:
    argv = [sys.executable, "-m", "tests.hook_receiver", str(port)]
    log = stack.folder / f"receiver-{time.monotonic_ns()}.log"
    receiver = Process("receiver", argv, env=stack.env, log=log)
    receiver.wait_for("at ")
    return receiver


def draw(stack: Stack, token: str, prompt: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Prefer": "wait=60"}
    httpx2.post(
        f"{stack.url}/api/generate", json={"prompt": prompt}, headers=headers, timeout=70
    ).raise_for_status()


def test_receiver_that_was_killed_gets_every_event_once(stack: Stack, token: str) -> None:
    first = receiver_at(0, stack)
    port = int(first.output.split()[1])
    url = f"http://127.0.0.1:{port}/"
    stack.manage("shell", "-v", "0", "-c", LISTEN.format(url=url))
    draw(stack, token, "a red kettle")
    first.wait_for("batch.finished")
    first.kill()
    draw(stack, token, "a blue cup")
    draw(stack, token, "[[block:SAFETY]] a jug")
    missed = "SELECT count(*) FROM studio_delivery WHERE state = 'waiting' AND attempts > 0"
    stack.workers[0].wait_until(lambda: stack.rows(missed)[0][0] > 0)
    second = receiver_at(port, stack)
    waiting = "SELECT count(*) FROM studio_delivery WHERE state = 'waiting'"
    second.wait_until(lambda: stack.rows(waiting)[0][0] == 0)
    second.stop()

    got = [line.split()[1:] for each in (first, second) for line in each.output.splitlines()[1:]]
    events = [row for row in stack.rows("SELECT id, kind FROM studio_event") if row[1] in TOLD]
    assert sorted((int(pk), kind) for pk, kind in got) == sorted(events)
    assert len(second.output.splitlines()) > 4
