"""A program that uses the API, and holds every answer against the API's own OpenAPI document."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from openapi_schema_validator import OAS31Validator, oas31_format_checker

from config.api import whole_document

PROBLEM = "application/problem+json"


class ApiClient:
    """`get`, `post`, `put`, `patch` and `delete` as `django.test.Client`, below `/api`, in JSON."""

    def __init__(self, token: str = "", **headers: str) -> None:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.django = Client(headers=headers, raise_request_exception=False)
        self._document: dict[str, Any] = whole_document()

    def get(self, path: str, **headers: str) -> Any:
        return self._checked(path, self.django.get(f"/api{path}", headers=headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("post", path, body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self._send("patch", path, body, headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self._send("put", path, body, headers)

    def delete(self, path: str, body: Any = None) -> Any:
        return self._send("delete", path, body, {})

    def upload(self, file: Any) -> Any:
        return self._checked("/images", self.django.post("/api/images", {"file": file}))

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        send = getattr(self.django, method)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = {} if body is None else {"data": body}
        answer = send(f"/api{path}", **data, content_type="application/json", headers=named)
        return self._checked(path, answer)

    def _checked(self, path: str, answer: Any) -> Any:
        """The answer, after its body was found to be what the document promises."""
        schema = self._promised(path, answer)
        if schema is not None:
            whole = {**schema, "components": self._document["components"]}
            OAS31Validator(whole, format_checker=oas31_format_checker).validate(answer.json())
        return answer

    def _promised(self, path: str, answer: Any) -> dict[str, Any] | None:
        """The schema of this answer; None where it has no JSON body."""
        kind = answer.headers.get("Content-Type", "")  # 304 has none
        if kind == PROBLEM:
            return {"$ref": "#/components/schemas/Problem"}
        if not kind.startswith("application/json") or not answer.content:  # a stream has no content
            return None
        operation = self._operation(path, answer.request["REQUEST_METHOD"].lower())
        promised = operation["responses"][answer.status_code]["content"]["application/json"]
        return dict(promised["schema"])

    def _operation(self, path: str, method: str) -> dict[str, Any]:
        asked = "/api" + path.partition("?")[0]
        return next(
            operations[method]
            for template, operations in self._document["paths"].items()
            if _matching(template).fullmatch(asked) and method in operations
        )


def _matching(template: str) -> re.Pattern[str]:
    """Ids are digits, but for a style's, which is a word."""
    return re.compile(re.sub(r"{\w+}", r"\\d+", template.replace("{word}", r"[\w-]+")))


def pointers(answer: Any) -> list[str]:
    """Where a refused request is wrong, as its problem document says."""
    assert answer.status_code == 422, answer.content
    assert answer.headers["Content-Type"] == PROBLEM
    return [error["pointer"] for error in answer.json()["errors"]]


def problem(answer: Any) -> tuple[int, str]:
    """Status and code of a problem document."""
    assert answer.headers["Content-Type"] == PROBLEM, answer.content
    said = answer.json()
    assert said["status"] == answer.status_code
    return said["status"], said["code"]
