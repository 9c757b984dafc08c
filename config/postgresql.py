"""How a PostgreSQL server is spoken to; `?name=value` of DATABASE_URL wins.

A machine that lost its power, or a worker that was stopped in the middle of a claim, must not hold
the lock on which all claims take turns for the hours that TCP takes to notice.
"""

from __future__ import annotations

OPTIONS: dict[str, object] = {
    "pool": {"min_size": 0, "max_size": 10, "timeout": 30},
    "options": "-c lock_timeout=20s -c idle_in_transaction_session_timeout=60s",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
