"""Registers of networks and councils as tables to download: the columns of their screens and papers (network page 5, «every register also as XLSX»)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .exports import Table
from .models import CouncilDecision, Network, NetworkDuty


def _day(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if value else ""


def decision_rows(decisions: Any) -> Table:
    """The decisions board: number, day, both texts, votes, who answers, by when, how it was carried out, orders."""
    header = [
        _("Number"),
        _("Decided on"),
        _("Decision (Kazakh)"),
        _("Decision (Russian)"),
        pgettext("decision", "About"),
        pgettext("votes", "For"),
        pgettext("votes", "Against"),
        pgettext("votes", "Abstained"),
        _("Responsible person"),
        pgettext("decision", "Due"),
        _("State"),
        pgettext("decision", "Execution"),
        _("Orders registered"),
        _("Orders expected"),
    ]
    return header, (_decision(row) for row in decisions)


def _decision(row: Any) -> list[Any]:
    return [
        row.number,
        _day(row.adopted_on),
        row.text_kk,
        row.text_ru,
        CouncilDecision.Topic(row.topic).label,
        row.votes_for,
        row.votes_against,
        row.votes_abstained,
        row.responsible.full_name if row.responsible else "",
        _day(row.due_on),
        row.get_status_display(),
        row.execution,
        row.orders_registered,
        row.orders_waiting + row.orders_registered + row.orders_refused,
    ]


def matrix_rows(state: Any, *, contacts: bool) -> Table:
    """NW-24: every function of every member with its person, or that nobody holds it; contacts only for whoever may take them out."""
    header = [_("Organisation"), _("Code"), _("Function"), _("Person"), _("From"), _("Vacant, working days")]
    header += [_("Phone"), _("E-mail")] if contacts else []
    rows: list[list[Any]] = []
    for duty in state.duties:
        if duty.rasci == NetworkDuty.Rasci.R:
            known = [duty.organisation.short_name, duty.function.code, duty.function.name, duty.person.full_name, _day(duty.valid_from), ""]
            rows.append(known + ([duty.phone, duty.email] if contacts else []))
    rows += [[row.organisation.short_name, row.function.code, row.function.name, _("vacant"), "", row.days] for row in state.vacancies]
    return header, sorted(rows, key=lambda row: (row[0], row[1]))


def network_rows(networks: Iterable[Any], compositions: dict[int, Any]) -> Table:
    """The list of networks: region, phase, composition as joined of wanted, functions, what is late."""
    header = [
        pgettext("one", "Network"),
        _("Region"),
        pgettext("network", "Scope"),
        _("Form of the network"),
        pgettext("network", "Phase"),
        _("Universities"),
        _("Colleges"),
        _("Schools"),
        _("Functions with a named person"),
        _("Mandatory functions"),
        _("Decisions overdue"),
        _("Orders late"),
    ]
    return header, (_network(row, compositions[row.pk]) for row in networks)


def _network(row: Network | Any, composition: Any) -> list[Any]:
    return [
        row.title,
        row.region.name,
        row.get_scope_display(),
        row.get_form_display(),
        row.get_status_display(),
        *(part.joined_ratio for part in composition.parts),
        row.functions_held,
        row.functions_all,
        row.overdue,
        row.waiting,
    ]
