from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from sessions_app.models import Preferences

pytestmark = pytest.mark.django_db


def settings_of(name: str, *arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("settings", "--user", name, *arguments, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_settings_are_printed_and_changed(owner: User) -> None:
    assert settings_of("ada")["export_quality"] == 86
    found = settings_of("ada", "--set", "export_quality=70", "--set", "confirm_above_usd=")
    assert (found["export_quality"], found["confirm_above_usd"]) == (70, None)
    assert Preferences.of(owner).export_quality == 70


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--set", "export_quality=101"], "export_quality: "),
        (["--set", "default_model=gone"], "There is no model “gone”"),
        (["--set", "no_such=1"], "no_such: "),
        (["--set", "theme"], "SETTING=VALUE"),
    ],
)
def test_wrong_setting_is_told_and_nothing_changes(
    owner: User, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        settings_of("ada", *arguments)
    assert not Preferences.objects.exists()


def test_settings_of_nobody_are_told(db: None) -> None:
    with pytest.raises(CommandError, match="no user named “nobody”"):
        settings_of("nobody")
