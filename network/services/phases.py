"""The phases of a network and what each waits for (NR23, NR24)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import errors_governance as errors
from ..models import CouncilDecision, Network, Organisation
from .phase_facts import facts_of

Kind = Organisation.Kind
# months of a phase [003d N1–N3]: outside of them the next step needs a reason
USUAL_MONTHS: dict[str, tuple[int, int | None]] = {"preparation": (3, 6), "pilot": (12, 18), "scaling": (24, None)}


@dataclass(frozen=True)
class Guard:
    """One condition of a phase: what it is, whether it holds, where one can do something about it."""

    code: str
    title: Any
    met: bool
    text: Any = ""
    url_name: str = ""
    args: tuple = ()


def composition_met(network: Network, kinds: frozenset[str] | None = None) -> bool:
    """The minimum of NR23 by kinds of members; the pattern 1 + 2 + 10 is advice."""
    if kinds is None:
        kinds = frozenset(network.memberships.active().values_list("organisation__kind", flat=True))
    pedagogical = kinds >= {Kind.UNIVERSITY, Kind.COLLEGE, Kind.SCHOOL}
    career = kinds >= {Kind.SCHOOL, Kind.ENTERPRISE} and bool(kinds & {Kind.COLLEGE, Kind.UNIVERSITY, "additional"})
    scopes = {Network.Scope.PEDAGOGICAL: pedagogical, Network.Scope.CAREER: career, Network.Scope.MIXED: pedagogical and career}
    return scopes[Network.Scope(network.scope)]


def guards(network: Network, action: str) -> list[Guard]:
    """Everything that the step waits for, met or not, in the words of the rule (NR24)."""
    if action == "pilot":
        return _pilot_guards(network)
    if action == "scale":
        facts, place = facts_of(network), (network.pk,)
        return [
            Guard("pilot_report", _("Report on the pilot approved"), *facts.pilot_report, "phase_paper_new", place),
            Guard("expert_report", _("At least one independent expert report"), *facts.expert_report, "phase_paper_new", place),
        ]
    return []


def _pilot_guards(network: Network) -> list[Guard]:
    facts, place = facts_of(network), (network.pk,)
    gap = _("Functions without a person: %(count)s.") % {"count": facts.vacant} if facts.vacant else ""
    return [
        Guard(
            "members",
            _("Composition: the minimum of members"),
            composition_met(network, facts.kinds),
            _minimum(network),
            "network_invite",
            place,
        ),
        Guard("net", _("Network agreement (NET) in force"), *facts.net, "network_agreements", place),
        Guard("regulation", _("Council regulation adopted"), facts.regulation, "", "council", place),
        Guard("functions", _("Function matrix complete"), not facts.vacant, gap, "function_matrix", place),
        Guard("plan", _("Yearly plan approved"), *facts.plan, "network_plan", place),
        Guard("acts", _("Five local acts in force"), *facts.acts, "acts", (network.operator_id,)),
        Guard("monitoring", _("M&E coordinator named"), facts.monitoring, "", "function_matrix", place),
    ]


def _minimum(network: Network) -> Any:
    words = {
        "pedagogical": _("A university, a college and a school."),
        "career": _("A school, a college, university or organisation of additional education, an employer."),
        "mixed": _("A university, a college, a school and an employer."),
    }
    return words[network.scope]


def months_in_phase(network: Network, day: dt.date | None = None) -> int:
    """Full months since the present phase began."""
    day = day or timezone.localdate()
    start = network.phase_from
    return (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)


def duration_warning(network: Network) -> tuple[int, str] | None:
    """(months, usual) where the phase would end outside its usual duration; None inside it (NR24: a warning, not a block)."""
    if network.status not in USUAL_MONTHS:
        return None
    months, (low, high) = months_in_phase(network), USUAL_MONTHS[network.status]
    if months < low or (high is not None and months > high):
        return months, f"{low}–{high}" if high else f"{low}+"
    return None


@transaction.atomic
def move_network(*, network: Network, action: str, by: Any, reason: str = "") -> Network:
    """Take the network into another phase. Raises PhaseNotReady naming what is missing, DurationNeedsReason, ReasonNeeded, CouncilMustDecide, WrongState."""
    network = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    if action == "close":
        raise errors.CouncilMustDecide
    if network.may(action):
        missing = [str(guard.title) for guard in guards(network, action) if not guard.met]
        if missing:
            raise errors.PhaseNotReady(missing="; ".join(missing))
        warning = duration_warning(network)
        if action == "back" and not reason.strip():
            raise errors.ReasonNeeded
        if warning and not reason.strip():
            raise errors.DurationNeedsReason(months=warning[0], usual=warning[1])
    network.phase_from = timezone.localdate()
    network.move(action, by=by, reason=reason.strip(), save_also=("phase_from",))
    return network


def close_network(*, network: Network, by: Any, decision: CouncilDecision) -> Network:
    """Close a network by the council's decision; runs when the decision is adopted. Raises WrongState."""
    network = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    network.phase_from = timezone.localdate()
    network.move("close", by=by, reason=f"№ {decision.number}", save_also=("phase_from",))
    return network
