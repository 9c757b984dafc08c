"""`manage.py simulate_gemini`: the local simulated Gemini alone."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from studio.simulator import server


class Command(BaseCommand):
    help = "Serve the local simulated Gemini until it is interrupted."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        server.add_arguments(parser)

    def handle(self, *args: Any, port: int, latency: float, plain: bool, **options: Any) -> None:
        server.serve(port=port, latency_s=latency, plain=plain)
