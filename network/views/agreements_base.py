"""What all views of agreements share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.text import search

from ..access import COORDINATORS, organisations_as
from ..models import Agreement, AgreementClause, AgreementParty, Network, NetworkMembership, Organisation


def seen_agreement(request: HttpRequest, pk: int) -> Agreement:
    """The agreement, if the person may open it; 404 otherwise."""
    rows = Agreement.objects.visible_to(request.user).select_related("kind", "initiator", "parent", "network")
    return get_object_or_404(rows.prefetch_related("parties__organisation", "parties__person", "parties__responsible"), pk=pk)


def seen_party(request: HttpRequest, pk: int) -> tuple[Agreement, AgreementParty]:
    """A party of an agreement that the person may open; 404 otherwise."""
    party = get_object_or_404(AgreementParty.objects.visible_to(request.user), pk=pk)
    agreement = seen_agreement(request, party.agreement_id)
    return agreement, next(p for p in agreement.parties.all() if p.pk == party.pk)


def seen_clause(request: HttpRequest, pk: int) -> tuple[Agreement, AgreementClause]:
    """A clause of an agreement that the person may open, whatever its version; 404 otherwise."""
    clause = get_object_or_404(
        AgreementClause.objects.select_related("version", "template"),
        pk=pk,
        version__agreement__in=Agreement.objects.visible_to(request.user),
    )
    return seen_agreement(request, clause.version.agreement_id), clause


def demand(request: HttpRequest, permission: str, obj: Any = None) -> None:
    """403 for those who see and may not do."""
    if not request.user.has_perm(f"network.{permission}", obj):
        raise PermissionDenied


def demand_text(request: HttpRequest, agreement: Agreement) -> None:
    """403 where text and amounts are the parties' own (FIN)."""
    demand(request, "read_agreement_text", agreement)


def crumbs_of(agreement: Agreement, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back."""
    page = reverse("network:agreement", args=[agreement.pk])
    return [(_("Agreements"), reverse("network:agreements")), (str(agreement), page if more else ""), *more]


def attempt(request: HttpRequest, action: Callable[[], Any], said: str = "") -> bool:
    """Run a service; say what happened, or why it did not."""
    try:
        action()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    if said:
        messages.success(request, said)
    return True


def add_refusal(form: forms.BaseForm, refusal: DomainError) -> None:
    """The sentence beside its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@dataclass(frozen=True)
class Beginning:
    """What both ways to begin an agreement share: whose it is, under what, with whom, and what the person looks for."""

    own: QuerySet
    parent: Agreement | None
    network: Network | None
    partners: list[Organisation]
    found: list[Organisation]
    find: str
    initial: dict[str, Any]
    is_sent: bool

    def context(self) -> dict[str, Any]:
        """Values of _partners.html."""
        return {"partners": self.partners, "parent": self.parent, "network": self.network, "found": self.found, "find": self.find}


def beginning(request: HttpRequest) -> Beginning:
    """Read the request of a page that begins an agreement. Search is a button of the same form, so that ticks and what was typed stay."""
    data = request.POST if request.method == "POST" else request.GET
    own = Organisation.objects.filter(pk__in=organisations_as(request.user, *COORDINATORS))
    parent = _named(Agreement, request, data.get("parent", ""))
    network = _named(Network, request, data.get("network", ""))
    partners = chosen_partners(request)
    if request.method == "GET" and not partners:
        partners = _partners_of(parent, network, own)
    find = data.get("find", "")
    searches = request.method == "POST" and "search" in request.POST
    typed = data.dict() if searches else {"initiator": data.get("initiator")}
    initial = typed | {"kind": data.get("kind") or ("FIN" if parent else "NET" if network else None)}
    found = found_partners(request, find, {o.pk for o in partners})
    return Beginning(own, parent, network, partners, found, find, initial, request.method == "POST" and not searches)


def _named(model: Any, request: HttpRequest, value: str) -> Any:
    return get_object_or_404(model.objects.visible_to(request.user), pk=value) if value.isdigit() else None


def _partners_of(parent: Agreement | None, network: Network | None, own: QuerySet) -> list[Organisation]:
    """Whom a financial agreement and a network agreement already have."""
    if parent:
        rows: Any = parent.parties.select_related("organisation")
    elif network:
        rows = NetworkMembership.objects.filter(network=network, status="active").select_related("organisation")
    else:
        return []
    return [row.organisation for row in rows if row.organisation and row.organisation not in own]


def chosen_partners(request: HttpRequest) -> list[Organisation]:
    """Partners that were ticked, in their order."""
    data = request.POST if request.method == "POST" else request.GET
    ids = [int(value) for value in data.getlist("partner") if value.isdigit()][:60]
    found = {o.pk: o for o in Organisation.objects.visible_to(request.user).filter(pk__in=ids, status=Organisation.Status.ACTIVE)}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def found_partners(request: HttpRequest, find: str, taken: set[int]) -> list[Organisation]:
    """Active organisations by name or BIN, without those that are parties already."""
    q = find.strip()
    rows = Organisation.objects.visible_to(request.user).filter(status=Organisation.Status.ACTIVE).exclude(pk__in=taken)
    if len(q) < 2:
        return []
    names = ("full_name_kk", "full_name_ru", "short_name_kk", "short_name_ru")
    rows = rows.filter(bin__startswith=q) if q.isdigit() else search(rows, q, *names)
    return list(rows.select_related("district")[:20])
