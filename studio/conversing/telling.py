"""What a person is told about the history of a turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio import dialogue
from studio.dialogue import Exchange, Speaker
from studio.models import EngineModel


def note_of(
    sent: Sequence[Exchange], speaker: Speaker, model: EngineModel, *, left_out: int
) -> str:
    """Empty where everything goes along as it was."""
    return " ".join(_sentences(sent, speaker, model, left_out))


def _sentences(
    sent: Sequence[Exchange], speaker: Speaker, model: EngineModel, left_out: int
) -> Iterator[str]:
    if left_out:
        stays = "1 earlier turn stays" if left_out == 1 else f"{left_out} earlier turns stay"
        yield f"{stays} out of what is sent."
    told = [each for each in sent if not dialogue.is_native(each, speaker)]
    if not told:
        return
    turns = "1 turn goes" if len(told) == 1 else f"{len(told)} turns go"
    picture = " with the last picture" if dialogue.last_pictures(told) else ""
    yield f"{turns} along as words{picture}: {_reason(told, speaker, model)}"


def _reason(told: Sequence[Exchange], speaker: Speaker, model: EngineModel) -> str:
    if any(each.answer.model != speaker.model_id for each in told):
        return f"{model.label} did not make them."
    if any(each.answer.route != speaker.route for each in told):
        return "they were made through another door than today's."
    return "a picture or a signature of them is missing."
