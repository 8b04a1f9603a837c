"""Saving cells of a matrix that several people edit at once: what does not collide is joined, what collides is shown side by side (NR59)."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from ..models import AlignmentMatrix, AlignmentRow
from .matrices import draft

EDITED = ("school_tve", "tve_hei", "protocol_id", "remark")


@dataclass(frozen=True)
class Typed:
    """What a person typed into one row, and the version of the row that they had on the screen."""

    row: int
    seen: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Collision:
    """Two people wrote different things into the same field of one row; nothing was written."""

    row: AlignmentRow
    mine: dict[str, Any]
    fields: list[str]


@dataclass
class Saved:
    """How the save went: rows written, rows where another's change was joined in, collisions."""

    written: list[int] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    collisions: list[Collision] = field(default_factory=list)


def _at_version(row: AlignmentRow, version: int) -> dict[str, Any]:
    """The row's values as they were at a version; the present ones where the history does not know it."""
    if version == row.version:
        return {name: getattr(row, name) for name in EDITED}
    events = AlignmentRow.pgh_event_model.objects  # type: ignore[attr-defined]
    event = events.filter(pgh_obj_id=row.pk, version=version).order_by("-pgh_id").first()
    return {name: getattr(event or row, name) for name in EDITED}


@transaction.atomic
def save_cells(*, matrix: AlignmentMatrix, typed: list[Typed], by: Any) -> Saved:
    """Write the rows that the person changed. Raises NotADraft.

    A field that only one of two people changed takes that change. A field that both changed to different values is a collision: the row keeps what was saved
    first, and the answer holds both.
    """
    matrix = draft(matrix)
    rows = {row.pk: row for row in matrix.rows.select_for_update(of=("self",)).filter(pk__in=[one.row for one in typed]).order_by("pk")}
    result = Saved()
    protocols = set(matrix.protocols.values_list("pk", flat=True))
    for one in typed:
        row = rows.get(one.row)
        if row is None:
            continue  # somebody took the row out meanwhile
        base = _at_version(row, one.seen)
        mine = {name: one.values.get(name, base[name]) for name in EDITED}
        if mine["protocol_id"] not in protocols:
            mine["protocol_id"] = None
        changed = [name for name in EDITED if mine[name] != base[name]]
        theirs = {name: getattr(row, name) for name in EDITED}
        collided = [name for name in changed if theirs[name] not in (base[name], mine[name])]
        if collided:
            result.collisions.append(Collision(row, mine, collided))
            continue
        wanted = [name for name in changed if theirs[name] != mine[name]]
        if not wanted:
            continue
        for name in wanted:
            setattr(row, name, mine[name])
        if one.seen != row.version:
            result.joined.append(row.pk)
        row.version, row.changed_by = row.version + 1, by
        row.save(update_fields=[*(name.removesuffix("_id") for name in wanted), "version", "changed_by"])
        result.written.append(row.pk)
    return result
