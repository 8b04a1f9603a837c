"""Numbers: one counter row per series, changed in one statement, so that twenty at once get twenty consecutive numbers (R-D3, R-D4)."""

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from ..models import IssuedDocument, Issuer, NumberEvent

_TAKE = """
INSERT INTO documents_numberseries (issuer_id, series, year, next) VALUES (%s, %s, %s, 1 + %s)
ON CONFLICT (issuer_id, series, year) DO UPDATE SET next = documents_numberseries.next + %s
RETURNING next, mask
"""


def take_numbers(*, issuer: Issuer, series: str, year: int, count: int) -> list[str]:
    """Take ``count`` consecutive numbers. The counter's row stays locked until the caller's transaction ends; a rollback gives them back."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [issuer.pk, series, year, count, count])
        following, mask = cursor.fetchone()
    return [mask.format(org=issuer.code, series=series, year=year, seq=number) for number in range(following - count, following)]


def assign_numbers(documents: Sequence[IssuedDocument]) -> None:
    """Give numbers, in the given order, to those documents that want one and have none. Does not save them; the caller holds their locks.

    All documents belong to one issuer and one form: a batch is numbered form by form.
    """
    waiting = [document for document in documents if document.type.numbered and not document.number]
    if not waiting:
        return
    first = waiting[0]
    numbers = take_numbers(issuer=first.issuer, series=first.type.number_series, year=timezone.localdate().year, count=len(waiting))
    for document, number in zip(waiting, numbers, strict=True):
        document.number = number
    NumberEvent.objects.bulk_create(NumberEvent(number=d.number, document=d, event=NumberEvent.Event.ASSIGNED) for d in waiting)


def void_numbers(documents: Sequence[IssuedDocument]) -> None:
    """Note that cancelled documents leave their numbers unused."""
    NumberEvent.objects.bulk_create(NumberEvent(number=d.number, document=d, event=NumberEvent.Event.VOIDED) for d in documents if d.number)
