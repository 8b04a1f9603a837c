"""The end of a visit and the mentor's conclusions (row 22 of form А)."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError

from ..forms.phone_visit import ConclusionsForm, FinishForm
from ..models import TechnologyCard, TrialSession
from ..queries import phone as queries
from ..services.cards import complete_card
from ..services.visit import finish_visit, mark_attendance
from .phone_base import own_page, phone_login_required, posted, require, visible_visit


@phone_login_required
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """A mark for everybody, two facts that make it a trial (BR-33), and the visit is held."""
    session = visible_visit(request, pk, "hold_trialsession")
    if session.status != TrialSession.Status.IN_PROGRESS:
        return redirect("profprobes:visit", pk=pk)
    people = queries.pupils_of_visit(session)
    form = FinishForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid():
        try:
            _finish(session, form, request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The visit has been held. Thank you."))
            return redirect("profprobes:visit_conclusions", pk=pk)
    open_cards = [one for one in people if one.state in (queries.OPEN, queries.DRAFT, queries.REOPENED)]
    context = {"visit": session, "form": form, "open_cards": open_cards}
    return own_page(request, "profprobes/phone/finish.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _finish(session: TrialSession, form: FinishForm, by: object) -> None:
    for participation, mark in form.changed_marks():
        mark_attendance(session=session, participation=participation, mark=mark, by=by)
    yes = {name: form.cleaned_data[name] == "yes" for name in ("tools_shown", "chain_done")}
    finish_visit(session=session, by=by, **yes)


@phone_login_required
@require_http_methods(["GET", "POST"])
def conclusions(request: HttpRequest, pk: int) -> HttpResponse:
    """Row 22: what worked, what to improve, the next step."""
    session = visible_visit(request, pk, "submit_observationcard")
    card = getattr(session, "card", None)
    if card is None:
        raise Http404
    require(request.user, "complete_technologycard", card)
    if card.status == TechnologyCard.Status.COMPLETED or session.status != TrialSession.Status.HELD:
        return redirect("profprobes:visit", pk=pk)
    form = ConclusionsForm(posted(request), instance=card)
    if request.method == "POST" and form.is_valid():
        try:
            complete_card(
                card=TechnologyCard.objects.get(pk=card.pk), by=request.user, **form.cleaned_data
            )  # the form has touched its own copy
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your conclusions are written into the card."))
            return redirect("profprobes:visit", pk=pk)
    return own_page(request, "profprobes/phone/conclusions.html", {"visit": session, "form": form}, status=422 if form.errors else 200)
