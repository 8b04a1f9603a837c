"""TK-20 «Слоттарды пайдалану» / «Использование слотов»: seats of held visits ÷ seats published × 100, also by quota class (§6)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from network.models import AcademicYear

from ..models import SiteSlot, SlotBooking

TARGET = 75  # per cent, ours (§6)


@dataclass(frozen=True)
class Use:
    """Seats of a class of slots: published, and used by groups that came."""

    quota: str
    published: int
    used: int

    @property
    def label(self) -> Any:
        """The class in words; "" of all together."""
        return SiteSlot.Quota(self.quota).label if self.quota else ""

    @property
    def percent(self) -> float | None:
        """One decimal; None where nothing was published."""
        return round(100 * self.used / self.published, 1) if self.published else None


def slot_use(condition: Q) -> list[Use]:
    """Slots of the present academic year that are over: all together first, then each class that has any; ``condition`` narrows the slots. One query.

    A slot that its host took off was not offered in the end, so it counts in neither number.
    """
    today = timezone.localdate()
    year = AcademicYear.objects.filter(starts_on__lte=today, ends_on__gte=today).first()
    rows = SiteSlot.objects.filter(condition, published=True, period__endswith__lte=timezone.now()).exclude(
        status=SiteSlot.Status.WITHDRAWN
    )
    if year:
        rows = rows.filter(period__startswith__date__gte=year.starts_on)
    held = SlotBooking.objects.filter(slot=OuterRef("pk"), status=SlotBooking.Status.COMPLETED).order_by()
    seats = Subquery(held.values("slot").annotate(all=Sum("seats")).values("all"), output_field=IntegerField())
    sums = rows.order_by().annotate(used=Coalesce(seats, 0)).values("quota_class").annotate(published=Sum("seats_total"), came=Sum("used"))
    found = {row["quota_class"]: Use(row["quota_class"], row["published"], row["came"]) for row in sums}
    parts = [found[quota] for quota in SiteSlot.Quota.values if quota in found]
    return [Use("", sum(part.published for part in parts), sum(part.used for part in parts)), *parts]
