"""Table 3: who of the group is scored, one pupil's table (BR-35)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from ..forms.forms_of_visit import RubricForm, rubric_initial
from ..models import TrialRubric, TrialSession
from ..services import trial_rubric as services
from ..services.group_card import people_of
from .coord_base import require, run
from .phone_base import posted, visible_visit

PERMISSION = "submit_trialrubric"


@login_required
@require_GET
def table3_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The group with the state of this rater's tables."""
    session = visible_visit(request, pk, PERMISSION)
    mine = {row.participation_id: row for row in TrialRubric.objects.filter(participation__trial=session.trial_id, rater=request.user)}
    people = [person for person in people_of(session) if request.user.has_perm(f"profprobes.{PERMISSION}", person)]
    context = {
        "visit": session,
        "trial": session.trial,
        "begun": session.status in (TrialSession.Status.IN_PROGRESS, TrialSession.Status.HELD),
        "lines": [(person, mine.get(person.pk)) for person in people],
        "back_url": _back(request.user, session),
    }
    return render(request, "profprobes/phone/table3_list.html", context)


def _back(user: Any, session: TrialSession) -> str:
    mentor = session.trial.mentor
    own = mentor is not None and mentor.membership.user_id == user.pk
    return reverse("profprobes:visit" if own else "profprobes:trial_assessment", args=[session.pk if own else session.trial_id])


@login_required
@require_http_methods(["GET", "POST"])
def table3(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    """One pupil's table: six criteria in words, competences; sent it is locked."""
    session = visible_visit(request, pk, PERMISSION)
    person = next((row for row in people_of(session) if row.pk == participation), None)
    if person is None:
        raise Http404
    require(request.user, PERMISSION, person)
    row = TrialRubric.objects.filter(participation=person, rater=request.user).first()
    language = "kk" if get_language() == "kk" else "ru"
    form = RubricForm(posted(request), language=language, initial=rubric_initial(row, services.levels_of(row) if row else {}))
    if request.method == "POST" and form.is_valid():
        try:
            services.score_table(participation=person, levels=form.levels(), competences=form.cleaned_data["competences"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The table of %(pupil)s is sent.") % {"pupil": person.pupil.short_name})
            return redirect("profprobes:table3_list", pk)
    context = {
        "visit": session,
        "trial": session.trial,
        "person": person,
        "form": form,
        "locked": row is not None and row.status == TrialRubric.Status.SUBMITTED,
    }
    return render(request, "profprobes/phone/table3.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def table3_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the rater correct a sent table; the reason is kept."""
    row = get_object_or_404(TrialRubric.objects.visible_to(request.user).select_related("participation__trial"), pk=pk)
    require(request.user, "reopen_trialrubric", row)
    run(request, services.reopen_table, row=row, reason=request.POST.get("reason", ""), done=_("The table is open again."))
    return redirect("profprobes:trial_evidence", row.participation.trial_id, row.participation_id)
