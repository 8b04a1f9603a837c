"""Writes the clauses of texts/*.toml into ClauseTemplate: a changed text makes a new version, agreements already made keep theirs."""

from dataclasses import dataclass
from typing import Any

from .reader import Clause, kinds, places, text_of


@dataclass
class Loaded:
    """What a run changed."""

    added: int = 0
    replaced: int = 0
    retired: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.replaced or self.retired)


def load_texts(kind_model: Any, template_model: Any) -> Loaded:
    """Bring the templates in line with the files; a second run changes nothing. Models are given, so that migrations may pass theirs.

    A text that the Academy replaced since stays replaced: a file counts as new only if no version of the clause ever had its words.
    """
    known = set(kind_model.objects.values_list("code", flat=True))
    done = Loaded()
    for kind in kinds():
        if kind in known:
            _load_kind(template_model, kind, done)
    return done


def _load_kind(template_model: Any, kind: str, done: Loaded) -> None:
    versions: dict[str, list[Any]] = {}
    for row in template_model.objects.filter(kind_id=kind).order_by("version"):
        versions.setdefault(row.code, []).append(row)
    clauses = text_of(kind).clauses
    for position, clause in enumerate(clauses, 1):
        _load_clause(template_model, kind, position, clause, versions.get(clause.code, []), done)
    gone = set(versions) - {clause.code for clause in clauses}
    done.retired += template_model.objects.filter(kind_id=kind, code__in=gone, active=True).update(active=False)


def _load_clause(template_model: Any, kind: str, position: int, clause: Clause, versions: list[Any], done: Loaded) -> None:
    ordinary = {
        "section": clause.section,
        "position": position,
        "is_heading": clause.heading,
        "mandatory": clause.mandatory,
        "variables": [{"name": name, "type": "text", **places()[name]} for name in clause.places if name in places()],
    }
    if any((row.text_kk, row.text_ru) == (clause.kk, clause.ru) for row in versions):
        for row in versions:
            if row.active and any(getattr(row, name) != value for name, value in ordinary.items()):
                template_model.objects.filter(pk=row.pk).update(**ordinary)
        return
    template_model.objects.filter(kind_id=kind, code=clause.code, active=True).update(active=False)
    template_model.objects.create(
        kind_id=kind,
        code=clause.code,
        text_kk=clause.kk,
        text_ru=clause.ru,
        version=versions[-1].version + 1 if versions else 1,
        **ordinary,
    )
    if versions:
        done.replaced += 1
    else:
        done.added += 1
