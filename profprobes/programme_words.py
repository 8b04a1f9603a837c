"""Names of the parts and fields of a programme on screens (§5.2); the form prints its own, see documents/programme.py."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .forms.coord_card import MINUTE_LABELS, TEXTS

# slug → title; «plan» and «content» are the rows of ProgrammeStage, «task» is what prefills form А
PARTS: dict[str, Any] = {
    "title": _("Title page"),
    "card": _("Information card"),
    "note": _("Explanatory note"),
    "plan": _("Thematic plan"),
    "task": _("Micro-task of the pupil"),
    "provision": _("Material and technical provision"),
}
PAIR_LABELS: dict[str, Any] = {
    "name": _("Name of the trial"),
    "address": _("Address of the trial"),
    "contact_position": _("Position of the contact person"),
    "special_conditions": _("Special conditions"),
    "special_requirements": _("Special requirements"),
    "method_other": _("Other way of holding"),
    "product": _("Product of the trial"),
    "typical_task": _("Typical professional task, where no product is possible"),
    "related": _("Related professions and kinds of activity"),
    "outlook": _("Outlook for 10–15 years"),
    "aims": _("Goal"),
    "tasks": _("Tasks"),
    "results_personal": _("Expected results: personal"),
    "results_meta": _("Expected results: meta-subject"),
    "results_know": _("Expected results: the pupil knows"),
    "results_able": _("Expected results: the pupil is able to"),
    "control": _("Forms of control"),
    **{name: label for name, (label, _hint) in TEXTS.items()},
}
LABELS: dict[str, Any] = {
    "without_title_page": _("Without a title page: the information card says the same"),
    "contact_name": _("Contact person"),
    "contact_phone": _("Phone"),
    "contact_email": _("E-mail"),
    "profession": _("Name of the profession or competence"),
    "category": _("Category of the profession"),
    "grades": _("Age of the pupils"),
    "grade_from": _("From grade"),
    "grade_to": _("To grade"),
    "kind": _("Kind"),
    "duration_band": _("Duration"),
    "minutes": _("Length of the visit, minutes"),
    "academic_hours": _("Academic hours (45 minutes)"),
    "purpose": _("Purpose of the trial"),
    "group": _("Number of pupils in a group"),
    "group_min": _("At least pupils in a group"),
    "group_max": _("At most pupils in a group"),
    "possible_dates": _("Possible dates"),
    "sen_possible": _("Possible for pupils with special educational needs"),
    "sen_groups": _("For which groups"),
    "hazardous": _("Dangerous to health"),
    "methods": _("Way of holding the trial"),
    "product_types": _("Type of product"),
    "trial_type": _("Type of the trial"),
    "task_forms": _("Form of the trial"),
    "format": _("Format"),
    "components": _("Components"),
    "difficulty": _("Levels of difficulty"),
    "provision": _("List of provision"),
    "subjects": _("Subjects"),
    "artefacts": _("Expected artefact"),
    "ppe": _("Protective equipment and clothes"),
    "risks": _("Risks and measures"),
    **{name: MINUTE_LABELS[name] for name in MINUTE_LABELS if name != "break_minutes"},
}
STAGE_LABELS: dict[str, Any] = {
    "topic": _("Topic"),
    "activity": _("Elements of activity"),
    "task": pgettext_lazy("part of a programme", "Task"),
    "condition": pgettext_lazy("part of a programme", "Condition"),
    "result": pgettext_lazy("part of a programme", "Result"),
}
# what belongs to which part: pairs of texts, then single fields, then lists
PART_PAIRS: dict[str, tuple[str, ...]] = {
    "title": ("name", "address", "contact_position"),
    "card": ("special_conditions", "special_requirements", "method_other", "product", "typical_task"),
    "note": (
        "related", "outlook", "aims", "tasks", "results_personal", "results_meta", "results_know", "results_able", "control",
    ),
    "task": ("labour_function", "step1", "step2", "step3", "goal_action", "goal_operation", "goal_profession", "understanding", "skill",
             "subject_other"),
    "provision": (),
}  # fmt: skip
PART_FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("contact_name", "contact_phone", "contact_email", "without_title_page"),
    "card": (
        "profession", "category", "kind", "grade_from", "grade_to", "duration_band", "minutes", "academic_hours", "purpose", "group_min",
        "group_max", "sen_possible", "sen_groups", "hazardous", "methods", "product_types", "trial_type", "task_forms", "format",
        "components", "difficulty",
    ),
    "note": (),
    "task": ("subjects", "artefacts", "minutes_intro", "minutes_demo", "minutes_action", "minutes_feedback", "minutes_reflection"),
    "provision": (),
}  # fmt: skip
PART_LISTS: dict[str, tuple[str, ...]] = {
    "title": (),
    "card": ("possible_dates",),
    "note": (),
    "task": ("ppe", "risks"),
    "provision": ("provision",),
}


def names_of(part: str) -> list[str]:
    """Every field that a part holds, texts with their language."""
    pairs = [f"{name}_{language}" for name in PART_PAIRS[part] for language in ("kk", "ru")]
    return [*pairs, *PART_FIELDS[part], *PART_LISTS[part]]


def label_of(name: str) -> Any:
    """Title of a field; «aims_kk» is named as «aims»."""
    return LABELS.get(name) or PAIR_LABELS.get(name.removesuffix("_kk").removesuffix("_ru")) or name
