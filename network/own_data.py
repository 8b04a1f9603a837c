"""What the network holds about a person, for the person's own file."""

from typing import Any

from accounts.models import User


def memberships_of(user: User) -> list[dict[str, Any]]:
    """Organisations with roles and their dates."""
    rows = user.memberships.select_related("organisation").prefetch_related("roles__class_group").order_by("valid_from", "pk")
    return [
        {
            "organisation": row.organisation.short_name,
            "position": row.position,
            "unit": row.unit,
            "from": row.valid_from,
            "until": row.valid_until,
            "roles": [
                {
                    "role": role.role,
                    "class": role.class_group.name if role.class_group else "",
                    "from": role.valid_from,
                    "until": role.valid_until,
                    "ended_at": role.ended_at,
                    "reason": role.end_reason,
                }
                for role in row.roles.all()
            ],
        }
        for row in rows
    ]


def staff_records_of(user: User) -> list[dict[str, Any]]:
    """The HR list's rows about the person."""
    rows = user.staff_records.select_related("organisation").order_by("hired_on")
    return [
        {
            "organisation": row.organisation.short_name,
            "hired_on": row.hired_on,
            "left_on": row.left_on,
            "left_reason": row.left_reason,
            "first_job": row.first_job,
            "category": row.category,
            "teaching_since": row.teaching_since,
        }
        for row in rows
    ]


def classes_of(user: User) -> list[dict[str, Any]]:
    """Classes the person was in."""
    rows = user.enrolments.select_related("group__organisation").order_by("valid_from")
    return [
        {"class": row.group.name, "school": row.group.organisation.short_name, "from": row.valid_from, "until": row.valid_until}
        for row in rows
    ]
