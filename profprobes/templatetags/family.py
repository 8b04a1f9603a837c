"""Tags of the families' pages and of the two tabs of a trial page that are about families."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def phone(number: str) -> str:
    """«+7 701 000 00 01»: the way people read a number; anything else stays as it is."""
    digits = str(number or "")
    if len(digits) == 12 and digits.startswith("+7"):
        return f"+7 {digits[2:5]} {digits[5:8]} {digits[8:10]} {digits[10:]}"
    return digits


@register.filter
def dialled(number: str) -> str:
    """What stands behind a tel: link: digits and the plus alone."""
    return "".join(sign for sign in str(number or "") if sign.isdigit() or sign == "+")


@register.filter
def get(mapping: dict, key: Any) -> Any:
    """A value of a dictionary by a variable key."""
    return mapping.get(key, "")


@register.simple_tag(takes_context=True)
def desk_for(context: template.Context, trial: Any) -> Any:
    """Pupils of the trial for whom the person answers, with their chips; asked once per page."""
    from ..queries.desk import desk_of

    request = context["request"]
    kept = request.__dict__.setdefault("family_desks", {})
    if trial.pk not in kept:
        kept[trial.pk] = desk_of(request.user, trial)
    return kept[trial.pk]


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str, obj: Any) -> bool:
    """Does the person hold ``profprobes.<permission>`` on the object?"""
    return context["request"].user.has_perm(f"profprobes.{permission}", obj)


@register.simple_tag(takes_context=True)
def may_ask(context: template.Context, trial: Any) -> bool:
    """May the person ask the families of the trial now? Not once the visit has begun."""
    from ..services.answers import visit_has_begun

    return may(context, "send_consents", trial) and not visit_has_begun(trial)


@register.simple_tag
def page_meter(desk: Any) -> list[dict[str, Any]]:
    """Parts of the bar of parents' pages, by state."""
    from ..models import ParentSummary

    tones = {"collecting": "neutral", "ready": "sky", "signed": "sun", "delivered": "leaf"}
    counts = desk.pages
    return [
        {"value": counts[state], "tone": tones[state], "label": label} for state, label in ParentSummary.Status.choices if counts[state]
    ]


@register.simple_tag(takes_context=True)
def batches_for(context: template.Context, trial: Any) -> list[Any]:
    """The person's own batches of parents' pages of the trial, the newest three."""
    from django.contrib.contenttypes.models import ContentType

    from documents.models import DocumentBatch

    scope = ContentType.objects.get_for_model(trial)
    rows = DocumentBatch.objects.visible_to(context["request"].user).filter(type_code="PP-G", scope_type=scope, scope_id=trial.pk)
    return list(rows[:3])
