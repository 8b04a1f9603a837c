"""What a family is told before it answers: goal, duration, place, responsible adults, rules of photo and video, risks, the way (BR-22, BR-24).

The terms are plain values in both languages, kept with the signature (ParentConsent.terms): they prove what was agreed to, and after a change the
page shows only the difference. No service of another noun is called here.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from accounts.models import PhotoLevel
from core import dates

from ..models import OnlinePart, RouteSheet, TechnologyCard, Trial, TrialSession

LANGUAGES = ("kk", "ru")
LONGER_BY = dt.timedelta(minutes=60)  # BR-24: a smaller change of the duration does not ask again
GOAL = {
    "kk": "Балаңыз «{profession}» мамандығында {operation} қалай орындалатынын түсіну үшін {action} сынап көреді.",
    "ru": "Ребёнок попробует {action}, чтобы понять, как выполняется {operation} в профессии «{profession}».",
}
_TEXTS = ("goal_action", "goal_operation", "goal_profession", "step1")


@dataclass(frozen=True)
class Difference:
    """One line of the «only the difference» page. ``code``: date, place, host, mentor, duration."""

    code: str
    label: Any
    before: str
    after: str


LABELS = {
    "date": _("Date and time"),
    "duration": _("Duration"),
    "place": _("Place"),
    "host": _("Partner"),
    "mentor": _("Mentor"),
}


def _both(make: Callable[[str], str]) -> dict[str, str]:
    return {language: make(language) for language in LANGUAGES}


def card_of(session: TrialSession | None) -> TechnologyCard | None:
    """The technology card of a visit, or None where nobody has begun it."""
    return getattr(session, "card", None) if session else None


def site_of(session: TrialSession | None) -> Any:
    """The site of a visit, or None while no slot is booked."""
    return session.booking.slot.site if session and session.booking else None


def photo_limit(trial: Trial) -> PhotoLevel:
    """The most that any family can be asked for: the lower of the site's rule and the school's choice (BR-25)."""
    site = site_of(trial.visit)
    rules = getattr(site, "trial_site", None)
    return PhotoLevel.lowest(trial.photo_choice, *([rules.photo_rule] if rules else []))


def leaves_school(trial: Trial) -> bool:
    """Does the visit take the pupils away from their school?"""
    site = site_of(trial.visit)
    return site is not None and site.organisation_id != trial.school_id and not is_online(trial.visit)


def is_online(session: TrialSession | None) -> bool:
    """Wholly online: the place is the platform."""
    part = getattr(session, "online", None) if session else None
    return part is not None and part.mode == OnlinePart.Mode.ONLINE


def missing_terms(trial: Trial) -> list[Any]:
    """What must be known before a family can be asked, as lazy words; empty when the five elements are complete (BR-22)."""
    session = trial.visit
    card = card_of(session)
    rows = [
        (
            _("goal and micro-task in both languages (technology card)"),
            card and all(card.text(name, at) for name in _TEXTS for at in LANGUAGES),
        ),
        (_("date and time of the visit"), session),
        (_("place (a booked slot)"), site_of(session)),
        (_("phone of the responsible person of the school"), trial.responsible.user.phone),
        (_("mentor of the partner"), trial.mentor),
    ]
    return [label for label, known in rows if not known]


def terms_of(trial: Trial) -> dict[str, Any]:
    """All that the consent page tells, as JSON values; texts are {"kk", "ru"}. Needs a visit (see missing_terms)."""
    session = trial.visit
    assert session is not None
    card, site = card_of(session), site_of(session)
    return {
        "title": _both(trial.programme.name_in),
        "profession": _both(trial.programme.profession.name_in),
        "goal": _both(lambda at: _goal(card, at)),
        "steps": {at: card.steps(at) if card else [] for at in LANGUAGES},
        "starts": session.starts.isoformat(),
        "ends": session.ends.isoformat(),
        "break_minutes": session.break_minutes,
        "host_id": trial.host_id,
        "host": _both(trial.host.short_name_in),
        "site_id": "online" if is_online(session) else site.pk if site else None,
        "place": _both(lambda at: _online_place(session, at) if is_online(session) else _place(site, at)),
        "mentor_id": trial.mentor_id,
        "mentor": trial.mentor.membership.user.full_name if trial.mentor else "",
        "adults": _adults(trial),
        "risks": _risks(card),
        "clothes": {
            at: [item[at] for item in (card.ppe if card else []) if item.get(at) and item.get("by") == "pupil"] for at in LANGUAGES
        },
        "photo_limit": str(photo_limit(trial)),
        "trip": _trip(getattr(session, "route", None)),
        "leaves_school": leaves_school(trial),
    }


def _goal(card: TechnologyCard | None, language: str) -> str:
    if card is None:
        return ""
    values = {name: card.text(f"goal_{name}", language).strip().rstrip(".") for name in ("action", "operation", "profession")}
    values["profession"] = values["profession"].strip("«»")
    return GOAL[language].format(**values) if all(values.values()) else ""


def _place(site: Any, language: str) -> str:
    if site is None:
        return ""
    return ", ".join(
        part for part in (site.text("name", language), site.text("workshop", language), site.text("address", language)) if part
    )


ONLINE = {
    "school": {"kk": "Онлайн, оқушылар мектепте: {platform}", "ru": "Онлайн, ученики в школе: {platform}"},
    "home": {"kk": "Онлайн, оқушылар үйде: {platform}", "ru": "Онлайн, ученики дома: {platform}"},
}


def _online_place(session: Any, language: str) -> str:
    return ONLINE[session.online.pupils_at][language].format(platform=session.online.platform or "—")


def _adults(trial: Trial) -> list[dict[str, Any]]:
    """Responsible adults of both sides with their phones; the responsible person of the school first, nobody twice."""
    accompanying = {member.pk: _adult("accompanying", member, member.user.phone) for member in trial.accompanying.all()}
    accompanying.pop(trial.responsible_id, None)
    rows = [_adult("responsible", trial.responsible, trial.responsible.user.phone), *accompanying.values()]
    if trial.mentor:
        rows.append(_adult("mentor", trial.mentor.membership, trial.mentor.phone))
    return rows


def _adult(role: str, member: Any, phone: str) -> dict[str, Any]:
    return {"role": role, "name": member.user.full_name, "position": _both(member.position_in), "phone": phone}


def _risks(card: TechnologyCard | None) -> list[dict[str, dict[str, str]]]:
    return [
        {name: {at: row.get(f"{name}_{at}", "") for at in LANGUAGES} for name in ("risk", "measure")}
        for row in (card.risks if card else [])
    ]


def _trip(route: RouteSheet | None) -> dict[str, Any] | None:
    if route is None:
        return None
    return {
        "way": route.way,
        "departs_at": f"{route.departs_at:%H:%M}",
        "returns_at": f"{route.returns_at:%H:%M}",
        "departs_from": {"kk": route.departs_from_kk, "ru": route.departs_from_ru},
        "minutes": route.travel_minutes,
    }


def starts_of(terms: dict[str, Any]) -> dt.datetime:
    """The start, aware, in local time."""
    return timezone.localtime(dt.datetime.fromisoformat(terms["starts"]))


def ends_of(terms: dict[str, Any]) -> dt.datetime:
    """The end, aware, in local time."""
    return timezone.localtime(dt.datetime.fromisoformat(terms["ends"]))


def when(terms: dict[str, Any], language: str) -> str:
    """«24 қараша, сейсенбі, 10:00–12:00»."""
    with override(language):
        return f"{dates.day(starts_of(terms), language)}, {dates.times(starts_of(terms), ends_of(terms))}"


def minutes_of(terms: dict[str, Any]) -> int:
    """Length of the visit in whole minutes."""
    return int((ends_of(terms) - starts_of(terms)).total_seconds() // 60)


def needs_new_answer(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Codes of the changes for which a given consent is asked again (BR-24): date, place, host, mentor, duration by more than an hour.

    A start moved by more than an hour on the same day counts as a new date: a family plans its day by it.
    """
    if not old:
        return []
    codes = []
    moved = abs(starts_of(new) - starts_of(old))
    if starts_of(new).date() != starts_of(old).date() or moved > LONGER_BY:
        codes.append("date")
    codes += [code for code, key in (("place", "site_id"), ("host", "host_id"), ("mentor", "mentor_id")) if old.get(key) != new.get(key)]
    if abs(minutes_of(new) - minutes_of(old)) > LONGER_BY.total_seconds() // 60:
        codes.append("duration")
    return codes


def differences(old: dict[str, Any], new: dict[str, Any], language: str) -> list[Difference]:
    """The lines that the family confirms again, in its language."""
    language = "kk" if language == "kk" else "ru"
    return [Difference(code, LABELS[code], _shown(code, old, language), _shown(code, new, language)) for code in needs_new_answer(old, new)]


def _shown(code: str, terms: dict[str, Any], language: str) -> str:
    if code in ("date", "duration"):
        return when(terms, language)
    if code == "mentor":
        return terms["mentor"] or "—"
    return terms[code][language]


ADULT_ROLES = {
    "responsible": _("Responsible person of the school"),
    "accompanying": _("Accompanies the group"),
    "mentor": pgettext_lazy("adult of the partner", "Mentor of the partner"),
}
