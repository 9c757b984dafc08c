"""Pictures in an S3-compatible bucket: `MEDIA_STORAGE_URL=s3://…` chooses it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import IO, Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

# A store that is away is told within seconds; by default a page would wait for minutes.
PATIENCE = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=64,
)


class Bucket(S3Storage):  # type: ignore[misc]  # the package has no types
    client_config: Config

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.client_config = self.client_config.merge(PATIENCE)

    @cached_property
    def connection(self) -> Any:
        """One for all threads, whose client may be shared; making one costs more than a request."""
        return super().connection

    def open_span(self, name: str, *, start: int, length: int) -> IO[bytes]:
        """These bytes of an object and no others, read as they arrive."""
        key = self._normalize_name(name)
        span = f"bytes={start}-{start + length - 1}"
        body: IO[bytes] = self.bucket.Object(key).get(Range=span)["Body"]
        return body

    def listed(self, folder: str) -> Iterator[tuple[str, int, datetime]]:
        """Name, bytes and time of every object below, a thousand at a question."""
        own = self._normalize_name("")
        for entry in self.bucket.objects.filter(Prefix=self._normalize_name(folder)):
            yield entry.key.removeprefix(own).lstrip("/"), entry.size, entry.last_modified
