"""Rules of registration of a region: which kinds are handed in by themselves, and who keeps which kinds (spec 2.6: cfg per region)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import queries_registry as queries
from ..forms_life import RegistryPolicyForm
from ..models import RegistryPolicy
from ..services import contract_registry as registry
from .life_base import demand


@login_required
@require_http_methods(["GET", "POST"])
def registry_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """The operator of the region sets the rules; the chamber's registrar and the department read them."""
    region = get_object_or_404(queries.policy_regions(request.user), pk=pk)
    may_set = request.user.has_perm("network.set_registry_policy", region)
    if request.method == "POST":
        demand(request.user, "set_registry_policy", region)
    policy = RegistryPolicy.objects.filter(region=region).first()
    sent = request.POST if request.method == "POST" else None  # nothing ticked is an answer too
    form = RegistryPolicyForm(sent, initial={"kinds": policy.kinds if policy else []}, kinds=queries.agreement_kinds())
    if request.method == "POST" and form.is_valid():
        registry.set_policy(region=region, kinds=form.cleaned_data["kinds"], by=request.user)
        messages.success(request, _("The rules are saved. Agreements that come into force are handed in the same night."))
        return redirect("network:registry_policy", region.pk)
    context = {
        "region": region,
        "form": form,
        "may_set": may_set,
        "keepers": queries.keepers_of(region, set(policy.kinds if policy else [])),
        "waiting": queries.unregistered(region, policy.kinds if policy else []),
        "crumbs": [(_("Register of agreements"), reverse("network:registry")), (_("Rules of registration"), "")],
    }
    return render(request, "network/registry/policy.html", context, status=422 if form.errors else 200)
