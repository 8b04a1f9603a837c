"""Cells of a pupil's line: consent, photo, medical result, forms В, Б, Г, each an icon and a word."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import PhotoLevel

from ..models import MedicalClearance, ParentSummary
from .coord_frame import Page
from .coord_looks import CONSENT, MEDICAL, NOT_YET, PHOTO, badge


def columns_for(inside: bool) -> list[Any]:
    """Headings: school staff see all papers, a host only what it needs on the day."""
    if not inside:
        return [_("State"), _("Photo"), _("Conditions")]
    return [_("State"), _("Consent"), _("Photo"), _("Medical check"), _("Form В"), _("Form Б"), _("Form Г")]


def row_cells(row: Any, page: Page, inside: bool) -> list[dict[str, Any]]:
    """Cells under columns_for(), each with its heading for the cards of a phone."""
    cells = _cells(row, page, inside)
    return [{**cell, "column": column} for column, cell in zip(columns_for(inside), cells, strict=True)]


def _cells(row: Any, page: Page, inside: bool) -> list[dict[str, Any]]:
    state = badge((*row.STATUS_LOOK.get(row.status, ("neutral", "")), row.get_status_display()))
    photo = badge(PHOTO[PhotoLevel(row.photo_effective)])
    if not inside:
        return [state, photo, _conditions(row)]
    if row.consent_word != "given":
        photo = badge(NOT_YET)
    if row.reasons and row.status in row.IN_GROUP:
        state["note"] = "; ".join(str(reason) for reason in row.reasons)
    consent = badge(CONSENT[row.consent_word], href=page.url("trial_families"))
    return [state, consent, photo, _medical(row), _form(row), _card(row), _summary(row)]


def _medical(row: Any) -> dict[str, Any]:
    if not row.medical_result:
        return badge(NOT_YET)
    return badge((*MEDICAL[row.medical_result], MedicalClearance.Result(row.medical_result).label))


def _conditions(row: Any) -> dict[str, Any]:
    medical = getattr(row, "medical", None)
    text = medical.conditions_for_mentor if medical else ""
    return badge(("sun", "info", text)) if text else badge(("neutral", "minus", _("none")))


def _form(row: Any) -> dict[str, Any]:
    if row.has_after:
        return badge(("leaf", "check-check", _("before and after")))
    return badge(("sky", "check", _("before"))) if row.has_before else badge(NOT_YET)


def _card(row: Any) -> dict[str, Any]:
    return badge(("leaf", "check", _("sent"))) if row.has_card else badge(NOT_YET)


def _summary(row: Any) -> dict[str, Any]:
    if not row.summary_status:
        return badge(NOT_YET)
    status = ParentSummary.Status(row.summary_status)
    return badge((*ParentSummary.STATUS_LOOK[status], status.label))


def pupil_facts(row: Any, page: Page, inside: bool) -> list[tuple[Any, Any]]:
    """The same in sentences, for the page of one pupil."""
    labels = columns_for(inside)
    facts = [(label, cell["label"]) for label, cell in zip(labels, row_cells(row, page, inside), strict=True)]
    facts.insert(0, (_("Class"), row.class_group.name))
    if inside:
        facts.append((_("Briefed at school"), _("yes") if row.briefed_school else _("no")))
        facts.append((_("Briefed on site"), _("yes") if row.briefed_site else _("no")))
        facts.append((_("Artefacts in the portfolio"), row.artefact_count))
        if row.medical_result == MedicalClearance.Result.CONDITIONS:
            facts.append((_("Conditions for the mentor"), row.medical.conditions_for_mentor))
    return facts
