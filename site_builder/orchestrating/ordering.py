"""Which of a site's waiting pictures come first: those of the page that is looked at."""

from __future__ import annotations

from collections import defaultdict

from site_builder import slots
from site_builder.models import Site
from studio import turns
from studio.models import Generation, Priority, Status


@turns.writing()
def bring_forward(site: Site, page: str) -> int:
    """The page's waiting pictures before all others but the critical; returns how many.

    The plan stays as it is: what was brought forward for another page goes back to its own rank.
    """
    found = slots.of(site)
    if found is None:
        return 0
    ranks: dict[Priority, list[int]] = defaultdict(list)
    for state in found.states:
        if state.generation is not None and state.status == Status.PENDING:
            is_seen = state.requirement.page == page
            rank = Priority.from_word(state.requirement.priority)
            ranks[Priority.CRITICAL if is_seen else rank].append(state.generation.pk)
    for rank, pks in ranks.items():
        waiting = Generation.objects.filter(pk__in=pks, status=Status.PENDING)
        waiting.exclude(priority=rank).update(priority=rank)
    return len(ranks[Priority.CRITICAL])
