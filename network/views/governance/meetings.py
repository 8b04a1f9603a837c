"""Meetings of a council (S13): planning, agenda, invitations, live mode, minutes."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...forms_governance.councils import AgendaForm, AttendanceForm, MeetingForm, VoteForm
from ...models import AgendaItem, CouncilDecision, CouncilMeeting, CouncilMember, Organisation
from ...rules_governance import why_not_council
from ...services import meetings as services
from ...services.decisions import is_adopted
from .base import COUNCIL_PARTS, answer, council_crumbs, council_url, demand, form_page, run, visible
from .councils import visible_council

Status = CouncilMeeting.Status


def _trail(meeting: CouncilMeeting, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return council_crumbs(meeting.council, (_meeting_title(meeting), reverse("network:meeting", args=[meeting.pk])), *more)


def _meeting_title(meeting: CouncilMeeting) -> str:
    return _("Meeting No. %(number)s") % {"number": meeting.number}


def _meeting(request: HttpRequest, pk: int) -> CouncilMeeting:
    wanted = [f"council__{name}" for name in COUNCIL_PARTS]
    return visible(CouncilMeeting.objects.select_related(*wanted, "chaired_by__person", "recorded_by__person"), request, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def new_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a meeting."""
    council = visible_council(request, pk)
    demand(request.user, "run_council", council)
    form = MeetingForm(request.POST or None)
    back = council_url(council)
    sent = answer(
        request,
        form,
        lambda: services.plan_meeting(council=council, by=request.user, **form.cleaned_data),
        target=lambda made: reverse("network:meeting", args=[made.pk]),
        done=_("The meeting is planned. Write its agenda and send the invitations."),
    )
    heading = _("Plan a meeting")
    trail = council_crumbs(council, (heading, ""))
    return sent or form_page(request, form, heading=heading, trail=trail, back=back, submit=_("Plan the meeting"))


@login_required
@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Agenda, attendance, decisions, minutes, and the one step that is next."""
    shown = _meeting(request, pk)
    items = list(shown.agenda_items.prefetch_related("decisions__responsible").order_by("order", "pk"))
    for item in items:
        item.drafts = list(item.decisions.all())  # type: ignore[attr-defined]
    is_over = shown.status in {Status.HELD, Status.SIGNED, Status.NOT_HELD}
    context = {
        "meeting": shown,
        "owner": shown.council.owner_title,
        "title": _meeting_title(shown),
        "crumbs": council_crumbs(shown.council, (_meeting_title(shown), "")),
        "items": items,
        "is_open": shown.status in {Status.PLANNED, Status.INVITED},
        "is_over": is_over,
        "is_day": shown.status == Status.INVITED and shown.planned_on <= timezone.localdate(),
        "quorum": services.quorum_of(shown) if is_over or shown.status == Status.INVITED else None,
        "attendance": shown.attendance.select_related("member__person", "member__organisation").order_by("member") if is_over else [],
        "moved": shown.moved_items.count(),
        "may_run": request.user.has_perm("network.run_council", shown),
        "why_not": why_not_council(request.user, shown),
        "may_sign": request.user.has_perm("network.sign_minutes", shown) and _unsigned(shown, request.user),
        "reason": shown.transitions.exclude(reason="").order_by("-at").values_list("reason", flat=True).first(),
    }
    return render(request, "network/governance/meeting.html", context)


def _unsigned(meeting: CouncilMeeting, user: Any) -> bool:
    hands = ((meeting.chaired_by, meeting.chair_signed_at), (meeting.recorded_by, meeting.secretary_signed_at))
    return meeting.status == Status.HELD and any(hand and hand.person_id == user.pk and not at for hand, at in hands)


@login_required
@require_http_methods(["GET", "POST"])
def edit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, hour or place."""
    shown = _meeting(request, pk)
    demand(request.user, "run_council", shown)
    initial = {name: getattr(shown, name) for name in ("planned_on", "starts_at", "place", "online_url")}
    form = MeetingForm(request.POST or None, meeting=shown, initial=initial)
    back = reverse("network:meeting", args=[shown.pk])
    sent = answer(
        request,
        form,
        lambda: services.replan_meeting(meeting=shown, by=request.user, **{"reason": "", **form.cleaned_data}),
        target=lambda _made: back,
        done=_("The meeting has another date: send the invitations anew."),
    )
    heading = _("Change the date")
    return sent or form_page(request, form, heading=heading, trail=_trail(shown, (heading, "")), back=back, submit=_("Save"))


@login_required
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitations."""
    shown = _meeting(request, pk)
    demand(request.user, "run_council", shown)
    run(request, services.invite_to_meeting, _("The invitations are sent."), meeting=shown)
    return redirect("network:meeting", shown.pk)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the meeting."""
    shown = _meeting(request, pk)
    demand(request.user, "run_council", shown)
    reason = request.POST.get("reason", "")
    run(request, services.cancel_meeting, _("The meeting is cancelled."), meeting=shown, reason=reason)
    return redirect("network:meeting", shown.pk)


@login_required
@require_http_methods(["GET", "POST"])
def new_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a question on the agenda."""
    shown = _meeting(request, pk)
    return _write_item(request, shown, None)


def _item(request: HttpRequest, pk: int) -> AgendaItem:
    rows = AgendaItem.objects.filter(meeting__isnull=False)
    return visible(rows.select_related(*(f"meeting__council__{name}" for name in COUNCIL_PARTS)), request, pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def edit_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a question of the agenda."""
    item = _item(request, pk)
    return _write_item(request, item.meeting, item)


def _write_item(request: HttpRequest, shown: Any, item: AgendaItem | None) -> HttpResponse:
    demand(request.user, "run_council", shown)
    initial: dict[str, Any] = {}
    if item is not None:
        initial = {name: getattr(item, name) for name in ("question_kk", "question_ru", "speaker", "minutes", "edition")}
        if decision := item.decisions.order_by("pk").first():
            initial |= {name: getattr(decision, name) for name in ("topic", "text_kk", "text_ru", "due_on")}
            initial["responsible"] = decision.responsible_id
    form = AgendaForm(request.POST or None, council=shown.council, initial=initial)
    back = reverse("network:meeting", args=[shown.pk])
    sent = answer(
        request,
        form,
        lambda: services.write_agenda_item(meeting=shown, item=item, by=request.user, **form.cleaned_data),
        target=lambda _made: back,
        done=_("The agenda is saved."),
    )
    heading = _("Agenda item") if item else _("New question")
    trail = _trail(shown, (heading, ""))
    return sent or form_page(request, form, heading=heading, trail=trail, back=back, submit=_("Save"), theirs=_theirs(form, item))


def _theirs(form: Any, item: AgendaItem | None) -> list[tuple[Any, Any]]:
    """What somebody saved meanwhile, in words, once the person's own text was refused for it; the next save then goes over it (NR59)."""
    if item is None or not form.is_bound or "edition" not in form.data:
        return []
    kept = AgendaItem.objects.get(pk=item.pk)
    if str(kept.edition) == str(form.data["edition"]):
        return []
    form.data = form.data.copy()
    form.data["edition"] = kept.edition
    values = {name: getattr(kept, name, None) for name in form.fields if name != "edition"}
    if "text_kk" in values and (decision := kept.decisions.order_by("pk").first()):
        words = {"topic": decision.get_topic_display(), "responsible": decision.responsible or ""}
        values |= {"text_kk": decision.text_kk, "text_ru": decision.text_ru, "due_on": decision.due_on, **words}
    return [(form.fields[name].label, value) for name, value in values.items() if value not in (None, "")]


@login_required
@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question off the agenda; it waits for a later one."""
    item = _item(request, pk)
    shown = item.meeting
    demand(request.user, "run_council", shown)
    run(request, services.take_off_agenda, _("The question waits for a later agenda."), item=item)
    return redirect("network:meeting", shown.pk if shown else 0)


@login_required
@require_http_methods(["GET", "POST"])
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """Live mode: who is there, is there a quorum, the questions one by one."""
    shown = _meeting(request, pk)
    demand(request.user, "run_council", shown)
    if shown.status != Status.INVITED:
        return redirect("network:meeting", shown.pk)
    members = list(
        CouncilMember.objects.current(shown.planned_on).filter(council=shown.council).select_related("person", "organisation", "substitute")
    )
    members.sort(key=lambda row: (row.organisation.short_name, row.pk))
    states = {row.member_id: row for row in shown.attendance.all()}
    form = AttendanceForm(request.POST or None, members=members, states=states)
    back = reverse("network:meeting_live", args=[shown.pk])
    sent = answer(
        request,
        form,
        lambda: services.record_attendance(meeting=shown, states=form.states(), by=request.user),
        target=lambda _made: f"{back}#agenda",
        done=_("The attendance is kept."),
    )
    if sent:
        return sent
    quorum = services.quorum_of(shown)
    context = {
        "meeting": shown,
        "title": _meeting_title(shown),
        "crumbs": _trail(shown, (_("Live"), "")),
        "form": form,
        "quorum": quorum,
        "items": _live_items(shown, quorum.present),
        "is_day": shown.planned_on <= timezone.localdate(),
    }
    return render(request, "network/governance/live.html", context, status=422 if form.errors else 200)


def _live_items(shown: CouncilMeeting, present: int) -> list[dict[str, Any]]:
    network = shown.council.network
    percent = network.policy.adoption_percent if network else 50
    rows = []
    for item in shown.agenda_items.prefetch_related("decisions__votes").order_by("order", "pk"):
        decision = next((row for row in item.decisions.all() if row.status == CouncilDecision.Status.DRAFT), None)
        votes = [vote.choice for vote in decision.votes.all()] if decision else []
        counted = {"yes": votes.count("for"), "no": votes.count("against"), "abstained": votes.count("abstain")}
        rows.append(
            {
                "item": item,
                "decision": decision,
                "votes": counted if votes else None,
                "passes": is_adopted(counted["yes"], present, percent),
            }
        )
    return rows


@login_required
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """One question in live mode: what was heard and said, the vote of each organisation present (NR29)."""
    item = _item(request, pk)
    shown = item.meeting
    demand(request.user, "run_council", shown)
    if shown is None or shown.status != Status.INVITED:
        return redirect("network:meeting", shown.pk if shown else 0)
    decision = item.decisions.filter(status=CouncilDecision.Status.DRAFT).first()
    there = Organisation.objects.filter(pk__in=services.present_organisations(shown)).order_by("kind", "pk")
    cast = dict(decision.votes.values_list("organisation", "choice")) if decision else {}
    initial = {"heard": item.heard, "spoke": item.spoke, "edition": item.edition}
    form = VoteForm(request.POST or None, organisations=list(there), cast=cast, initial=initial)
    back = reverse("network:meeting_live", args=[shown.pk])
    sent = answer(
        request,
        form,
        lambda: services.record_item(
            item=item, by=request.user, votes=form.votes(), **{name: form.cleaned_data[name] for name in ("heard", "spoke", "edition")}
        ),
        target=lambda _made: f"{back}#agenda",
        done=_("The votes are kept."),
    )
    context = {
        "item": item,
        "decision": decision,
        "meeting": shown,
        "form": form,
        "theirs": _theirs(form, item),
        "quorum": services.quorum_of(shown),
        "crumbs": _trail(shown, (_("Live"), back), (_("Question %(order)s") % {"order": item.order}, "")),
        "back": back,
    }
    return sent or render(request, "network/governance/vote.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the meeting as held."""
    shown = _meeting(request, pk)
    demand(request.user, "run_council", shown)
    done = run(request, services.hold_meeting, _("The meeting is held. The minutes wait for two signatures."), meeting=shown)
    return redirect("network:meeting" if done else "network:meeting_live", shown.pk)


@login_required
@require_POST
def fail(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the meeting as not held."""
    shown = _meeting(request, pk)
    demand(request.user, "run_council", shown)
    words = _("The meeting is not held. Its drafts move to the next agenda.")
    done = run(request, services.fail_meeting, words, meeting=shown, reason=request.POST.get("reason", ""))
    return redirect("network:meeting" if done else "network:meeting_live", shown.pk)


@login_required
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the minutes."""
    shown = _meeting(request, pk)
    demand(request.user, "sign_minutes", shown)
    run(request, services.sign_minutes, _("You have signed the minutes."), meeting=shown)
    return redirect("network:meeting", shown.pk)
