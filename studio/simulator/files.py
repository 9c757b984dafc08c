"""The Files API: resumable upload, then use by URI for 48 hours; kept in memory."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from studio.simulator.asks import InputImage
from studio.simulator.wire import ApiError, JsonObject, invalid

LIFETIME = timedelta(hours=48)
MAX_BYTES = 2 * 1024**3


@dataclass
class StoredFile:
    id: str
    owner: str
    mime: str
    display_name: str
    base_url: str
    created: datetime
    data: bytearray = field(default_factory=bytearray)
    complete: bool = False

    def card(self) -> JsonObject:
        digest = hashlib.sha256(self.data).hexdigest().encode()
        return {
            "name": f"files/{self.id}",
            "displayName": self.display_name,
            "mimeType": self.mime,
            "sizeBytes": str(len(self.data)),
            "createTime": _stamp(self.created),
            "updateTime": _stamp(self.created),
            "expirationTime": _stamp(self.created + LIFETIME),
            "sha256Hash": base64.b64encode(digest).decode(),
            "uri": f"{self.base_url}/files/{self.id}",
            "state": "ACTIVE",
            "source": "UPLOADED",
        }


class FileStore:
    """Files by id; each belongs to the key that uploaded it."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def begin(self, *, owner: str, mime: str, row: JsonObject, base_url: str) -> StoredFile:
        """A new, empty upload; its id is also the upload's id."""
        wanted = str(row.get("name") or "").removeprefix("files/")
        file = StoredFile(
            id=wanted or secrets.token_hex(6),
            owner=owner,
            mime=str(row.get("mimeType") or mime or "application/octet-stream"),
            display_name=str(row.get("displayName") or ""),
            base_url=base_url,
            created=datetime.now(UTC),
        )
        self._files[file.id] = file
        return file

    def append(self, file_id: str, chunk: bytes, offset: int, *, last: bool) -> StoredFile:
        file = self._files.get(file_id)
        if file is None or file.complete:
            raise ApiError(404, "Upload not found.")
        if offset != len(file.data):
            raise invalid(f"Invalid upload offset {offset}, expected {len(file.data)}.")
        if offset + len(chunk) > MAX_BYTES:
            raise ApiError(413, "File is larger than 2 GB.")
        file.data += chunk
        file.complete = last
        return file

    def get(self, file_id: str, owner: str) -> StoredFile:
        """The file; raises 403 where it is missing, expired or somebody else's, as the service."""
        file = self._files.get(file_id)
        if file is None or not file.complete or file.owner != owner or _is_expired(file):
            raise ApiError(
                403,
                f"You do not have permission to access the File {file_id} or it may not exist.",
            )
        return file

    def delete(self, file_id: str, owner: str) -> None:
        del self._files[self.get(file_id, owner).id]

    def cards(self, owner: str) -> list[JsonObject]:
        files = [file for file in self._files.values() if file.complete and file.owner == owner]
        return [file.card() for file in files if not _is_expired(file)]

    def image(self, uri: str, owner: str) -> InputImage:
        file = self.get(uri.rstrip("/").rsplit("/", 1)[-1], owner)
        return InputImage(bytes(file.data), file.mime)


def _is_expired(file: StoredFile) -> bool:
    return file.created + LIFETIME < datetime.now(UTC)


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
