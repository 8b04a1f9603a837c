"""What a programme must say before an expert looks at it (BR-9, BR-10), and what is only unusual."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import ProgrammeStage, TrialProgramme
from ..programme_words import PAIR_LABELS, label_of
from ..words import Lazy

Kind, Stage = TrialProgramme.Kind, ProgrammeStage.Stage
ALL_STAGES = tuple(Stage)
NEEDED_STAGES = {
    Kind.MINI: (Stage.PRACTICAL,),
    Kind.INTRODUCTORY: ALL_STAGES,
    Kind.IN_DEPTH: ALL_STAGES,
    Kind.IMMERSION: (Stage.PRACTICAL,),
}
PRESET_PURPOSE = {
    Kind.MINI: TrialProgramme.Purpose.INTRODUCTION,
    Kind.INTRODUCTORY: TrialProgramme.Purpose.PREFERENCES,
    Kind.IN_DEPTH: TrialProgramme.Purpose.REFINEMENT,
    Kind.IMMERSION: TrialProgramme.Purpose.REFINEMENT,
}
HOUR = 45  # minutes of an academic hour (S16)
PRESET_MINUTES = {Kind.MINI: 15, Kind.INTRODUCTORY: 2 * HOUR, Kind.IN_DEPTH: 4 * HOUR, Kind.IMMERSION: 8 * HOUR}
MINI_MINUTES = (10, 20)  # S16: 15, 10–20 accepted
MOST_HOURS = {Kind.INTRODUCTORY: 2, Kind.IN_DEPTH: 4}
TOOLS = {
    TrialProgramme.Provision.EQUIPMENT,
    TrialProgramme.Provision.TOOL,
    TrialProgramme.Provision.DEVICE,
    TrialProgramme.Provision.SOFTWARE,
}


@dataclass(frozen=True)
class Gap:
    """A row that is missing: the part where it is filled, and its title."""

    part: str
    title: Any

    def __str__(self) -> str:
        return str(self.title)


def gaps(programme: TrialProgramme, stages: Iterable[ProgrammeStage] | None = None) -> list[Gap]:
    """BR-9 and BR-10, field by field, in the order of the parts; empty when the programme may go to review."""
    rows = list(programme.stages.all() if stages is None else stages)
    return [
        *_card_gaps(programme),
        *_note_gaps(programme),
        *_plan_gaps(programme, rows),
        *_practice_gaps(programme, rows),
        *_provision_gaps(programme),
    ]


def _filled(programme: TrialProgramme, name: str) -> bool:
    return all(text.strip() for text in programme.both(name))


def _card_gaps(programme: TrialProgramme) -> list[Gap]:
    rows = [
        ("category", bool(programme.category)),
        ("duration_band", bool(programme.duration_band)),
        ("purpose", bool(programme.purpose)),
        ("group", programme.group_min is not None and programme.group_max is not None),
        ("possible_dates", bool(programme.possible_dates)),
        ("methods", bool(programme.methods)),
        ("product", _filled(programme, "product") or _filled(programme, "typical_task")),
    ]
    found = [Gap("card", label_of(name)) for name, filled in rows if not filled]
    if programme.Method.OTHER in programme.methods and not _filled(programme, "method_other"):
        found.append(Gap("card", label_of("method_other")))
    if _filled(programme, "product") and not programme.product_types:
        found.append(Gap("card", label_of("product_types")))
    if programme.sen_possible and not programme.sen_groups:
        found.append(Gap("card", label_of("sen_groups")))
    return found


def _note_gaps(programme: TrialProgramme) -> list[Gap]:
    found = [Gap("note", PAIR_LABELS["aims"])] if not _filled(programme, "aims") else []
    if not any(_filled(programme, name) for name in programme.RESULTS):
        found.append(Gap("note", _("Expected results")))
    return found


def _plan_gaps(programme: TrialProgramme, stages: list[ProgrammeStage]) -> list[Gap]:
    if not any(row.hours for row in stages):
        return [Gap("plan", _("A row of the thematic plan with hours"))]
    there = {row.stage for row in stages}
    needed = NEEDED_STAGES[Kind(programme.kind)]
    return [
        Gap("plan", Lazy(_("Stage “%(stage)s”"), stage=stage.label)) for stage in needed if stage not in there and stage != Stage.PRACTICAL
    ]


def _practice_gaps(programme: TrialProgramme, stages: list[ProgrammeStage]) -> list[Gap]:
    practical = [row for row in stages if row.stage == Stage.PRACTICAL]
    if not practical:
        return [Gap("plan", Lazy(_("Stage “%(stage)s”"), stage=Stage.PRACTICAL.label))]
    found = []
    if not any(row.briefing for row in practical):
        found.append(Gap("plan", _("A safety briefing in the practical stage")))
    if not all(text for name in ("step1", "step2") for text in programme.both(name)):
        found.append(Gap("task", _("Micro-task of the pupil: steps 1 and 2")))
    return found


def _provision_gaps(programme: TrialProgramme) -> list[Gap]:
    if not programme.provision:
        return [Gap("provision", _("List of provision"))]
    if not any(row.get("kind") in TOOLS for row in programme.provision):
        return [Gap("provision", _("Tools or equipment that pupils work with"))]
    return []


def hints(programme: TrialProgramme, stages: Iterable[ProgrammeStage] | None = None) -> list[Any]:
    """What is unusual but no obstacle: durations outside S16, hours that do not add up, rows that form А will ask for."""
    rows = list(programme.stages.all() if stages is None else stages)
    return [*_length_hints(programme), *_hour_hints(programme, rows), *_card_hints(programme)]


def _length_hints(programme: TrialProgramme) -> list[Any]:
    kind = Kind(programme.kind)
    if kind == Kind.MINI and not MINI_MINUTES[0] <= programme.minutes <= MINI_MINUTES[1]:
        return [Lazy(_("A mini-trial lasts 10–20 minutes; here %(minutes)s."), minutes=programme.minutes)]
    most = MOST_HOURS.get(kind)
    if most and programme.academic_hours and programme.academic_hours > most:
        return [
            Lazy(
                _("“%(kind)s” takes at most %(most)s academic hours; here %(hours)s."),
                kind=kind.label,
                most=most,
                hours=number(programme.academic_hours),
            )
        ]
    return []


def total_hours(stages: Iterable[ProgrammeStage]) -> Any:
    """Sum of the thematic plan."""
    return sum((row.hours for row in stages if row.hours), start=0)


def number(value: Any) -> str:
    """«2», «1,5»: hours as they are read."""
    return "" if value is None else f"{float(value):g}".replace(".", ",")


def _hour_hints(programme: TrialProgramme, stages: list[ProgrammeStage]) -> list[Any]:
    total = total_hours(stages)
    if programme.academic_hours and total and total != programme.academic_hours:
        sentence = _("The thematic plan has %(total)s hours, the information card %(hours)s.")
        return [Lazy(sentence, total=number(total), hours=number(programme.academic_hours))]
    return []


def _card_hints(programme: TrialProgramme) -> list[Any]:
    from .cards import missing_rows

    missing = missing_rows(programme)  # type: ignore[arg-type]
    return [Lazy(_("The school will have to fill in form А: %(rows)s."), rows=", ".join(str(row) for row in missing))] if missing else []


def offered_version(programme: TrialProgramme) -> TrialProgramme | None:
    """What schools are offered in place of the version: itself while it is published, else the later one that is. Trials keep their version (G3)."""
    seen: TrialProgramme | None = programme
    while seen is not None and seen.status == TrialProgramme.Status.ARCHIVED:
        seen = TrialProgramme.objects.filter(previous=seen).first()
    return seen if seen is not None and seen.status == TrialProgramme.Status.PUBLISHED else None


def part_titles(found: Iterable[Gap]) -> set[str]:
    """Slugs of the parts that still lack something."""
    return {gap.part for gap in found}
