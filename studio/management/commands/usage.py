from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from gallery.management.telling import CommandError, TellingCommand
from studio.standing import Standing, standing_of
from studio.usage import figures
from studio.usage.figures import Group
from studio.usage.months import Month
from studio.wording import counted, usd


class Command(TellingCommand):
    """The Usage page for a terminal or a script."""

    help = "Tell what a person spent in a month, on which models, and what is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME")
        parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="default: this one")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(username=options["user"]).first()
        if owner is None:
            raise CommandError(f"There is no user named “{options['user']}”.", code="not_found")
        month = options["month"] or Month.of(timezone.now().date())
        entries = figures.entries_of(owner.pk, month.first, month.last)
        groups = figures.grouped(entries, "model")
        standing = standing_of(owner.pk, month.first)
        if options["json"]:
            self.stdout.write(json.dumps(_facts(month, standing, groups)))
        else:
            self.stdout.write("\n".join(_lines(month, standing, groups)))


def _month(text: str) -> Month:
    if month := Month.read(text):
        return month
    raise ArgumentTypeError(f"“{text}” is no month such as 2026-11")


def _facts(month: Month, standing: Standing, groups: list[Group]) -> dict[str, Any]:
    left = standing.left_usd
    return {
        "month": str(month),
        "spent_usd": str(standing.spent_usd),
        "reserved_usd": str(standing.reserved_usd),
        "budget_usd": None if standing.limit_usd is None else str(standing.limit_usd),
        "left_usd": None if left is None else str(left),
        "models": [
            {
                "model": group.key,
                "images": group.images,
                "failed": group.failed,
                "cost_usd": str(group.cost_usd),
                "possibly_charged_usd": str(group.possibly_usd),
            }
            for group in groups
        ],
    }


def _lines(month: Month, standing: Standing, groups: list[Group]) -> list[str]:
    spent, limit, left = standing.spent_usd, standing.limit_usd, standing.left_usd
    head = f"{month}: {usd(spent)} spent"
    if standing.reserved_usd:
        head += f", {usd(standing.reserved_usd)} held"
    if limit is not None and left is not None:
        head += f", {usd(left)} left of {usd(limit)}"
    return [head, *(_line(group) for group in groups)]


def _line(group: Group) -> str:
    words = f"  {group.name or 'Deleted'}: {counted(group.images, 'image')}, {usd(group.cost_usd)}"
    words += f", {usd(group.possibly_usd)} of it possibly" if group.possibly_usd else ""
    return words + (f", {group.failed} failed" if group.failed else "")
