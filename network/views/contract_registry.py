"""The register of agreements and contracts (S17): inbox, register, one entry, the open page (S27)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import may_export, record_export
from accounts.models import ExportGrant
from core.errors import DomainError
from core.http import public
from core.sheets import FORMATS, table_answer

from .. import queries_registry as queries
from ..access import organisations_as
from ..exports_registry import registry_rows
from ..forms_life import ChangeLineForm, ReasonForm, RegistryFilter
from ..models import Agreement, RegistryBook, RegistryEntry
from ..rules_life import KEEPERS
from ..services import contract_registry as registry
from .life_base import PER_PAGE, agreement_or_404, attempt, demand


def tabs(request: HttpRequest, current: str) -> list[tuple]:
    """Inbox and register for those who keep one; for others the register alone."""
    if not request.user.has_perm("network.see_registry"):
        return []
    own = organisations_as(request.user, *KEEPERS)
    waiting = RegistryEntry.objects.filter(registrar__in=own, status=RegistryEntry.Status.SUBMITTED).count()
    return [
        (_("Inbox"), reverse("network:registry_inbox"), current == "inbox", waiting),
        (_("Register"), reverse("network:registry"), current == "register"),
    ]


def entry_or_404(request: HttpRequest, pk: int) -> RegistryEntry:
    """The entry, if the person sees it."""
    rows = RegistryEntry.objects.visible_to(request.user).select_related("registrar", "officer", "submitted_by", "region", "book")
    return get_object_or_404(rows.prefetch_related("parties__organisation", "changes__by"), pk=pk)


@login_required
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The register: search, filters, pages; the books of the year as NW-14 for those who keep it."""
    form = RegistryFilter(request.GET, kinds=queries.kind_choices())
    rows = queries.register_rows(request.user, **form.values())
    own = organisations_as(request.user, *KEEPERS)
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_filtered": any(form.values().values()),
        "tabs": tabs(request, "register"),
        "policies": queries.policy_links(request.user) if request.user.has_perm("network.see_registry") else [],
        "books": list(RegistryBook.objects.filter(registrar__in=own).select_related("registrar")[:4]) if own else [],
    }
    return render(request, "network/registry/register.html", context)


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the registrar, and lines that no longer say what the agreement says."""
    if not request.user.has_perm("network.see_registry"):
        raise PermissionDenied
    context = {
        "page": Paginator(queries.inbox(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "stale": list(queries.to_update(request.user)[:PER_PAGE]),
        "tabs": tabs(request, "inbox"),
    }
    return render(request, "network/registry/inbox.html", context)


@login_required
@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One line with everything that was copied, its changes, and what the reader may do."""
    return _page(request, entry_or_404(request, pk))


def _page(request: HttpRequest, shown: RegistryEntry, return_form: Any = None, change_form: Any = None) -> HttpResponse:
    keeps = request.user.has_perm("network.keep_registry", shown)
    subject = shown.subject
    opens = isinstance(subject, Agreement) and Agreement.objects.visible_to(request.user).filter(pk=subject.pk).exists()
    ended = getattr(subject, "status", "") in queries.ENDED
    context = {
        "entry": shown,
        "keeps": keeps,
        "agreement": subject if opens else None,
        "is_open": shown.status == RegistryEntry.Status.SUBMITTED,
        "may_change": keeps and shown.may("change"),
        "may_submit": shown.may("submit_again") and request.user.has_perm("network.submit_again", shown),
        "has_ended": ended,
        "return_form": return_form or ReasonForm(),
        "change_form": change_form or ChangeLineForm(),
        "crumbs": [(_("Register of agreements"), reverse("network:registry")), (str(shown), "")],
    }
    failed = bool((return_form and return_form.errors) or (change_form and change_form.errors))
    return render(request, "network/registry/entry.html", context, status=422 if failed else 200)


@login_required
@require_POST
def entry_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register: the next number of the year."""
    shown = entry_or_404(request, pk)
    demand(request.user, "keep_registry", shown)
    return _do(request, shown, lambda: registry.register(entry=shown, by=request.user), _("Registered."))


@login_required
@require_POST
def entry_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with the reason."""
    shown = entry_or_404(request, pk)
    demand(request.user, "keep_registry", shown)
    form = ReasonForm(request.POST)
    if (
        form.is_valid()
        and attempt(form, lambda: registry.return_entry(entry=shown, by=request.user, reason=form.cleaned_data["reason"]))[0]
    ):
        messages.success(request, _("Returned. The parties have been told why."))
        return redirect("network:registry_entry", shown.pk)
    return _page(request, shown, return_form=form)


@login_required
@require_POST
def entry_submit_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A party hands a returned one in again."""
    shown = entry_or_404(request, pk)
    demand(request.user, "submit_again", shown)
    return _do(request, shown, lambda: registry.submit_again(entry=shown, by=request.user), _("Handed in again."))


@login_required
@require_POST
def entry_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A line of change (NR40)."""
    shown = entry_or_404(request, pk)
    demand(request.user, "keep_registry", shown)
    form = ChangeLineForm(request.POST)
    if form.is_valid() and attempt(form, lambda: registry.note_change(entry=shown, by=request.user, **form.cleaned_data))[0]:
        messages.success(request, _("The change is written into the register."))
        return redirect("network:registry_entry", shown.pk)
    return _page(request, shown, change_form=form)


@login_required
@require_POST
def entry_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the line of an agreement that has ended."""
    shown = entry_or_404(request, pk)
    demand(request.user, "keep_registry", shown)
    if getattr(shown.subject, "status", "") not in queries.ENDED:
        messages.error(request, _("The agreement is still in force."))
        return redirect("network:registry_entry", shown.pk)
    return _do(request, shown, lambda: registry.close_entry(entry=shown, by=request.user), _("The line is closed."))


def _do(request: HttpRequest, shown: RegistryEntry, action: Any, said: str) -> HttpResponse:
    try:
        action()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("network:registry_entry", shown.pk)


@login_required
@require_POST
def registry_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """A party hands its agreement in for registration."""
    agreement = agreement_or_404(request, pk)
    demand(request.user, "submit_to_registry", agreement)
    try:
        registry.register_contract(agreement, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Handed in for registration."))
    return redirect("network:agreement_life", agreement.pk)


@login_required
@require_GET
def registry_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered register as XLSX or CSV with the columns of NW-14. Learners and mentors stand in it for whoever may take such data out (2.1,
    ExportGrant): then the file names its taker and the log has a line.
    """
    demand(request.user, "see_registry")
    form = RegistryFilter(request.GET, kinds=queries.kind_choices())
    rows = queries.register_rows(request.user, **form.values())
    with_names = may_export(request.user, ExportGrant.Kind.AGREEMENTS)
    if with_names:
        record_export(user=request.user, kind=ExportGrant.Kind.AGREEMENTS, rows=rows.count())
    header, lines = registry_rows(rows, with_names=with_names)
    name = f"registry-{timezone.localdate():%Y-%m-%d}"
    return table_answer(name, kind if kind in FORMATS else "xlsx", header, lines, taken_by=request.user if with_names else None)


@public
@require_http_methods(["GET", "HEAD"])
def public_registry(request: HttpRequest) -> HttpResponse:
    """The open page: how many agreements are registered, and which, without a word about a person (S27)."""
    form = RegistryFilter(request.GET, kinds=queries.kind_choices())
    values = form.values()
    rows = queries.public_rows(**values)
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "counts": queries.public_counts(values["region"] or None),
        "is_filtered": any(values.values()),
    }
    return render(request, "network/registry/public.html", context)
