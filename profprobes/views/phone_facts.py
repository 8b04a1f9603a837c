"""Facts of a visit in the words of the short card (PP-AS) and its steps, for the phone."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import day_month, times
from network.models import Site

from ..models import ArtefactKind, TechnologyCard, TrialSession, TrialSite
from ..services.online import online_of, wholly_online

# Rows of PP-AS in its order; the labels are those of the printed form.
LABELS = {
    "trial": gettext_lazy("Trial"),
    "where": gettext_lazy("Where and when"),
    "people": gettext_lazy("Mentor and responsible person of the school"),
    "task": gettext_lazy("Micro-task"),
    "ppe": gettext_lazy("Protective equipment and safety"),
    "artefact": gettext_lazy("Artefact"),
    "criteria": gettext_lazy("Criteria"),
    "contacts": gettext_lazy("Contacts"),
}


def short_card(session: TrialSession, language: str, *, only: Iterable[str] = tuple(LABELS)) -> list[tuple[str, list[str]]]:
    """Rows of the short card as (label, lines); rows without a word are left out."""
    site = site_of(session)
    card = getattr(session, "card", None)
    rows = {
        "trial": [session.trial.programme.name_in(language), str(session.trial.group)],
        "where": [f"{day_month(session.starts)}, {times(session.starts, session.ends)}", *_where(session, site, language)],
        "people": _people(session),
        "task": card.steps(language) if card else [],
        "ppe": [*_ppe(card, language), *_site_text(site, language, "special_requirements", "access_rules")],
        "artefact": [str(ArtefactKind(kind).label) for kind in card.artefacts if kind in ArtefactKind.values] if card else [],
        "criteria": [_("Understanding; Procedure; Accuracy; Communication; Safety")],
        "contacts": _contacts(session, site, language),
    }
    return [(str(LABELS[name]), lines) for name in only if (lines := [line for line in rows[name] if line])]


def site_of(session: TrialSession) -> Site | None:
    """The site of the booked slot."""
    return session.booking.slot.site if session.booking else None


def what_to_wear(session: TrialSession, language: str) -> list[str]:
    """Clothes and rules of the place, for the pupil's invitation."""
    return [
        line for line in [*_ppe(getattr(session, "card", None), language), *_site_text(site_of(session), language, "access_rules")] if line
    ]


def _place(site: Site | None, language: str) -> list[str]:
    return [site.text("name", language), site.text("workshop", language), site.text("address", language)] if site else []


def _where(session: TrialSession, site: Site | None, language: str) -> list[str]:
    """The platform of an online visit; the place, and the platform beside it, of a hybrid one."""
    part = online_of(session)
    if part is None:
        return _place(site, language)
    moderator = _("Moderator: %(who)s") % {"who": part.moderator.user.short_name} if part.moderator else ""
    meeting = [f"{part.get_mode_display()}: {part.platform}", part.link, moderator]
    return meeting if wholly_online(session) else [*_place(site, language), *meeting]


def _people(session: TrialSession) -> list[str]:
    mentor = session.mentor or session.trial.mentor
    named = [mentor.membership.user.full_name] if mentor else []
    return [*named, session.trial.responsible.user.full_name]


def _ppe(card: TechnologyCard | None, language: str) -> list[str]:
    by = {"host": _("given by the partner"), "school": _("given by the school"), "pupil": _("bring your own")}
    rows = card.ppe if card else []
    return [
        f"{row.get(language) or row.get('ru', '')} ({by.get(row.get('by', ''), '')})" if row.get("by") in by else row.get(language, "")
        for row in rows
    ]


def _site_text(site: Site | None, language: str, *names: str) -> list[str]:
    trial_site: TrialSite | None = getattr(site, "trial_site", None) if site else None
    return [trial_site.text(name, language) for name in names] if trial_site else []


def _contacts(session: TrialSession, site: Site | None, language: str) -> list[str]:
    responsible = session.trial.responsible.user
    school = f"{responsible.short_name}, {responsible.phone}" if responsible.phone else ""
    exits, assembly = [*_site_text(site, language, "exits", "assembly"), "", ""][:2]
    return [
        school,
        _("Emergency: %(contacts)s") % {"contacts": site.emergency_contacts} if site and site.emergency_contacts else "",
        _("Exits: %(exits)s") % {"exits": exits} if exits else "",
        _("Assembly point: %(place)s") % {"place": assembly} if assembly else "",
    ]


def visit_steps(session: TrialSession, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Briefing, cards, end, conclusions: done, now, ahead."""
    status, card = session.status, getattr(session, "card", None)
    begun = status in (TrialSession.Status.IN_PROGRESS, TrialSession.Status.HELD)
    held = status == TrialSession.Status.HELD
    all_cards = begun and counts["sent"] >= counts["expected"] > 0
    concluded = bool(card and card.status == TechnologyCard.Status.COMPLETED)
    done = [begun, all_cards, held, concluded]
    titles = [_("Briefing"), _("Cards"), _("End"), _("Conclusions")]
    notes = [
        f"{counts['briefed']} / {counts['expected']}" if begun else "",
        f"{counts['sent']} / {counts['expected']}" if begun else "",
        "",
        "",
    ]
    links = ["visit_briefing", "visit_cards", "visit_finish", "visit_conclusions"]
    now = done.index(False) if False in done else -1
    return [
        {
            "title": title,
            "note": note,
            "state": "done" if is_done else ("now" if index == now else "ahead"),
            "href": reverse(f"profprobes:{link}", args=[session.pk]) if (is_done or index == now) and index else "",
        }
        for index, (title, note, is_done, link) in enumerate(zip(titles, notes, done, links, strict=True))
    ]
