"""The phases of a network and what each waits for (NR23, NR24)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import errors_governance as errors
from ..models import CouncilDecision, Network, NetworkDuty, Organisation
from .duties import vacancies

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


Provider = Callable[[Network], "tuple[bool, Any]"]
_providers: dict[str, Provider] = {}


def provide(code: str, provider: Provider) -> None:
    """A part says whether its condition holds for a network: (holds, words). Codes: net, plan, acts, pilot_report, expert_report. The last one wins."""
    _providers[code] = provider


def _ask(network: Network, code: str, title: Any) -> Guard:
    met, text = _providers[code](network) if code in _providers else (False, _("Nothing is entered yet."))
    return Guard(code, title, met, text)


def composition_met(network: Network) -> bool:
    """The minimum of NR23 by kinds of members; the pattern 1 + 2 + 10 is advice."""
    kinds = set(network.memberships.active().values_list("organisation__kind", flat=True))
    pedagogical = {Kind.UNIVERSITY, Kind.COLLEGE, Kind.SCHOOL} <= kinds
    career = {Kind.SCHOOL, Kind.ENTERPRISE} <= kinds and bool(kinds & {Kind.COLLEGE, Kind.UNIVERSITY, "additional"})
    scopes = {Network.Scope.PEDAGOGICAL: pedagogical, Network.Scope.CAREER: career, Network.Scope.MIXED: pedagogical and career}
    return scopes[Network.Scope(network.scope)]


def guards(network: Network, action: str) -> list[Guard]:
    """Everything that the step waits for, met or not, in the words of the rule (NR24)."""
    if action == "pilot":
        return _pilot_guards(network)
    if action == "scale":
        return [
            _ask(network, "pilot_report", _("Report on the pilot approved")),
            _ask(network, "expert_report", _("At least one independent expert report")),
        ]
    return []


def _pilot_guards(network: Network) -> list[Guard]:
    vacant = vacancies(network)
    regulation = CouncilDecision.objects.standing().filter(council__network=network, topic=CouncilDecision.Topic.REGULATION).exists()
    monitoring = NetworkDuty.objects.current().filter(network=network, function__code="ME", rasci="R").exists()
    place = (network.pk,)
    return [
        Guard("members", _("Composition: the minimum of members"), composition_met(network), _minimum(network), "network", place),
        _ask(network, "net", _("Network agreement (NET) in force")),
        Guard("regulation", _("Council regulation adopted"), regulation, "", "council", place),
        Guard(
            "functions",
            _("Function matrix complete"),
            not vacant,
            _("Functions without a person: %(count)s.") % {"count": len(vacant)} if vacant else "",
            "function_matrix",
            place,
        ),
        _ask(network, "plan", _("Yearly plan approved")),
        _ask(network, "acts", _("Five local acts in force")),
        Guard("monitoring", _("M&E coordinator named"), monitoring, "", "function_matrix", place),
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
