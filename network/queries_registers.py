"""Read models of the registers' screens: statuses, classes, requests to join, districts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, PositiveSmallIntegerField, Q, QuerySet, Value
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.translation import get_language

from core.text import KK_COLLATION, fold

from .models import (
    ClassGroup,
    District,
    Enrolment,
    JoinRequest,
    Locality,
    Membership,
    Network,
    Organisation,
    OrganisationStatus,
    Region,
    Role,
    RoleAssignment,
    StatusType,
)


def filter_lists(region: int | None) -> dict[str, list[tuple[int, str]]]:
    """Choices of the register's filters by field, read in one query: regions, kinds of status; of a chosen region its districts and networks."""
    columns = ("field", "pk", "kk", "ru", "place")
    named = {"kk": F("name_kk"), "ru": F("name_ru")}
    parts: list[Any] = [
        Region.objects.annotate(field=Value("region"), place=F("sort"), **named),
        StatusType.objects.filter(is_active=True).annotate(field=Value("status_type"), place=F("sort"), **named),
    ]
    if region is not None:
        none = Value(0, PositiveSmallIntegerField())
        titled = {"kk": F("title_kk"), "ru": F("title_ru")}
        networks = Network.objects.filter(region=region).exclude(status="closed")
        parts.append(District.objects.filter(region=region, active=True).annotate(field=Value("district"), place=none, **named))
        parts.append(networks.annotate(field=Value("network"), place=none, **titled))
    first, *others = (part.order_by().values_list(*columns) for part in parts)
    found: dict[str, list[tuple[int, str]]] = {"region": [], "status_type": [], "district": [], "network": []}
    is_kazakh = get_language() == "kk"
    rows = [(field, place, kk if is_kazakh else ru, pk) for field, pk, kk, ru, place in first.union(*others, all=True)]
    for field, _place, name, pk in sorted(rows, key=lambda row: (row[1], fold(row[2]))):
        found[field].append((pk, name))
    return found


def may_ask_to_join(organisation: Organisation, user: Any) -> bool:
    """Somebody who does not belong here today may ask to be added."""
    if organisation.status != Organisation.Status.ACTIVE or user.is_superuser:
        return False
    return not Membership.objects.current().filter(organisation=organisation, user=user).exists()


def join_requests(organisation: Organisation) -> QuerySet[JoinRequest]:
    """Open requests, oldest first."""
    return organisation.join_requests.filter(status=JoinRequest.Status.SENT).select_related("user").order_by("sent_at")


def current_statuses(organisation: Organisation) -> QuerySet[OrganisationStatus]:
    """Statuses that hold today."""
    return OrganisationStatus.objects.on().filter(organisation=organisation).select_related("type")


def statuses_for(user: Any, *, type: Any = None, region: Any = None, state: str | None = None) -> QuerySet[OrganisationStatus]:
    """Statuses that the person sees, newest first."""
    rows = OrganisationStatus.objects.visible_to(user)
    filters = {"type": type, "organisation__region": region, "status": state}
    rows = rows.filter(**{name: value for name, value in filters.items() if value})
    related = ("organisation__region", "organisation__district", "organisation__practicum_coordinator", "type", "granting_org")
    return rows.select_related(*related).order_by("type__sort", "-valid_from", "pk")


def classes_of(organisation: Organisation, user: Any, *, year: Any, grade: int | None = None, language: str | None = None) -> Any:
    """Classes of a year that the person sees, with ``pupils`` counted; of a year that is over, whoever was there on its last day."""
    rows = ClassGroup.objects.all() if user.is_superuser else ClassGroup.objects.visible_to(user)
    rows = rows.filter(organisation=organisation, academic_year=year)
    if grade is not None:
        rows = rows.filter(grade=grade)
    if language:
        rows = rows.filter(language=language)
    day = min(timezone.localdate(), year.ends_on) if year else timezone.localdate()
    there = Q(enrolments__valid_from__lte=max(day, year.starts_on) if year else day) & (
        Q(enrolments__valid_until__isnull=True) | Q(enrolments__valid_until__gte=day)
    )
    return rows.annotate(pupils=Count("enrolments", filter=there)).order_by("grade", "course", Collate("name", KK_COLLATION))


def pupils_of(group: ClassGroup) -> QuerySet[Enrolment]:
    """Present pupils of a class by the Kazakh alphabet."""
    rows = Enrolment.objects.filter(group=group, valid_until__isnull=True).select_related("user")
    return rows.order_by(Collate("user__last_name", KK_COLLATION), Collate("user__first_name", KK_COLLATION), "pk")


def learners_of(organisation: Organisation) -> QuerySet[Enrolment]:
    """Present learners of an organisation, class by class, by the Kazakh alphabet."""
    rows = Enrolment.objects.filter(group__organisation=organisation, valid_until__isnull=True).select_related("user", "group")
    return rows.order_by(
        "group__grade", "group__course", Collate("group__name", KK_COLLATION), Collate("user__last_name", KK_COLLATION), "pk"
    )


def positions_in(organisation: Organisation) -> dict[int, tuple[str, str]]:
    """Position of each person of the staff today: id → (Kazakh, Russian)."""
    rows = Membership.objects.current().filter(organisation=organisation, kind=Membership.Kind.STAFF)
    return {user: (kk, ru) for user, kk, ru in rows.values_list("user", "position_kk", "position_ru")}


def class_teachers(group: ClassGroup) -> list[str]:
    """Names of those who lead the class today."""
    rows = RoleAssignment.objects.current().filter(class_group=group, role=Role.CLASS_TEACHER).select_related("membership__user")
    return [row.membership.user.short_name for row in rows]


@dataclass(frozen=True)
class TransferLine:
    """One class of the yearly move: where its pupils go."""

    group: ClassGroup
    after: str
    pupils: list[Enrolment]


def transfer_lines(organisation: Organisation, year: Any) -> list[TransferLine]:
    """Classes of the year with their pupils and the class of the next year; an empty name means they finish."""
    from .services.classes import LAST_COURSE, LAST_GRADE, next_name

    groups = ClassGroup.objects.filter(organisation=organisation, academic_year=year).order_by(
        "grade", "course", Collate("name", KK_COLLATION)
    )
    rows = Enrolment.objects.filter(group__in=groups, valid_until__isnull=True).select_related("user")
    inside: dict[int, list[Enrolment]] = {}
    for row in rows.order_by(Collate("user__last_name", KK_COLLATION), "pk"):
        inside.setdefault(row.group_id, []).append(row)
    lines = []
    for group in groups:
        finishes = (group.grade or 0) >= LAST_GRADE or (group.course or 0) >= LAST_COURSE
        lines.append(TransferLine(group, "" if finishes else next_name(group.name, 1), inside.get(group.pk, [])))
    return lines


def localities_of(district: District) -> QuerySet[Locality]:
    """Towns and villages of a district by the Kazakh alphabet, those in force first, each with its organisations counted."""
    rows = Locality.objects.filter(district=district).select_related("successor").annotate(count=Count("organisations"))
    return rows.order_by("-active", Collate("name_kk", KK_COLLATION), "pk")


def waiting_districts() -> QuerySet[District]:
    """Split districts in which organisations still stand: they wait for somebody's choice (9.21)."""
    rows = District.objects.filter(active=False, successor__isnull=True).annotate(count=Count("organisations"))
    return rows.filter(count__gt=0).order_by("kato")


def regions_with_districts() -> list[tuple[Region, list[District], list[District]]]:
    """(region, districts in force, closed ones), in the order of the regions; each with its organisations counted."""
    rows = District.objects.select_related("region", "successor").annotate(
        count=Count("organisations", distinct=True), villages=Count("localities", distinct=True)
    )
    by_region: dict[int, tuple[list[District], list[District]]] = {}
    for row in rows.order_by(Collate("name_kk", KK_COLLATION)):
        by_region.setdefault(row.region_id, ([], []))[0 if row.active else 1].append(row)
    return [(region, *by_region.get(region.pk, ([], []))) for region in Region.objects.all()]
