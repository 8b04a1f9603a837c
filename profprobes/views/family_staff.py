"""One family in one trial, as class teacher and coordinator see it: answers (the reading is logged), links, paper, settlement; and the guardians."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.consents import log_read
from accounts.links import link_url
from accounts.models import GuardianLink, OneTimeLink, User
from core.errors import DomainError
from documents.engine.qr import qr_picture

from .. import family as families
from ..forms.family_consent import PaperForm
from ..forms.family_guardian import GuardianForm, SettleForm
from ..models import ParentConsent, Participation
from ..queries.desk import DeskRow, for_desk
from ..services import consents
from ..services import guardians as kin
from ..services.answers import visit_has_begun
from .family_base import FOLDER, participation_in_care, require, say_sent

READING = gettext_noop("Consent of the family")
SCAN = gettext_noop("Scan of a consent")


@login_required
@never_cache
@require_GET
def family(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers of every guardian for one child and one trial. Reading an answer leaves a line that the family can see."""
    participation = participation_in_care(request, pk)
    require(request.user, "view_consents", participation)
    return render(request, f"{FOLDER}/family.html", _family(request, participation, SettleForm()))


def _family(request: HttpRequest, participation: Participation, settle: SettleForm) -> dict[str, Any]:
    row = for_desk(Participation.objects.filter(pk=participation.pk)).get()
    row.trial = participation.trial
    guardians = [link for link in row.pupil.guardians.all() if link.status == GuardianLink.Status.ACTIVE]
    answers = sorted(row.consents.all(), key=lambda consent: consent.pk)
    if any(consent.signed_at for consent in answers):
        log_read(reader=request.user, subject=participation.pupil, what=READING)
    unasked = [guardian for guardian in guardians if guardian.pk not in {consent.guardian_id for consent in answers}]
    user = request.user
    return {
        "participation": participation,
        "trial": participation.trial,
        "desk_row": DeskRow(row, guardians),
        "answers": [_Answer(consent) for consent in answers],
        "unasked": unasked,
        "guardians": guardians,
        "differ": families.family_answer(row).state == families.DISAGREE,
        "settle": settle,
        "begun": visit_has_begun(participation.trial),
        "may_settle": user.has_perm("profprobes.settle_consent", participation),
        "may_send": user.has_perm("profprobes.send_consents", participation),
        "may_paper": user.has_perm("profprobes.enter_paper_consent", participation),
        "may_withdraw": user.has_perm("profprobes.withdraw_parentconsent", participation),
    }


class _Answer:
    """A consent with the address and the QR code of its living link, for the screen."""

    def __init__(self, consent: ParentConsent) -> None:
        self.consent, self.guardian = consent, consent.guardian
        link = consent.link
        self.lives = link is not None and link.status in (OneTimeLink.Status.ISSUED, OneTimeLink.Status.OPENED)
        self.revoked = (
            link is not None
            and link.status == OneTimeLink.Status.REVOKED
            and consent.status in (ParentConsent.Status.SENT, ParentConsent.Status.OPENED)
        )
        self.url = link_url(link) if link is not None and self.lives else ""
        self.qr = qr_picture(self.url) if self.url else ""
        self.is_given = consent.status == ParentConsent.Status.GIVEN
        self.may_withdraw = consent.may("withdraw")
        self.may_send = consent.status not in (ParentConsent.Status.GIVEN, ParentConsent.Status.RECONFIRM)
        self.stranger = bool(consent.typed_name) and consent.typed_name.casefold() != consent.guardian.name.casefold()

    @property
    def reason(self) -> str:
        """Why staff withdrew it, if they did."""
        row = self.consent.transitions.filter(action="withdraw").last()
        return row.reason if row else ""


def _consent(request: HttpRequest, pk: int) -> ParentConsent:
    rows = ParentConsent.objects.visible_to(request.user).select_related("guardian", "participation__pupil", "participation__trial")
    return get_object_or_404(rows, pk=pk)


def _run(request: HttpRequest, service: Any, done: str = "", **arguments: Any) -> Any:
    """Run a service; the refusal's own sentence, or ``done``. None after a refusal."""
    try:
        result = service(**arguments)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, done)
    return result


@login_required
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link for one guardian; the old one is dead."""
    consent = _consent(request, pk)
    require(request.user, "send_again_parentconsent", consent)
    if sent := _run(request, consents.send_link_again, consent=consent, by=request.user):
        say_sent(request, sent)
    return redirect("profprobes:family", consent.participation_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The family asked for it in writing or by a call; the reason says how."""
    consent = _consent(request, pk)
    require(request.user, "withdraw_parentconsent", consent)
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        messages.error(request, _("Write the reason."))
    else:
        _run(request, consents.withdraw_consent, _("The consent is withdrawn."), consent=consent, by=request.user, reason=reason)
    return redirect("profprobes:family", consent.participation_id)


@login_required
@require_POST
def brings(request: HttpRequest, pk: int) -> HttpResponse:
    """The family that refused the trip brings the child itself, or does not after all."""
    consent = _consent(request, pk)
    require(request.user, "send_consents", consent)
    _run(request, consents.note_brings_child, _("Saved."), consent=consent, brings=request.POST.get("brings") == "yes", by=request.user)
    return redirect("profprobes:family", consent.participation_id)


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Two guardians differed and have agreed."""
    participation = participation_in_care(request, pk)
    require(request.user, "settle_consent", participation)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return render(request, f"{FOLDER}/family.html", _family(request, participation, form), status=422)
    holds = get_object_or_404(participation.consents, pk=form.cleaned_data["holds"])
    _run(
        request, consents.settle_disagreement, _("The settlement is recorded."),
        participation=participation, holds=holds, note=form.cleaned_data["note"], by=request.user,
    )  # fmt: skip
    return redirect("profprobes:family", pk)


@login_required
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed paper: answers and scan."""
    participation = participation_in_care(request, pk)
    require(request.user, "enter_paper_consent", participation)
    post = request.method == "POST"
    form = PaperForm(
        request.POST if post else None, request.FILES if post else None, participation=participation, initial=_only_guardian(participation)
    )
    if post and form.is_valid():
        data = form.cleaned_data
        try:
            consents.enter_paper_consent(
                participation=participation,
                guardian=data["guardian"],
                answer=form.answer,
                scan=data["scan"],
                signed_on=data["signed_on"],
                by=request.user,
            )
            messages.success(request, _("The answer on paper is entered."))
            return redirect("profprobes:family", pk)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "participation": participation,
        "trial": participation.trial,
        "form": form,
        "guardians": participation.pupil.guardians.active().exists(),
    }
    return render(request, f"{FOLDER}/paper.html", context, status=422 if form.errors else 200)


def _only_guardian(participation: Participation) -> dict[str, Any]:
    guardians = list(participation.pupil.guardians.active()[:2])
    return {"guardian": guardians[0].pk} if len(guardians) == 1 else {}


@login_required
@never_cache
@require_GET
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a signed paper; the reading is logged."""
    consent = _consent(request, pk)
    require(request.user, "view_consents", consent)
    if not consent.scan:
        raise Http404
    log_read(reader=request.user, subject=consent.participation.pupil, what=SCAN)
    kind = "application/pdf" if consent.scan.name.endswith(".pdf") else "image/jpeg"
    answer = FileResponse(
        consent.scan.open("rb"),
        content_type=kind,
        as_attachment=kind == "application/pdf",
        filename=f"consent-{consent.pk}.{kind.rsplit('/')[-1]}",
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _child(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(User.objects.in_care_of(request.user), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def guardians(request: HttpRequest, pk: int) -> HttpResponse:
    """Legal representatives of a pupil: list and adding."""
    child = _child(request, pk)
    form = GuardianForm(request.POST if request.method == "POST" else None, initial={"language": _class_language(child)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            kin.add_guardian(child=child, by=request.user, **data)
            messages.success(request, _("%(name)s is entered. Now the consent can be sent.") % {"name": data["name"]})
            return redirect("profprobes:guardians", pk)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, f"{FOLDER}/guardians.html", _guardians(request, child, form), status=422 if form.errors else 200)


def _class_language(child: User) -> str:
    enrolment = child.enrolments.filter(valid_until__isnull=True).select_related("group").first()
    return enrolment.group.language if enrolment else "kk"


def _guardians(request: HttpRequest, child: User, form: GuardianForm) -> dict[str, Any]:
    rows = Participation.objects.in_care_of(request.user).filter(pupil=child, removed_at__isnull=True)
    return {
        "child": child,
        "form": form,
        "active": list(child.guardians.active().order_by("pk")),
        "ended": list(child.guardians.filter(status=GuardianLink.Status.ENDED).order_by("pk")),
        "participations": rows.select_related("trial__programme").order_by("-trial__created_at")[:10],
    }


def _guardian(request: HttpRequest, pk: int) -> GuardianLink:
    rows = GuardianLink.objects.active().filter(child__in=User.objects.in_care_of(request.user).values("pk"))
    return get_object_or_404(rows.select_related("child"), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit_guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, contacts, language."""
    guardian = _guardian(request, pk)
    form = GuardianForm(request.POST if request.method == "POST" else None, initial={name: getattr(guardian, name) for name in kin.FIELDS})
    if request.method == "POST" and form.is_valid():
        kin.change_guardian(guardian=guardian, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("profprobes:guardians", guardian.child_id)
    return render(
        request,
        f"{FOLDER}/guardian_edit.html",
        {"guardian": guardian, "child": guardian.child, "form": form},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def end_guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """The standing ends: links close, the answers no longer count."""
    guardian = _guardian(request, pk)
    kin.end_guardian(guardian=guardian, by=request.user)
    messages.success(request, _("%(name)s is no longer a legal representative here.") % {"name": guardian.name})
    return redirect("profprobes:guardians", guardian.child_id)
