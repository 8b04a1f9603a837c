"""The regulation on trials: begun from the model text or the version in force, worded clause by clause, approved by the head (PP-REG)."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.errors import WrongState
from documents.models import IssuedDocument
from documents.services import mark_replaced, request_document
from network.models import LegalAct, LocalAct, LocalActSection, Organisation
from network.services import acts

from .. import errors_records as errors
from ..models import ConfirmationForm, RegulationClause, TrialRegulation
from ..regulation_text import ACTS, BLANKS, CLAUSES, FINAL_EVENT, SECTIONS
from .locks import locked, refused_as

Status = TrialRegulation.Status
LANGUAGES = ("kk", "ru")
KNOWN = {"organisation", "acts", "agreements", "group_min", "group_max", "forms", *BLANKS}
FORM = "PP-REG"
_BRACES = re.compile(r"\{([^{}]*)\}")


@transaction.atomic
def start_regulation(*, organisation: Organisation, by: Any) -> TrialRegulation:
    """Begin a draft: from the version in force, else from the model text with what the portal knows in its blanks. Raises DraftExists."""
    last = TrialRegulation.objects.filter(organisation=organisation).aggregate(last=Max("version"))["last"] or 0
    former = TrialRegulation.objects.filter(organisation=organisation, status=Status.APPROVED).first()
    values = former.values if former else _first_values(organisation)
    with refused_as({"regulation_one_draft": errors.DraftExists, "regulation_version_once": errors.DraftExists}):
        draft = TrialRegulation.objects.create(organisation=organisation, version=last + 1, values=values, created_by=by)
    RegulationClause.objects.bulk_create(_copied(draft, former) if former else _from_model(draft))
    return draft


def _from_model(draft: TrialRegulation) -> list[RegulationClause]:
    found: dict[int, int] = {}
    rows = []
    for one in CLAUSES:
        found[one.section] = found.get(one.section, 0) + 1
        rows.append(
            RegulationClause(regulation=draft, section=one.section, order=found[one.section], code=one.code, text_kk=one.kk, text_ru=one.ru)
        )
    return rows


def _copied(draft: TrialRegulation, former: TrialRegulation) -> list[RegulationClause]:
    fields = ("section", "order", "code", "text_kk", "text_ru", "removed")
    return [RegulationClause(regulation=draft, **{name: getattr(one, name) for name in fields}) for one in former.clauses.all()]


def _first_values(organisation: Organisation) -> dict[str, Any]:
    """Spheres of its trials, hosts of its agreements, the group size of S15, all forms of confirmation."""
    from ..queries.regulation import hosts_of, spheres_of

    values: dict[str, Any] = {"group_min": 5, "group_max": 25, "forms": list(ConfirmationForm.values)}
    for language in LANGUAGES:
        values[f"spheres_{language}"] = ", ".join(one.name_in(language).lower() for one in spheres_of(organisation))
        values[f"sites_{language}"] = "; ".join(one.full_name_in(language) for one in hosts_of(organisation))
        values[f"final_event_{language}"] = FINAL_EVENT[language]
    return values


def _draft(regulation: TrialRegulation) -> TrialRegulation:
    """The draft, locked; an approved text is not touched any more. Raises WrongState."""
    row = locked(regulation, "organisation")
    if not row.is_draft:
        raise WrongState(status=row.get_status_display())
    return row


@transaction.atomic
def fill_blanks(*, regulation: TrialRegulation, values: dict[str, Any], by: Any) -> TrialRegulation:
    """Write the values of the blanks; unknown names are left out. Raises WrongState, GroupSizeWrong."""
    row = _draft(regulation)
    texts = {f"{name}_{language}" for name in BLANKS for language in LANGUAGES}
    new = dict(row.values) | {name: str(values[name]).strip()[:1500] for name in texts & set(values)}
    for name in ("group_min", "group_max"):
        if values.get(name):
            new[name] = int(values[name])
    if new.get("group_min", 1) > new.get("group_max", 1):
        raise errors.GroupSizeWrong
    if "forms" in values:
        new["forms"] = [form for form in ConfirmationForm.values if form in set(values["forms"])]
    row.values = new
    row.save(update_fields=["values"])
    return row


def _checked(text_kk: str, text_ru: str) -> tuple[str, str]:
    texts = text_kk.replace("\r\n", "\n").strip(), text_ru.replace("\r\n", "\n").strip()
    if not all(texts):
        raise errors.ClauseEmpty
    for text in texts:
        for name in _BRACES.findall(text):
            if name not in KNOWN:
                raise errors.UnknownBlank(name=name)
    return texts


@transaction.atomic
def word_clause(*, clause: RegulationClause, text_kk: str, text_ru: str, by: Any) -> RegulationClause:
    """Word a clause of the draft in both languages. Raises WrongState, ClauseEmpty, UnknownBlank."""
    _draft(clause.regulation)
    clause.text_kk, clause.text_ru = _checked(text_kk, text_ru)
    clause.save(update_fields=["text_kk", "text_ru"])
    return clause


@transaction.atomic
def add_clause(*, regulation: TrialRegulation, section: int, text_kk: str, text_ru: str, by: Any) -> RegulationClause:
    """Add an own clause at the end of a section. Raises WrongState, ClauseEmpty, UnknownBlank."""
    row = _draft(regulation)
    kk, ru = _checked(text_kk, text_ru)
    last = row.clauses.filter(section=section).aggregate(last=Max("order"))["last"] or 0
    return RegulationClause.objects.create(regulation=row, section=section, order=last + 1, text_kk=kk, text_ru=ru)


@transaction.atomic
def remove_clause(*, clause: RegulationClause, by: Any) -> None:
    """Leave a clause of the model text out, or delete an own one; 1.1, 1.3, 3.2, 4.4, 6.3 stay. Raises WrongState, ClauseStays."""
    _draft(clause.regulation)
    if clause.is_fixed:
        raise errors.ClauseStays(no=clause.code)
    if clause.is_own:
        clause.delete()
    else:
        clause.removed = True
        clause.save(update_fields=["removed"])


@transaction.atomic
def restore_clause(*, clause: RegulationClause, by: Any) -> None:
    """Take a clause in again that was left out. Raises WrongState."""
    _draft(clause.regulation)
    clause.removed = False
    clause.save(update_fields=["removed"])


def empty_blanks(regulation: TrialRegulation) -> list[str]:
    """Names of the blanks without which the text has a hole in one of the languages."""
    values = regulation.values
    empty = [name for name in BLANKS if not all(values.get(f"{name}_{language}") for language in LANGUAGES)]
    empty += [name for name in ("group_min", "group_max", "forms") if not values.get(name)]
    return [name for name in empty if regulation.clauses.filter(removed=False, text_kk__contains=f"{{{name}}}").exists()]


def printable_acts(day: dt.date) -> list[LegalAct]:
    """Acts of clause 1.1 in force on the day that the operator has checked in the last 12 months: only these are printed, since acts
    change. Which acts belong there is a mark of the act that the operator sets."""
    return in_order(act for act in LegalAct.objects.filter(for_trials=True) if act.is_printable(day))


def in_order(rows: Iterable[LegalAct]) -> list[LegalAct]:
    """Acts as clause 1.1 names them; others follow by their day."""
    return sorted(rows, key=lambda act: (ACTS.index(act.number) if act.number in ACTS else len(ACTS), act.date, act.pk))


@transaction.atomic
def approve_regulation(*, regulation: TrialRegulation, order_number: str, approved_on: dt.date | None, by: Any) -> TrialRegulation:
    """The head approves the draft by an order: the version before is replaced with its papers, the text becomes a local act in force, the paper is made
    in both languages. Raises WrongState, OrderMissing, OrderDayWrong, BlanksEmpty, LegalActsUnchecked.
    """
    from ..queries.regulation import BLANK_LABELS, agreement_lines, sections_of

    locked(regulation.organisation)  # one approval at a time in an organisation
    row = _draft(regulation)
    if not order_number.strip():
        raise errors.OrderMissing
    if approved_on is None or approved_on > timezone.localdate():
        raise errors.OrderDayWrong
    if missing := empty_blanks(row):
        raise errors.BlanksEmpty(blanks=", ".join(str(BLANK_LABELS[name]) for name in missing))
    legal = printable_acts(timezone.localdate())
    if not legal:
        raise errors.LegalActsUnchecked
    row.values = dict(row.values) | {f"agreements_{language}": agreement_lines(row, language) for language in LANGUAGES}
    _replace_former(row, order_number, by)
    row.legal_acts.set(legal)
    row.order_number, row.approved_on, row.approved_by = order_number.strip()[:40], approved_on, by
    row.move("approve", by=by, save_also=("values", "order_number", "approved_on", "approved_by"))
    row.local_act = _as_local_act(row, {language: sections_of(row, language) for language in LANGUAGES}, by)
    row.save(update_fields=["local_act"])
    transaction.on_commit(partial(_print, row.pk, by))
    return row


def _replace_former(row: TrialRegulation, order_number: str, by: Any) -> None:
    former = (
        TrialRegulation.objects.select_for_update(of=("self",)).filter(organisation=row.organisation_id, status=Status.APPROVED).first()
    )
    if former is None:
        return
    former.move("replace", by=by, reason=order_number)
    for paper in IssuedDocument.objects.of(former):
        mark_replaced(document=paper, by=by)


def _as_local_act(row: TrialRegulation, sections: dict[str, Iterable[Any]], by: Any) -> LocalAct:
    """The text as an act of the organisation, in force by the same order; the act before is replaced."""
    act = acts.start_act(organisation=row.organisation, type=LocalAct.Type.TRIAL_REGULATION, by=by)
    pairs = zip(sections["kk"], sections["ru"], strict=True)
    LocalActSection.objects.bulk_create(
        LocalActSection(
            act=act,
            order=number,
            heading_kk=f"{SECTIONS[kk.number]['no']}. {SECTIONS[kk.number]['kk']}",
            heading_ru=f"{SECTIONS[ru.number]['no']}. {SECTIONS[ru.number]['ru']}",
            text_kk="\n".join(kk.lines),
            text_ru="\n".join(ru.lines),
        )
        for number, (kk, ru) in enumerate(pairs, 1)
    )
    act = acts.approve_act(act=act, number=row.order_number, date=row.approved_on, by=by)
    return acts.enter_into_force(act=act, order_number=row.order_number, order_date=row.approved_on, by=by)


def _print(pk: int, by: Any) -> None:
    row = TrialRegulation.objects.get(pk=pk)
    for language in LANGUAGES:
        request_document(type_code=FORM, source=row, language=language, by=by)
