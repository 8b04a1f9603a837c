"""What the page of a placement tells: the next thing, facts, points of the admission, history."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import official
from core.states import Transition
from mentoring.models import MentorAssignment

from ..models import AdmissionItem, Placement
from ..services import admission, ending

Next = dict[str, Any]


def next_thing(user: Any, row: Placement, leaders: dict[str, MentorAssignment]) -> Next | None:
    """The one thing that the person may do now, or what the placement waits for."""
    side = ending.side_of(user, row)
    page = reverse("practicum:placement", args=[row.pk])
    if row.status == Placement.Status.PROPOSED:
        return _answer(row, side, leaders, page)
    if row.status == Placement.Status.CONFIRMED:
        waiting = [one for one in leaders.values() if one.status == MentorAssignment.Status.PROPOSED]
        if waiting:
            return {"tone": "sun", "title": _("A leader has not answered yet"), "text": ", ".join(one.mentor.short_name for one in waiting)}
        if side == "school" and row.order_id:
            return {"tone": "sun", "title": _("The order waits to be signed"), "text": "", "href": reverse("practicum:order", args=[row.order_id]),
                    "action": _("Open the order")}  # fmt: skip
        return {
            "tone": "sky",
            "title": _("The school's order comes next"),
            "text": _("By %(day)s") % {"day": official(row.round.orders_due)},
        }
    if row.status == Placement.Status.ORDERED:
        wanting = admission.missing(row)
        late = row.starts_on <= timezone.localdate()
        return {"tone": "clay" if late else "sun", "title": _("The admission is not complete"), "text": ", ".join(wanting)}
    if row.status in ("admitted", "active", "suspended") and "mentor" not in leaders:
        found: Next = {"tone": "clay", "title": _("There is no mentor"), "text": _("A new one is due within 3 working days.")}
        if side == "school":
            found |= {"href": reverse("practicum:placement_act", args=[row.pk, "mentor"]), "action": _("Name the mentor")}
        return found
    if row.status == Placement.Status.SUSPENDED:
        return {"tone": "clay", "title": _("The practicum is suspended"), "text": ", ".join(admission.missing(row))}
    return None


def _answer(row: Placement, side: str, leaders: dict[str, MentorAssignment], page: str) -> Next:
    due = _("Answer by %(day)s") % {"day": official(row.answer_due_on)} if row.answer_due_on else ""
    said = row.confirmed_school if side == "school" else row.confirmed_owner if side == "owner" else None
    if not side or said:
        waits = [
            str(name)
            for name, at in ((row.school.short_name, row.confirmed_school), (row.owner_org.short_name, row.confirmed_owner))
            if not at
        ]
        return {"tone": "sky", "title": _("Waiting for the answer of: %(who)s") % {"who": ", ".join(waits)}, "text": due}
    role, name = ("mentor", "mentor") if side == "school" else ("supervisor", "leader")
    if role not in leaders:
        label = _("Name the mentor") if side == "school" else _("Name the practicum leader")
        return {
            "tone": "sun",
            "title": label,
            "text": due,
            "href": reverse("practicum:placement_act", args=[row.pk, name]),
            "action": label,
        }
    return {
        "tone": "sun",
        "title": _("Confirm the place"),
        "text": due,
        "post": reverse("practicum:placement_yes", args=[row.pk]),
        "action": _("Confirm"),
    }


def facts_of(row: Placement, leaders: dict[str, MentorAssignment]) -> list[tuple[Any, Any]]:
    """Pairs for the facts card."""
    names = {role: f"{one.mentor.full_name} · {one.get_status_display()}" for role, one in leaders.items()}
    facts = [
        (_("School"), row.school.short_name),
        (_("Address"), row.school.address),
        (_("Round"), row.round),
        (_("Period"), f"{official(row.starts_on)} – {official(row.ends_on)}"),
        (_("Subject"), row.subject),
        (_("Classes"), row.classes),
        (_("Mentor"), names.get("mentor")),
        (_("Practicum leader"), names.get("supervisor")),
        (_("Stage"), row.get_stage_display()),
        (_("Order"), f"№ {row.order.number}, {official(row.order.date)}" if row.order and row.order.date else ""),
        (_("Way and housing"), row.route),
        (_("Admitted on"), official(row.admitted_on) if row.admitted_on else ""),
    ]
    if row.ended_on:
        facts += [(_("Ended on"), official(row.ended_on)), (_("Reason"), row.end_reason), (_("Share worked"), row.served_share)]
    return facts


def checks_of(user: Any, row: Placement, *, dates: bool) -> list[dict[str, Any]]:
    """Points of the admission; medical dates for the coordinators and the student alone (R61)."""
    found = []
    known = {one.item: one for one in row.checks.all()}
    live = row.status in ("ordered", "admitted", "active", "suspended")
    for item in AdmissionItem:
        one = known.get(item.value)
        done = one is not None and one.done_on is not None
        expired = one is not None and one.valid_until is not None and one.valid_until < timezone.localdate()
        text = []
        if one and one.done_on:
            if dates or item != AdmissionItem.MEDICAL:
                text.append(official(one.done_on))
                text += [f"№ {one.number}"] if one.number else []
                text += [_("valid until %(day)s") % {"day": official(one.valid_until)}] if one.valid_until else []
            if item not in admission.PAPERS:
                text.append(_("the student has confirmed") if one.student_ack else _("the student has not confirmed yet"))
        state = "stop" if expired else "done" if done else "skip" if one and not one.required else "wait"
        line: dict[str, Any] = {"title": item.label, "state": state, "text": " · ".join(text)}
        if live and admission.may_record(user, row, item.value):
            line |= {
                "href": reverse("practicum:placement_check", args=[row.pk, item.value]),
                "action": _("Change") if done else _("Record"),
            }
        found.append(line)
    return found if known else []


def events_of(row: Placement) -> list[dict[str, Any]]:
    """History: who, when, why."""
    names = dict(Placement.Status.choices)
    rows: Any = row.transitions.select_related("by")
    steps: list[Transition] = list(rows.order_by("-at", "-pk")[:30])
    return [
        {
            "at": one.at,
            "title": names.get(one.target, one.target),
            "text": one.reason,
            "by": one.by.short_name if one.by else _("the portal"),
            "tone": Placement.STATUS_LOOK[Placement.Status(one.target)][0],
            "icon": Placement.STATUS_LOOK[Placement.Status(one.target)][1],
        }
        for one in steps
    ]
