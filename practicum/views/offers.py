"""Offers: the school's rows with interest in one tap and the quota bar, the owner's answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from network.models import Organisation

from ..forms.offers import CapacityForm, OfferForm
from ..models import AccessFeature, PracticumRound, SchoolOffer
from ..queries.rounds import own_schools
from ..services import offers
from .rounds_base import PER_PAGE, allowed, crumbs_of, events_of, form_page, require, run, saved, visible_round

EDITABLE = (SchoolOffer.Status.INTEREST, SchoolOffer.Status.DRAFT, SchoolOffer.Status.RETURNED)


def _offer(request: HttpRequest, pk: int) -> SchoolOffer:
    rows = SchoolOffer.objects.visible_to(request.user).select_related("school", "subject", "round__programme__owner_org")
    return get_object_or_404(rows.distinct(), pk=pk)


def _school(request: HttpRequest) -> Organisation:
    """The school for which the person acts: ?school= where there are several."""
    schools = own_schools(request.user).order_by("pk")
    chosen = request.POST.get("school") or request.GET.get("school") or ""
    school = schools.filter(pk=chosen).first() if chosen.isdigit() else schools.first()
    if school is None:
        raise PermissionDenied
    return school


@login_required
@require_GET
def offer_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Offers of the round that the person may see; for a school its own with the quota bar."""
    row = visible_round(request, pk)
    owns = allowed(request.user, "change_practicumround", row)
    schools = own_schools(request.user)
    rows = (
        SchoolOffer.objects.visible_to(request.user)
        .filter(round=row)
        .select_related("school", "subject")
        .annotate(named=Count("mentors", distinct=True))
    )
    school = None if owns else schools.first()
    bar = None
    if school is not None:
        rows = rows.filter(school=school)
        quota = offers.quota_of(row, school).first()
        offered = offers.offered_in_year(row, school)
        if quota is not None:
            bar = {"quota": quota.students_quota, "offered": offered, "gap": quota.students_quota - offered, "parts": [
                {"value": min(offered, quota.students_quota), "label": _("Offered"), "tone": "leaf"},
                {"value": max(0, quota.students_quota - offered), "label": _("Not offered yet"), "tone": "sun"},
            ]}  # fmt: skip
    is_open = row.status == PracticumRound.Status.OFFERS
    context = {
        "round": row,
        "owns": owns,
        "school": school,
        "page": Paginator(rows.exclude(status="withdrawn").order_by("school__short_name_ru", "pk"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "bar": bar,
        "is_open": is_open and school is not None,
        "crumbs": crumbs_of(row, (_("Offers"), "")),
    }
    return render(request, "practicum/rounds/offers.html", context)


@login_required
@require_POST
def offer_interest(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap."""
    row = visible_round(request, pk)
    require(request.user, "create_schooloffer")
    run(request, offers.express_interest, done=_("Thank you. Now name subject, classes and places."), round=row, school=_school(request))
    return redirect("practicum:offers", pk)


@login_required
@require_POST
def offer_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows of the latest earlier round as drafts."""
    row = visible_round(request, pk)
    require(request.user, "create_schooloffer")
    run(request, offers.copy_last_year, done=_("Copied as drafts. Check them and send."), round=row, school=_school(request))
    return redirect("practicum:offers", pk)


def _edit(request: HttpRequest, row: PracticumRound, school: Organisation, offer: SchoolOffer | None) -> HttpResponse:
    quota = offers.quota_of(row, school).first()
    form = OfferForm(request.POST or None, instance=offer, school=school, programme=row.programme, quota=quota)
    action = ""
    if made := saved(request, form, "", offers.save_offer, round=row, school=school, offer=offer):
        if not request.POST.get("send"):
            messages.success(request, _("Saved. Send it when it is ready."))
            return redirect("practicum:offers", row.pk)
        try:
            offers.submit_offer(offer=made, by=request.user)
        except DomainError as refusal:  # kept as a draft; the sentence stands beside its field
            action = reverse("practicum:offer_edit", args=[made.pk])
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The offer is sent."))
            return redirect("practicum:offers", row.pk)
    heading = _("An offer of places")
    context = {
        "form": form, "heading": heading, "action": action, "subtitle": f"{school.short_name} · {row}", "back": reverse("practicum:offers", args=[row.pk]),
        "crumbs": crumbs_of(row, (_("Offers"), reverse("practicum:offers", args=[row.pk])), (heading, "")),
    }  # fmt: skip
    return render(request, "practicum/rounds/offer_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def offer_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new row of the school."""
    row = visible_round(request, pk)
    require(request.user, "create_schooloffer")
    return _edit(request, row, _school(request), None)


@login_required
@require_http_methods(["GET", "POST"])
def offer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned row."""
    offer = _offer(request, pk)
    require(request.user, "change_schooloffer", offer)
    if offer.status not in EDITABLE:
        return redirect("practicum:offer", pk)
    return _edit(request, offer.round, offer.school, offer)


@login_required
@require_GET
def offer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is offered, by whom it is led, what may be done now."""
    offer = _offer(request, pk)
    is_school, is_owner = allowed(request.user, "change_schooloffer", offer), allowed(request.user, "accept_schooloffer", offer)
    unfit = {profile.pk: missing for profile, missing in offers.unfit_mentors(offer)} if is_school or is_owner else {}
    mentors = [
        {"profile": profile, "missing": unfit.get(profile.pk, [])} for profile in offer.mentors.select_related("person").order_by("pk")
    ] if is_school or is_owner or offer.mentors.filter(person=request.user).exists() else []  # fmt: skip
    row = offer.round
    context = {
        "offer": offer,
        "round": row,
        "mentors": mentors,
        "facts": _facts(offer),
        "may_edit": is_school and offer.status in EDITABLE and row.status == PracticumRound.Status.OFFERS,
        "may_submit": is_school and offer.may("submit") and row.status == PracticumRound.Status.OFFERS,
        "may_accept": is_owner and offer.may("accept"),
        "may_withdraw": is_school and offer.may("withdraw") and row.status in PracticumRound.BEFORE_START[:4],
        "may_resize": (is_owner or is_school) and offer.status == SchoolOffer.Status.ACCEPTED and row.status in PracticumRound.BEFORE_START,
        "no_agreement": is_owner and row.agreement_required and offer.may("accept") and not offers.agreement_over(row, offer.school_id),
        "events": events_of(offer) if is_school or is_owner else [],
        "crumbs": crumbs_of(row, (_("Offers"), reverse("practicum:offers", args=[row.pk])), (offer.school.short_name, "")),
    }
    return render(request, "practicum/rounds/offer.html", context)


def _facts(offer: SchoolOffer) -> list[tuple[Any, Any]]:
    from ..forms.offers import DAYS

    yes = [
        (offer.hostel, _("Hostel")),
        (offer.travel_paid, _("Travel is paid")),
        (offer.related_subject_ok, _("A related subject will do")),
    ]
    return [
        (_("Subject"), str(offer.subject or "—")),
        (_("Language of instruction"), offer.get_teaching_language_display() or "—"),
        (_("Classes"), offer.get_grade_band_display() or "—"),
        (_("Number of places"), "—" if offer.capacity is None else f"{offer.capacity} ({_('taken: %(count)s') % {'count': offer.taken}})"),
        (_("Smallest group"), offer.min_group),
        (_("Days of the week"), ", ".join(str(label) for day, label in DAYS if day in offer.weekdays) or "—"),
        (_("Shift"), offer.shift or "—"),
        (_("Conditions of access"), ", ".join(str(AccessFeature(code).label) for code in offer.access_features) or "—"),
        (_("Also"), ", ".join(text for there, text in yes if there) or "—"),
        (_("Remark"), offer.note or "—"),
    ]


STEPS = {"submit": "submit_schooloffer", "accept": "accept_schooloffer", "return": "return_schooloffer", "withdraw": "withdraw_schooloffer"}


@login_required
@require_POST
def offer_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Send, accept, return, withdraw."""
    offer = _offer(request, pk)
    if move not in STEPS:
        raise Http404
    require(request.user, STEPS[move], offer)
    reason = request.POST.get("reason", "")
    if move == "submit":
        run(request, offers.submit_offer, done=_("The offer is sent."), offer=offer)
    elif move == "accept":
        run(request, offers.accept_offer, done=_("The offer is accepted."), offer=offer)
    elif move == "return":
        run(request, offers.return_offer, done=_("The offer is returned to the school."), offer=offer, reason=reason)
    else:
        run(request, offers.withdraw_offer, done=_("The offer is withdrawn."), offer=offer, reason=reason)
    return redirect("practicum:offer", pk)


@login_required
@require_http_methods(["GET", "POST"])
def offer_capacity(request: HttpRequest, pk: int) -> HttpResponse:
    """More or fewer places of an accepted offer (R3, E-02)."""
    offer = _offer(request, pk)
    as_owner = allowed(request.user, "accept_schooloffer", offer)
    if not as_owner:
        require(request.user, "change_schooloffer", offer)
    form = CapacityForm(request.POST or None, initial={"capacity": offer.capacity})
    if saved(request, form, _("Saved."), offers.change_capacity, offer=offer, as_owner=as_owner):
        return redirect("practicum:offer", pk)
    back = reverse("practicum:offer", args=[pk])
    crumbs = crumbs_of(offer.round, (offer.school.short_name, back), (_("Number of places"), ""))
    return form_page(
        request,
        form,
        _("Number of places"),
        _("Save"),
        back,
        crumbs,
        subtitle=str(offer),
        advice=_("Taken: %(count)s.") % {"count": offer.taken},
    )
