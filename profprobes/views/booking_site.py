"""The trial side of a site: the host describes it, the operator marks the popular ones."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from network.models import Site

from ..forms.booking_site import TrialSideForm
from ..models import TrialSite
from ..services import trial_sites
from .coord_base import refuse_in, require, run


def _visible(request: HttpRequest, pk: int) -> Site:
    return get_object_or_404(Site.objects.visible_to(request.user).select_related("organisation"), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def trial_side(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe the site for trials, so that schools find it in the catalogue."""
    site = _visible(request, pk)
    require(request.user, "keep_trialsite", site)
    form = TrialSideForm(request.POST or None, site=site, instance=TrialSite.objects.filter(site=site).first())
    if request.method == "POST" and form.is_valid():
        try:
            trial_sites.save_trial_side(site=site, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The site stands in the trial catalogue."))
            return redirect("profprobes:site", site.pk)
    back = reverse("profprobes:site", args=[site.pk])
    title = _("The site for trials")
    context = {
        "site": site,
        "form": form,
        "title": title,
        "back": back,
        "crumbs": [(_("Sites"), reverse("profprobes:site_list")), (site.name, back), (title, "")],
    }
    return render(request, "profprobes/booking/trial_side.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def popular(request: HttpRequest, pk: int) -> HttpResponse:
    """The operator marks the site as popular, or no longer."""
    site = _visible(request, pk)
    require(request.user, "mark_popular", site)
    run(request, trial_sites.set_popular, site=site, popular=request.POST.get("popular") == "yes", done=_("Saved."))
    return redirect("profprobes:site", site.pk)
