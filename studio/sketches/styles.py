"""Styles as rows: read into records, saved with a new version each time, copied, taken back."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from gallery.ids import as_id
from studio.models import (
    SketchReference,
    SketchStyle,
    SketchStyleQuerySet,
    StyleReference,
    StyleVersion,
)
from studio.sketches.records import BadRecord, Fault, StyleRecord, key_from

_IN_COLUMNS = ("id", "version", "name", "description", "feedback_summary")

logger = logging.getLogger(__name__)


def with_records(found: SketchStyleQuerySet, *, by: AbstractBaseUser) -> SketchStyleQuerySet:
    """Ready for `record_of`, in a fixed number of queries."""
    members = Prefetch("members", _members(by), to_attr="members_seen")
    return found.select_related("exemplar").prefetch_related(members)


def record_of(style: SketchStyle, *, by: AbstractBaseUser) -> StyleRecord:
    """The whole record; of its references those that this person sees."""
    rows: list[StyleReference] | None = getattr(style, "members_seen", None)
    if rows is None:
        rows = list(_members(by).filter(style=style))
    references = {
        "include": [row.reference.word for row in rows if not row.excluded],
        "exclude": [row.reference.word for row in rows if row.excluded],
        "exemplar": style.exemplar.word if style.exemplar else "",
    }
    return StyleRecord.from_json(
        {
            **style.record,
            "id": style.key,
            "version": style.version,
            "name": style.name,
            "description": style.description,
            "feedback_summary": style.feedback_summary,
            "references": style.record.get("references", {}) | references,
        }
    )


@transaction.atomic
def save(record: StyleRecord, style: SketchStyle, *, by: AbstractBaseUser) -> SketchStyle:
    """Write an own style and keep it as a version; what says the same again changes nothing.

    Raises BadRecord where a rule is broken, the key is taken or a reference is not to be had.
    """
    record = StyleRecord.from_flat(record.as_flat())  # no rule has read what was replaced in it
    if style.pk:
        style = SketchStyle.objects.select_for_update().get(pk=style.pk)
        if record_of(style, by=by) == replace(record, version=style.version):
            return style
        style.version += 1
    _refuse_taken_key(record.key, style, by)
    references = _references(record, by)
    _write(replace(record, version=style.version), style, references)
    logger.info("style.saved id=%s version=%s", style.pk, style.version)
    return style


def _members(by: AbstractBaseUser) -> QuerySet[StyleReference]:
    seen = SketchReference.objects.visible_to(by)
    members = StyleReference.objects.filter(reference__in=seen)
    return members.select_related("reference").order_by("pk")


def write_built_in(record: StyleRecord, style: SketchStyle) -> None:
    """One that comes with Musa, with its built-in drawings, in the caller's transaction."""
    known = {each.word: each for each in SketchReference.objects.filter(owner=None)}
    _write(record, style, known)


def copy(style: SketchStyle, *, by: AbstractBaseUser, summary: str | None = None) -> SketchStyle:
    """One of the person's own, to be changed; `summary` instead of what was learned so far."""
    record = record_of(style, by=by)
    name = f"{record.name} (copy)"[:80]
    made = replace(record, key=free_key(record.key, by=by), version=1, name=name)
    if summary is not None:
        made = replace(made, feedback_summary=summary)
    return save(made, SketchStyle(owner_id=by.pk), by=by)


def restore(style: SketchStyle, number: int, *, by: AbstractBaseUser) -> SketchStyle:
    """As it was in that version, as a new one; references that are gone since are left out."""
    kept = StyleVersion.objects.get(style=style, number=number)
    record = StyleRecord.from_json(kept.record)
    known = {each.word for each in SketchReference.objects.visible_to(by)}
    record = replace(
        record,
        key=style.key,
        include=tuple(word for word in record.include if word in known),
        exclude=tuple(word for word in record.exclude if word in known),
        exemplar=record.exemplar if record.exemplar in known else "",
    )
    return save(record, style, by=by)


def free_key(name: str, *, by: AbstractBaseUser) -> str:
    """A key from the name that neither the person nor a built-in style has."""
    key = key_from(name)
    every = SketchStyle.objects.filter(owner_id=by.pk) | SketchStyle.objects.filter(owner=None)
    taken = set(every.values_list("key", flat=True))
    numbered = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    return key if key not in taken else next(each for each in numbered if each not in taken)


def put_into(
    reference: SketchReference, wanted: Iterable[SketchStyle], *, by: AbstractBaseUser
) -> None:
    """Into the sets of these styles and out of all others; own styles get a new version."""
    chosen = {style.pk for style in wanted}
    for style in SketchStyle.objects.visible_to(by):
        members = StyleReference.objects.filter(style=style, reference=reference)
        is_in = members.filter(excluded=False).exists()
        if is_in == (style.pk in chosen):
            continue
        _toggle(reference, style, is_in=not is_in, by=by)


@transaction.atomic
def _toggle(
    reference: SketchReference, style: SketchStyle, *, is_in: bool, by: AbstractBaseUser
) -> None:
    if style.owner_id == by.pk:
        record = record_of(style, by=by)
        rest = tuple(word for word in record.include if word != reference.word)
        out = tuple(word for word in record.exclude if word != reference.word)
        include = (*rest, reference.word) if is_in else rest
        save(replace(record, include=include, exclude=out), style, by=by)
    elif is_in:
        StyleReference.objects.get_or_create(style=style, reference=reference)
    else:
        StyleReference.objects.filter(style=style, reference=reference).delete()


def _refuse_taken_key(key: str, style: SketchStyle, by: AbstractBaseUser) -> None:
    others = SketchStyle.objects.filter(key=key).exclude(pk=style.pk)
    if others.filter(owner=None).exists() or others.filter(owner_id=by.pk).exists():
        raise BadRecord(Fault("key", f"There is a style “{key}” already."))


def _references(record: StyleRecord, by: AbstractBaseUser) -> dict[str, SketchReference]:
    """By word, all that the record names; raises BadRecord."""
    named = {*record.include, *record.exclude, *filter(None, [record.exemplar])}
    seen = SketchReference.objects.visible_to(by)
    ids = filter(None, map(as_id, named))
    found = [*seen.filter(key__in=named), *seen.filter(pk__in=ids)]
    known = {each.word: each for each in found}
    faults = [
        Fault(field, f"There is no reference “{word}”.")
        for field, words in (
            ("include", record.include),
            ("exclude", record.exclude),
            ("exemplar", [record.exemplar] if record.exemplar else []),
        )
        for word in words
        if word not in known
    ]
    if faults:
        raise BadRecord(*faults)
    return known


def _write(record: StyleRecord, style: SketchStyle, references: dict[str, SketchReference]) -> None:
    """Columns, set and version; `record` carries the number of the version."""
    data = record.as_json()
    whole = record.as_json()
    data["references"] = {"default_top_k": record.top_k}
    style.key, style.name = record.key, record.name
    style.description, style.feedback_summary = record.description, record.feedback_summary
    style.record = {name: value for name, value in data.items() if name not in _IN_COLUMNS}
    style.exemplar = references.get(record.exemplar)
    style.changed_at = timezone.now()
    style.save()
    _write_members(style, record, references)
    kept = {"record": whole}
    StyleVersion.objects.update_or_create(style=style, number=record.version, defaults=kept)


def _write_members(
    style: SketchStyle, record: StyleRecord, references: dict[str, SketchReference]
) -> None:
    """In the record's order; what other people keep in a built-in set stays."""
    StyleReference.objects.filter(
        style=style, reference__owner_id__in=_owners_of(style, references.values())
    ).delete()
    StyleReference.objects.filter(style=style, reference__owner=None).delete()
    include: Sequence[str] = [word for word in record.include if word not in record.exclude]
    rows = [(word, False) for word in include] + [(word, True) for word in record.exclude]
    StyleReference.objects.bulk_create(
        StyleReference(style=style, reference=references[word], excluded=excluded)
        for word, excluded in dict(rows).items()
    )


def _owners_of(style: SketchStyle, references: Iterable[SketchReference]) -> set[int]:
    return {each.owner_id for each in references if each.owner_id} | (
        {style.owner_id} if style.owner_id else set()
    )
