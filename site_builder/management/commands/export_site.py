from __future__ import annotations

import hashlib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gallery.imaging import BadImage
from gallery.management.telling import CommandError, TellingCommand
from gallery.storage import StorageError
from site_builder.exporting import Refused, orders
from site_builder.models import Site
from studio.wording import counted


class Command(TellingCommand):
    help = "Writes a site as a ZIP that opens without a network; missing pictures fall back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("site_id", metavar="SITE_ID", type=int)
        parser.add_argument("--to", metavar="FILE.zip", type=Path, required=True)
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        site = Site.objects.filter(pk=options["site_id"], deleted_at=None).first()
        if site is None:
            raise CommandError(f"There is no site {options['site_id']}.", code="not_found")
        data, count = self._made(site)
        try:
            _write(options["to"], data)
        except OSError as error:
            raise CommandError(f"{options['to']} cannot be written: {error.strerror}.") from error
        if options["json"]:
            told = {"file": str(options["to"]), "images": count, "size_bytes": len(data)}
            self.stdout.write(json.dumps(told | {"sha256": hashlib.sha256(data).hexdigest()}))
        else:
            pictures = counted(count, "image")
            self.stdout.write(f"{options['to']}: {pictures}, {len(data):,} bytes")

    def _made(self, site: Site) -> tuple[bytes, int]:
        try:
            return orders.made(site)
        except orders.NothingToExport as error:
            raise CommandError("The site has no valid spec.", code="not_planned") from error
        except Refused as error:
            raise CommandError("\n".join(error.problems), code="invalid_spec") from error
        except StorageError as error:
            raise CommandError(str(error), code="storage_error") from error
        except BadImage as error:
            raise CommandError(str(error), code="bad_image") from error


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, unless it is a device; what was there before stays until then."""
    if file.exists() and not file.is_file():
        file.write_bytes(data)
        return
    file = file.resolve()
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(data)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
