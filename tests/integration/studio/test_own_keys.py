from __future__ import annotations

import io
import logging
import pickle
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from studio import keys, own_keys
from studio.models import EngineModel, InstancePolicy, OwnKey, ProviderKey
from studio.models.encryption import Sealed, UnreadableSecret
from studio.own_keys import KeyRefused
from studio.simulator.process import Simulator
from studio.sweeping import sweep
from tests.factories.sessions import UserFactory
from tests.factories.studio import BatchFactory, GenerationFactory

pytestmark = pytest.mark.django_db

SECRET = "AIzaSy-a-key-of-the-tests-3kQe"
OTHER = "AIzaSy-another-key-of-the-tests-9xYz"


@pytest.fixture
def google(simulator: Simulator, settings: Any) -> Simulator:
    """Calls with a key go to the simulator too, as if it were the provider."""
    settings.GEMINI_BASE_URL = simulator.url
    return simulator


@pytest.fixture
def own_key(google: Simulator, owner: User) -> OwnKey:
    return own_keys.store(SECRET, by=owner)


# --- Whose key pays


def test_own_key_comes_before_the_instances(owner: User, own_key: OwnKey, settings: Any) -> None:
    settings.GEMINI_API_KEY = OTHER
    assert keys.key_of(owner).secret == SECRET


def test_instances_key_serves_whoever_brought_none(
    own_key: OwnKey, stranger: User, settings: Any
) -> None:
    settings.GEMINI_API_KEY = OTHER
    assert keys.key_of(stranger).secret == OTHER


def test_instances_key_is_staffs_alone_where_the_policy_says_so(
    stranger: User, settings: Any
) -> None:
    settings.GEMINI_API_KEY, settings.SIMULATOR_URL = OTHER, ""
    InstancePolicy.objects.create(pk=1, instance_key_for_all=False)
    assert keys.key_of(UserFactory.create(is_staff=True)).secret == OTHER
    with pytest.raises(keys.MissingKey):
        keys.key_of(stranger)


def test_simulator_serves_whoever_has_no_key(stranger: User, simulator: Simulator) -> None:
    assert keys.key_of(stranger).is_demo


def test_unreadable_own_key_is_not_replaced_in_silence(
    owner: User, own_key: OwnKey, settings: Any
) -> None:
    settings.GEMINI_API_KEY = OTHER
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(keys.UnreadableKey):
        keys.key_of(owner)


# --- Storing


def test_key_is_tried_before_it_is_stored(own_key: OwnKey) -> None:
    offered = [model.label for model in EngineModel.objects.offered()]
    assert (own_key.last_four, own_key.models_found) == ("3kQe", offered)
    assert own_key.provider_key.fingerprint == keys.provider_key_for(SECRET).fingerprint


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        ("an-invalid-key-of-the-tests", "invalid_key"),
        ("a-forbidden-key-of-the-tests", "invalid_key"),
        ("short", "invalid_key"),
        ("two words and more", "invalid_key"),
        ("a\nheader-smuggled-in", "invalid_key"),
    ],
)
def test_refused_key_changes_nothing(
    google: Simulator, owner: User, own_key: OwnKey, secret: str, code: str
) -> None:
    with pytest.raises(KeyRefused) as refused:
        own_keys.store(secret, by=owner)
    assert (refused.value.code, refused.value.is_passing) == (code, False)
    assert secret not in str(refused.value)
    assert keys.key_of(owner).secret == SECRET


def test_provider_that_is_down_is_told_as_such(owner: User, settings: Any) -> None:
    settings.GEMINI_BASE_URL = "http://127.0.0.1:9"
    with pytest.raises(KeyRefused) as refused:
        own_keys.store(SECRET, by=owner)
    assert refused.value.is_passing
    assert "cannot be reached" in str(refused.value)


def test_stored_key_takes_over_what_waits(owner: User, google: Simulator) -> None:
    mine = GenerationFactory.create(batch__owner=owner)
    other = GenerationFactory.create()
    own = own_keys.store(SECRET, by=owner)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.provider_key == own.provider_key
    assert other.provider_key.fingerprint == keys.SIMULATOR


def test_removed_key_leaves_what_waits_to_the_instance(owner: User, own_key: OwnKey) -> None:
    mine = GenerationFactory.create(batch__owner=owner, provider_key=own_key.provider_key)
    assert own_keys.remove(by=owner)
    mine.refresh_from_db()
    assert mine.provider_key.fingerprint == keys.SIMULATOR
    assert not own_keys.remove(by=owner)


def test_sweep_gives_each_owners_work_to_that_owners_key(owner: User, own_key: OwnKey) -> None:
    stale = ProviderKey.objects.create(fingerprint="stale")
    mine = GenerationFactory.create(batch__owner=owner, provider_key=stale)
    other = GenerationFactory.create(batch=BatchFactory.create(), provider_key=stale)
    sweep(timezone.now())
    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.provider_key == own_key.provider_key
    assert other.provider_key.fingerprint == keys.SIMULATOR


def test_new_key_ends_the_pause_of_its_row(owner: User, own_key: OwnKey) -> None:
    row = own_key.provider_key
    keys.pause(row, "invalid_key", seconds=600, now=timezone.now())
    own_keys.store(SECRET, by=owner)
    row.refresh_from_db()
    assert row.paused_until is None


# --- Encryption


def test_database_holds_no_plain_key(own_key: OwnKey) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM studio_ownkey")
        assert SECRET not in repr(cursor.fetchall())


def test_key_shows_nowhere_by_accident(own_key: OwnKey, owner: User) -> None:
    own_key.refresh_from_db()
    seen = [repr(own_key.secret), str(own_key.secret), str(own_key), repr(keys.key_of(owner))]
    assert SECRET not in "".join(seen)
    assert SECRET.encode() not in pickle.dumps(own_key)


def test_plain_words_cannot_be_stored_by_mistake(own_key: OwnKey) -> None:
    own_key.secret = SECRET  # type: ignore[assignment]
    with pytest.raises(TypeError, match="takes a Sealed"):
        own_key.save()


def test_export_of_the_database_holds_no_plain_key(own_key: OwnKey) -> None:
    out = io.StringIO()
    call_command("dumpdata", "studio.ownkey", stdout=out)
    assert own_key.last_four in out.getvalue()
    assert SECRET not in out.getvalue()


def test_rotation_lets_the_old_key_go(owner: User, own_key: OwnKey, settings: Any) -> None:
    new = Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, *settings.ENCRYPTION_KEYS]
    assert keys.key_of(owner).secret == SECRET  # readable at every step
    call_command("rotate_encryption_keys")
    settings.ENCRYPTION_KEYS = [new]
    assert keys.key_of(owner).secret == SECRET


def test_rotation_names_what_it_cannot_read(own_key: OwnKey, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match=f"own key {own_key.pk}: none of ENCRYPTION_KEYS"):
        call_command("rotate_encryption_keys")


def test_sealed_words_open_with_the_right_key_only(settings: Any) -> None:
    sealed = Sealed.of(SECRET)
    assert sealed.open() == SECRET
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(UnreadableSecret):
        sealed.open()


def test_log_lines_hold_ids_only(
    owner: User, google: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        own_keys.store(SECRET, by=owner)
        own_keys.test(by=owner)
        own_keys.remove(by=owner)
    assert f"own_key.stored by={owner.pk}" in caplog.text
    assert SECRET not in caplog.text
