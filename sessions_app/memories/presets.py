"""Shapes of answers: what the model is told and the ratio that suits; pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    word: str
    label: str
    aspect_ratio: str
    sentence: str  # "" asks for nothing in particular


PRESETS = {
    preset.word: preset
    for preset in (
        Preset(
            "infographic",
            "Infographic",
            "9:16",
            "Draw one tall infographic from this material: a clear title, three to six short "
            "points in reading order, each with a simple icon.",
        ),
        Preset(
            "key_insights",
            "Key insights",
            "1:1",
            "Draw one square card that shows the two or three most important insights of the "
            "material given here in large, short words.",
        ),
        Preset(
            "tips",
            "Tips",
            "4:5",
            "Draw one card of practical tips from this material: a title and a short numbered "
            "list with one small picture for each tip.",
        ),
        Preset(
            "quote_card",
            "Quote card",
            "1:1",
            "Draw one square quote card: the strongest sentence of this material in large "
            "type, word for word, on a quiet background.",
        ),
        Preset(
            "workflow",
            "Workflow",
            "16:9",
            "Draw the steps of this material as one wide workflow from left to right, boxes "
            "joined by arrows, each with a few words.",
        ),
        Preset(
            "timeline",
            "Timeline",
            "16:9",
            "Draw the events of this material as one wide timeline, in their order, each with "
            "its date and a few words.",
        ),
        Preset(
            "comparison",
            "Comparison",
            "16:9",
            "Draw a wide side-by-side comparison of what this material sets against each "
            "other, with the same points on both sides.",
        ),
        Preset(
            "summary_card",
            "Summary card",
            "4:3",
            "Draw one card that sums up this material: a title, one sentence and up to four "
            "short points.",
        ),
        Preset("free", "Free", "16:9", ""),
    )
}
