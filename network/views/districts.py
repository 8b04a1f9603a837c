"""Regions and districts: the list, new and renamed ones, closing with a successor, organisations of a split district."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import DomainError
from core.sheets import FORMATS, table_answer

from .. import queries_registers as registers
from ..exports import district_rows, locality_rows
from ..forms_registers import CloseDistrictForm, DistrictForm
from ..models import District, Organisation
from ..services import districts as services
from .organisations import PER_PAGE, demand


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("Regions and districts"), reverse("network:districts")), (last, "")]


@login_required
@require_GET
def districts(request: HttpRequest) -> HttpResponse:
    """Regions with their districts; closed ones below with what came after them."""
    context = {"regions": registers.regions_with_districts(), "may_keep": request.user.has_perm("network.keep_districts")}
    return render(request, "network/districts.html", context)


@login_required
@require_GET
def districts_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a file that can be brought back."""
    header, lines = district_rows()
    return table_answer(f"districts-{timezone.localdate():%Y-%m-%d}", kind if kind in FORMATS else "xlsx", header, lines)


@login_required
@require_GET
def localities(request: HttpRequest, pk: int) -> HttpResponse:
    """Towns and villages of one district; closed ones with what came after them."""
    row = get_object_or_404(District.objects.select_related("region"), pk=pk)
    rows = registers.localities_of(row)
    context = {
        "row": row,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "crumbs": _crumbs(row.name),
        "may_load": request.user.has_perm("network.load_localities"),
    }
    return render(request, "network/localities.html", context)


@login_required
@require_GET
def localities_file(request: HttpRequest, kind: str) -> HttpResponse:
    """All of them as a file that can be brought back."""
    header, lines = locality_rows()
    return table_answer(f"localities-{timezone.localdate():%Y-%m-%d}", kind if kind in FORMATS else "xlsx", header, lines)


@login_required
@require_http_methods(["GET", "POST"])
def new_district(request: HttpRequest) -> HttpResponse:
    """Enter a district."""
    demand(request.user, "keep_districts")
    return _form(request, None, _("New district"))


@login_required
@require_http_methods(["GET", "POST"])
def edit_district(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a district."""
    demand(request.user, "keep_districts")
    row = get_object_or_404(District, pk=pk)
    return _form(request, row, row.name)


def _form(request: HttpRequest, row: District | None, title: str) -> HttpResponse:
    form = DistrictForm(request.POST or None, instance=row)
    if row is not None:
        form.fields["kato"].disabled = True
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.enter_district(
            kato=data["kato"], region_id=data["region"].pk, name_kk=data["name_kk"], name_ru=data["name_ru"], by=request.user
        )
        messages.success(request, _("Saved."))
        return redirect("network:districts")
    context = {"form": form, "title": title, "crumbs": _crumbs(title), "row": row}
    return render(request, "network/district_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def close_district(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a district."""
    demand(request.user, "keep_districts")
    row = get_object_or_404(District, pk=pk, active=True)
    form = CloseDistrictForm(request.POST or None, district=row, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.close_district(district=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("successor", str(refusal))
        else:
            messages.success(request, _("The district is closed. Organisations that followed: %(count)s.") % {"count": moved})
            return redirect("network:district_rest", row.pk) if form.cleaned_data["successor"] is None else redirect("network:districts")
    context = {"form": form, "row": row, "crumbs": _crumbs(row.name), "count": row.organisations.count()}
    return render(request, "network/district_close.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def district_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Organisations that still stand in a split district: choose where each belongs (9.21)."""
    demand(request.user, "keep_districts")
    row = get_object_or_404(District, pk=pk, active=False)
    targets = District.objects.filter(region=row.region_id, active=True)
    if request.method == "POST":
        chosen = [int(value) for value in request.POST.getlist("chosen") if value.isdigit()]
        target = targets.filter(pk=request.POST.get("target") or 0).first()
        if target is None or not chosen:
            messages.error(request, _("Tick organisations and choose a district."))
        else:
            moved = services.move_organisations(district=row, target=target, organisations=chosen, by=request.user)
            messages.success(request, _("Moved: %(count)s.") % {"count": moved})
        return redirect("network:district_rest", row.pk)
    rows = Organisation.objects.visible_to(request.user).filter(district=row).order_by("short_name_kk")
    context = {"row": row, "rows": rows, "targets": targets, "crumbs": _crumbs(row.name)}
    return render(request, "network/district_rest.html", context)
