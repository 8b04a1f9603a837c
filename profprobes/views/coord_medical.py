"""The medical worker's queue: pupils to clear, with what the trial asks for beside each."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.dates import day, times
from core.errors import DomainError
from network.access import has_role
from network.models import Role

from ..forms.coord_safety import MedicalForm
from ..models import Participation
from ..queries.medical import pupils_cleared, pupils_to_clear, pupils_without_need
from ..services import safety
from .coord_base import refuse_in, require
from .coord_looks import MEDICAL, badge

PER_PAGE = 30


@login_required
@require_GET
def medical(request: HttpRequest) -> HttpResponse:
    """Who waits for a result that the visit needs, soonest first; ``?view=others`` and ``?view=done`` show the rest."""
    if not has_role(request.user, Role.MEDICAL_WORKER):
        raise PermissionDenied
    view = request.GET.get("view", "")
    rows = {"done": pupils_cleared, "others": pupils_without_need}.get(view, pupils_to_clear)(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = list(page.object_list)
    for row in lines:
        row.badge = badge((*MEDICAL[row.medical.result], row.medical.get_result_display())) if view == "done" else None
    return render(request, "profprobes/coord/medical/queue.html", {"page": page, "rows": lines, "view": view, "tabs": _tabs(view)})


def _tabs(view: str) -> list[tuple[Any, str, bool]]:
    address = reverse("profprobes:medical")
    return [
        (gettext_lazy("Needed for the visit"), address, view not in {"done", "others"}),
        (gettext_lazy("Not required"), f"{address}?view=others", view == "others"),
        (gettext_lazy("Checked"), f"{address}?view=done", view == "done"),
    ]


@login_required
@require_http_methods(["GET", "POST"])
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Result, conditions for the mentor and the own note for one pupil; the next one follows at once."""
    row = get_object_or_404(
        Participation.objects.visible_to(request.user).select_related(
            "pupil", "class_group", "trial__programme", "trial__host", "trial__school"
        ),
        pk=pk,
    )
    require(request.user, "set_medical", row)
    form = MedicalForm(request.POST or None, initial=_initial(request, row))
    if request.method == "POST" and form.is_valid():
        try:
            safety.set_medical(participation=row, by=request.user, **form.cleaned_data)
            messages.success(request, _("%(pupil)s: the result is saved.") % {"pupil": row.pupil.short_name})
            return _next(request)
        except DomainError as refusal:
            refuse_in(form, refusal)
    context = {
        "participation": row,
        "form": form,
        "facts": _facts(row),
        "crumbs": [(_("Medical checks"), reverse("profprobes:medical")), (row.pupil.short_name, "")],
    }
    return render(request, "profprobes/coord/medical/clear.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, row: Participation) -> dict[str, str]:
    """What is known already; opening the note is a reading and is logged."""
    known = getattr(row, "medical", None)
    if known is None:
        return {}
    note = safety.read_diagnosis(clearance=known, by=request.user)
    return {"result": known.result, "conditions_for_mentor": known.conditions_for_mentor, "diagnosis_note": note}


def _next(request: HttpRequest) -> HttpResponse:
    following = pupils_to_clear(request.user).first()
    return redirect("profprobes:medical_clear", following.pk) if following else redirect("profprobes:medical")


def _facts(row: Participation) -> list[tuple[Any, Any]]:
    """What the visit asks of a pupil's health."""
    trial, language = row.trial, get_language() or "kk"
    visit = trial.visit
    site = visit.booking.slot.site if visit and visit.booking else None
    rules = getattr(site, "trial_site", None)
    card = getattr(visit, "card", None) or trial.programme
    code = "kk" if language == "kk" else "ru"
    risks = "; ".join(f"{risk[f'risk_{code}']} – {risk[f'measure_{code}']}" for risk in card.risks)
    return [
        (gettext_lazy("Trial"), trial.title),
        (gettext_lazy("When"), f"{day(visit.starts)}, {times(visit.starts, visit.ends)}" if visit else ""),
        (gettext_lazy("Where"), f"{site.name}, {site.organisation.short_name}" if site else ""),
        (gettext_lazy("What the pupil does"), "; ".join(card.steps(language))),
        (gettext_lazy("Dangerous to health"), gettext_lazy("yes") if trial.programme.hazardous else gettext_lazy("no")),
        (gettext_lazy("Special requirements"), rules.text("special_requirements", language) if rules else ""),
        (gettext_lazy("Risks and measures"), risks),
    ]
