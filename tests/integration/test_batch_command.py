from __future__ import annotations

import io
import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from studio.models import Batch, Generation, Priority

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator", "owner")]

CSV = "prompt,count,name,model\na {red|blue} kettle,2,Kettle,lite\na cup,,,\n"


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    return tmp_path / "pets.csv"


def batch(*args: str) -> list[str]:
    """The lines that the command prints."""
    output = io.StringIO()
    call_command("batch", *args, "--user", "ada", stdout=output)
    return output.getvalue().splitlines()


def test_batch_queues_the_rows_and_prints_their_ids(pets: Path) -> None:
    pets.write_text(CSV)
    lines = batch(str(pets), "--name", "Set", "--aspect-ratio", "16:9")
    rows = Generation.objects.order_by("position")
    assert lines == [str(row.pk) for row in rows]
    assert [row.name for row in rows] == ["Kettle"] * 4 + [""]
    assert {row.requested["aspect_ratio"] for row in rows} == {"16:9"}
    assert {row.priority for row in rows} == {Priority.NICE_TO_HAVE}
    assert Batch.objects.get().name == "Set"


def test_batch_in_json_tells_each_row(pets: Path) -> None:
    pets.write_text(CSV)
    told = [json.loads(line) for line in batch(str(pets), "--json")]
    assert [each["name"] for each in told] == ["Kettle"] * 4 + [""]
    assert {each["status"] for each in told} == {"pending"}


def test_batch_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a cat\na dog\n")))
    assert len(batch("-")) == 2


def test_dry_run_tells_the_price_and_sends_nothing(pets: Path) -> None:
    pets.write_text(CSV)
    assert batch(str(pets), "--dry-run") == ["5 images, up to $0.18"]
    told = json.loads(batch(str(pets), "--dry-run", "--json")[0])
    assert told["images"] == 5
    assert Decimal(told["cost_usd"]).quantize(Decimal("0.01")) == Decimal("0.18")
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("prompt,count\na cat,two\na {dog},", [
            "Row 2: “two” is not a number of pictures.",
            "Row 3: Nobody filled in the field {dog}. Put words in its place.",
        ]),
        ("prompt\n", ["The list holds no prompt."]),
        ("prompt,model\na cat,mona", [
            "Row 2: There is no model “mona”. Choose one of those offered."
        ]),
    ],
)  # fmt: skip
def test_list_with_problems_names_them_all_and_sends_nothing(
    pets: Path, text: str, sentences: list[str]
) -> None:
    pets.write_text(text)
    with pytest.raises(CommandError) as refused:
        batch(str(pets))
    assert str(refused.value).splitlines() == sentences
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["/nowhere/pets.txt"], "/nowhere/pets.txt cannot be read: No such file or directory."),
        (["-", "--name", "n" * 201], "A name has up to 200 characters."),
    ],
)
def test_batch_says_what_is_wrong(options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        batch(*options)


def test_batch_of_nobody_is_refused(pets: Path, owner: User) -> None:
    pets.write_text("prompt\na cat")
    User.objects.filter(pk=owner.pk).update(is_active=False)
    with pytest.raises(CommandError, match="There is no active user named “ada”"):
        batch(str(pets))
