"""A cycle of trials from the draft to its review (§2.2): its texts, programmes, states."""

from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Organisation

from .. import errors_cycles as errors
from ..models import CyclePartner, CycleProgramme, CycleStep, Trial, TrialCycle, TrialProgramme
from ..words import Listed
from .locks import locked, reason_of, refused_as

TEXTS = ("academic_year", "name", "grades", "wave", "programme_form", "goal", "results")
PREPARATION = (
    *("included_on", "included_minutes", "qualities", "tools", "meeting_on", "meeting_minutes"),
    *("meeting_pupils", "meeting_parents", "meeting_parents_part", "meeting_decisions", "meeting_chair", "meeting_secretary"),
    *("diagnostics_entry", "diagnostics_preliminary", "diagnostics_interim", "diagnostics_final", "final_event", "final_event_on"),
)
JOINED = (CyclePartner.Status.ACCEPTED, CyclePartner.Status.ASSESSED)


@transaction.atomic
def create_cycle(*, school: Organisation, by: Any, **texts: Any) -> TrialCycle:
    """A draft with its 16 steps. Raises CycleNameTaken, WaveOfSeniors."""
    cycle = TrialCycle(school=school, created_by=by)
    _write(cycle, texts)
    CycleStep.objects.bulk_create(CycleStep(cycle=cycle, number=number) for number in range(1, 17))
    return cycle


@transaction.atomic
def change_cycle(*, cycle: TrialCycle, by: Any, **texts: Any) -> TrialCycle:
    """Change its texts until it is closed. Raises CycleClosed, CycleNameTaken, WaveOfSeniors."""
    cycle = open_cycle(cycle)
    _write(cycle, texts)
    return cycle


def _write(cycle: TrialCycle, texts: dict[str, Any]) -> None:
    for name in TEXTS:
        setattr(cycle, name, texts[name])
    with refused_as({"cycle_name_once_a_year": errors.CycleNameTaken, "cycle_wave_of_seniors": errors.WaveOfSeniors}):
        cycle.save()


def open_cycle(cycle: TrialCycle) -> TrialCycle:
    """The locked row of a cycle that still lives. Raises CycleClosed."""
    cycle = locked(cycle, "school", "academic_year")
    if cycle.status == TrialCycle.Status.CLOSED:
        raise errors.CycleClosed
    return cycle


def draft_cycle(cycle: TrialCycle) -> TrialCycle:
    """The locked row of a draft. Raises NotADraft."""
    cycle = locked(cycle, "school", "academic_year")
    if cycle.status != TrialCycle.Status.DRAFT:
        raise errors.NotADraft
    return cycle


@transaction.atomic
def add_programme(*, cycle: TrialCycle, programme: TrialProgramme, by: Any) -> CycleProgramme:
    """Put a published programme at the end of the cycle; twice is once. Raises NotADraft, NotPublished, ProgrammeElsewhere."""
    cycle = draft_cycle(cycle)
    if programme.status != TrialProgramme.Status.PUBLISHED:
        raise errors.NotPublished
    if known := cycle.steps_of_programmes.filter(programme=programme).first():
        return known
    Organisation.objects.select_for_update(of=("self",)).get(pk=cycle.school_id)  # two drafts of one school at once
    if other := TrialCycle.objects.filter(school=cycle.school, academic_year=cycle.academic_year, programmes=programme).first():
        raise errors.ProgrammeElsewhere(cycle=other.name)
    last = cycle.steps_of_programmes.aggregate(last=Max("order"))["last"] or 0
    return CycleProgramme.objects.create(cycle=cycle, programme=programme, order=last + 1)


@transaction.atomic
def remove_programme(*, row: CycleProgramme, by: Any) -> None:
    """Take a programme out of a draft. Raises NotADraft."""
    cycle = draft_cycle(row.cycle)
    row.delete()
    cycle.steps_of_programmes.filter(order__gt=row.order).update(order=F("order") - 1)


@transaction.atomic
def prepare_cycle(*, cycle: TrialCycle, by: Any, **fields: Any) -> TrialCycle:
    """Record inclusion, criteria, meeting, diagnostics, final event. Raises CycleClosed, DayAhead (a meeting that has not been held)."""
    cycle = open_cycle(cycle)
    for name in ("included_on", "meeting_on"):
        if fields[name] and fields[name] > timezone.localdate():
            refusal = errors.DayAhead()
            refusal.field = name
            raise refusal
    for name in PREPARATION:
        setattr(cycle, name, fields[name])
    if missing := preparation_gaps(cycle) if cycle.status == TrialCycle.Status.ACTIVE else []:
        raise errors.CycleIncomplete(missing=Listed(missing))
    cycle.save()
    return cycle


def agreement_gaps(cycle: TrialCycle) -> list[Any]:
    """Why a draft is not agreed yet: programmes, and every partner with an answer; owners of programmes must have joined."""
    owners = set(cycle.programmes.exclude(owner=cycle.school_id).values_list("owner_id", flat=True))
    status = dict(cycle.partners.values_list("organisation_id", "status"))
    gaps: list[Any] = []
    if not cycle.programmes.exists():
        gaps.append(_("programmes of the cycle"))
    if any(value == CyclePartner.Status.INVITED for value in status.values()):
        gaps.append(_("answers of all partners"))
    if owners - status.keys():
        gaps.append(_("invitation of the organisations whose programmes are chosen"))
    if any(status.get(owner) == CyclePartner.Status.DECLINED for owner in owners):
        gaps.append(_("programmes of partners that have joined instead of those that declined"))
    if not any(value in JOINED for value in status.values()):
        gaps.append(_("a partner that has joined"))
    return gaps


def preparation_gaps(cycle: TrialCycle) -> list[Any]:
    """Assessment is arranged before the trials [002b R7]: what is not recorded yet."""
    checks = (
        (cycle.included_on and cycle.included_minutes, _("inclusion in the school's programme (date and minutes)")),
        (cycle.qualities and cycle.tools, _("criteria: qualities of choice and tools of assessment")),
        (cycle.meeting_on, _("set-up meeting with pupils and parents")),
    )
    return [name for filled, name in checks if not filled]


def trials_of(cycle: TrialCycle) -> Any:
    """Trials put into the cycle; and of those that are in none, the school's trials of the year with a programme of the cycle in any of its versions."""
    rows = Trial.objects.filter(school=cycle.school_id, group__academic_year=cycle.academic_year_id).exclude(status="cancelled")
    return rows.filter(Q(cycle=cycle) | Q(cycle__isnull=True, programme__in=versions_of(cycle)))


def versions_of(cycle: TrialCycle) -> set[int]:
    """Ids of the cycle's programmes with their earlier and later versions: a new version does not lose the trials of the one before."""
    owners = TrialProgramme.objects.filter(owner__in=cycle.programmes.values("owner"))
    before = dict(owners.exclude(previous=None).values_list("pk", "previous"))
    after = {old: new for new, old in before.items()}
    found = set(cycle.programmes.values_list("pk", flat=True))
    for start in list(found):
        for way in (before, after):
            step: int | None = start
            while (step := way.get(step) if step is not None else None) is not None:
                found.add(step)
    return found


def cycles_for(*, school: int, year: int, programme: TrialProgramme) -> list[TrialCycle]:
    """Cycles of the school under way or agreed, of the year, with the programme in one of its versions: what a trial may be put into."""
    there = [TrialCycle.Status.AGREED, TrialCycle.Status.ACTIVE]
    rows = TrialCycle.objects.filter(school=school, academic_year=year, status__in=there).select_related("academic_year").order_by("name")
    return [cycle for cycle in rows if programme.pk in versions_of(cycle)]


def first_wave_gap(cycle: TrialCycle) -> list[Any]:
    """BR-14: wave 2 waits until wave 1 is held."""
    if cycle.wave != 2:
        return []
    first = TrialCycle.objects.filter(school=cycle.school_id, academic_year=cycle.academic_year_id, wave=1, grades__overlap=cycle.grades)
    held = [
        wave.status == TrialCycle.Status.CLOSED
        or (trials_of(wave).exists() and not trials_of(wave).exclude(status__in=["held", "closed"]).exists())
        for wave in first
    ]
    return [] if held and all(held) else [_("wave 1: its trials have to be held first")]


@transaction.atomic
def agree_cycle(*, cycle: TrialCycle, by: Any) -> TrialCycle:
    """Draft → agreed. Raises CycleIncomplete, WrongState."""
    cycle = locked(cycle)
    if cycle.may("agree") and (gaps := agreement_gaps(cycle)):
        raise errors.CycleIncomplete(missing=Listed(gaps))
    cycle.move("agree", by=by)
    return cycle


@transaction.atomic
def activate_cycle(*, cycle: TrialCycle, by: Any) -> TrialCycle:
    """Agreed → under way: criteria, inclusion, meeting are recorded; wave 1 is held. Raises CycleIncomplete, WrongState."""
    cycle = locked(cycle)
    if cycle.may("activate") and (gaps := [*preparation_gaps(cycle), *first_wave_gap(cycle)]):
        raise errors.CycleIncomplete(missing=Listed(gaps))
    cycle.move("activate", by=by)
    return cycle


@transaction.atomic
def close_cycle(*, cycle: TrialCycle, review: str, by: Any) -> TrialCycle:
    """Under way → closed, with the review. Raises ReviewMissing, WrongState."""
    cycle = locked(cycle)
    if not review.strip():
        raise errors.ReviewMissing
    cycle.review = review.strip()
    cycle.move("close", by=by, save_also=("review",))
    return cycle


@transaction.atomic
def save_step(*, step: CycleStep, due: Any, responsible: Any, note: str, status: str, reason: str = "", by: Any) -> CycleStep:
    """Date, responsible, note and state of a step; «not needed» asks for the reason. Raises CycleClosed, StepByRecords, ReasonMissing."""
    open_cycle(step.cycle)
    step = locked(step)
    if step.by_records and status not in (CycleStep.Status.NOT_STARTED, CycleStep.Status.NOT_NEEDED):
        raise errors.StepByRecords
    step.due, step.responsible, step.note = due, responsible, note.strip()
    step.reason = reason_of(reason) if status == CycleStep.Status.NOT_NEEDED else ""
    if status != CycleStep.Status.DONE:
        step.done_on = None
    elif step.status != CycleStep.Status.DONE:
        step.done_on = timezone.localdate()
    step.status = status
    step.save()
    return step


@transaction.atomic
def move_programme(*, row: CycleProgramme, up: bool, by: Any) -> None:
    """Change places with the neighbour in a draft; at the edge nothing happens. Raises NotADraft."""
    cycle = draft_cycle(row.cycle)
    row = locked(row)
    neighbour = cycle.steps_of_programmes.filter(order=row.order - 1 if up else row.order + 1).first()
    if neighbour is not None:
        row.order, neighbour.order = neighbour.order, row.order
        row.save(update_fields=["order"])
        neighbour.save(update_fields=["order"])
