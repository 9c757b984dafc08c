"""What a person is told about the history of a turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sessions_app.models import Mode
from studio import dialogue
from studio.dialogue import Exchange, Speaker
from studio.models import EngineModel


def note_of(
    sent: Sequence[Exchange], speaker: Speaker, model: EngineModel, *, left_out: int, is_chat: bool
) -> str:
    """Empty where nothing has to be said: words stay words, and what was told before is known."""
    return " ".join(
        [*_of_beginning(left_out), *(() if is_chat else _of_words(sent, speaker, model))]
    )


def _of_beginning(left_out: int) -> Iterator[str]:
    if left_out:
        stays = "1 earlier turn stays" if left_out == 1 else f"{left_out} earlier turns stay"
        yield f"{stays} out of what is sent."


def _of_words(sent: Sequence[Exchange], speaker: Speaker, model: EngineModel) -> Iterator[str]:
    told = [each for each in sent if not dialogue.is_native(each, speaker)]
    broken = [each for each in told if not _is_of_another(each, speaker)]
    others = [each for each in _newest(sent, speaker) if _is_of_another(each, speaker)]
    drawn = _drawn(broken) + _drawn(others)
    if not drawn:
        return
    turns = "1 earlier turn goes" if len(drawn) == 1 else f"{len(drawn)} earlier turns go"
    picture = " with the last picture" if dialogue.last_pictures(told) else ""
    yield f"{turns} along as words{picture}, since {_reason(drawn, speaker, model)}."


def _drawn(exchanges: Sequence[Exchange]) -> list[Exchange]:
    return [each for each in exchanges if each.asked.mode == Mode.GENERATE]


def _newest(sent: Sequence[Exchange], speaker: Speaker) -> Sequence[Exchange]:
    """Those since the speaker spoke last; of older ones it was told then."""
    own = [place for place, each in enumerate(sent) if dialogue.is_native(each, speaker)]
    return sent[own[-1] + 1 :] if own else sent


def _is_of_another(exchange: Exchange, speaker: Speaker) -> bool:
    answer = exchange.answer
    return (answer.model, answer.route) != (speaker.model_id, speaker.route)


def _reason(told: Sequence[Exchange], speaker: Speaker, model: EngineModel) -> str:
    if any(each.answer.model != speaker.model_id for each in told):
        return f"{model.label} did not draw {'it' if len(told) == 1 else 'them'}"
    if any(each.answer.route != speaker.route for each in told):
        return "their signatures hold for another provider or are no longer accepted"
    return "a picture or a signature is missing"
