"""The composer of a conversation: the one of Generate, with what was said before and its price."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Max

from sessions_app.memories import tokens
from sessions_app.memories.context import Context
from sessions_app.models import Message, WorkSession
from studio import cheaper, conversing, remembering, spending
from studio.cheaper import Way
from studio.conversing import Plan
from studio.conversing.starting import FIELD as PARENT
from studio.models import Generation
from studio.outline import Outline
from studio.requesting import GenerationRequest, Problem, RequestRefused
from studio.turn_form import MAX_VARIATIONS, TurnForm
from studio.views.composer import Composer, Cost
from studio.views.ids import as_id
from studio.views.memory_choice import MemoryChoice, Share, shares
from studio.views.places import Place, conversation_of
from studio.wording import TIMES, counted, usd, usd_each


class TurnMemories(MemoryChoice):
    """The choice with what was said before in its meter."""

    def __init__(self, composer: TurnComposer) -> None:
        super().__init__(
            composer.form,
            by=composer.by,
            model=composer.model,
            prompt=composer.words,
            pictures=len(composer.references),
        )
        self._composer = composer

    @cached_property
    def _composed(self) -> tuple[Context | None, str]:
        plan = self._composer.plan
        if plan is not None:
            return plan.context, ""
        problem = next(
            (each for each in self._composer.problems if each.field in {"memory_ids", "preset"}),
            None,
        )
        return None, problem.message if problem else ""

    @cached_property
    def shares(self) -> list[Share]:
        """Memories, all that is said, and all pictures, in the model's limit."""
        plan, sent = self._composer.plan, self.context
        history = plan.history if plan else None
        pictures = self._pictures + (len(sent.image_ids) if sent else 0)
        sizes = {
            ("a", "Memory"): sent.size_tokens if sent else 0,
            ("b", "Chat"): tokens.count(self._prompt) + (history.text_tokens if history else 0),
            ("c", "Images"): pictures * tokens.PER_PICTURE
            + (history.image_tokens if history else 0),
        }
        return shares(sizes, limit=remembering.limit_of(self.model))


class TurnComposer(Composer):
    """Drawn by `studio/_say.html` and `_context.html`; `outline` is the branch that is shown."""

    max_count = MAX_VARIATIONS
    form: TurnForm

    def __init__(
        self,
        form: TurnForm,
        work_session: WorkSession,
        outline: Outline,
        *,
        by: AbstractBaseUser,
        place_note: str = "",
        wants_focus: bool = False,
    ) -> None:
        super().__init__(form, by=by)
        self.work_session, self.outline = work_session, outline
        self.place_note, self.wants_focus = place_note, wants_focus

    @property
    def place(self) -> Place:
        return conversation_of(self.work_session.pk)

    @property
    def is_chat(self) -> bool:
        return self.form.is_chat

    # --- Where it is said

    @property
    def parent_word(self) -> str:
        """What the form sends back; the end of the branch where it says none."""
        said = self._said("parent")
        return str(self.outline.leaf or "") if said in {None, ""} else str(said)

    @cached_property
    def parent(self) -> Message | None:
        """The message that is answered; None for the beginning of a conversation."""
        pk = as_id(self.parent_word)
        return self.work_session.messages.filter(pk=pk).first() if pk else None

    @cached_property
    def version(self) -> str:
        """Of the picture that this turn goes on from; "" where there is none yet."""
        if self.parent is None or self.parent.pk not in self.outline.tree.nodes:
            return ""
        path = self.outline.tree.path(self.parent.pk)
        drawn = Generation.objects.filter(message__in=path, image__trashed_at__isnull=True)
        newest = drawn.exclude(image=None).aggregate(newest=Max("message_id"))["newest"]
        return self.outline.versions.get(newest or 0, "")

    @property
    def invitation(self) -> str:
        if self.is_chat:
            return "Talk about what it should be"
        if self._is_waiting:  # it may still fail, and the field keeps these words
            return "Refine the picture, or ask about it"
        if self.version:
            return f"Refine {self.version}, or ask about it"
        return "Describe the picture"

    @property
    def attached_words(self) -> str:
        return str(len(self.references)) if self.references else ""

    # --- What goes along, and what it costs

    @property
    def words(self) -> str:
        return self._word("prompt")

    @cached_property
    def memories(self) -> TurnMemories:
        return TurnMemories(self)

    @cached_property
    def _planned(self) -> tuple[Plan | None, RequestRefused | None]:
        if not self._parsed.is_valid():
            return None, None
        try:
            return self._plan_of(self.as_shown(self._parsed.request())), None
        except RequestRefused as refused:
            return None, refused

    def _plan_of(self, request: GenerationRequest) -> Plan:
        """Raises RequestRefused."""
        return conversing.plan(
            work_session=self.work_session,
            by=self.by,
            mode=str(self._word("mode")),
            parent=self.parent,
            request=request,
        )

    def within(self, available_usd: Decimal) -> Way | None:
        """What comes nearest to this turn for the money that is left.

        Another model takes the earlier turns otherwise, so each way is planned before it is told.
        None for a chat, and where nothing fits.
        """
        if self.plan is None or self.is_chat:
            return None
        ways = cheaper.ways(self.plan.resolved)
        found = (self._priced(way) for way in ways if way.cost_usd <= available_usd)
        return next((way for way in found if way and way.cost_usd <= available_usd), None)

    def _priced(self, way: Way) -> Way | None:
        """At what this turn would cost that way; None where it cannot be said so."""
        request = replace(
            self.as_shown(self._parsed.request()),
            model=way.engine_model.model_id,
            resolution=way.resolution,
        )
        try:
            return replace(way, cost_usd=self._plan_of(request).cost_usd)
        except RequestRefused:
            return None

    @property
    def plan(self) -> Plan | None:
        return self._planned[0]

    @property
    def problems(self) -> list[Problem]:
        refused = self._planned[1]
        return refused.problems if refused else []

    @cached_property
    def cost(self) -> Cost:
        if not self._parsed.is_valid():
            return Cost("", str(next(iter(self._parsed.errors.values()))[0]))
        if self.plan is None:
            return Cost("", self._problem_words())
        found = self.plan.estimate
        over = spending.of_budget(found, by=self.by)
        how = f"{found.images} {TIMES} {usd_each(found.each_usd or found.cost_usd)}"
        return Cost(usd(found.cost_usd), how, over, is_over=bool(over))

    @property
    def _is_waiting(self) -> bool:
        """Whether what is to be answered is still on its way."""
        return any(each.field == PARENT for each in self.problems)

    def _problem_words(self) -> str:
        """Why there is no price; that an answer is on its way needs few words."""
        if self._is_waiting:
            return "Waiting for the answer"
        return self.problems[0].message if self.problems else ""

    @property
    def history_words(self) -> list[str]:
        """What of the earlier turns goes along, what that costs, and what is left out."""
        if self.plan is None or not self.plan.history.turns:
            return []
        history = self.plan.history
        sent = f"{counted(history.sent_turns, 'earlier turn')} {_goes(history.sent_turns)} along"
        found = [f"{sent}, {usd(history.cost_usd)}." if history.cost_usd else f"{sent}."]
        if history.left_out:
            found.append(f"{counted(history.left_out, 'older turn')} left out.")
        return [*found, *([history.note] if history.note else [])]


def _goes(count: int) -> str:
    return "goes" if count == 1 else "go"
