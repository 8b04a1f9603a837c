"""Local acts: made from the template or as a scan, approved, brought in by an order, reviewed every year (network page 2.9, NR54)."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core.uploads import check_upload

from ..act_data import REGULATION, TEMPLATE_VERSION
from ..errors_plans import ActExists, ActNumberNeeded, ActWithoutText, ElementNeedsProof, OrderBeforeAct, OrderNeeded, ReasonNeeded
from ..models import (
    AcademicYear,
    CalendarEvent,
    InteractionElement,
    InteractionModel,
    LocalAct,
    LocalActSection,
    NetworkPlan,
    Organisation,
)

Status, Type = LocalAct.Status, LocalAct.Type
WRITTEN = frozenset({Type.REGULATION})
ELEMENTS = range(1, 8)


def next_review(day: dt.date) -> dt.date:
    """1 September after the day: acts are reviewed once a year by that date (NR54)."""
    return dt.date(day.year if (day.month, day.day) < (9, 1) else day.year + 1, 9, 1)


def _locked(act: LocalAct) -> LocalAct:
    return LocalAct.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=act.pk)


@transaction.atomic
def start_act(*, organisation: Organisation, type: str, by: User | None, plan: NetworkPlan | None = None) -> LocalAct:
    """Begin an act: the regulation is filled from the template, the plan names its plan, the agreements wait for their scan. Raises ActExists."""
    try:
        with transaction.atomic():
            act = LocalAct.objects.create(organisation=organisation, type=type, plan=plan, created_by=by)
    except IntegrityError as error:
        raise ActExists from error
    if type in WRITTEN:
        act.template_version = TEMPLATE_VERSION
        act.save(update_fields=["template_version"])
        LocalActSection.objects.bulk_create(
            [
                LocalActSection(
                    act=act,
                    order=order,
                    heading_kk=heading.kk,
                    heading_ru=heading.ru,
                    text_kk=text.kk.replace("{name}", organisation.full_name_kk),
                    text_ru=text.ru.replace("{name}", organisation.full_name_ru),
                )
                for order, (heading, text) in enumerate(REGULATION, 1)
            ]
        )
    return act


@transaction.atomic
def write_sections(*, act: LocalAct, texts: dict[int, tuple[str, str]], by: User) -> LocalAct:
    """Save the texts of the sections of a draft: order → (kk, ru). Raises WrongState."""
    act = _locked(act)
    if act.status != Status.DRAFT:
        from core.errors import WrongState

        raise WrongState(status=act.get_status_display())
    for section in act.sections.all():
        if section.order in texts:
            section.text_kk, section.text_ru = texts[section.order]
            section.save(update_fields=["text_kk", "text_ru"])
    return act


@transaction.atomic
def attach_scan(*, act: LocalAct, upload: Any, by: User) -> LocalAct:
    """Keep the scan of a draft or an approved act. Raises UploadRefused and its children, WrongState."""
    checked = check_upload(upload)
    act = _locked(act)
    if act.status not in {Status.DRAFT, Status.APPROVED}:
        from core.errors import WrongState

        raise WrongState(status=act.get_status_display())
    act.file.save(f"{act.type}-{act.pk}{checked.extension}", ContentFile(checked.content), save=False)
    act.original_name, act.mime = checked.original_name, checked.mime
    act.save(update_fields=["file", "original_name", "mime"])
    return act


@transaction.atomic
def approve_act(*, act: LocalAct, number: str, date: dt.date | None, by: User) -> LocalAct:
    """Approve an act with its number and date. Raises ActNumberNeeded, ActWithoutText."""
    act = _locked(act)
    if not number.strip() or date is None:
        raise ActNumberNeeded
    if not act.file and not act.sections.exists() and act.plan_id is None:
        raise ActWithoutText
    act.number, act.date = number.strip(), date
    act.move("approve", by=by, save_also=("number", "date"))
    return act


@transaction.atomic
def enter_into_force(*, act: LocalAct, order_number: str, order_date: dt.date | None, by: User) -> LocalAct:
    """Bring an approved act into force by an order; the one before is replaced. Raises OrderNeeded, OrderBeforeAct."""
    act = _locked(act)
    if not order_number.strip() or order_date is None:
        raise OrderNeeded
    if act.date and order_date < act.date:
        raise OrderBeforeAct
    former = LocalAct.objects.select_for_update(of=("self",)).in_force().filter(organisation=act.organisation, type=act.type).first()
    if former:
        former.move("replace", by=by, reason=order_number)
    act.order_number, act.order_date, act.review_on = order_number.strip(), order_date, next_review(order_date)
    act.move("enter", by=by, save_also=("order_number", "order_date", "review_on"))
    return act


@transaction.atomic
def begin_review(*, act: LocalAct, by: User) -> LocalAct:
    """Take an act in force up for its yearly review; it goes on being in force."""
    act = _locked(act)
    act.move("review", by=by)
    return act


@transaction.atomic
def confirm_act(*, act: LocalAct, by: User) -> LocalAct:
    """End the review without a change: in force until 1 September of the next year."""
    act = _locked(act)
    today = timezone.localdate()
    act.reviewed_on, act.review_on = today, next_review(max(today, act.review_on or today))
    act.move("confirm", by=by, save_also=("reviewed_on", "review_on"))
    return act


@transaction.atomic
def cancel_act(*, act: LocalAct, reason: str, by: User) -> LocalAct:
    """Cancel an act. Raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    act = _locked(act)
    act.move("cancel", by=by, reason=reason)
    return act


@transaction.atomic
def open_model(*, organisation: Organisation, year: AcademicYear, by: User | None) -> InteractionModel:
    """The interaction model of the year with its seven elements (NW-23); made now if there is none."""
    model, _made = InteractionModel.objects.get_or_create(organisation=organisation, year=year)
    there = set(model.elements.values_list("element", flat=True))
    InteractionElement.objects.bulk_create(
        [InteractionElement(model=model, element=number) for number in ELEMENTS if number not in there], ignore_conflicts=True
    )
    return model


@transaction.atomic
def mark_element(
    *,
    element: InteractionElement,
    by: User,
    status: str,
    partner: Organisation | None = None,
    partner_name: str = "",
    event: CalendarEvent | None = None,
    procedure: str = "",
    done_on: dt.date | None = None,
) -> InteractionElement:
    """Write how far an element is. Done needs the event or the paper, and its day. Raises ElementNeedsProof."""
    element = InteractionElement.objects.select_for_update(of=("self",)).get(pk=element.pk)
    element.partner, element.partner_name = partner, partner_name.strip()
    element.event, element.procedure, element.done_on = event, procedure.strip(), done_on
    fields = ("partner", "partner_name", "event", "procedure", "done_on")
    done = InteractionElement.Status.DONE
    if status == done and (done_on is None or (event is None and not element.procedure)):
        raise ElementNeedsProof
    if status == element.status or status == InteractionElement.Status.NOT_STARTED:
        element.save(update_fields=fields)
    elif status == done:
        element.move("finish", by=by, save_also=fields)
    else:
        element.move("reopen" if element.status == done else "start", by=by, save_also=fields)
    return element
