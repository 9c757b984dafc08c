from __future__ import annotations

from django.db import connection


def let_go_of_the_database() -> None:
    """Before a wait: give the connection back to the pool, where there is one and no transaction.

    Pools are small; who waits for a provider, a core or a store must not keep others waiting.
    """
    if "pool" in connection.settings_dict["OPTIONS"] and not connection.in_atomic_block:
        connection.close()
