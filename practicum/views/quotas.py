"""The register of quotas of an institution: rows by agreements, the head's approval, the sheet."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.sheets import table_answer
from network.access import organisations_as
from network.models import AcademicYear, Agreement, AgreementParty, Organisation, Role

from ..documents.quota_register import COLUMNS, register_rows
from ..forms.programmes import QuotaFilter, QuotaForm
from ..models import SchoolOffer, SchoolQuota
from ..queries.rounds import OWNERS, owned_organisations
from ..services import quotas
from .rounds_base import PER_PAGE, allowed, crumbs_of, form_page, require, run, saved


def _owner_and_year(request: HttpRequest) -> tuple[Organisation, AcademicYear, QuotaFilter]:
    """The institution and the year of the register: chosen by ?owner= and ?year=, else the own one and this year."""
    owners = owned_organisations(request.user)
    if not owners.exists():
        seen = SchoolQuota.objects.visible_to(request.user).values("owner_org")
        owners = Organisation.objects.filter(pk__in=seen, kind__in=OWNERS)
    form = QuotaFilter(request.GET, owners=owners.order_by("short_name_ru"))
    form.is_valid()
    owner = form.cleaned_data.get("owner") or owners.order_by("pk").first()
    year = form.cleaned_data.get("year") or AcademicYear.objects.on() or AcademicYear.objects.order_by("-starts_on").first()
    if owner is None or year is None:
        raise PermissionDenied
    return owner, year, form


@login_required
@require_GET
def quota_list(request: HttpRequest) -> HttpResponse:
    """Quota, offered, the gap in amber (R4)."""
    owner, year, form = _owner_and_year(request)
    offered = SchoolOffer.objects.filter(
        school=OuterRef("school"), round__programme__owner_org=owner, round__academic_year=year, status__in=["accepted", "closed"]
    ).values("school").annotate(sum=Sum("capacity")).values("sum")  # fmt: skip
    rows = SchoolQuota.objects.visible_to(request.user).filter(owner_org=owner, academic_year=year)
    rows = rows.select_related("school", "agreement").annotate(offered=Coalesce(Subquery(offered), 0)).order_by("school__short_name_ru")
    owns = owner.pk in set(owned_organisations(request.user).values_list("pk", flat=True))
    waiting = rows.filter(approved_on__isnull=True).exists()
    context = {
        "owner": owner, "year": year, "filter_form": form, "owns": owns,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_approve": waiting and owner.pk in organisations_as(request.user, Role.ORG_HEAD),
        "crumbs": crumbs_of(None, (_("Register of schools (quotas)"), "")),
    }  # fmt: skip
    return render(request, "practicum/rounds/quotas.html", context)


@login_required
@require_GET
def quota_sheet(request: HttpRequest) -> HttpResponse:
    """PR-03 as XLSX."""
    owner, year, _form = _owner_and_year(request)
    rows = SchoolQuota.objects.visible_to(request.user).filter(owner_org=owner, academic_year=year)
    language = "kk" if request.LANGUAGE_CODE == "kk" else "ru"
    return table_answer(f"PR-03 {owner.code} {year}", "xlsx", COLUMNS[language], register_rows(rows, language), taken_by=request.user)


def partner_schools(owner: Any) -> Any:
    """Schools with an agreement on practicum with the institution, in whatever state it is."""
    agreements = Agreement.objects.filter(kind="PRAC", parties__organisation=owner)
    there = AgreementParty.objects.filter(agreement__in=agreements.values("pk")).values("organisation")
    return Organisation.objects.filter(pk__in=there, kind=Organisation.Kind.SCHOOL)


def _form_of(request: HttpRequest, owner: Organisation, quota: SchoolQuota | None) -> HttpResponse:
    form = QuotaForm(request.POST or None, instance=quota, schools=partner_schools(owner))
    back = f"{reverse('practicum:quotas')}?owner={owner.pk}"
    if saved(request, form, _("Saved. The head approves it."), quotas.save_quota, owner_org=owner, quota=quota):
        return redirect(back)
    heading = _("Quota of a school")
    crumbs = crumbs_of(None, (_("Register of schools (quotas)"), back), (heading, ""))
    return form_page(request, form, heading, _("Save"), back, crumbs, subtitle=owner.short_name)


@login_required
@require_http_methods(["GET", "POST"])
def quota_new(request: HttpRequest) -> HttpResponse:
    """A row of the register."""
    require(request.user, "create_schoolquota")
    owners = owned_organisations(request.user).order_by("pk")
    chosen = request.GET.get("owner", "")
    owner = owners.filter(pk=chosen).first() if chosen.isdigit() else owners.first()
    if owner is None:
        raise PermissionDenied
    return _form_of(request, owner, None)


@login_required
@require_http_methods(["GET", "POST"])
def quota_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another figure; the head approves again."""
    quota = get_object_or_404(SchoolQuota.objects.visible_to(request.user).select_related("owner_org"), pk=pk)
    require(request.user, "change_schoolquota", quota)
    return _form_of(request, quota.owner_org, quota)


@login_required
@require_POST
def quota_approve(request: HttpRequest) -> HttpResponse:
    """The head approves what waits in the year."""
    owner = get_object_or_404(Organisation, pk=int(request.POST.get("owner") or 0))
    year = get_object_or_404(AcademicYear, pk=int(request.POST.get("year") or 0))
    if owner.pk not in organisations_as(request.user, Role.ORG_HEAD) or not allowed(request.user, "create_schoolquota"):
        raise PermissionDenied
    done = run(request, quotas.approve_quotas, owner_org=owner, academic_year=year)
    messages.success(request, _("Approved: %(count)s.") % {"count": int(done or 0)})
    return redirect(f"{reverse('practicum:quotas')}?owner={owner.pk}&year={year.pk}")
