"""«Бүгін»: what needs this person now. The page is composed of blocks, one per role; somebody with several roles sees them all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from core.dates import local_date
from core.todos import todos_of
from network.access import has_role, holdings
from network.models import Organisation, Role, Site

from ..models import Participation, SiteSlot, TrialSession
from ..queries.coverage import parallels
from ..queries.home import coming_visits, prepared_visits
from ..queries.medical import pupils_to_clear
from ..queries.people import coordinated_hosts, coordinated_schools, taught_classes
from ..queries.platform import queue_of_documents
from ..queries.slots import requests_to_answer
from ..queries.steps import header_steps
from ..queries.trials import consent_counts, with_steps
from .coord_looks import consent_parts
from .coord_operator import line

TODOS_SHOWN = 8
VISITS_SHOWN = 5
KEEP_FIGURES = 300


@dataclass(frozen=True)
class Block:
    """A part of the page: a template of profprobes/coord/home and its values; ``aside`` puts it into the side column."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    aside: bool = False

    @property
    def path(self) -> str:
        return f"profprobes/coord/home/{self.template}.html"


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The morning of a person: to-dos first, then the blocks of the roles."""
    user = request.user
    waiting = todos_of(user)
    items = [_todo_line(item, first=not number) for number, item in enumerate(waiting[:TODOS_SHOWN])]
    blocks = [block for make in BLOCKS for block in make(user)]
    context = {
        "greeting": greeting(),
        "role_line": role_line(user),
        **address(user),
        "day": timezone.localdate(),
        "items": items,
        "more": len(waiting) - len(items),
        "blocks": [block for block in blocks if not block.aside],
        "asides": [block for block in blocks if block.aside],
    }
    return render(request, "profprobes/coord/home/home.html", context)


def greeting() -> Any:
    """Good morning, day or evening by the clock of Almaty."""
    hour = timezone.localtime().hour
    if 5 <= hour < 12:
        return gettext_lazy("Good morning")
    return gettext_lazy("Good day") if 12 <= hour < 18 else gettext_lazy("Good evening")


def address(user: Any) -> dict[str, str]:
    """The sentences that speak to the person: a pupil is «сен» / «ты», everybody else «Сіз» / «Вы»."""
    if has_role(user, Role.PUPIL):
        return {
            "waits_title": pgettext("to a pupil", "What waits for you"),
            "calm_title": pgettext("to a pupil", "Nothing waits for you today"),
            "calm_text": pgettext("to a pupil", "What needs you will stand here first."),
        }
    return {
        "waits_title": _("What waits for you"),
        "calm_title": _("Nothing waits for you today"),
        "calm_text": _("What needs you will stand here first."),
    }


def role_line(user: Any) -> str:
    """«№15 гимназия, мансап үйлестірушісі»: at most three roles."""
    found = {(h.organisation_id, h.role): None for h in holdings(user)}
    names = {o.pk: o.short_name for o in (*coordinated_schools(user), *coordinated_hosts(user))}
    if others := {pk for pk, _role in found} - set(names):
        names |= {o.pk: o.short_name for o in Organisation.objects.visible_to(user).filter(pk__in=others)}
    return " · ".join(f"{names[pk]}, {str(Role(role).label).lower()}" for pk, role in list(found)[:3] if pk in names)


def _todo_line(item: Any, *, first: bool) -> dict[str, Any]:
    """The first thing has the one filled button of the page."""
    href = reverse(item.url_name, args=item.args)
    return {
        "title": item.title,
        "text": item.text,
        "tone": item.tone,
        "action": item.action or _("Open"),
        "href": href,
        "kind": "primary" if first else "",
    }


def marked_visits(user: Any, *, days: int = 14, class_groups: Any = None) -> list[Any]:
    """Coming visits, those of today marked."""
    visits = list(coming_visits(user, days=days, class_groups=class_groups))
    for visit in visits:
        visit.is_today = local_date(visit.starts) == timezone.localdate()
    return visits


def school_blocks(user: Any) -> list[Block]:
    """A school's coordinator: the next trial with its steps, the coming visits, how far the parallels are reached."""
    schools = coordinated_schools(user)
    if not schools:
        return []
    ids = {school.pk for school in schools}
    visits = [visit for visit in marked_visits(user) if visit.trial.school_id in ids]
    coming_next = next((visit for visit in visits if visit.status != TrialSession.Status.HELD), None)
    blocks = [_next_trial(user, coming_next)] if coming_next else [Block("no_trial", {"new_url": reverse("profprobes:trial_new")})]
    rows = [(school, kept_parallels(school)) for school in schools]
    tiles = [{"school": school, "tiles": tiles} for school, tiles in rows if tiles]
    coming = Block("visits", {"title": _("Coming visits"), "visits": visits[:VISITS_SHOWN], "url": "profprobes:trial"}, aside=True)
    return [
        *blocks,
        *([Block("coverage", {"rows": tiles, "several": len(tiles) > 1}, aside=True)] if tiles else []),
        *([coming] if visits else []),
    ]


def kept_parallels(school: Organisation) -> list[Any]:
    """Figures of the year change with a visit, not with a look at the page: they are kept for five minutes."""
    return cache.get_or_set(f"parallels:{school.pk}:{timezone.localdate()}", lambda: parallels(school), KEEP_FIGURES)


def _next_trial(user: Any, visit: TrialSession) -> Block:
    prepared = {session.trial_id: session.trial for session in prepared_visits(user)}
    trial = with_steps(prepared.get(visit.trial_id, visit.trial))
    counts = consent_counts(p for p in trial.participations.all() if p.removed_at is None)
    tone = TrialSession.STATUS_LOOK[TrialSession.Status(visit.status)][0]
    values = {"trial": trial, "visit": visit, "tone": tone, "steps": header_steps(trial), "counts": counts, "parts": consent_parts(counts)}
    return Block("next_trial", values)


def host_blocks(user: Any) -> list[Block]:
    """A host's coordinator: today's visits, requests that wait, slots that are free."""
    hosts = coordinated_hosts(user)
    if not hosts:
        return []
    ids = {host.pk for host in hosts}
    today = [visit for visit in marked_visits(user, days=1) if visit.trial.host_id in ids]
    soon = SiteSlot.objects.visible_to(user).filter(
        site__organisation__in=ids, status=SiteSlot.Status.OPEN, period__startswith__gt=timezone.now()
    )
    figures = {"requests": requests_to_answer(user).count(), "free": soon.count(), "today": len(today)}
    return [Block("host", {"visits": today, "figures": figures})]


def class_blocks(user: Any) -> list[Block]:
    """A class teacher: the way to the class."""
    classes = taught_classes(user)
    if not classes:
        return []
    visits = marked_visits(user, class_groups=classes)
    return [Block("class", {"classes": classes, "visits": visits[:VISITS_SHOWN]})]


def mentor_blocks(user: Any) -> list[Block]:
    """A mentor: the visits of today and of the coming days, one tap from the card."""
    if not has_role(user, Role.MENTOR):
        return []
    visits = [visit for visit in marked_visits(user) if visit.mentor and visit.mentor.membership.user_id == user.pk]
    return [Block("mentor", {"visits": visits[:VISITS_SHOWN], "today": timezone.localdate()})]


def pupil_blocks(user: Any) -> list[Block]:
    """A pupil: own trials, the newest first."""
    if not has_role(user, Role.PUPIL):
        return []
    rows = Participation.objects.visible_to(user).filter(pupil=user).exclude(trial__status__in=["draft", "cancelled"])
    rows = rows.select_related("trial__programme", "trial__host").prefetch_related("trial__sessions").order_by("-trial__created_at")
    return [Block("pupil", {"rows": rows[:VISITS_SHOWN]})]


def operator_blocks(user: Any) -> list[Block]:
    """The operator of a region: sites that wait for a check."""
    if not has_role(user, Role.REGION_OPERATOR):
        return []
    regions = {holding.region_id for holding in holdings(user) if holding.role == Role.REGION_OPERATOR}
    rows = (
        Site.objects.visible_to(user)
        .filter(organisation__region__in=regions)
        .exclude(status=Site.Status.CLOSED)
        .select_related("organisation")
    )
    lines = sorted((line(site) for site in rows), key=lambda one: one["order"])
    urgent = [one for one in lines if one["order"][0] <= 2]
    return [Block("operator", {"lines": urgent[:VISITS_SHOWN], "total": len(lines), "urgent": len(urgent)})]


def medical_blocks(user: Any) -> list[Block]:
    """A medical worker: how many pupils wait."""
    if not has_role(user, Role.MEDICAL_WORKER):
        return []
    return [Block("medical", {"waiting": pupils_to_clear(user).count(), "rows": pupils_to_clear(user)[:VISITS_SHOWN]})]


def platform_blocks(user: Any) -> list[Block]:
    """An operator of the platform: does the document engine work?"""
    if not (user.is_superuser or has_role(user, Role.PLATFORM_ADMIN)):
        return []
    return [Block("platform", {"queue": queue_of_documents()})]


BLOCKS: tuple[Callable[[Any], list[Block]], ...] = (
    mentor_blocks,
    pupil_blocks,
    school_blocks,
    host_blocks,
    class_blocks,
    operator_blocks,
    medical_blocks,
    platform_blocks,
)
