"""Consents of a class (S5): pupils by purposes, sending, reminding, slips, paper; one family's answers with every reading logged."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import consents as accounts
from accounts.exports import may_export, record_export
from accounts.links import link_url
from accounts.models import Consent, ExportGrant, OneTimeLink, User
from core.errors import DomainError
from documents.engine.qr import qr_picture

from ..access import classes_as
from ..doors import guardians_url
from ..forms_consents import AskForm, DeskFilter, PaperForm, SettleForm, answer_words
from ..models import ClassGroup, ConsentRequest, Role
from ..queries_consents import Desk, desk_of
from ..services import class_consents as service
from ..tables import table_answer

READING = gettext_noop("Consent of the family")
SCAN = gettext_noop("Scan of a consent")
TABLE = gettext_noop("Consents of the class")


def _group(request: HttpRequest, pk: int, permission: str = "ask_consents") -> ClassGroup:
    """A class whose consents the person gathers; a foreign one does not exist (404), one seen otherwise is forbidden (403)."""
    rows = ClassGroup.objects.visible_to(request.user).select_related("organisation", "academic_year")
    group = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm(f"network.{permission}", group):
        raise PermissionDenied
    return group


def _pupil(group: ClassGroup, pk: int) -> User:
    pupil = next((person for person in service.pupils_of(group) if person.pk == pk), None)
    if pupil is None:
        raise Http404
    return pupil


def _context(request: HttpRequest, group: ClassGroup, form: AskForm | None = None) -> dict[str, Any]:
    filters = DeskFilter(request.GET)
    desk = desk_of(group, **filters.values())
    may_ask = request.user.has_perm("network.ask_consents", group)
    return {
        "group": group,
        "desk": desk,
        "matrix": _matrix(desk, group) if may_ask else [],
        "filters": filters,
        "form": form or AskForm(),
        "may_ask": may_ask,
        "may_export": may_ask and may_export(request.user, ExportGrant.Kind.CONSENTS),
        "lonely": [row.pupil for row in desk.rows if not service.active_guardians(row.pupil)] if may_ask else [],
        "crumbs": [(group.organisation.short_name, reverse("network:organisation", args=[group.organisation_id])), (group.name, "")],
    }


def _matrix(desk: Desk, group: ClassGroup) -> list[dict[str, Any]]:
    return [
        {
            "name": row.pupil.short_name,
            "href": reverse("network:pupil_consents", args=[group.pk, row.pupil.pk]),
            "pk": row.pupil.pk,
            "cells": [
                {"label": cell.label, "tone": cell.tone, "icon": cell.icon, "purpose": purpose.label}
                for purpose, cell in zip(desk.purposes, row.cells, strict=True)
            ],
        }
        for row in desk.rows
    ]


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The class that the person leads; the newest one where there are several."""
    led = ClassGroup.objects.filter(pk__in=classes_as(request.user, Role.CLASS_TEACHER)).order_by(
        "-academic_year__starts_on", "grade", "name"
    )
    group = led.first()
    if group is None:
        raise PermissionDenied
    return redirect("network:class_consents", group.pk)


@login_required
@never_cache
@require_GET
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Who of the class has answered what: the rows for the class teacher, the counts for the coordinator."""
    group = _group(request, pk, "count_consents")
    return render(request, "network/consents/desk.html", _context(request, group))


def _chosen(request: HttpRequest, group: ClassGroup) -> list[User] | None:
    """The ticked pupils, nobody ticked means the whole class; ids of other children are as good as unknown (404)."""
    ids = {int(value) for value in request.POST.getlist("ids") if value.isdigit()}
    if not ids:
        return None
    pupils = [person for person in service.pupils_of(group) if person.pk in ids]
    if len(pupils) != len(ids):
        raise Http404
    return pupils


def _say(request: HttpRequest, asked: service.Asked) -> None:
    if asked.letters:
        messages.success(
            request, ngettext("Sent to %(n)s family member.", "Sent to %(n)s family members.", asked.letters) % {"n": asked.letters}
        )
    if asked.by_hand:
        names = ", ".join(dict.fromkeys(pupil.short_name for pupil in asked.by_hand))
        messages.warning(request, _("No e-mail or phone: print the slip for %(names)s.") % {"names": names})
    for pupil, why in asked.skipped:
        messages.warning(request, f"{pupil.short_name}: {why}.")


@login_required
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the links of one purpose to the families of the class or of the ticked pupils."""
    group = _group(request, pk)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            _say(request, service.ask(group=group, by=request.user, pupils=_chosen(request, group), **form.cleaned_data))
            return redirect("network:class_consents", pk)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return render(request, "network/consents/desk.html", _context(request, group, form), status=422)


@login_required
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Write again to whoever has not answered."""
    group = _group(request, pk)
    try:
        _say(request, service.remind(group=group, by=request.user, pupils=_chosen(request, group)))
    except DomainError as refusal:
        messages.info(request, str(refusal))
    return redirect("network:class_consents", pk)


@login_required
@never_cache
@require_GET
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """NW-37 on the screen: a slip with a QR code for each guardian who has not answered."""
    group = _group(request, pk)
    made = []
    requests = list(ConsentRequest.objects.open().filter(class_group=group).select_related("text"))
    for asked in requests:
        links = OneTimeLink.objects.about(asked).live().select_related("guardian__child")
        for link in links:
            url = link_url(link)
            made.append({"request": asked, "guardian": link.guardian, "url": url, "qr": qr_picture(url), "until": link.expires_at})
    made.sort(key=lambda slip: (slip["guardian"].child.last_name, slip["guardian"].child.first_name, slip["guardian"].pk))
    return render(
        request, "network/consents/slips.html", {"group": group, "requests": requests, "slips": made, "phone": group.organisation.phone}
    )


@login_required
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of the class; needs the permission to export, every child's line is a reading."""
    group = _group(request, pk)
    whole = desk_of(group)
    try:
        record_export(user=request.user, kind=ExportGrant.Kind.CONSENTS, rows=len(whole.rows))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("network:class_consents", pk)
    accounts.log_reads(reader=request.user, subjects=[row.pupil for row in whole.rows], what=TABLE)
    head = [_("Pupil"), *(str(purpose.label) for purpose in whole.purposes)]
    rows = [[row.pupil.full_name, *(cell.label for cell in row.cells)] for row in whole.rows]
    return table_answer(f"consents-{group.pk}", head, rows, taken_by=request.user)


@login_required
@never_cache
@require_GET
def pupil(request: HttpRequest, pk: int, pupil: int) -> HttpResponse:
    """Every answer about one pupil, with links of those who have not answered. Reading it leaves a line that the family can see."""
    group = _group(request, pk)
    return render(request, "network/consents/pupil.html", _family(request, group, _pupil(group, pupil), SettleForm()))


def _family(request: HttpRequest, group: ClassGroup, child: User, settle: SettleForm) -> dict[str, Any]:
    answers = list(Consent.objects.about(None).filter(subject=child).select_related("guardian", "text").order_by("purpose", "-pk"))
    if answers:
        accounts.log_read(reader=request.user, subject=child, what=READING)
    for answer in answers:
        answer.words = answer_words(answer)  # type: ignore[attr-defined]
    standing = [row for row in answers if row.ended_at is None]
    given = {row.purpose for row in standing if row.status == Consent.Status.GRANTED}
    refused = [row for row in standing if row.status == Consent.Status.REFUSED and row.purpose in given]
    links = []
    for asked in ConsentRequest.objects.open().filter(class_group=group):
        for link in OneTimeLink.objects.about(asked).live().filter(guardian__child=child).select_related("guardian"):
            links.append({"request": asked, "guardian": link.guardian, "url": link_url(link), "qr": qr_picture(link_url(link))})
    return {
        "group": group,
        "child": child,
        "answers": answers,
        "differ": refused,
        "links": links,
        "guardians": service.active_guardians(child),
        "guardians_url": guardians_url(child),
        "settle": settle,
        "crumbs": [(group.name, reverse("network:class_consents", args=[group.pk])), (child.short_name, "")],
    }


@login_required
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: int, pupil: int) -> HttpResponse:
    """A signed paper: the answer and its scan."""
    group = _group(request, pk)
    child = _pupil(group, pupil)
    post = request.method == "POST"
    form = PaperForm(request.POST if post else None, request.FILES if post else None, pupil=child)
    if post and form.is_valid():
        try:
            service.enter_paper(pupil=child, by=request.user, **form.cleaned_data)
            messages.success(request, _("The answer on paper is entered."))
            return redirect("network:pupil_consents", pk, pupil)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "group": group,
        "child": child,
        "form": form,
        "guardians": service.active_guardians(child),
        "guardians_url": guardians_url(child),
        "crumbs": [
            (group.name, reverse("network:class_consents", args=[pk])),
            (child.short_name, reverse("network:pupil_consents", args=[pk, pupil])),
            (_("Answer on paper"), ""),
        ],
    }
    return render(request, "network/consents/paper.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def settle(request: HttpRequest, pk: int, pupil: int, consent: int) -> HttpResponse:
    """Two guardians differed and have agreed: the refusal no longer holds."""
    group = _group(request, pk)
    child = _pupil(group, pupil)
    refusal = get_object_or_404(Consent.objects.about(None), pk=consent, subject=child)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return render(request, "network/consents/pupil.html", _family(request, group, child, form), status=422)
    try:
        accounts.settle_refusal(refusal=refusal, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The settlement is recorded."))
    except DomainError as problem:
        messages.error(request, str(problem))
    return redirect("network:pupil_consents", pk, pupil)


@login_required
@never_cache
@require_GET
def scan(request: HttpRequest, pk: int, pupil: int, consent: int) -> HttpResponse:
    """The scan of a signed paper; the reading is logged."""
    group = _group(request, pk)
    child = _pupil(group, pupil)
    row = get_object_or_404(Consent.objects.about(None).exclude(scan=""), pk=consent, subject=child)
    accounts.log_read(reader=request.user, subject=child, what=SCAN)
    kind = "application/pdf" if row.scan.name.endswith(".pdf") else "image/jpeg"
    answer = FileResponse(
        row.scan.open("rb"), content_type=kind, as_attachment=kind == "application/pdf", filename=f"consent-{row.pk}.{kind.rsplit('/')[-1]}"
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@login_required
@never_cache
@require_GET
def form(request: HttpRequest, pk: int, pupil: int, consent: int) -> HttpResponse:
    """NW-36 of one answer: what was said, or the sheet to sign by hand."""
    group = _group(request, pk)
    child = _pupil(group, pupil)
    row = get_object_or_404(Consent.objects.about(None).select_related("guardian"), pk=consent, subject=child)
    accounts.log_read(reader=request.user, subject=child, what=READING)
    steps = [
        (group.name, reverse("network:class_consents", args=[pk])),
        (child.short_name, reverse("network:pupil_consents", args=[pk, pupil])),
        (row.get_purpose_display(), ""),
    ]
    return render(request, "network/consents/form.html", {"consent": row, "child": child, "crumbs": steps})
