"""A run as `metadata.json` tells it (reference, A6); every path is relative to the run's folder."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from studio.models import Generation, Sketch, SketchRun
from studio.sketches.folders import Files, files_of


def of_run(run: SketchRun) -> dict[str, Any]:
    """All of it, read anew; failed positions stay in the list with their error."""
    every = all_of(run)
    files = files_of(every)
    current, replaced = _parted(every)
    return {
        "timestamp": run.created_at.isoformat(),
        "run_id": run.pk,
        "mode": run.mode,
        "parent_run": run.parent_run_id,
        "concept": run.concept,
        "instruction": run.instruction or None,
        "prompt_spec": run.prompt_spec,
        "compiled_prompts": [_prompt(each) for each in current],
        "style_id": run.style_record["id"],
        "style_version": run.style_version,
        "reference_images": run.used_references,
        "retrieval_scores": [each["score"] for each in run.retrieval if each["used"]],
        "retrieval_reasons": [each["reason"] for each in run.retrieval if each["used"]],
        "config": _config(run, current),
        "images": [_image(each, files[each.pk]) for each in current],
        "replaced": [_image(each, files[each.pk]) for each in replaced],
        "total_cost_usd": format(total_usd(every), "f"),
    }


def _parted(every: Sequence[Sketch]) -> tuple[list[Sketch], list[Sketch]]:
    """Those of the sheet in their order, and those that others took the place of."""
    current = sorted((each for each in every if each.is_current), key=lambda each: each.index)
    return current, [each for each in every if not each.is_current]


def all_of(run: SketchRun) -> list[Sketch]:
    rows = Sketch.objects.filter(run=run).select_related(
        "image", "generation__answer", "generation__engine_model"
    )
    return list(rows.order_by("pk"))


def total_usd(sketches: Sequence[Sketch]) -> Decimal:
    costs = (each.generation.cost_usd for each in sketches if each.generation)
    return sum(costs, Decimal(0))


def _config(run: SketchRun, current: Sequence[Sketch]) -> dict[str, Any]:
    first = next((each.generation for each in current if each.generation), None)
    return {
        "num_images": len(current),
        "resolution": run.config.get("resolution", ""),
        "aspect_ratio": run.config.get("aspect_ratio", ""),
        "image_size": _image_size(current),
        "model_name": first.engine_model.model_id if first else "",
        "seed": None,  # the provider takes none
        "enforce_grayscale": True,
        "posterise": bool(run.config.get("posterise")),
        "auto_retry": bool(run.config.get("auto_retry")),
    }


def _image_size(current: Sequence[Sketch]) -> str | None:
    image = next((each.image for each in current if each.image), None)
    return f"{image.width_px}x{image.height_px}" if image else None


def _image(sketch: Sketch, files: Files) -> dict[str, Any]:
    generation = sketch.generation
    return {
        "index": sketch.index,
        "file": files.file or None,
        "original": files.original or None,
        "layout": sketch.layout,
        "exaggeration": sketch.exaggeration,
        "verdict": sketch.verdict or None,
        "notices": sketch.notices,
        "checks": sketch.checks,
        "dhash256": sketch.dhash256 or None,
        "cost_usd": format(generation.cost_usd, "f") if generation else "0",
        "error": sketch.error or None,
    }


def _prompt(sketch: Sketch) -> str:
    return _sent(sketch.generation) if sketch.generation else ""


def _sent(generation: Generation) -> str:
    """What went out where it did, else what would."""
    return str(generation.sent.get("prompt") or generation.prompt)
