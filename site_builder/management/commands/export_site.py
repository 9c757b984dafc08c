from __future__ import annotations

import hashlib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gallery.imaging import BadImage
from gallery.storage import StorageError
from site_builder.exporting import Refused, orders
from site_builder.models import Site
from studio.wording import counted


class Command(BaseCommand):
    help = "Writes a site as a ZIP that opens without a network; missing pictures fall back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("site_id", metavar="SITE_ID", type=int)
        parser.add_argument("--to", metavar="FILE.zip", type=Path, required=True)
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        site = Site.objects.filter(pk=options["site_id"], deleted_at=None).first()
        if site is None:
            raise CommandError(f"There is no site {options['site_id']}.")
        data, count = self._made(site)
        try:
            options["to"].write_bytes(data)
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
            raise CommandError("The site has no valid spec.") from error
        except Refused as error:
            raise CommandError("\n".join(error.problems)) from error
        except (StorageError, BadImage) as error:
            raise CommandError(str(error)) from error
