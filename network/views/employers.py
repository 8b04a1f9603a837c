"""What an employer offers (register of employers), and the operator's check."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from ..forms_registers import EmployerForm
from ..models import EmployerProfile, OfferFormat, OrganisationKind
from ..passport_tabs import register_passport_tab, tabs_of
from ..services import employers as services
from .organisations import crumbs_of, demand, visible_organisation


@login_required
@require_GET
def employer(request: HttpRequest, pk: int) -> HttpResponse:
    """The profile with its check."""
    shown = visible_organisation(request, pk)
    profile = EmployerProfile.objects.filter(organisation=shown).select_related("checked_by").first()
    until = profile.check_until if profile else None
    context = {
        "organisation": shown,
        "profile": profile,
        "formats": [str(OfferFormat(code).label) for code in profile.formats] if profile else [],
        "until": until,
        "is_expired": until is not None and until < timezone.localdate(),
        "crumbs": crumbs_of(shown, _("Employer")),
        "tabs": tabs_of(shown, request.user, "employer"),
        "may_keep": request.user.has_perm("network.keep_employer", shown),
        "may_check": request.user.has_perm("network.check_employer", shown),
    }
    return render(request, "network/employer.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit_employer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the organisation offers."""
    shown = visible_organisation(request, pk)
    demand(request.user, "keep_employer", shown)
    profile = EmployerProfile.objects.filter(organisation=shown).first()
    form = EmployerForm(request.POST or None, instance=profile)
    if request.method == "POST" and form.is_valid():
        services.save_employer_profile(organisation=shown, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("network:employer", shown.pk)
    context = {"form": form, "organisation": shown, "crumbs": crumbs_of(shown, _("Employer"))}
    return render(request, "network/employer_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def check_employer(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Passed or refused."""
    shown = visible_organisation(request, pk)
    demand(request.user, "check_employer", shown)
    profile = get_object_or_404(EmployerProfile, organisation=shown)
    try:
        services.check_employer(profile=profile, by=request.user, passed=answer == "pass", remark=request.POST.get("reason", ""))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The check is recorded."))
    return redirect("network:employer", shown.pk)


register_passport_tab(
    "employer", gettext_lazy("Employer"), shown=lambda user, organisation: organisation.kind == OrganisationKind.ENTERPRISE, order=50
)
