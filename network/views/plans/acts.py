"""Local acts of an organisation: five places, one act, its steps (S21); the interaction model (NW-23)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...forms_plans.acts import ApproveActForm, ElementForm, OrderForm, ScanForm, SectionsForm
from ...models import InteractionElement, InteractionModel, LocalAct, NetworkPlan, Organisation
from ...passport_tabs import register_passport_tab, tabs_of
from ...plan_data import INTERACTION
from ...queries_plans import BY_AGREEMENT, acts_in_force, agreement_in_force
from ...services import acts as services
from ...services.plans import create_plan, current_year
from ..organisations import visible_organisation
from .base import require, run, run_form, visible_act

Status, Type = LocalAct.Status, LocalAct.Type


def _sees_acts(user: Any, organisation: Organisation) -> bool:
    """Staff, partners and the region see the acts of a school; everybody's own page is shown by the rule of the rows."""
    from ...querysets_plans import overseen_regions, read_organisations, sees_everything

    if organisation.kind not in {Organisation.Kind.SCHOOL, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY}:
        return False
    return organisation.pk in read_organisations(user) or organisation.region_id in overseen_regions(user) or sees_everything(user)


register_passport_tab("acts", gettext_lazy("Acts"), shown=_sees_acts, order=60)
register_passport_tab(
    "interaction_model",
    gettext_lazy("Interaction model"),
    shown=lambda user, organisation: organisation.kind == Organisation.Kind.SCHOOL and _sees_acts(user, organisation),
    order=65,
)


@dataclass(frozen=True)
class Slot:
    """One of the five places: the act in force, the one being prepared, or what stands for it."""

    type: Any
    act: LocalAct | None
    draft: LocalAct | None
    stands: Any = None

    @property
    def in_force(self) -> bool:
        """Is there something that binds today?"""
        return bool(self.act or self.stands)

    @property
    def review_due(self) -> bool:
        """The yearly review is over its day or will be within thirty days (NR54)."""
        if self.act is None or self.act.review_on is None:
            return False
        return (self.act.review_on - timezone.localdate()).days <= 30


def _acts_organisation(request: HttpRequest, pk: int) -> Organisation:
    shown = visible_organisation(request, pk)
    if not _sees_acts(request.user, shown):
        raise Http404
    return shown


def slots_of(organisation: Organisation) -> list[Slot]:
    """Five places in the order of NW-31; the regulation on trials beside them where there is one."""
    rows = list(LocalAct.objects.filter(organisation=organisation, status__in=LocalAct.LIVE).select_related("plan__year"))
    slots = []
    beside = [kind for kind in Type if kind not in LocalAct.FIVE and any(row.type == kind for row in rows)]
    for kind in (*LocalAct.FIVE, *beside):
        of_kind = [row for row in rows if row.type == kind]
        act = next((row for row in of_kind if row.status in {Status.IN_FORCE, Status.UNDER_REVIEW}), None)
        draft = next((row for row in of_kind if row.status in {Status.DRAFT, Status.APPROVED}), None)
        stands = None
        if act is None and kind in BY_AGREEMENT:
            stands = agreement_in_force(organisation, BY_AGREEMENT[kind])
        slots.append(Slot(kind, act, draft, stands))
    return slots


@login_required
@require_GET
def acts(request: HttpRequest, pk: int) -> HttpResponse:
    """Five places with their state; what is missing is made from the template."""
    shown = _acts_organisation(request, pk)
    slots = slots_of(shown)
    found = acts_in_force(shown)
    context = {
        "organisation": shown,
        "slots": slots,
        "done": len(found),
        "total": len(LocalAct.FIVE),
        "former": LocalAct.objects.filter(organisation=shown, status__in=[Status.REPLACED, Status.CANCELLED])[:20],
        "may_change": request.user.has_perm("network.change_acts", shown),
        "tabs": tabs_of(shown, request.user, "acts"),
        "crumbs": [(_("Organisations"), reverse("network:organisations")), (shown.short_name, "")],
        "agreement_url": _agreement_url(),
    }
    return render(request, "network/acts/acts.html", context)


def _agreement_url() -> str:
    for name in ("network:agreement_new", "network:agreements"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


@login_required
@require_POST
def act_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an act from the template; the plan begins as a career plan filled by NW-22."""
    shown = _acts_organisation(request, pk)
    require(request.user, "change_acts", shown)
    kind = request.POST.get("type", "")
    if kind not in LocalAct.FIVE:
        raise Http404
    plan = _career_plan(request, shown) if kind == Type.PLAN else None
    act = run(request, services.start_act, organisation=shown, type=kind, plan=plan)
    return redirect("network:act", act.pk) if isinstance(act, LocalAct) else redirect("network:acts", pk)


def _career_plan(request: HttpRequest, organisation: Organisation) -> NetworkPlan | None:
    year = current_year()
    if year is None:
        return None
    rows = NetworkPlan.objects.filter(organisation=organisation, kind=NetworkPlan.Kind.CAREER, year=year)
    plan = rows.exclude(status=NetworkPlan.Status.REPLACED).first()
    if plan is None:
        from ...services.plans import load_template

        plan = create_plan(year=year, kind=NetworkPlan.Kind.CAREER, organisation=organisation, by=request.user)
        load_template(plan=plan, by=request.user, responsible_org=organisation)
    return plan


@login_required
@require_GET
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """One act: text or scan, number, order, review, and the one step that is next."""
    shown = visible_act(request, pk)
    return _act_page(request, shown)


def _act_page(request: HttpRequest, shown: LocalAct, *, status: int = 200, **forms: Any) -> HttpResponse:
    may_change = request.user.has_perm("network.change_acts", shown)
    context = {
        "act": shown,
        "sections": shown.sections.all(),
        "may_change": may_change,
        "approve_form": forms.get("approve_form") or ApproveActForm(),
        "order_form": forms.get("order_form") or OrderForm(initial={"order_date": shown.date}),
        "scan_form": forms.get("scan_form") or ScanForm(),
        "language": get_language() or "kk",
        "crumbs": [
            (shown.organisation.short_name, reverse("network:organisation", args=[shown.organisation_id])),
            (_("Local acts"), reverse("network:acts", args=[shown.organisation_id])),
            (shown.get_type_display(), ""),
        ],
    }
    return render(request, "network/acts/act.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def act_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts of the sections, Kazakh beside Russian."""
    shown = visible_act(request, pk)
    require(request.user, "change_acts", shown)
    if not shown.sections.exists() or shown.status != Status.DRAFT:
        raise Http404
    form = SectionsForm(request.POST or None, act=shown)
    if (
        request.method == "POST"
        and form.is_valid()
        and run_form(form, services.write_sections, act=shown, texts=form.texts(), by=request.user)
    ):
        messages.success(request, _("Saved."))
        return redirect("network:act", shown.pk)
    context = {"form": form, "act": shown, "back": reverse("network:act", args=[shown.pk])}
    return render(request, "network/acts/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def act_do(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Approve, bring in by an order, attach the scan, review, cancel."""
    shown = visible_act(request, pk)
    if action not in {"approve", "enter", "scan", "review", "confirm", "cancel"}:
        raise Http404
    require(request.user, "change_acts", shown)
    with_form: dict[str, tuple[str, Any, Any, Any]] = {
        "approve": ("approve_form", ApproveActForm(request.POST), services.approve_act, _("The act is approved.")),
        "enter": ("order_form", OrderForm(request.POST), services.enter_into_force, _("The act is in force.")),
        "scan": ("scan_form", ScanForm(request.POST, request.FILES), services.attach_scan, _("The scan is attached.")),
    }
    if action in with_form:
        name, form, service, done = with_form[action]
        if not form.is_valid() or not run_form(form, service, act=shown, by=request.user, **form.cleaned_data):
            return _act_page(request, shown, status=422, **{name: form})
        messages.success(request, done)
        return redirect("network:act", shown.pk)
    plain: dict[str, tuple[Any, dict[str, Any], Any]] = {
        "review": (services.begin_review, {}, _("The review has begun. The act stays in force.")),
        "confirm": (services.confirm_act, {}, _("Reviewed: the act stays in force for another year.")),
        "cancel": (services.cancel_act, {"reason": request.POST.get("reason", "")}, _("The act is cancelled.")),
    }
    service, extra, done = plain[action]
    run(request, service, act=shown, done=done, **extra)
    return redirect("network:act", shown.pk)


@login_required
@never_cache
@require_GET
def act_scan(request: HttpRequest, pk: int) -> FileResponse:
    """The scan of an act."""
    shown = visible_act(request, pk)
    if not shown.file:
        raise Http404
    answer = FileResponse(shown.file.open("rb"), content_type=shown.mime, as_attachment=True, filename=shown.original_name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def interaction_model(request: HttpRequest, pk: int) -> HttpResponse:
    """Seven elements of the year with their state; begun by a click."""
    shown = _acts_organisation(request, pk)
    if shown.kind != Organisation.Kind.SCHOOL:
        raise Http404
    year = current_year()
    model = InteractionModel.objects.filter(organisation=shown, year=year).first() if year else None
    if request.method == "POST":
        require(request.user, "change_acts", shown)
        if year is not None:
            run(request, services.open_model, organisation=shown, year=year)
        return redirect("network:interaction_model", pk)
    rows = model.elements.select_related("partner", "event") if model else []
    context = {
        "organisation": shown,
        "model": model,
        "year": year,
        "rows": [(row, *_texts(row)) for row in rows],
        "may_change": request.user.has_perm("network.change_acts", shown),
        "tabs": tabs_of(shown, request.user, "interaction_model"),
        "crumbs": [(_("Organisations"), reverse("network:organisations")), (shown.short_name, "")],
    }
    return render(request, "network/acts/model.html", context)


def _texts(row: InteractionElement) -> tuple[str, str]:
    element, form = INTERACTION[row.element - 1]
    return (element.kk, form.kk) if get_language() == "kk" else (element.ru, form.ru)


@login_required
@require_http_methods(["GET", "POST"])
def interaction_element(request: HttpRequest, pk: int, element: int) -> HttpResponse:
    """How far one element is."""
    shown = _acts_organisation(request, pk)
    rows = InteractionElement.objects.select_related("model__organisation", "model__year")
    row = get_object_or_404(rows, model__organisation=shown, model__year=current_year(), element=element)
    require(request.user, "change_acts", shown)
    initial = {name: getattr(row, name) for name in ("status", "partner", "partner_name", "event", "procedure", "done_on")}
    form = ElementForm(request.POST or None, element=row, user=request.user, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and run_form(form, services.mark_element, element=row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect("network:interaction_model", pk)
    context = {
        "form": form,
        "title": _texts(row)[0],
        "lead": _texts(row)[1],
        "back": reverse("network:interaction_model", args=[pk]),
        "submit": _("Save"),
    }
    return render(request, "network/plans/form.html", context, status=422 if form.errors else 200)
