"""Forms that are printed for the whole class: what the tab «Documents» of a trial offers beside forms Б and В."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from network.models import ClassGroup

from .family import family_answer
from .models import ParentConsent, ParentNotice, Participation, Trial, TrialRubric, TrialSurvey

SCHOOL, CLASS, MENTOR = "school", "class", "mentor"


@dataclass(frozen=True)
class ClassPaper:
    """One form for many pupils. ``sources(user, trial)`` are rows with everything the permission asks; ``language``: of the family, where the form goes to
    it, else None: whoever prints chooses.
    """

    code: str
    permission: str
    audience: frozenset[str]
    title: Any
    text: Any
    action: Any
    empty: Any
    sources: Callable[[Any, Trial], Any]
    language: Callable[[Any], str] | None = None


def family_language(participation: Participation) -> str:
    """The language of the family's paper: of the guardian who answered, else of the first one, else of the class."""
    guardians = [row.guardian for row in family_answer(participation).counting]
    guardians += [row for row in participation.pupil.guardians.all() if row.status == "active"]
    group: ClassGroup = participation.class_group
    language = guardians[0].language if guardians else group.language
    return "kk" if language == "kk" else "ru"


def _rows(user: Any, trial: Trial) -> Any:
    rows = Participation.objects.in_care_of(user).filter(trial=trial, status__in=Participation.IN_GROUP)
    return rows.select_related("pupil", "class_group", "trial").prefetch_related("consents__guardian", "pupil__guardians")


def _unanswered(user: Any, trial: Trial) -> list[Participation]:
    """Families that have not answered yet: the paper is for them."""
    return [row for row in _rows(user, trial) if not any(consent.status in ParentConsent.ANSWERED for consent in row.consents.all())]


def _told(user: Any, trial: Trial) -> Any:
    """Every family of the class, once the notice is written."""
    return _rows(user, trial) if ParentNotice.objects.filter(trial=trial).exists() else []


def _surveys(user: Any, trial: Trial) -> Any:
    rows = TrialSurvey.objects.visible_to(user).filter(participation__trial=trial, status=TrialSurvey.Status.SUBMITTED)
    return rows.select_related("participation__trial", "participation__pupil")


def _tables(user: Any, trial: Trial) -> Any:
    rows = TrialRubric.objects.visible_to(user).filter(participation__trial=trial, status=TrialRubric.Status.SUBMITTED)
    return rows.select_related("participation__trial", "participation__pupil")


def _given(user: Any, trial: Trial) -> Any:
    rows = ParentConsent.objects.visible_to(user).filter(participation__trial=trial, status=ParentConsent.Status.GIVEN)
    return rows.select_related("participation__trial", "participation__pupil", "guardian")


PAPERS = {
    paper.code: paper
    for paper in (
        ClassPaper(
            "PP-CONS-P",
            "issue_consent",
            frozenset({SCHOOL, CLASS}),
            _("Consents to sign on paper"),
            _(
                "One sheet per pupil whose family has not answered, in the language of the family. The QR code opens the page where the sheet is entered."
            ),
            _("Make the sheets"),
            _("Every family has answered."),
            _unanswered,
            family_language,
        ),
        ClassPaper(
            "PP-CONS",
            "issue_consent",
            frozenset({SCHOOL, CLASS}),
            _("Consents that were given"),
            _("Who agreed to what, when, and under which version of the text, in the language of the answer."),
            _("Make all consents"),
            _("No family has agreed yet."),
            _given,
            lambda consent: "kk" if consent.language == "kk" else "ru",
        ),
        ClassPaper(
            "PP-NOT",
            "issue_parentnotice",
            frozenset({SCHOOL, CLASS}),
            _("Notices before the trial"),
            _("One page per family, in its language: task, risks, responsible adults, regime of the day."),
            _("Make the notices"),
            _("The notice is not written yet: the tab for families leads to it."),
            _told,
            family_language,
        ),
        ClassPaper(
            "PP-6",
            "issue_trialsurvey",
            frozenset({SCHOOL, CLASS}),
            _("Surveys of the pupils (annex 6)"),
            _("One sheet per pupil who answered the survey."),
            _("Make all surveys"),
            _("No pupil has answered yet."),
            _surveys,
        ),
        ClassPaper(
            "PP-T3",
            "issue_trialrubric",
            frozenset({SCHOOL, CLASS, MENTOR}),
            _("Tables 3"),
            _("One sheet per pupil and rater whose table is sent."),
            _("Make all tables"),
            _("No table is sent yet."),
            _tables,
        ),
    )
}
