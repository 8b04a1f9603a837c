"""The 23 rows of form А as the screen shows them: texts in both languages side by side, lists, facts of the trial."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.dates import day_month, official, times
from core.words import counted_noun

from ..documents.technology_card import CRITERIA, contacts, going, photo_levels
from ..forms.coord_card import BY, MINUTE_LABELS, MINUTES
from ..models import ArtefactKind, Briefing, CardSubject, MedicalClearance, TechnologyCard
from .coord_looks import PHOTO

TITLES = {
    1: _("Name of the trial"),
    2: _("Class, group"),
    3: _("Date and time"),
    4: _("Partner (organisation)"),
    5: _("Site (address, workshop)"),
    6: _("Responsible persons"),
    7: _("Goal for the pupil (1–2 sentences, clearly)"),
    8: _("Goal of the school (pedagogical result)"),
    9: _("Labour function (what is imitated)"),
    10: _("Micro-task of the pupil (concrete actions)"),
    11: _("Links to subjects"),
    12: _("Equipment and materials"),
    13: _("Protective equipment and clothes"),
    14: _("Risks and measures"),
    15: _("Course of the trial (timing)"),
    16: _("Criteria of assessment (rubric)"),
    17: _("Expected artefact"),
    18: _("Record of safety briefings"),
    19: _("Permission for photo and video"),
    20: _("Special conditions (special needs, medical restrictions)"),
    21: _("Contacts and evacuation"),
    22: _("Conclusions and recommendations of the mentor"),
    23: _("Signatures"),
}


# Where a row is typed: the anchor on the page of the form.
PART = {
    7: "goal",
    8: "school",
    9: "function",
    10: "steps",
    11: "subjects",
    12: "equipment",
    13: "ppe",
    14: "risks",
    15: "timing",
    17: "artefacts",
}


def row_title(no: int) -> str:
    """«10. Micro-task of the pupil»."""
    return f"{no}. {TITLES[no]}"


def card_rows(card: TechnologyCard) -> list[dict[str, Any]]:
    """All rows in the order of the form: {"no", "title", "typed", "part", and one of "text", "pairs", "lines", "facts"}."""
    values = {**_facts(card), **_typed(card), **_after(card)}
    return [{"no": no, "title": title, "typed": no in PART, "part": PART.get(no, ""), **values[no]} for no, title in TITLES.items()]


def _language() -> str:
    return "kk" if (get_language() or "kk") == "kk" else "ru"


def _facts(card: TechnologyCard) -> dict[int, dict[str, Any]]:
    session, trial, language = card.session, card.session.trial, _language()
    site, who = session.booking.slot.site, contacts(card, language)
    return {
        1: {"text": trial.title},
        2: {"text": f"{trial.group.name}: {counted_noun(len(going(session)), 'pupil')}"},
        3: {"text": f"{official(session.starts)}, {times(session.starts, session.ends)}"},
        4: {"facts": [(_("Organisation"), trial.host.full_name), (_("BIN"), trial.host.bin), (_("Phone"), trial.host.phone)]},
        5: {"text": ", ".join(filter(None, (site.address, site.text("workshop", language) or site.name)))},
        6: {"facts": [(_("from the school"), who["school"]), (_("from the partner"), who["host"])]},
        16: {"text": CRITERIA[language]},
    }


def _pair(card: TechnologyCard, name: str, label: Any = "") -> dict[str, Any]:
    return {"label": label, "kk": card.text(name, "kk"), "ru": card.text(name, "ru")}


def _typed(card: TechnologyCard) -> dict[int, dict[str, Any]]:
    goal = {"goal_action": _("I try…"), "goal_operation": _("…to understand how this is done"), "goal_profession": _("…in the profession")}
    school = {"understanding": _("To form an idea of…"), "skill": _("…and to practise the skill of…")}
    steps = {f"step{n}": _("Step %(n)s") % {"n": n} for n in (1, 2, 3)}
    subjects = [CardSubject(code).label for code in card.subjects]
    other = card.text("subject_other", _language())
    timing = [(MINUTE_LABELS[name], counted_noun(getattr(card, name), "minute")) for name in MINUTES]
    breaks = card.session.break_minutes
    return {
        7: {"pairs": [_pair(card, name, label) for name, label in goal.items()]},
        8: {"pairs": [_pair(card, name, label) for name, label in school.items()]},
        9: {"pairs": [_pair(card, "labour_function")]},
        10: {"pairs": [_pair(card, name, label) for name, label in steps.items() if card.text(name, "kk") or card.text(name, "ru")]},
        11: {"lines": [*subjects, *([other] if other else [])]},
        12: {"pairs": [_item(row) for row in card.equipment]},
        13: {"pairs": [_item(row) for row in card.ppe]},
        14: {
            "pairs": [
                {"label": "", **{code: f"{row[f'risk_{code}']} – {row[f'measure_{code}']}" for code in ("kk", "ru")}} for row in card.risks
            ]
        },
        15: {"facts": [*timing, (MINUTE_LABELS["break_minutes"], counted_noun(breaks, "minute"))]},
        17: {"lines": [ArtefactKind(kind).label for kind in card.artefacts]},
    }


def _item(row: dict[str, Any]) -> dict[str, Any]:
    return {"label": BY.get(row.get("by", ""), ""), "kk": row.get("kk", ""), "ru": row.get("ru", "")}


def _after(card: TechnologyCard) -> dict[int, dict[str, Any]]:
    session = card.session
    pupils, rules = going(session), getattr(session.booking.slot.site, "trial_site", None)
    briefings = [
        (b.get_place_display(), f"{day_month(b.at)}, {times(b.at, None)} · {b.conductor.short_name}") for b in session.briefings.all()
    ]
    special = sum(1 for p in pupils if hasattr(p, "medical") and p.medical.result == MedicalClearance.Result.CONDITIONS)
    texts = [(_("What worked"), card.went_well), (_("What to improve"), card.improve), (_("Next step"), card.next_step)]
    signed = [_signature(card, "host", _("Mentor")), _signature(card, "school", _("School coordinator"))]
    where = [
        (_("Evacuation exits"), rules.text("exits", _language()) if rules else ""),
        (_("Assembly point"), rules.text("assembly", _language()) if rules else ""),
    ]
    return {
        18: {"facts": briefings or [(place.label, "") for place in Briefing.Place]},
        19: {"text": PHOTO[photo_levels(pupils)][2], "note": _("the lowest level of the admitted pupils")},
        20: {"text": counted_noun(special, "pupil") if special else _("none")},
        21: {"facts": [*where, (_("Emergency contacts"), session.booking.slot.site.emergency_contacts)]},
        22: {"facts": texts},
        23: {"facts": signed},
    }


def _signature(card: TechnologyCard, side: str, label: Any) -> tuple[Any, str]:
    by, at = getattr(card, f"{side}_signed_by"), getattr(card, f"{side}_signed_at")
    return label, f"{by.short_name}, {day_month(at)} {times(at, None)}" if by else ""
