"""What the page of a session shows: a stretch of its branch, its pictures, ends and links."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from gallery import wording as gallery_wording
from gallery.models import Image
from sessions_app.conversations import Tree
from sessions_app.models import ShareLink, WorkSession
from sessions_app.sharing import links
from studio import wording
from studio.models import Generation
from studio.outline import Outline
from studio.views.conversation.turns import Turn, turns
from studio.views.ids import as_id

TURNS_A_PAGE = 20
MAX_PICTURES = 12


@dataclass(frozen=True, slots=True)
class ShownLink:
    """`url` is "" where it can no longer be told."""

    pk: int
    url: str
    ends: str


class Conversation:
    """`page` in the templates.

    `?at=` shows the branch through a message, `?from=` and the like end it there, `?before=` shows
    the turns before one of it.
    """

    def __init__(
        self, said: QueryDict, session: WorkSession, outline: Outline, *, by: AbstractBaseUser
    ) -> None:
        self._said, self._by = said, by
        self.session, self.outline = session, outline

    # --- Turns

    @cached_property
    def _stretch(self) -> tuple[int, int]:
        """Which of the branch's turns are shown: from the first, up to the second's place."""
        before = as_id(self._said.get("before", ""))
        every = self.outline.turns
        end = every.index(before) if before in every else len(every)
        return max(end - TURNS_A_PAGE, 0), end

    @cached_property
    def turns(self) -> list[Turn]:
        start, end = self._stretch
        return turns(self.outline.turns[start:end], self.outline, by=self._by)

    @property
    def is_open(self) -> bool:
        """Whether an answer is on its way."""
        return any(turn.is_open for turn in self.turns)

    @property
    def earlier_url(self) -> str:
        """ "" where the first turn is shown."""
        start, end = self._stretch
        return self._url(before=self.outline.turns[start]) if start and end else ""

    @property
    def earlier_words(self) -> str:
        start, _ = self._stretch
        return f"Show earlier turns ({start})"

    @property
    def later_url(self) -> str:
        """ "" where the newest turn is shown."""
        _, end = self._stretch
        return self._url() if end < len(self.outline.turns) else ""

    # --- Beside them

    @cached_property
    def pictures(self) -> list[Image]:
        """The newest."""
        own = Image.objects.visible_to(self._by)
        filed = own.filter(session_image__work_session=self.session)
        return list(filed.order_by("-session_image__filed_at", "-pk").for_tiles()[:MAX_PICTURES])

    @property
    def current_image_id(self) -> int:
        """Of the picture that the branch ends with; 0 where it has none."""
        shown = (turn.shown_image for turn in reversed(self.turns))
        return next((image.pk for image in shown if image), 0)

    @property
    def figures(self) -> str:
        """ "11 images, $1.61": of the whole session, the cost of all that was asked for it."""
        count: int = getattr(self.session, "image_count", 0)
        rows = Generation.objects.filter(batch__work_session=self.session)
        cost_usd = rows.aggregate(total=Sum("cost_usd"))["total"]
        words = [gallery_wording.images(count)] + ([wording.usd(cost_usd)] if cost_usd else [])
        return ", ".join(words)

    # --- Sharing

    lasts = tuple(links.LASTS.items())

    @property
    def can_share(self) -> bool:
        return self.outline.leaf is not None

    @cached_property
    def links(self) -> list[ShownLink]:
        now = timezone.now()
        return [
            ShownLink(each.pk, links.address_of(each), _ends(each))
            for each in self.session.share_links.open(now).order_by("-pk")
        ]

    @property
    def links_words(self) -> str:
        return wording.counted(len(self.links), "link") if self.links else ""

    @property
    def is_sharing(self) -> bool:
        return "share" in self._said

    def _url(self, **said: int) -> str:
        """The same branch of the same session."""
        at = {"at": self.outline.leaf} if self.outline.leaf else {}
        return f"{reverse('studio:session', args=[self.session.pk])}?{urlencode(at | said)}"


def outline_of(session: WorkSession, at: int | None, *, is_end: bool = False) -> Outline:
    """The branch through a message, or through the current one."""
    tree = Tree.of(session)
    known = at if at in tree.nodes else session.current_message_id
    return Outline(tree, known, is_end=is_end and known == at)


def _ends(link: ShareLink) -> str:
    if link.expires_at is None:
        return "Opens until it is revoked"
    local = timezone.localtime(link.expires_at)
    return f"Opens until {local.day} {local:%B, %H:%M}"
