"""Programmes as they are listed, read, compared with the version before, and waited for."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import todos
from core.text import search
from core.todos import Todo
from network.access import COORDINATORS, organisations_as, regions_as
from network.models import Organisation, Role, Site

from ..models import ProgrammeReview, ProgrammeStage, TrialProgramme, TrialSite
from ..programme_words import PARTS, STAGE_LABELS, label_of, names_of
from ..querysets_programmes import EDITORS, REVIEWERS
from ..services.agreements import agreement_exists
from ..services.programme_rules import number
from ..words import Lazy
from .people import coordinated_schools

PER_KIND = 5
Status = TrialProgramme.Status


def programme_rows(user: Any, *, status: str = "", offered: bool = False, mine: bool = False, **wanted: Any) -> QuerySet:
    """Programmes the person sees, newest version first; archived ones only when asked for. ``site_count``: checked sites that run it."""
    rows: QuerySet = TrialProgramme.objects.visible_to(user).select_related("profession__sphere", "owner", "host")
    rows = rows.filter(status=status) if status else rows.exclude(status=Status.ARCHIVED)
    if mine:
        rows = rows.filter(owner__in=organisations_as(user, *EDITORS))
    if offered:
        rows = rows.filter(Exists(_open_sites(user)), status=Status.PUBLISHED)
    rows = _narrowed(rows, **wanted)
    verified = Q(trial_sites__site__status=Site.Status.VERIFIED)
    return rows.annotate(site_count=Count("trial_sites", filter=verified, distinct=True)).order_by("name_ru", "-version", "pk")


def _narrowed(rows: QuerySet, *, q: str = "", sphere: int | None = None, grade: int | None = None, kind: str = "") -> QuerySet:
    if q:
        rows = search(
            rows, q, "name_kk", "name_ru", "profession__name_kk", "profession__name_ru", "owner__short_name_kk", "owner__short_name_ru"
        )
    if sphere:
        rows = rows.filter(profession__sphere=sphere)
    if grade:
        rows = rows.filter(grade_from__lte=grade, grade_to__gte=grade)
    return rows.filter(kind=kind) if kind else rows


def _open_sites(user: Any) -> QuerySet:
    """Checked sites that run the programme and whose host has an agreement with a school of the person (BR-1), or is that school."""
    schools = [school.pk for school in coordinated_schools(user)]
    host = OuterRef("site__organisation")
    agreed = agreement_exists(school=schools, host=host, day=timezone.localdate())
    sites = TrialSite.objects.filter(programmes=OuterRef("pk"), site__status=Site.Status.VERIFIED).annotate(agreed=agreed)
    return sites.filter(Q(agreed=True) | Q(site__organisation__in=schools))


def versions_of(user: Any, programme: TrialProgramme) -> list[TrialProgramme]:
    """All versions of the programme that the person sees, newest first."""
    first = programme
    while first.previous_id:
        first = first.previous  # type: ignore[assignment]
    found: list[TrialProgramme] = []
    row: TrialProgramme | None = first
    while row is not None:
        found.append(row)
        row = TrialProgramme.objects.filter(previous=row).first()
    seen = set(TrialProgramme.objects.visible_to(user).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return [one for one in reversed(found) if one.pk in seen]


@dataclass(frozen=True)
class Change:
    """A field that differs from the version before."""

    part: Any
    title: Any
    before: str
    after: str


def changes(programme: TrialProgramme) -> list[Change]:
    """What changed since the version before, in the person's language; empty for a first version."""
    before = programme.previous
    if before is None:
        return []
    language = get_language() or "kk"
    found = []
    for part in PARTS:
        if part == "plan":
            found += _stage_changes(before, programme, language)
            continue
        for name in _readable(part, language):
            old, new = shown(before, name, language), shown(programme, name, language)
            if old != new:
                found.append(Change(PARTS[part], label_of(name), old, new))
    return found


def stored_beside(stored: TrialProgramme, part: str, typed: dict[str, Any]) -> list[Change]:
    """Fields of a part in which what somebody typed differs from what has been stored meanwhile: before – stored, after – typed."""
    mine, found = copy(stored), []
    for name, value in typed.items():
        setattr(mine, name, value)
    for name in names_of(part):
        language = name[-2:] if name.endswith(("_kk", "_ru")) else get_language() or "kk"
        old, new = shown(stored, name, language), shown(mine, name, language)
        if old != new:
            spoken = {"_kk": " (қазақша)", "_ru": " (русский)"}.get(name[-3:], "")
            found.append(Change(PARTS[part], f"{label_of(name)}{spoken}", old, new))
    return found


def _readable(part: str, language: str) -> list[str]:
    """Fields of a part, texts in one language."""
    other = "_ru" if language == "kk" else "_kk"
    return [name for name in names_of(part) if not name.endswith(other)]


def _stage_changes(before: TrialProgramme, after: TrialProgramme, language: str) -> list[Change]:
    old, new = (_stage_lines(one, language) for one in (before, after))
    gone = [Change(PARTS["plan"], title, text, "") for title, text in old if (title, text) not in new]
    come = [Change(PARTS["plan"], title, "", text) for title, text in new if (title, text) not in old]
    return [*gone, *come]


def _stage_lines(programme: TrialProgramme, language: str) -> list[tuple[str, str]]:
    return [
        (
            f"{row.get_stage_display()}, {row.lesson_no}",
            "; ".join(part for part in (*(row.text(name, language) for name in STAGE_LABELS), number(row.hours)) if part),
        )
        for row in programme.stages.all()
    ]


def shown(programme: TrialProgramme, name: str, language: str) -> str:
    """A field as a person reads it: words of choices, lists in one line, yes and no."""
    value = getattr(programme, name)
    if name == "profession":
        return f"{value.name} · {value.sphere.name}"
    if isinstance(value, bool) or name == "sen_possible":
        return {True: str(_("yes")), False: str(_("no")), None: ""}[value]
    if isinstance(value, list):
        return _joined(name, value, language)
    field = TrialProgramme._meta.get_field(name)
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, ""))  # type: ignore[union-attr]
    if name == "academic_hours":
        return number(value)
    return "" if value is None else str(value)


def _joined(name: str, value: list, language: str) -> str:
    from ..forms.programmes import DIFFICULTY, MANY

    if name in MANY or name == "difficulty":
        words = dict(MANY.get(name, DIFFICULTY))
        return ", ".join(str(words.get(one, one)) for one in value)
    if name == "risks":
        return "; ".join(f"{row[f'risk_{language_of(language)}']} – {row[f'measure_{language_of(language)}']}" for row in value)
    return "; ".join(
        ", ".join(filter(None, (row[language_of(language)], str(row.get("time") or row.get("quantity") or "")))) for row in value
    )


def language_of(language: str) -> str:
    """The suffix of a two-language text; English readers get Russian."""
    return "kk" if language == "kk" else "ru"


def stages_of(programme: TrialProgramme) -> list[ProgrammeStage]:
    """Rows of the thematic plan in the order of the trial."""
    return list(programme.stages.all())


def hosts_to_ask() -> QuerySet:
    """Employers, colleges and universities with a site for trials, whose expert can review a programme."""
    return (
        Organisation.objects.filter(
            kind__in=[Organisation.Kind.ENTERPRISE, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY],
            status=Organisation.Status.ACTIVE,
            sites__trial_site__isnull=False,
        )
        .distinct()
        .order_by("short_name_ru")
    )


def sites_to_adopt(user: Any, programme: TrialProgramme) -> QuerySet:
    """Own sites described for trials that do not run the programme yet, where it may be adopted (BR-11)."""
    rows = Site.objects.filter(organisation__in=organisations_as(user, *COORDINATORS), trial_site__isnull=False)
    if programme.owner.kind != Organisation.Kind.CAREER_CENTRE:
        rows = rows.filter(organisation=programme.host_id)
    rows = rows.exclude(organisation=programme.owner_id).exclude(trial_site__programmes=programme).exclude(status=Site.Status.CLOSED)
    return rows.select_related("organisation").order_by("name_ru")


def to_review(user: Any) -> QuerySet | None:
    """Programmes that wait for a review by the person; None for whoever reviews nothing."""
    near, regions = organisations_as(user, *REVIEWERS), regions_as(user, Role.EXPERT)
    if not near and not regions:
        return None
    rows = TrialProgramme.objects.filter(Q(host__in=near) | Q(host__region__in=regions), status=Status.IN_REVIEW)
    return rows.exclude(authors=user)


def _review_lines(user: Any) -> list[Todo]:
    rows: Any = to_review(user)
    title, action = _("A programme waits for your review"), _("Review")
    return [
        Todo("review_programme", title, Lazy("%(name)s · %(owner)s", name=row.name, owner=row.owner.short_name), "profprobes:programme_review",
             (row.pk,), action, "sun", row.updated_at)
        for row in rows.select_related("owner").order_by("updated_at")[:PER_KIND]
    ]  # fmt: skip


def to_mend(user: Any) -> QuerySet | None:
    """Own programmes that were returned or are approved and not published yet."""
    mine = organisations_as(user, *EDITORS)
    return TrialProgramme.objects.filter(owner__in=mine, status__in=[Status.RETURNED, Status.APPROVED]) if mine else None


def _mend_lines(user: Any) -> list[Todo]:
    rows: Any = to_mend(user)
    words = {
        Status.RETURNED: (_("The expert has returned a programme"), _("Correct"), "sun"),
        Status.APPROVED: (_("An approved programme is not published yet"), _("Publish"), "sky"),
    }
    found = []
    for row in rows.order_by("status", "updated_at")[:PER_KIND]:
        title, action, tone = words[Status(row.status)]
        found.append(Todo(f"programme_{row.status}", title, row.name, "profprobes:programme", (row.pk,), action, tone, row.updated_at))
    return found


def register_todos() -> None:
    """Make them known to the home page."""
    todos.register(_review_lines, to_review)
    todos.register(_mend_lines, to_mend)


def reviews_of(programme: TrialProgramme) -> list[ProgrammeReview]:
    """Reviews of the version, the latest first."""
    return list(programme.reviews.select_related("reviewer", "organisation").order_by(F("at").desc(), "-pk"))
