"""The parts of a programme as pairs of a label and a value, in the person's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import TrialProgramme
from ..programme_words import LABELS, PART_FIELDS, PART_LISTS, PART_PAIRS, label_of
from ..queries.programmes import language_of, shown

HIDDEN_WHEN_EMPTY = {"method_other", "typical_task", "without_title_page", "subject_other", "sen_groups", "step3"}
MINUTES = tuple(name for name in PART_FIELDS["task"] if name.startswith("minutes_"))
CARD_ORDER = (
    "profession", "category", "grades", "kind", "duration_band", "minutes", "academic_hours", "purpose", "group", "possible_dates",
    "sen_possible", "sen_groups", "special_conditions", "special_requirements", "hazardous", "methods", "method_other", "product",
    "product_types", "typical_task", "trial_type", "task_forms", "format", "components", "difficulty",
)  # fmt: skip


def part_facts(programme: TrialProgramme, part: str, language: str) -> list[tuple[Any, str]]:
    """Label and value of every field of the part; the thematic plan is a table of its own."""
    if part == "plan":
        return []
    if part == "card":
        names: tuple[str, ...] = CARD_ORDER
    elif part == "task":
        names = (*PART_PAIRS["task"], "ppe", "risks", "timing", "subjects", "artefacts")
    else:
        names = (*PART_PAIRS[part], *PART_FIELDS[part], *PART_LISTS[part])
    found = []
    for name in names:
        value = _value(programme, name, language)
        if value or name not in HIDDEN_WHEN_EMPTY:
            found.append((_("Course of the trial (timing)") if name == "timing" else label_of(name), value))
    return found


def _value(programme: TrialProgramme, name: str, language: str) -> str:
    if name == "grades":
        low, high = programme.grade_from, programme.grade_to
        return f"{low}–{high}" if high > low else str(low)
    if name == "group":
        return "–".join(str(one) for one in (programme.group_min, programme.group_max) if one is not None)
    if name == "timing":
        return ", ".join(f"{LABELS[one]} – {getattr(programme, one)}" for one in MINUTES if getattr(programme, one))
    if name == "without_title_page" and not programme.without_title_page:
        return ""
    if hasattr(programme, f"{name}_kk"):
        return getattr(programme, f"{name}_{language_of(language)}")
    return shown(programme, name, language)
