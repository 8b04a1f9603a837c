"""The new-network wizard: ordered steps, each a form; the answers live in a draft row, so a closed browser loses nothing (S10)."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .access import organisations_as, regions_as
from .composition import Composition, composition_of_kinds
from .forms_governance.wizard import CouncilStepForm, GoalForm, KindForm, MembersForm, PlanForm, StepForm
from .models import Network, NetworkDraft, NetworkMembership, Organisation, Role
from .rules_governance import LEADERS
from .services import councils, meetings, networks, phases
from .texts import FIRST_AGENDA

TYPED = "typed"  # answers that no step has accepted yet


@dataclass(frozen=True)
class Step:
    """One question of the wizard."""

    code: str
    title: Any
    form: type[StepForm]


def operators_for(user: Any) -> list[Organisation]:
    """Organisations that the person may make the operator of a network: those they lead, for a regional operator the career centre."""
    own = organisations_as(user, *LEADERS, Role.REGION_OPERATOR)
    rows = Organisation.objects.filter(pk__in=own, status=Organisation.Status.ACTIVE).select_related("region")
    found = list(rows.order_by("pk"))
    if not found and regions_as(user, Role.PLATFORM_ADMIN):
        found = list(Organisation.objects.filter(pk__in=organisations_as(user, Role.PLATFORM_ADMIN)).select_related("region"))
    return found


class NewNetworkWizard:
    """goal → kind → members → council → plan. Knows forms and the draft, no requests."""

    steps = (
        Step("goal", pgettext_lazy("wizard", "Goal"), GoalForm),
        Step("kind", _("Kind"), KindForm),
        Step("members", pgettext_lazy("wizard", "Members"), MembersForm),
        Step("council", pgettext_lazy("one", "Council"), CouncilStepForm),
        Step("plan", pgettext_lazy("wizard", "Plan"), PlanForm),
    )

    def __init__(self, draft: NetworkDraft, user: Any) -> None:
        self.draft, self.user = draft, user

    @property
    def answers(self) -> dict[str, Any]:
        """Step code → kept values."""
        return self.draft.answers

    @cached_property
    def operators(self) -> list[Organisation]:
        """Organisations that may operate the network."""
        return operators_for(self.user)

    def step(self, code: str) -> Step:
        """The step of a code. Raises KeyError."""
        return {step.code: step for step in self.steps}[code]

    def number(self, step: Step) -> int:
        """1 for the first step."""
        return self.steps.index(step) + 1

    def first_open(self) -> Step:
        """The first step without an answer; the last one when all have theirs."""
        return next((step for step in self.steps if step.code not in self.answers), self.steps[-1])

    def is_reachable(self, step: Step) -> bool:
        """A step opens once all before it are answered."""
        return self.number(step) <= self.number(self.first_open())

    def form(self, step: Step, data: Any = None) -> StepForm:
        """The form of a step, filled from what was typed or from the draft."""
        kept = {**self.answers.get(step.code, {}), **self.answers.get(TYPED, {}).get(step.code, {})}
        return step.form(data, wizard=self, initial=kept)

    def save(self, step: Step, form: StepForm) -> None:
        """Keep the answers of a valid step."""
        values = form.answers()
        if operator := values.pop("operator", None):
            self.draft.operator_id = operator
        typed = {code: kept for code, kept in self.answers.get(TYPED, {}).items() if code != step.code}
        self.draft.answers = {**self.answers, step.code: values, TYPED: typed}
        self.draft.save()

    def keep(self, step: Step, data: Any) -> None:
        """Keep what was typed into a form that is not valid yet; it fills the form again and counts for nothing else."""
        several = getattr(step.form, "FIELDS", {})
        typed = {name: data.getlist(name) if name in several else data.get(name, "") for name in step.form.base_fields}
        self.draft.answers = {**self.answers, TYPED: {**self.answers.get(TYPED, {}), step.code: typed}}
        self.draft.save()

    @property
    def invited(self) -> list[int]:
        """Ids of the organisations ticked in step 3, with the operator first when it is of a kind that takes part."""
        kept = {**self.answers.get("members", {}), **self.answers.get(TYPED, {}).get("members", {})}
        ticked = [int(pk) for name in MembersForm.FIELDS for pk in kept.get(name, []) if str(pk).isdigit()]
        own = [self.draft.operator_id] if self.draft.operator.kind in MembersForm.FIELDS.values() else []
        return list(dict.fromkeys([*own, *ticked]))

    @property
    def composition(self) -> Composition:
        """The gap to 1 university + 2 colleges + 10 schools over what is chosen so far (NR23)."""
        kinds = Counter(Organisation.objects.filter(pk__in=self.invited).values_list("kind", flat=True))
        return composition_of_kinds(kinds, kinds)

    @transaction.atomic
    def create(self) -> Network:
        """Make the network with its council, its first meeting and the invitations, and let the draft go. Raises DomainError subclasses."""
        kind, council = self.answers["kind"], self.answers["council"]
        operator = self.draft.operator
        network = networks.create_network(
            operator=operator, coordinator=self.user, by=self.user, **{**self.answers["goal"], **kind, "package": bool(kind.get("package"))}
        )
        founded = councils.found_council(
            network=network,
            by=self.user,
            kind=council["kind"],
            seats_per_org=int(council["seats_per_org"]),
            meets_per=council["meets_per"],
            min_meetings=int(council["min_meetings"]),
        )
        role = NetworkMembership.Role
        for organisation in Organisation.objects.filter(pk__in=self.invited).order_by("pk"):
            part = role.COORDINATOR if organisation.pk == operator.pk else _PARTS.get(organisation.kind, role.PARTNER)
            networks.invite_organisation(network=network, organisation=organisation, by=self.user, role=part)
        self._plan(founded)
        phases.move_network(network=network, action="prepare", by=self.user)
        network.refresh_from_db()
        self.draft.delete()
        return network

    def _plan(self, council: Any) -> None:
        plan = self.answers["plan"]
        if not plan.get("planned_on"):
            return
        meeting = meetings.plan_meeting(
            council=council,
            by=self.user,
            planned_on=dt.date.fromisoformat(plan["planned_on"]),
            starts_at=dt.time.fromisoformat(plan["starts_at"]),
            place=plan.get("place", ""),
            online_url=plan.get("online_url", ""),
        )
        for item in FIRST_AGENDA:
            meetings.write_agenda_item(meeting=meeting, by=self.user, **item)


_PARTS = {
    Organisation.Kind.SCHOOL: NetworkMembership.Role.BASE,
    Organisation.Kind.ENTERPRISE: NetworkMembership.Role.EMPLOYER,
}
