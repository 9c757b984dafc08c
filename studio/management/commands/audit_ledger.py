from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from gallery.management.telling import TellingCommand
from studio import auditing
from studio.auditing import Difference


class Command(TellingCommand):
    """The promise that no cent goes astray, checked on the rows as they stand."""

    help = (
        "Add the ledger up again, entry by entry, and compare it with every budget. Prints the "
        "differences; exit status 1 where there are any. Safe while the studio runs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = auditing.differences()
        for difference in found:
            self.stderr.write(_sentence(difference))
        if found:
            raise SystemExit(1)
        self.stdout.write("Every budget agrees with its ledger.")


def _sentence(difference: Difference) -> str:
    holder = "the instance"
    if difference.of_token:
        holder = f"token {difference.holder_id}"
    elif difference.holder_id is not None:
        holder = User.objects.get(pk=difference.holder_id).get_username()
    return (
        f"{difference.month:%Y-%m}, {holder}: "
        f"spent ${difference.spent_usd} where the ledger has ${difference.ledger_spent_usd}, "
        f"reserved ${difference.reserved_usd} where it has ${difference.ledger_reserved_usd}"
    )
