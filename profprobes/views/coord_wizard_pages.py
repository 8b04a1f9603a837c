"""What each step of the wizard shows beside its form."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.dates import day, day_month, official, times
from core.words import counted_noun

from ..errors import SlotFull
from ..forms.coord_filters import ProgrammeFilter
from ..forms.coord_trial import staff_label
from ..forms.coord_wizard import WEEKS_AHEAD
from ..models import SiteSlot, TrialDraft, TrialProgramme, TrialSite
from ..queries.slots import programmes_for
from ..services.safety import adults_needed
from ..wizards import NewTrialWizard

SHOWN = 24


def programme_page(request: HttpRequest, wizard: NewTrialWizard, form: Any) -> dict[str, Any]:
    """Cards of programmes; with a slot already chosen only those that its site runs."""
    filter_form = ProgrammeFilter(request.GET or None, user=request.user)
    rows = programmes_for(wizard.user, **filter_form.values())
    slot = wizard.slot if not wizard.draft.pk or wizard.slot else None
    if slot and not wizard.draft.pk:
        rows = rows.filter(trial_sites__site=slot.site_id)
    programmes = list(rows[: SHOWN + 1])
    more = max(rows.count() - SHOWN, 0) if len(programmes) > SHOWN else 0
    for programme in programmes:
        programme.grades_text = grades_text(programme)
        programme.facts = programme_facts(programme)
    return {
        "filter_form": filter_form,
        "programmes": programmes[:SHOWN],
        "more": more,
        "chosen": wizard.programme.pk if wizard.programme else None,
        "slot_chosen": slot if not wizard.draft.pk else None,
        "slot_text": slot_text(slot) if slot else "",
        "others": _drafts(wizard) if not wizard.draft.pk else [],
    }


def grades_text(programme: TrialProgramme) -> str:
    """«8–10 сыныптар»."""
    limits = f"{programme.grade_from}–{programme.grade_to}" if programme.grade_to > programme.grade_from else str(programme.grade_from)
    return gettext("grades %(limits)s") % {"limits": limits}


def programme_facts(programme: TrialProgramme) -> list[tuple[Any, str]]:
    """What a card of a programme says."""
    language = get_language() or "kk"
    return [
        (_("Duration"), counted_noun(programme.minutes, "minute")),
        (_("Product"), programme.product_kk if language == "kk" else programme.product_ru),
        (_("Micro-task"), programme.text("step1", language)),
        (_("Free slots"), programme.free_slots),  # type: ignore[attr-defined]
    ]


def slot_text(slot: SiteSlot) -> str:
    """«24 қараша, сейсенбі, 10:00–12:00 · Ағаш шеберханасы»."""
    return f"{day(slot.period.lower)}, {times(slot.period.lower, slot.period.upper)} · {slot.site}"


def _drafts(wizard: NewTrialWizard) -> list[dict[str, str]]:
    drafts = TrialDraft.objects.visible_to(wizard.user).select_related("school")[:3]
    return [draft_line(draft, wizard.user) for draft in drafts]


def draft_line(draft: TrialDraft, user: Any) -> dict[str, Any]:
    """A draft in one line: what it is about and where it goes on."""
    wizard = NewTrialWizard(draft, user)
    parts = [wizard.programme.name if wizard.programme else gettext("Programme not chosen yet")]
    if wizard.slot:
        parts.append(f"{day_month(wizard.slot.period.lower)}, {times(wizard.slot.period.lower, None)}")
    return {
        "draft": draft,
        "text": " · ".join(parts),
        "url": reverse("profprobes:trial_new_step", args=[draft.pk, wizard.first_open().code]),
    }


def slot_page(request: HttpRequest, wizard: NewTrialWizard, form: Any) -> dict[str, Any]:
    """Fitting slots by day, each with its seats and what stands in the way."""
    days = [(date, [slot_line(row) for row in rows]) for date, rows in form.days]
    return {
        "days": days,
        "weeks": WEEKS_AHEAD,
        "chosen": wizard.slot.pk if wizard.slot else None,
        "programme_url": reverse("profprobes:trial_new_step", args=[wizard.draft.pk, "programme"]),
    }


def slot_line(row: Any) -> dict[str, Any]:
    """A slot with its seats, its agreement and what stands in the way."""
    text = gettext("Free: %(free)s of %(total)s") % {"free": row.free, "total": row.slot.seats_total}
    waits = row.slot.site.trial_site.booking != TrialSite.Booking.INSTANT
    full = isinstance(row.why_not, SlotFull)  # it may be chosen: the group goes on the waiting list (BR-8)
    if full:
        text = gettext("No free places: your group goes on the waiting list")
    tone = "clay" if row.free <= 0 else "sun" if row.free <= 5 else "leaf"
    return {"slot": row.slot, "why_not": "" if full else row.why_not, "agreement": row.agreement, "by_renewal": row.by_renewal, "waits": waits,
            "seats_text": text, "seats_tone": tone}  # fmt: skip


def group_page(request: HttpRequest, wizard: NewTrialWizard, form: Any) -> dict[str, Any]:
    """Classes to tick, those of the wrong grade shut."""
    chosen, (least, most) = form.chosen, wizard.size_limits
    rows = [
        {
            "group": row.group,
            "fits": row.fits,
            "total": len(row.candidates),
            "ticked": sum(c.pupil.pk in chosen for c in row.candidates),
            "candidates": [
                {"pupil": c.pupil, "clash": c.clash, "reachable": c.reachable, "ticked": c.pupil.pk in chosen} for c in row.candidates
            ],
        }
        for row in form.rows
    ]
    fitting = [row for row in rows if row["fits"]]
    for row in rows:
        row["open"] = bool(row["ticked"]) or (len(fitting) == 1 and row["fits"])
    rows.sort(key=lambda row: not row["fits"])
    division = form.division if form.is_bound else ""
    return {"rows": rows, "least": least, "most": most, "division": division, "back_url": _address(wizard, "slot")}


def check_page(request: HttpRequest, wizard: NewTrialWizard, form: Any) -> dict[str, Any]:
    """Form А as it will be prefilled, each line with its way back."""
    needed = adults_needed(pupils=len(wizard.pupils), leaving_school=wizard.leaves_school)
    return {"summary": summary(wizard), "needed": needed, "back_url": _address(wizard, "group")}


def _address(wizard: NewTrialWizard, code: str) -> str:
    return reverse("profprobes:trial_new_step", args=[wizard.draft.pk, code])


def summary(wizard: NewTrialWizard) -> list[dict[str, Any]]:
    """Rows of form А that are known before the trial exists; numbers are those of the form."""
    programme, slot, language = wizard.programme, wizard.slot, get_language() or "kk"
    assert programme and slot
    site, start = slot.site, slot.period.lower
    to = {code: _address(wizard, code) for code in ("programme", "slot", "group")}
    classes = ", ".join(str(group) for group in wizard.class_groups)
    return [
        {"no": 1, "label": _("Name of the trial"), "value": programme.name, "href": to["programme"]},
        {"no": 2, "label": _("Class, group"), "value": f"{classes}: {counted_noun(len(wizard.pupils), 'pupil')}", "href": to["group"]},
        {"no": 3, "label": _("Date and time"), "value": f"{official(start)}, {times(start, slot.period.upper)}", "href": to["slot"]},
        {
            "no": 4,
            "label": _("Partner"),
            "value": f"{site.organisation.full_name}, {gettext('BIN')} {site.organisation.bin}",
            "href": to["slot"],
        },
        {"no": 5, "label": _("Site"), "value": f"{site.name}, {site.address}", "href": to["slot"]},
        {
            "no": 6,
            "label": _("Mentor of the partner"),
            "value": staff_label(slot.mentor.membership) if slot.mentor else gettext("The partner will name one"),
        },
        {"no": 9, "label": _("Labour function"), "value": programme.text("labour_function", language)},
        {"no": 10, "label": _("Micro-task of the pupil"), "lines": programme.steps(language)},
        {"no": 12, "label": _("Equipment and materials"), "value": _joined(programme.equipment, language)},
        {"no": 13, "label": _("Protective equipment and clothes"), "value": _joined(programme.ppe, language)},
        {"no": 15, "label": _("Course of the trial"), "value": _timing(programme, slot)},
    ]


def _joined(rows: list[dict], language: str) -> str:
    return ", ".join(filter(None, (row.get("kk" if language == "kk" else "ru") for row in rows)))


def _timing(programme: TrialProgramme, slot: SiteSlot) -> str:
    length = int((slot.period.upper - slot.period.lower).total_seconds() // 60)
    return gettext("%(planned)s of %(length)s minutes are planned") % {"planned": programme.minutes_total, "length": length}


PAGES = {"programme": programme_page, "slot": slot_page, "group": group_page, "check": check_page}
