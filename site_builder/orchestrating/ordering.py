"""Which of a site's waiting pictures come first: those of the page that is looked at."""

from __future__ import annotations

from collections import defaultdict

from site_builder import slots
from site_builder.models import Site
from site_builder.slots import SlotState
from studio import turns
from studio.models import Generation, Priority, Status


@turns.writing()
def bring_forward(site: Site, page: str) -> None:
    """The page's waiting pictures before all others but the critical.

    The plan stays as it is: what was brought forward for another page goes back behind it.  The
    rank of the critical is theirs alone, so that one that is made anew overtakes all others.
    """
    found = slots.of(site)
    if found is None:
        return
    ranks: dict[Priority, list[int]] = defaultdict(list)
    for state in found.states:
        if state.generation is not None and state.status == Status.PENDING:
            ranks[_rank(state, page)].append(state.generation.pk)
    for rank, pks in ranks.items():
        waiting = Generation.objects.filter(pk__in=pks, status=Status.PENDING)
        waiting.exclude(priority=rank).update(priority=rank)


def _rank(state: SlotState, page: str) -> Priority:
    planned = Priority.from_word(state.requirement.priority)
    if planned == Priority.CRITICAL:
        return planned
    return Priority.IMPORTANT if state.requirement.page == page else Priority.NICE_TO_HAVE
