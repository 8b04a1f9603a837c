"""Locks and the database's refusals in the words of the rules. Order of locks: round → quota → offer → application → placement."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from core.errors import DomainError

from ..errors import ReasonNeeded

Row = TypeVar("Row", bound=models.Model)


def locked(row: Row, *related: str) -> Row:
    """The row as it is now, held until the transaction ends; ``related`` is select_related (those rows are not locked)."""
    rows = type(row)._default_manager.select_for_update(of=("self",))
    return (rows.select_related(*related) if related else rows).get(pk=row.pk)


@contextmanager
def refused_as(refusals: Mapping[str, Callable[[], DomainError]]) -> Iterator[None]:
    """Turn the violation of a named constraint into the refusal that explains it; others stay what they are."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name in refusals:
            raise refusals[name]() from error
        raise


def reason_of(text: Any) -> str:
    """The reason without spaces around it, 500 characters at most. Raises ReasonNeeded for an empty one."""
    reason = str(text or "").strip()[:500]
    if not reason:
        raise ReasonNeeded
    return reason
