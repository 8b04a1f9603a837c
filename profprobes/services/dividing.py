"""Dividing a group that is larger than the site: nothing is cut silently (§9 case 2)."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import transaction

from ..models import TrialDraft

Item = TypeVar("Item")


def sizes(count: int, most: int) -> list[int]:
    """As few equal parts as fit: 26 at a site of 25 → 13 + 13; 51 → 17 + 17 + 17; the first ones are the larger."""
    parts = -(-count // most)
    share, rest = divmod(count, parts)
    return [share + (number < rest) for number in range(parts)]


def divided(people: Sequence[Item], most: int) -> list[list[Item]]:
    """The people in parts of those sizes, in their order, so that a class stays together where it can."""
    found, start = [], 0
    for size in sizes(len(people), most):
        found.append(list(people[start : start + size]))
        start += size
    return found


@transaction.atomic
def divide_draft(draft: TrialDraft, parts: Sequence[Sequence[int]], *, name: str) -> list[TrialDraft]:
    """The draft keeps the first part of its pupils; every further part becomes a draft of its own, whose place and time are still to be chosen."""
    programme: dict[str, Any] = draft.answers.get("programme", {})
    groups = [{"pupils": sorted(part), "name": f"{name[:54]} · {number}"} for number, part in enumerate(parts, 1)]
    typed = {code: kept for code, kept in draft.answers.get("typed", {}).items() if code != "group"}
    draft.answers = {**draft.answers, "group": groups[0], "typed": typed}
    draft.save()
    return [
        TrialDraft.objects.create(owner=draft.owner, school=draft.school, answers={"programme": programme, "group": group})
        for group in groups[1:]
    ]
