"""Entries of the menu for career trials, by role."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.navigation import NavItem, register
from network.access import COORDINATORS, has_role
from network.models import Role

from .queries.incidents import open_incidents
from .queries.medical import pupils_to_clear
from .queries.people import coordinated_hosts, coordinated_schools
from .queries.slots import requests_to_answer

WATCHERS = frozenset({Role.REGION_OPERATOR, Role.DEPARTMENT})
SCHOOL_STAFF = frozenset({*COORDINATORS, Role.CLASS_TEACHER, Role.TEACHER, Role.PSYCHOLOGIST})


def _has_school(user: Any) -> bool:
    return bool(coordinated_schools(user)) or has_role(user, Role.CLASS_TEACHER, Role.TEACHER, Role.PSYCHOLOGIST)


def _reads_journal(user: Any) -> bool:
    """School staff, and operator and department without names."""
    return _has_school(user) or has_role(user, *WATCHERS)


def _waiting_requests(user: Any) -> int:
    """How many schools wait for an answer; the page of the sites has counted them already."""
    known = getattr(user, "waiting_requests", None)
    return requests_to_answer(user).count() if known is None else known


register(
    NavItem("today", pgettext_lazy("menu", "Today"), "home", "layout-dashboard", order=0, phone=1),
    NavItem("trials", _("Career trials"), "profprobes:trial_list", "target", roles=SCHOOL_STAFF, order=10, phone=2),
    NavItem("visits", _("Visits"), "profprobes:visits", "calendar-check", roles=frozenset({Role.MENTOR}), order=11, phone=2),
    NavItem("my_trials", _("My trials"), "profprobes:my_trials", "target", roles=frozenset({Role.PUPIL}), order=12, phone=2),
    NavItem("my_class", _("My class"), "profprobes:my_class", "users", roles=frozenset({Role.CLASS_TEACHER}), order=15, phone=3),
    NavItem(
        "my_sites",
        _("My sites"),
        "profprobes:my_sites",
        "factory",
        roles=frozenset(COORDINATORS),
        shows=lambda user: bool(coordinated_hosts(user)),
        badge=_waiting_requests,
        order=16,
        phone=3,
        also=("/bookings/", "/slots/"),
    ),
    NavItem(
        "sites", _("Sites"), "profprobes:site_list", "map-pin", roles=SCHOOL_STAFF | {Role.REGION_OPERATOR}, shows=None, order=20, phone=4
    ),
    NavItem("slots", _("Slots of partners"), "profprobes:slots", "calendar", roles=SCHOOL_STAFF, shows=_has_school, order=20),
    NavItem(
        "programmes",
        _("Programmes"),
        "profprobes:programmes",
        "clipboard-pen",
        roles=SCHOOL_STAFF | {Role.MENTOR, Role.CAREER_TEACHER, Role.METHODIST, Role.EXPERT, Role.REGION_OPERATOR, Role.DEPARTMENT},
        short=pgettext_lazy("phone bar", "Programmes"),
        order=22,
    ),
    NavItem("bookings", _("Bookings"), "profprobes:bookings", "calendar-check", roles=SCHOOL_STAFF, shows=_has_school, order=21),
    NavItem(
        "professions",
        pgettext_lazy("menu", "Professions"),
        "profprobes:professions",
        "briefcase",
        roles=SCHOOL_STAFF | {Role.PUPIL, Role.MENTOR, Role.REGION_OPERATOR, Role.DEPARTMENT, Role.PLATFORM_ADMIN},
        order=36,
        short=pgettext_lazy("phone bar", "Professions"),
    ),
    NavItem(
        "cycles",
        _("Cycles of trials"),
        "profprobes:cycles",
        "list-checks",
        roles=SCHOOL_STAFF | {Role.REGION_OPERATOR, Role.DEPARTMENT},
        order=29,
        also=("/cycle-cards/",),
    ),
    NavItem("journal", _("Journal"), "profprobes:journal", "book-open", roles=SCHOOL_STAFF | WATCHERS, shows=_reads_journal, order=30),
    NavItem(
        "regulations",
        _("Regulations on career trials"),
        "profprobes:regulations",
        "stamp",
        roles=frozenset({*COORDINATORS, *WATCHERS, Role.CLASS_TEACHER, Role.TEACHER}),
        order=36,
    ),
    NavItem(
        "site_checks", _("Site checks"), "profprobes:site_checks", "badge-check", roles=frozenset({Role.REGION_OPERATOR}), order=18, phone=2
    ),
    NavItem(
        "lost_visits",
        _("Late cancellations and no-shows"),
        "profprobes:lost_visits",
        "calendar-x",
        roles=frozenset({Role.REGION_OPERATOR}),
        order=34,
    ),
    NavItem(
        "reviews",
        _("Quarterly reviews"),
        "profprobes:reviews",
        "clipboard-check",
        roles=frozenset({*COORDINATORS, Role.TEACHER, Role.CLASS_TEACHER, Role.REGION_OPERATOR, Role.DEPARTMENT}),
        shows=_reads_journal,
        order=32,
    ),
    NavItem(
        "desk",
        _("Operator's desk"),
        "profprobes:desk",
        "chart-column",
        short=pgettext_lazy("menu", "Desk"),
        roles=frozenset({Role.REGION_OPERATOR, Role.DEPARTMENT, Role.PLATFORM_ADMIN}),
        order=17,
        phone=3,
    ),
    NavItem(
        "unanswered",
        _("Requests without an answer"),
        "profprobes:unanswered",
        "hourglass",
        roles=frozenset({Role.REGION_OPERATOR}),
        order=34,
    ),
    NavItem("reserve", _("Reserve of the region"), "profprobes:reserve", "users", roles=frozenset({Role.REGION_OPERATOR}), order=33),
    NavItem(
        "incidents",
        _("Incidents"),
        "profprobes:incidents",
        "shield-alert",
        roles=frozenset({*COORDINATORS, Role.REGION_OPERATOR, Role.DEPARTMENT}),
        badge=open_incidents,
        order=31,
    ),
    NavItem(
        "medical",
        _("Medical checks"),
        "profprobes:medical",
        "heart-pulse",
        roles=frozenset({Role.MEDICAL_WORKER}),
        badge=lambda user: pupils_to_clear(user).count(),
        order=19,
        phone=2,
    ),
)
