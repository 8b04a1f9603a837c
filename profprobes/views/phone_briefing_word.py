"""«Таныстым»: the pupil confirms a briefing in the own account (ADR 0077)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms.coord_safety import MARKS
from ..models import Briefing, BriefingAck, Participation
from ..services.briefing_word import acknowledge_briefing
from .phone_base import phone_login_required, require


def briefing_lines(user: Any, participation: Participation) -> list[BriefingAck]:
    """Briefings of the trial in which the pupil stands, each with what it was about in words: ``topics``."""
    lines = list(BriefingAck.objects.own(user).filter(participation=participation))
    for line in lines:
        named = [Briefing._meta.get_field(name) for name in MARKS if getattr(line.briefing, name)]
        line.topics = ", ".join(str(field.verbose_name).lower() for field in named)  # type: ignore[attr-defined,union-attr]
    return lines


@phone_login_required
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The button under one briefing."""
    ack = get_object_or_404(BriefingAck.objects.visible_to(request.user).select_related("participation__trial"), pk=pk)
    require(request.user, "acknowledge_briefing", ack)
    acknowledge_briefing(ack=ack, by=request.user)
    messages.success(request, _("Recorded: you know the rules of this briefing."))
    return redirect("profprobes:my_trial", ack.participation_id)
