"""Late cancellations and no-shows of a region, for its operator (BR-8, S30). They cost no points: children are not at fault."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import DateTimeField, ExpressionWrapper, F, Func, Max, OuterRef, Q, QuerySet, Subquery

from core.states import Transition
from network.access import regions_as
from network.models import Role

from ..models import SlotBooking

Status = SlotBooking.Status


def lost_visits(user: Any) -> QuerySet:
    """Bookings of the operator's regions that were cancelled less than 48 hours before, or that nobody came to; ``ended_at`` says when."""
    kind = ContentType.objects.get_for_model(SlotBooking)
    steps = Transition.objects.filter(content_type=kind, object_id=OuterRef("pk"), action__in=["cancel_school", "cancel_host"])
    last = steps.order_by().values("object_id").annotate(last=Max("at")).values("last")
    start = Func(F("slot__period"), function="lower", output_field=DateTimeField())
    late_from = ExpressionWrapper(start - dt.timedelta(hours=settings.TRIALS["LATE_CANCEL_HOURS"]), output_field=DateTimeField())
    rows = SlotBooking.objects.filter(slot__site__organisation__region__in=regions_as(user, Role.REGION_OPERATOR))
    rows = rows.filter(status__in=[Status.CANCELLED_SCHOOL, Status.CANCELLED_HOST, Status.NO_SHOW])
    rows = rows.annotate(ended_at=Subquery(last), late_from=late_from).filter(Q(status=Status.NO_SHOW) | Q(ended_at__gt=F("late_from")))
    return rows.select_related("school", "slot__site__organisation").order_by("-slot__period", "-pk")
