"""Classes and groups: entering, correcting, the yearly move to the next class (2.4, S9)."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from ..errors import ClassNameTaken, NothingToTransfer
from ..models import AcademicYear, ClassGroup, Enrolment, Membership, Organisation, RoleAssignment

LAST_GRADE, LAST_COURSE = 11, 6


@transaction.atomic
def enter_class(*, organisation: Organisation, academic_year: AcademicYear, by: Any, **fields: Any) -> ClassGroup:
    """Enter a class of a school or a group of a college. Raises ClassNameTaken."""
    try:
        with transaction.atomic():
            return ClassGroup.objects.create(organisation=organisation, academic_year=academic_year, **fields)
    except IntegrityError as error:
        if "class_name_once_a_year" not in str(error):
            raise
        raise ClassNameTaken from error


@transaction.atomic
def change_class(*, group: ClassGroup, by: Any, **fields: Any) -> ClassGroup:
    """Correct a class. Raises ClassNameTaken."""
    group = ClassGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    for name, value in fields.items():
        setattr(group, name, value)
    try:
        with transaction.atomic():
            group.save(update_fields=list(fields))
    except IntegrityError as error:
        if "class_name_once_a_year" not in str(error):
            raise
        raise ClassNameTaken from error
    return group


def next_name(name: str, step: int) -> str:
    """«8 «А»» of the next year is «9 «А»»: the leading figure counts on, the rest stays."""
    start = len(name) - len(name.lstrip("0123456789"))
    return f"{int(name[:start]) + step}{name[start:]}" if start else name


@transaction.atomic
def transfer_year(
    *, organisation: Organisation, source: AcademicYear, target: AcademicYear, by: Any, leave_out: set[int] | None = None
) -> dict[str, int]:
    """Move the classes of a year with their learners into the next one; those of the last grade finish. ``leave_out`` are learners who do not move.

    Done again it moves only who has come since: classes of the new year are found by name, learners who are there stay. Raises NothingToTransfer.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)  # two transfers at once queue here
    groups = list(ClassGroup.objects.filter(organisation=organisation, academic_year=source).order_by("grade", "course", "name"))
    rows = (
        Enrolment.objects.select_for_update(of=("self",))
        .filter(group__in=groups, valid_until__isnull=True)
        .exclude(user__in=leave_out or set())
    )
    learners: dict[int, list[Enrolment]] = {}
    for enrolment in rows:
        learners.setdefault(enrolment.group_id, []).append(enrolment)
    if not learners:
        raise NothingToTransfer
    last_day = min(source.ends_on, target.starts_on - dt.timedelta(days=1))
    counts = {"classes": 0, "moved": 0, "finished": 0}
    for group in groups:
        moving = learners.get(group.pk, [])
        finishes = (group.grade or 0) >= LAST_GRADE or (group.course or 0) >= LAST_COURSE
        if moving:
            Enrolment.objects.filter(pk__in=[row.pk for row in moving]).update(valid_until=last_day)
        if finishes:
            counts["finished"] += len(moving)
            _finish(organisation, [row.user_id for row in moving], last_day)
            continue
        after, made = ClassGroup.objects.get_or_create(
            organisation=organisation,
            academic_year=target,
            name=next_name(group.name, 1),
            defaults={
                "grade": None if group.grade is None else group.grade + 1,
                "course": None if group.course is None else group.course + 1,
                "language": group.language,
                "shift": group.shift,
                "programme": group.programme,
            },
        )
        counts["classes"] += made
        Enrolment.objects.bulk_create([Enrolment(user_id=row.user_id, group=after, valid_from=target.starts_on) for row in moving])
        counts["moved"] += len(moving)
        _move_teachers(group, after, target, by)
    return counts


def _finish(organisation: Organisation, users: list[int], last_day: dt.date) -> None:
    """Learners of the last class leave with the end of the year; their roles end with the membership."""
    memberships = Membership.objects.filter(organisation=organisation, user__in=users, kind=Membership.Kind.LEARNER).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=last_day), valid_from__lte=last_day
    )
    ids = list(memberships.values_list("pk", flat=True))
    RoleAssignment.objects.filter(membership__in=ids, ended_at__isnull=True, valid_from__lte=last_day).update(valid_until=last_day)
    Membership.objects.filter(pk__in=ids).update(valid_until=last_day)


def _move_teachers(group: ClassGroup, after: ClassGroup, target: AcademicYear, by: Any) -> None:
    """Roles narrowed to the class end with its year and go on for the next one."""
    for role in RoleAssignment.objects.filter(class_group=group, ended_at__isnull=True, valid_until__isnull=True).select_related(
        "membership"
    ):
        if role.membership.valid_until is not None and role.membership.valid_until < target.starts_on:
            continue
        if role.valid_from < target.starts_on:
            role.valid_until = target.starts_on - dt.timedelta(days=1)
            role.save(update_fields=["valid_until"])
        RoleAssignment.objects.get_or_create(
            membership=role.membership,
            role=role.role,
            class_group=after,
            ended_at=None,
            defaults={"valid_from": target.starts_on, "granted_by": by},
        )


@transaction.atomic
def end_enrolment(*, enrolment: Enrolment, last_day: dt.date, by: Any) -> Enrolment:
    """A learner leaves the class: the row stays with its last day."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    enrolment.valid_until = max(enrolment.valid_from, last_day)
    enrolment.save(update_fields=["valid_until"])
    return enrolment


@transaction.atomic
def move_learners(*, learners: list[int], source: ClassGroup, target: ClassGroup, day: dt.date, by: Any) -> int:
    """Learners change their class within the organisation on a day. Answers how many moved."""
    rows = list(Enrolment.objects.select_for_update(of=("self",)).filter(group=source, user__in=learners, valid_until__isnull=True))
    for row in rows:
        row.valid_until = max(row.valid_from, day - dt.timedelta(days=1))
        row.save(update_fields=["valid_until"])
    Enrolment.objects.bulk_create(
        [Enrolment(user_id=row.user_id, group=target, valid_from=max(day, target.academic_year.starts_on)) for row in rows]
    )
    return len(rows)
