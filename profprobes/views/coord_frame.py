"""The frame of a trial's page: who looks, which tabs they have, the steps, the one next thing to do."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.access import COORDINATORS, has_role, holds, organisations_as
from network.models import Role

from ..models import Participation, Trial
from ..queries.trials import header_steps, next_step, trial_for_page

SCHOOL, CLASS, HOST, MENTOR, PUPIL, MEDICAL = "school", "class", "host", "mentor", "pupil", "medical"
STAFF = frozenset({SCHOOL, CLASS, HOST, MENTOR})


CONSENTS = 2  # place of the consents among header_steps()
# Next steps that have an address of their own: (name, by POST).
DIRECT = {"replan": ("trial_slot", False), "plan": ("trial_plan", True)}


@dataclass(frozen=True)
class Tab:
    """A part of the trial's page and who has it."""

    code: str
    label: Any
    url_name: str
    audience: frozenset[str]


TABS = (
    Tab("preparation", gettext_lazy("Preparation"), "trial", STAFF),
    Tab("group", gettext_lazy("Group"), "trial_group", STAFF),
    Tab("card", gettext_lazy("Technology card"), "trial_card", STAFF),
    Tab("safety", gettext_lazy("Safety"), "trial_safety", STAFF),
    Tab("assessment", gettext_lazy("Assessment"), "trial_assessment", frozenset({SCHOOL, CLASS})),
    Tab("families", gettext_lazy("For families"), "trial_families", frozenset({SCHOOL, CLASS})),
    Tab("documents", gettext_lazy("Documents"), "trial_documents", STAFF),
    Tab("history", gettext_lazy("History"), "trial_history", frozenset({SCHOOL, CLASS, HOST})),
)


def audience_of(user: Any, trial: Trial) -> set[str]:
    """As whom the person looks at the trial; one may be several."""
    found = set()
    if any(holds(user, role, trial.school_id) for role in COORDINATORS):
        found.add(SCHOOL)
    if any(holds(user, role, trial.host_id) for role in COORDINATORS):
        found.add(HOST)
    if trial.mentor and trial.mentor.membership.user_id == user.pk:
        found.add(MENTOR)
    if (
        trial.school_id in organisations_as(user, Role.CLASS_TEACHER, Role.TEACHER, Role.PSYCHOLOGIST)
        or trial.responsible.user_id == user.pk
    ):
        found.add(CLASS)
    if holds(user, Role.MEDICAL_WORKER, trial.school_id):
        found.add(MEDICAL)
    return found or {PUPIL}


class Page:
    """A trial as one person sees it on one of its tabs. Raises Http404 for a foreign trial and for a tab the person does not have."""

    def __init__(self, request: HttpRequest, pk: int, tab: str) -> None:
        self.request, self.code = request, tab
        try:
            self.trial = trial_for_page(request.user, pk)
        except Trial.DoesNotExist:
            raise Http404 from None
        self.audience = audience_of(request.user, self.trial)
        if tab not in {one.code for one in self.tabs}:
            raise Http404

    @property
    def tabs(self) -> list[Tab]:
        """Parts that the person has."""
        return [tab for tab in TABS if tab.audience & self.audience]

    @property
    def visit(self) -> Any:
        """The practical session."""
        return self.trial.visit

    def url(self, name: str = "trial", *args: Any) -> str:
        """Address of a page of this trial."""
        return reverse(f"profprobes:{name}", args=[self.trial.pk, *args])

    def steps(self) -> list[dict[str, Any]]:
        """The process of the trial; how families answered is no business of the host, not even as a number."""
        steps = header_steps(self.trial)
        if not {SCHOOL, CLASS} & self.audience:
            steps[CONSENTS] |= {"note": ""}
        return steps

    def next_step(self) -> dict[str, Any] | None:
        """The one thing to do next with its address; ``here``: it is done on this very page, so no button leads to it."""
        step = next_step(self.trial, self.request.user)
        if step is None:
            return None
        if step["code"] == "visit":
            return step | {"url": reverse("profprobes:visit", args=[self.visit.pk]), "post": False, "here": False}
        name, post = DIRECT.get(step["code"], (None, step["post"]))
        url = self.url(name) if name else reverse(step["url_name"], args=step["args"])
        return step | {"url": url, "post": post, "here": url == self.request.path}

    def context(self, **more: Any) -> dict[str, Any]:
        """What the frame prints, and ``more`` for the tab."""
        return {
            "page": self,
            "trial": self.trial,
            "visit": self.visit,
            "is_school": SCHOOL in self.audience,
            "is_host": HOST in self.audience,
            "tabs": [(tab.label, self.url(tab.url_name), tab.code == self.code) for tab in self.tabs],
            "steps": self.steps(),
            "next_step": self.next_step(),
            "crumbs": [(_("Career trials"), reverse("profprobes:trial_list")), (self.trial.number, "")],
            **more,
        }


def pupil_participation(user: Any, trial_pk: int) -> Participation | None:
    """The pupil's own row of a trial."""
    if not has_role(user, Role.PUPIL):
        return None
    return Participation.objects.visible_to(user).filter(trial=trial_pk, pupil=user).first()
