"""Every error code in words: what happened and what to do next.  The code is what is stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """`action` is the word on the button that helps, "" where none does; `brief` is said while it
    is tried again by itself, where the title alone would not do.
    """

    title: str
    text: str
    action: str = "Retry"
    brief: str = ""


_WORDINGS = {
    "prompt_blocked": Wording(
        "Stopped by the safety filter",
        "The provider refused this prompt or one of its reference images. Change the wording.",
        "Edit prompt",
    ),
    "output_blocked": Wording(
        "Stopped by the safety filter",
        "The model drew something and its filter held it back. Try again, or use other words.",
    ),
    "no_image": Wording(
        "No picture came back",
        "The model did not draw. Begin the prompt with “draw” or “a picture of” and try again.",
    ),
    "no_answer": Wording("No answer came back", "The model said nothing. Ask again."),
    "text_only": Wording(
        "No picture came back",
        "The model answered with text only. Read its answer, then try again.",
    ),
    "bad_image": Wording(
        "The picture arrived broken", "What came could not be opened as a picture. Try again."
    ),
    "rate_limited": Wording(
        "Google is busy",
        "The key's rate limit was reached too often. Try again in a few minutes.",
        brief="Rate limit reached.",
    ),
    "quota_exhausted": Wording(
        "The key has no quota left",
        "Google allows no more pictures with this key for now. Check the quota and plan of its "
        "project; image models have no free tier.",
    ),
    "provider_unavailable": Wording(
        "Google cannot be reached",
        "The service was down or overloaded, several times over. Try again in a while.",
    ),
    "timeout": Wording(
        "The model took too long",
        "Google gave up on this picture. A smaller resolution is quicker.",
    ),
    "outcome_unknown": Wording(
        "No answer came",
        "The call went out and its connection was lost, so it may have been charged. "
        "Retry sends it once more.",
    ),
    "invalid_request": Wording(
        "Google refused the request",
        "A setting does not fit this model. Change it and try again.",
        "Edit prompt",
    ),
    "prompt_too_long": Wording(
        "The prompt is too long", "Shorten it and try again.", "Edit prompt"
    ),
    "context_too_large": Wording(
        "Too much at once",
        "Remove some reference images or earlier turns and try again.",
        "Edit prompt",
    ),
    "invalid_signature": Wording(
        "The conversation cannot go on from here",
        "Google no longer accepts its history. Continue from the last picture instead.",
    ),
    "missing_key": Wording(
        "Add your API key first",
        "Musa talks to Google with your own key. Add one under Settings; it stays on this server.",
    ),
    "invalid_key": Wording(
        "Google rejected the API key",
        "It may have been revoked or mistyped. Put another one in its place under Settings.",
    ),
    "no_credit": Wording(
        "The key's credit is used up", "Top up the Google account that it belongs to, then retry."
    ),
    "model_retired": Wording(
        "This model is gone", "Google has switched it off. Choose another one.", "Edit prompt"
    ),
    "insufficient_budget": Wording(
        "This would pass your budget", "Raise the limit, or choose a cheaper model or size."
    ),
    "storage_error": Wording(
        "The picture could not be stored",
        "The disk or the store refused it. What was paid for is kept aside and stored later.",
    ),
    "internal": Wording("Something went wrong here", "It was logged. Try again."),
}


def wording(code: str) -> Wording:
    return _WORDINGS.get(code, _WORDINGS["internal"])


CODES = frozenset(_WORDINGS)
