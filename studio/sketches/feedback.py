"""Comments on sketches, and the summary of a style that is made of them.

A comment is told to later compilations until it is part of the summary.  The summary is proposed,
never written by itself: the owner changes it, saves it, or leaves it; a version of the style takes
it back.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gallery.texts import is_storable
from studio import texts
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.models import Sketch, SketchFeedback, SketchRun, SketchStyle
from studio.sketches import styles
from studio.sketches.reading import MAX_SUMMARY_CHARACTERS, MAX_SUMMARY_WORDS

MAX_CHARACTERS = 1_000
PROPOSED_AFTER = 10  # comments
_ASKED = 40  # at once: the newest
_INSTRUCTION = (
    "You keep the house style of a sketch artist. Summarise what the client's comments ask of "
    "future sketches in this style, together with the present summary. Short imperative "
    f"sentences, at most {MAX_SUMMARY_WORDS} words, nothing that no comment says. Answer with the "
    "summary only."
)

logger = logging.getLogger(__name__)


class BadComment(ValueError):
    """The text is a sentence for people."""


def say(
    run: SketchRun, text: str, *, by: AbstractBaseUser, sketch: Sketch | None = None
) -> SketchFeedback:
    """Of the whole sheet, or of one sketch of it.  Raises BadComment."""
    words = text.strip()
    if not words:
        raise BadComment("Write a comment first.")
    if len(words) > MAX_CHARACTERS:
        raise BadComment(f"At most {MAX_CHARACTERS:,} characters fit; this has {len(words):,}.")
    if not is_storable(words):
        raise BadComment("This holds a character that cannot be stored. Remove it.")
    return SketchFeedback.objects.create(
        owner_id=by.pk, run=run, sketch=sketch, style_id=run.style_id, text=words
    )


def waiting(style: SketchStyle, *, by: AbstractBaseUser) -> QuerySet[SketchFeedback]:
    """Comments that are no part of the summary, the newest first."""
    return SketchFeedback.objects.heeded().filter(owner_id=by.pk, style=style)


def propose(style: SketchStyle, *, by: AbstractBaseUser, with_model: bool = False) -> str:
    """A summary to look at: the text model's where it is asked and answers, which costs a little;
    else the comments themselves.
    """
    comments = list(waiting(style, by=by).values_list("text", flat=True)[:_ASKED])[::-1]
    if not comments:
        return style.feedback_summary
    said = _by_model(style, comments, by=by) if with_model else ""
    return said or _shortened([style.feedback_summary, *comments])


def _by_model(style: SketchStyle, comments: Sequence[str], *, by: AbstractBaseUser) -> str:
    """ "" where no model answers."""
    lines = [f"Present summary: {style.feedback_summary or 'none'}", "Comments:"]
    prompt = "\n".join([*lines, *(f"- {each}" for each in comments)])
    try:
        answer = texts.ask(prompt=prompt, by=by, system=_INSTRUCTION, temperature=0.2)
    except (texts.NoTextModel, texts.TextFailed, InsufficientBudget, MissingKey):
        return ""
    return _shortened([answer.text])


def _shortened(parts: Sequence[str]) -> str:
    """Sentence after sentence, each once, as many as fit."""
    kept: list[str] = []
    for part in dict.fromkeys(" ".join(each.split()) for each in parts if each.strip()):
        sentence = part if part[-1] in ".!?…" else f"{part}."
        longer = " ".join([*kept, sentence])
        if len(longer.split()) > MAX_SUMMARY_WORDS or len(longer) > MAX_SUMMARY_CHARACTERS:
            break
        kept.append(sentence)
    return " ".join(kept)


@transaction.atomic
def confirm(style: SketchStyle, summary: str, *, by: AbstractBaseUser, seen: int) -> SketchStyle:
    """The style with this summary: a new version of an own one, a copy of a built-in one.

    `seen` is the newest comment that its writer had before them (its id, 0 for none): what came
    after it waits for the next summary.  Raises BadRecord.
    """
    comments = waiting(style, by=by).filter(pk__lte=seen)
    if style.is_built_in:
        made = styles.copy(style, by=by, summary=summary)
    else:
        record = styles.record_of(style, by=by)
        made = styles.save(replace(record, feedback_summary=summary), style, by=by)
    count = comments.update(summarised_at=timezone.now())
    logger.info("style.summarised id=%s comments=%s", made.pk, count)
    return made
