"""Annexes 5 and 6 and table 3 on the pages of a trial: the tab «Assessment», the evidence of one pupil, the pupil's own page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import DomainError

from ..models import GroupObservation, Participation, Trial, TrialRubric, TrialSurvey
from ..services.trial_rubric import levels_of
from ..services.trial_survey import check_survey_open
from ..table3 import CELLS, COMPETENCES, CRITERIA, LEVELS


def more_forms(page: Any) -> list[dict[str, Any]]:
    """Cards of the tab «Assessment» that lead to annex 5 and table 3; what is not the person's is left out."""
    user, visit, found = page.request.user, page.visit, []
    if visit is None or visit.status not in ("in_progress", "held"):
        return []
    if user.has_perm("profprobes.see_groupobservation", visit):
        card = GroupObservation.objects.visible_to(user).filter(session=visit).first()
        found.append(
            {
                "title": _("Group card (annex 5)"),
                "icon": "list-checks",
                "row": card,
                "chosen": page.trial.cards != Trial.Cards.FORM,
                "text": _("The teacher fills columns 2–3, the specialist column 4; both sign."),
                "action": _("Open") if card else _("Begin the card"),
                "url": reverse("profprobes:group_card", args=[visit.pk]),
            }
        )
    if user.has_perm("profprobes.submit_trialrubric", visit):
        found.append(
            {
                "title": _("Criteria of a trial (table 3)"),
                "icon": "table",
                "row": None,
                "chosen": page.trial.scores_table3,
                "text": _("Six criteria in words, competences. No sum, mean or mark is formed."),
                "action": _("Open"),
                "url": reverse("profprobes:table3_list", args=[visit.pk]),
            }
        )
    return found


def evidence_more(user: Any, row: Participation) -> dict[str, Any]:
    """What the page of one pupil's evidence adds."""
    survey = TrialSurvey.objects.visible_to(user).filter(participation=row, status=TrialSurvey.Status.SUBMITTED).first()
    return {
        "survey": survey,
        "survey_texts": told(survey),
        "may_reopen_survey": survey is not None and user.has_perm("profprobes.reopen_trialsurvey", survey),
        "tables": tables_of(user, row),
    }


def tables_of(user: Any, row: Participation) -> list[dict[str, Any]]:
    """Sent tables of the pupil in words."""
    language = "kk" if get_language() == "kk" else "ru"
    rows = TrialRubric.objects.visible_to(user).filter(participation=row, status=TrialRubric.Status.SUBMITTED).select_related("rater")
    return [_table(user, table, language) for table in rows]


def _table(user: Any, table: TrialRubric, language: str) -> dict[str, Any]:
    levels = levels_of(table)
    facts = [
        (CRITERIA[code][language], f"{LEVELS[level][language]}: {CELLS[code][level][language]}")
        for code in CRITERIA
        if (level := levels.get(code))
    ]
    if table.competences:
        facts.append((_("Competences that develop"), ", ".join(COMPETENCES[code][language] for code in table.competences)))
    may = user.has_perm("profprobes.reopen_trialrubric", table)
    address = reverse("profprobes:table3_reopen", args=[table.pk]) if may else ""
    return {"row": table, "facts": facts, "dialog": f"reopen-table-{table.pk}", "reopen_url": address}


def of_pupil(user: Any, row: Participation) -> dict[str, Any]:
    """What the pupil's own page adds: the survey while it is open or answered, table 3 once it is sent."""
    survey: TrialSurvey | None = TrialSurvey.objects.filter(participation=row).first()
    answered = survey is not None and survey.status == TrialSurvey.Status.SUBMITTED
    try:
        check_survey_open(row)
        is_open = not answered
    except DomainError:
        is_open = False
    return {"survey_open": is_open, "survey_answered": answered, "tables": tables_of(user, row)}


def told(row: TrialSurvey | None) -> list[tuple[Any, Any]]:
    """Question and answer in the order of the form."""
    if row is None:
        return []
    label = {field.name: field.verbose_name for field in TrialSurvey._meta.fields}
    answer = {name: getattr(row, f"{name}_other") or getattr(row, f"get_{name}_display")() for name in TrialSurvey.CHOICES}
    answer |= {name: getattr(row, name) for name in TrialSurvey.LEARNED}
    order = ("liked", *TrialSurvey.LEARNED, "wants", "useful")
    return [(label[name], answer[name]) for name in order if answer[name]]
