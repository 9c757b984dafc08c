"""What the commands that make pictures share: their options, refusals in words, waiting."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.utils import timezone

from gallery import intake
from gallery.api.wire import absolute
from gallery.management.telling import INTERRUPTED, CommandError, TellingCommand
from gallery.models import Image
from studio import actions, cards, problems
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.models import (
    Batch,
    Generation,
    PersonGeneration,
    ResponseModality,
    Status,
    WorkerHeartbeat,
)
from studio.requesting import GenerationRequest, RequestRefused
from studio.wording import counted, usd

LOOK_EVERY_S = 0.5
BAR_CELLS = 24
ENDED_BADLY = (Status.FAILED, Status.CANCELED)


class PicturesCommand(TellingCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME", help="whose pictures they are")
        parser.add_argument("--model", default="", help="a model's id, alias or tier")
        parser.add_argument("--aspect-ratio", default="", metavar="W:H")
        parser.add_argument("--resolution", default="", metavar="SIZE", help="for example 2K")
        parser.add_argument("--count", type=int, default=1, metavar="N", help="1 to 10 of each")
        parser.add_argument("--people", choices=PersonGeneration.values, default="")
        parser.add_argument("--text", action="store_true", help="let the model write as well")
        parser.add_argument("--search", action="store_true", help="ground it in Google Search")
        parser.add_argument("--thoughts", action="store_true", help="keep what the model thought")
        parser.add_argument(
            "--reference",
            action="append",
            default=[],
            metavar="FILE",
            help="a picture to go along; again for each; taken into the gallery once",
        )
        parser.add_argument("--dry-run", action="store_true", help="tell the price, send nothing")
        parser.add_argument("--wait", action="store_true", help="print paths when they are there")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def owner(self, options: dict[str, Any]) -> User:
        """Whom the pictures are for; raises CommandError."""
        owner = User.objects.filter(username=options["user"], is_active=True).first()
        if owner is None:
            raise CommandError(
                f"There is no active user named “{options['user']}”.", code="not_found"
            )
        return owner

    def request(self, prompt: str, options: dict[str, Any], *, by: User) -> GenerationRequest:
        """What the options ask for, their reference files taken into the person's gallery."""
        return GenerationRequest(
            prompt=prompt,
            model=options["model"],
            aspect_ratio=options["aspect_ratio"],
            resolution=options["resolution"],
            response_modality=ResponseModality.TEXT_IMAGE if options["text"] else "",
            google_search_enabled=options["search"] or None,
            person_generation=options["people"],
            include_thoughts=options["thoughts"],
            reference_image_ids=tuple(_taken(path, by) for path in options["reference"]),
            count=options["count"],
        )

    def submit(
        self, requests: Sequence[GenerationRequest], *, by: User, name: str = "", key: str = ""
    ) -> Batch:
        """With a `key` that was used before: the batch of then, what failed of it tried again.

        Raises CommandError.
        """
        with in_words():
            batch = actions.submit(requests=requests, by=by, name=name, idempotency_key=key)
            for generation in batch.generations.filter(status__in=ENDED_BADLY):
                actions.retry(generation=generation, by=by)
            return batch

    def tell_price(self, images: int, cost_usd: Decimal, options: dict[str, Any]) -> None:
        """Of a dry run."""
        if options["json"]:
            told = {"images": images, "cost_usd": format(cost_usd, "f")}
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(f"{counted(images, 'image')}, up to {usd(cost_usd)}")

    def report(self, batch: Batch, options: dict[str, Any]) -> None:
        """Wait where it is told to, then a line each; exit status 1 where one ended badly."""
        waited = not options["wait"] or self.wait(batch)
        generations = list(batch.generations.select_related("image").order_by("position"))
        for generation in generations:
            self._tell(generation, options)
        if not waited:
            raise SystemExit(INTERRUPTED)
        if any(_ended_badly(generation) for generation in generations):
            raise SystemExit(1)

    def wait(self, batch: Batch) -> bool:
        """Look at the rows until none is open, with a line of progress where a person watches.

        False where the person does not wait for the end.
        """
        total = batch.generations.count()
        is_watched = self.stderr.isatty()
        if not WorkerHeartbeat.is_any_alive(timezone.now()):
            self._say("No worker is running; the pictures wait until one is.")
        try:
            while left := Generation.objects.filter(batch=batch).open().count():
                if is_watched:
                    self._say(f"\r{_bar(total - left, total)}{_held_up(batch)}\033[K", ending="")
                time.sleep(LOOK_EVERY_S)
        except KeyboardInterrupt:
            self._say(f"\nNot waited for any longer; batch {batch.pk} is still made.")
            return False
        if is_watched:
            self._say("\r\033[K", ending="")
        return True

    def _say(self, words: str, ending: str = "\n") -> None:
        """Beside the answer, and no error: in no colour."""
        self.stderr.write(words, style_func=str, ending=ending)

    def _tell(self, generation: Generation, options: dict[str, Any]) -> None:
        file = _file_of(generation.image) if generation.image else ""
        if options["json"]:
            self.stdout.write(json.dumps(_facts(generation, file)))
        elif file or not options["wait"]:
            self.stdout.write(file or str(generation.pk))
        elif not generation.is_settled:
            self._say(f"Generation {generation.pk}: still on its way.")
        if _ended_badly(generation):
            self.stderr.write(f"Generation {generation.pk}: {why(generation)}")


@contextmanager
def in_words() -> Iterator[None]:
    """What the studio refuses within is CommandError in the words of the pages."""
    try:
        yield
    except RequestRefused as error:
        codes = {problem.code for problem in error.problems}
        code = codes.pop() if len(codes) == 1 else "invalid_request"
        sentences = "\n".join(problem.message for problem in error.problems)
        raise CommandError(sentences, code=code) from error
    except MissingKey as error:
        raise CommandError(problems.wording("missing_key").text, code="missing_key") from error
    except InsufficientBudget as error:
        wording = problems.wording("insufficient_budget")
        sentence = f"{wording.title}: {error}. {wording.text}"
        raise CommandError(sentence, code="insufficient_budget") from error


def _bar(done: int, total: int) -> str:
    filled = BAR_CELLS * done // total
    return f"[{'=' * filled}{' ' * (BAR_CELLS - filled)}] {done} of {total} generated"


def _held_up(batch: Batch) -> str:
    """Why none of it is drawn just now, and for how long; "" where one is, or waits its turn."""
    rows = Generation.objects.filter(batch=batch).open().for_cards()
    first = rows.select_related("batch", "provider_key").order_by("status", "position").first()
    if first is None or first.status == Status.GENERATING:
        return ""
    card = cards.card(first, now=timezone.now())
    if card.waiting is not None and card.waiting.stand == "paused":
        return ", paused"
    return f", {card.title or 'tried again'}: {card.left} more" if card.left_s else ""


def _taken(path: str, by: User) -> int:
    """The id of the person's picture in this file; the same file again is the same picture."""
    try:
        return intake.upload(Path(path).read_bytes(), owner=by).pk
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except intake.BadImage as error:
        raise CommandError(f"{path}: {error}", code="bad_image") from error
    except intake.StorageError as error:
        raise CommandError(f"{path}: {error}", code="storage_error") from error


def _ended_badly(generation: Generation) -> bool:
    return generation.status in ENDED_BADLY


def why(generation: Generation) -> str:
    """There is no picture, for this reason."""
    if generation.status == Status.CANCELED:
        return "Canceled."
    wording = problems.wording(generation.error_code)
    return f"{wording.title}. {wording.text}"


def _facts(generation: Generation, file: str) -> dict[str, Any]:
    return {
        "id": generation.pk,
        "batch_id": generation.batch_id,
        "name": generation.name,
        "status": generation.status,
        "image_id": generation.image_id,
        "file": file or None,
        "error": generation.error_code or None,
        "cost_usd": format(generation.cost_usd, "f"),
    }


def _file_of(image: Image) -> str:
    """The path of the original on this machine; its address where a bucket holds it."""
    try:
        return default_storage.path(image.name)
    except NotImplementedError:
        return absolute(image.url)
