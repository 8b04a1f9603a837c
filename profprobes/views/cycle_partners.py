"""Partners of a cycle: invited by the school, answered on a page of their own, assessed at the end."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from core.dates import official

from ..forms.cycle import AcceptForm, AssessForm, InviteForm
from ..models import CyclePartner, TrialCycle
from ..services import cycle_partners
from .coord_base import allowed, require, run
from .cycles import _cycle, form_page, saved


def _partner(request: HttpRequest, pk: int) -> CyclePartner:
    rows = CyclePartner.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("cycle__school", "cycle__academic_year", "organisation", "accepted_by"), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def partner_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite an organisation."""
    row = _cycle(request, pk, change=True)
    form = InviteForm(request.POST or None, cycle=row)
    if saved(request, form, _("The invitation is sent."), cycle_partners.invite_partner, cycle=row):
        return redirect("profprobes:cycle", pk)
    advice = _(
        "Owners of the chosen programmes and organisations with an agreement in force. The partner confirms or changes what it expects."
    )
    return form_page(request, row, form, _("Invite a partner"), _("Send the invitation"), advice=advice)


@login_required
@require_http_methods(["GET", "POST"])
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    """What the partner expects; its coordinator joins or declines here."""
    row = _partner(request, pk)
    answers = allowed(request.user, "accept_cyclepartner", row) and row.may("accept")
    form = AcceptForm(request.POST or None, instance=row) if answers or request.method == "POST" else None
    if request.method == "POST":
        require(request.user, "accept_cyclepartner", row)
        if saved(request, form, _("You have joined the cycle."), cycle_partners.accept_invitation, partner=row):
            return redirect("profprobes:cycle_partner", pk)
        row = _partner(request, pk)
    of_school = TrialCycle.objects.visible_to(request.user).filter(pk=row.cycle_id).exists()
    context = {
        "partner": row,
        "cycle": row.cycle,
        "form": form,
        "answers": answers,
        "facts": _facts(row),
        "expectations": _expectations(row),
        "programmes": row.cycle.steps_of_programmes.select_related("programme__owner"),
        "of_school": of_school,
        "may_assess": allowed(request.user, "assess_cyclepartner", row) and row.may("assess") and row.cycle.status in ("active", "closed"),
        "may_remove": allowed(request.user, "change_trialcycle", row)
        and row.cycle.status == TrialCycle.Status.DRAFT
        and row.status in ("invited", "declined"),
        "crumbs": [(_("Cycles of trials"), reverse("profprobes:cycles"))]
        + ([(row.cycle.name, reverse("profprobes:cycle", args=[row.cycle_id]))] if of_school else [])
        + [(row.organisation.short_name if of_school else row.cycle.name, "")],
    }
    return render(request, "profprobes/cycles/partner.html", context, status=422 if form is not None and form.errors else 200)


def _facts(row: CyclePartner) -> list[tuple[Any, Any]]:
    cycle = row.cycle
    return [
        (_("School"), cycle.school.short_name),
        (_("Academic year"), str(cycle.academic_year)),
        (_("Grades"), ", ".join(map(str, cycle.grades))),
        (_("Form of the programme"), cycle.get_programme_form_display()),
        (_("Goal of the cycle"), cycle.goal),
        (_("Expected results"), cycle.results),
    ]


def _expectations(row: CyclePartner) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = [
        (_("What it is to receive"), row.expects_what),
        (pgettext("expectation", "In what quantity"), row.quantity),
        (_("Of what quality"), row.quality),
    ]
    if row.accepted_by and row.accepted_at:
        found.append((_("Joined"), f"{row.accepted_by.short_name}, {official(row.accepted_at)}"))
    if row.actual is not None:
        found += [(_("How much it was in fact"), row.actual), (_("Note about the result"), row.result_note)]
    if row.reason:
        found.append((_("Reason of the refusal"), row.reason))
    return found


@login_required
@require_POST
def partner_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """No, with the reason."""
    row = _partner(request, pk)
    require(request.user, "decline_cyclepartner", row)
    done = _("The school is told that you declined.")
    run(request, cycle_partners.decline_invitation, partner=row, reason=request.POST.get("reason", ""), done=done)
    return redirect("profprobes:cycle_partner", pk)


@login_required
@require_http_methods(["GET", "POST"])
def partner_assess(request: HttpRequest, pk: int) -> HttpResponse:
    """What the partner received in fact (K9)."""
    row = _partner(request, pk)
    require(request.user, "assess_cyclepartner", row)
    form = AssessForm(request.POST or None, instance=row)
    if saved(request, form, _("The result is recorded."), cycle_partners.assess_partner, partner=row):
        return redirect("profprobes:cycle", row.cycle_id)
    advice = _("Expected: %(quantity)s – %(what)s.") % {"quantity": row.quantity, "what": row.expects_what} if row.quantity else ""
    return form_page(request, row.cycle, form, row.organisation.short_name, _("Record the result"), advice=advice)


@login_required
@require_POST
def partner_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the invitation out of the draft."""
    row = _partner(request, pk)
    require(request.user, "change_trialcycle", row)
    run(request, cycle_partners.remove_partner, partner=row, done=_("The invitation is taken back."))
    return redirect("profprobes:cycle", row.cycle_id)
