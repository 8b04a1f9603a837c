"""The 16 steps of a cycle with what the records say of five of them, and the one thing to do next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import CyclePartner, CycleStep, ObservationCard, ParticipantForm, Participation, TrialCycle, TrialMentor
from ..services.agreements import agreement_exists
from ..services.cycles import JOINED, agreement_gaps, first_wave_gap, preparation_gaps, trials_of

State = CycleStep.Status


@dataclass(frozen=True)
class StepLine:
    """One step as the page shows it. ``evidence`` is what the records say; ``late``: its date is over and it is still open."""

    step: CycleStep
    state: Any
    evidence: str
    late: bool

    @property
    def is_open(self) -> bool:
        """Is there still something to do?"""
        return self.state in (State.NOT_STARTED, State.IN_WORK)

    @property
    def label(self) -> str:
        """The state in words."""
        return str(State(self.state).label)

    @property
    def tone(self) -> str:
        """Its tone."""
        return CycleStep.LOOK[State(self.state)][0]

    @property
    def icon(self) -> str:
        """Its icon."""
        return CycleStep.LOOK[State(self.state)][1]


def step_lines(cycle: TrialCycle) -> list[StepLine]:
    """All 16 in order; ten queries whatever the size of the cycle."""
    counts, today = _counts(cycle), timezone.localdate()
    lines = []
    for step in cycle.steps.select_related("responsible"):
        state, evidence = step.status, ""
        if step.by_records and state != State.NOT_NEEDED:
            done, total, words = counts[step.number]
            state = State.DONE if total and done == total else State.IN_WORK if done else State.NOT_STARTED
            evidence = f"{words}: {done} / {total}" if total else ""
        late = bool(step.due and step.due < today) and state in (State.NOT_STARTED, State.IN_WORK)
        lines.append(StepLine(step, state, evidence, late and cycle.status != TrialCycle.Status.CLOSED))
    return lines


def _counts(cycle: TrialCycle) -> dict[int, tuple[int, int, str]]:
    """Step → (how many there are, how many there should be, of what)."""
    today = timezone.localdate()
    covered = agreement_exists(school=cycle.school_id, host=OuterRef("organisation"), day=today)
    partners = list(CyclePartner.objects.filter(cycle=cycle, status__in=JOINED).annotate(covered=covered).values_list("covered", flat=True))
    owners = set(cycle.programmes.values_list("owner", flat=True))
    trained = TrialMentor.objects.filter(membership__organisation__in=owners, status="active", valid_until__gte=today)
    with_mentor = trained.values_list("membership__organisation", flat=True).distinct().count()
    trials = list(trials_of(cycle).values_list("pk", "status"))
    held = [pk for pk, status in trials if status in ("held", "closed")]
    sent = ObservationCard.objects.filter(participation=OuterRef("pk"), status=ObservationCard.Status.SUBMITTED)
    answered = ParticipantForm.objects.filter(participation=OuterRef("pk"), after_at__isnull=False)
    rows = Participation.objects.filter(trial__in=held, status=Participation.Status.ATTENDED)
    people = list(rows.annotate(card=Exists(sent), answers=Exists(answered)).values_list("card", "answers"))
    return {
        2: (sum(map(bool, partners)), len(partners), _("partners with an agreement in force")),
        3: (with_mentor, len(owners), _("hosts with a trained mentor")),
        13: (len(held), len(trials), _("trials held")),
        14: (sum(card for card, _answers in people), len(people), _("observation cards of the pupils who took part")),
        15: (sum(answers for _card, answers in people), len(people), _("questionnaires after the trial")),
    }


def next_thing(cycle: TrialCycle, lines: list[StepLine], may_change: bool) -> dict[str, Any] | None:
    """The one thing to do next: {"title", "text", "href" or "post", "action"}; None for a closed cycle. Without the right only what it waits for."""
    found = _MAKERS[TrialCycle.Status(cycle.status)](cycle, lines)
    if found and not may_change:
        return {"title": found["title"], "text": found["text"], "tone": found["tone"]}
    return found


def _address(name: str, *args: Any) -> str:
    return reverse(f"profprobes:{name}", args=args)


def _of_draft(cycle: TrialCycle, lines: list[StepLine]) -> dict[str, Any]:
    gaps = agreement_gaps(cycle)
    if not gaps:
        return {"title": _("All partners have joined"), "text": _("Mark the cycle as agreed."), "tone": "leaf",
                "post": _address("cycle_move", cycle.pk, "agree"), "action": _("Mark as agreed")}  # fmt: skip
    missing = _("Still missing: %(missing)s.") % {"missing": ", ".join(map(str, gaps))}
    if not cycle.programmes.exists():
        return {"title": _("Choose the programmes"), "text": missing, "tone": "sun",
                "href": _address("cycle_programme_add", cycle.pk), "action": _("Add a programme")}  # fmt: skip
    owners = set(cycle.programmes.exclude(owner=cycle.school_id).values_list("owner", flat=True))
    asked = set(cycle.partners.values_list("organisation", flat=True))
    if owners <= asked and cycle.partners.filter(status=CyclePartner.Status.INVITED).exists():
        return {"title": _("Partners have not answered yet"), "text": missing, "tone": "sun"}
    return {"title": _("Invite the partners"), "text": missing, "tone": "sun",
            "href": _address("cycle_partner_add", cycle.pk), "action": _("Invite a partner")}  # fmt: skip


def _of_agreed(cycle: TrialCycle, lines: list[StepLine]) -> dict[str, Any]:
    gaps, wave = preparation_gaps(cycle), first_wave_gap(cycle)
    missing = _("Still missing: %(missing)s.") % {"missing": ", ".join(map(str, [*gaps, *wave]))}
    if gaps:
        return {"title": _("Prepare the cycle"), "text": missing, "tone": "sun",
                "href": _address("cycle_prepare", cycle.pk), "action": _("Record")}  # fmt: skip
    if wave:
        return {"title": _("Wave 2 waits for wave 1"), "text": missing, "tone": "sun"}
    return {"title": _("Everything is prepared"), "text": _("The cycle may begin."), "tone": "leaf",
            "post": _address("cycle_move", cycle.pk, "activate"), "action": _("Start the cycle")}  # fmt: skip


def _of_active(cycle: TrialCycle, lines: list[StepLine]) -> dict[str, Any]:
    waiting = [line for line in lines if line.is_open]
    if not waiting:
        return {"title": _("All steps are done"), "text": _("Write the review of the cycle and close it."), "tone": "leaf",
                "href": _address("cycle_close", cycle.pk), "action": _("Close the cycle")}  # fmt: skip
    line = next((line for line in waiting if line.late), waiting[0])
    title = _("Step %(number)s: %(title)s") % {"number": line.step.number, "title": line.step.title}
    return {"title": title, "text": line.evidence or line.step.note, "tone": "clay" if line.late else "sky",
            "href": _address("cycle_step", line.step.pk), "action": _("Open the step")}  # fmt: skip


_MAKERS = {
    TrialCycle.Status.DRAFT: _of_draft,
    TrialCycle.Status.AGREED: _of_agreed,
    TrialCycle.Status.ACTIVE: _of_active,
    TrialCycle.Status.CLOSED: lambda cycle, lines: None,
}
