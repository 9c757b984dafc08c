"""The routes of the Files API: two-legged upload, get, list, delete."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from studio.simulator import keys
from studio.simulator.content import parse
from studio.simulator.desk import check_version
from studio.simulator.files import FileStore
from studio.simulator.wire import ApiError


class FileDesk:
    def __init__(self, store: FileStore) -> None:
        self.store = store

    async def upload(self, request: Request) -> Response:
        """Both legs: the first names the file and learns where the second sends its bytes."""
        upload_id = request.query_params.get("upload_id")
        if upload_id:
            return await self.receive(request, upload_id)
        return await self.begin(request)

    async def begin(self, request: Request) -> Response:
        version, owner = check_version(request), owner_of(request)
        root = f"{request.url.scheme}://{request.url.netloc}"
        file = self.store.begin(
            owner=owner,
            mime=request.headers.get("x-goog-upload-header-content-type", ""),
            row=parse(await request.body()).get("file") or {},
            base_url=f"{root}/{version}",
        )
        target = f"{root}/upload/{version}/files?upload_id={file.id}&upload_protocol=resumable"
        headers = {"x-goog-upload-url": target, "x-goog-upload-status": "active"}
        return JSONResponse({}, headers=headers)

    async def receive(self, request: Request, upload_id: str) -> Response:
        command = request.headers.get("x-goog-upload-command", "")
        last = "finalize" in command
        offset = int(request.headers.get("x-goog-upload-offset") or 0)
        file = self.store.append(upload_id, await request.body(), offset, last=last)
        headers = {"x-goog-upload-status": "final" if last else "active"}
        return JSONResponse({"file": file.card()} if last else {}, headers=headers)

    async def index(self, request: Request) -> Response:
        check_version(request)
        return JSONResponse({"files": self.store.cards(owner_of(request))})

    async def get(self, request: Request) -> Response:
        check_version(request)
        file = self.store.get(request.path_params["file"], owner_of(request))
        return JSONResponse(file.card())

    async def delete(self, request: Request) -> Response:
        check_version(request)
        self.store.delete(request.path_params["file"], owner_of(request))
        return JSONResponse({})

    async def download(self, request: Request) -> Response:
        raise ApiError(400, "Files that were uploaded cannot be downloaded.")


def owner_of(request: Request) -> str:
    """The project of the key, which is checked first."""
    key = keys.key_of(request)
    keys.check(key)
    return keys.label(key)


def file_routes(store: FileStore) -> list[BaseRoute]:
    desk = FileDesk(store)
    return [
        Route("/upload/{version}/files", desk.upload, methods=["POST", "PUT"]),
        Route("/{version}/files", desk.index),
        Route("/{version}/files/{file}:download", desk.download),
        Route("/{version}/files/{file}", desk.get),
        Route("/{version}/files/{file}", desk.delete, methods=["DELETE"]),
    ]
