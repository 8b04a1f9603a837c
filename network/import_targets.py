"""Whose file it is: which organisations, plans, matrices, calendars a person may fill from a file, and the field of the form that asks for one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .access import COORDINATORS, organisations_as
from .forms_alignment import own_organisations
from .forms_plans.plans import kept_networks, kept_organisations, owner_choices, owner_of
from .imports import REGISTERS
from .models import AlignmentMatrix, NetworkPlan, Organisation, Role

Field = forms.ModelChoiceField | forms.ChoiceField


def organisations_to_fill(user: Any, register: str) -> Any:
    """Organisations for which the person may bring this file."""
    if register == "modules":
        return own_organisations(user)
    roles = (*COORDINATORS, Role.HR) if register == "staff" else COORDINATORS
    rows = Organisation.objects.filter(pk__in=organisations_as(user, *roles), status=Organisation.Status.ACTIVE).order_by("short_name_kk")
    return REGISTERS[register].organisations(rows)


def plans_to_fill(user: Any) -> Any:
    """Drafts of plans that the person keeps."""
    rows = NetworkPlan.objects.filter(status=NetworkPlan.Status.DRAFT).select_related("network", "organisation", "year")
    own = rows.filter(network__in=kept_networks(user).values("pk")) | rows.filter(organisation__in=kept_organisations(user).values("pk"))
    return own.distinct()


def matrices_to_fill(user: Any) -> Any:
    """Drafts of matrices in which the person writes."""
    own = own_organisations(user).values("pk")
    rows = AlignmentMatrix.objects.filter(status=AlignmentMatrix.Status.DRAFT).select_related("field", "academic_year")
    return (rows.filter(keeper__in=own) | rows.filter(programmes__organisation__in=own)).distinct()


class CalendarField(forms.ChoiceField):
    """The calendar of a network or of an organisation."""

    def __init__(self, user: Any) -> None:
        self.networks, self.organisations = list(kept_networks(user)), list(kept_organisations(user))
        super().__init__(label=_("Whose calendar"), choices=owner_choices(self.networks, self.organisations))

    def clean(self, value: Any) -> dict[str, Any]:
        """{network: …} or {organisation: …}."""
        return owner_of(super().clean(value), self.networks, self.organisations)


def field_for(user: Any, register: str) -> Field | None:
    """The question whose file it is; None where the register belongs to nobody."""
    target = REGISTERS[register].target
    if target == "plan":
        return forms.ModelChoiceField(plans_to_fill(user), label=_("Plan"), empty_label=None)
    if target == "matrix":
        return forms.ModelChoiceField(matrices_to_fill(user), label=_("Alignment matrix"), empty_label=None)
    if target == "calendar":
        return CalendarField(user)
    if REGISTERS[register].needs_organisation:
        return forms.ModelChoiceField(organisations_to_fill(user, register), label=_("Organisation"), empty_label=None)
    return None


def may_bring(user: Any, register: str) -> bool:
    """May the person bring a file into this register, for anybody at all?"""
    target = REGISTERS[register].target
    if target == "plan":
        return bool(plans_to_fill(user).exists())
    if target == "matrix":
        return bool(matrices_to_fill(user).exists())
    if target == "calendar":
        return bool(organisations_as(user, *COORDINATORS)) or bool(kept_networks(user).exists())
    if register == "modules":
        return bool(user.has_perm("network.add_module"))
    if REGISTERS[register].narrows:
        return bool(organisations_to_fill(user, register).exists())
    if REGISTERS[register].needs_organisation:
        return bool(organisations_as(user, *COORDINATORS, *([Role.HR] if register == "staff" else [])))
    return bool(user.has_perm(f"network.load_{register}"))


def target_of(register: str, chosen: Any) -> dict[str, Any]:
    """Arguments of the service for what was chosen."""
    if isinstance(chosen, dict):
        return chosen
    return {REGISTERS[register].target or "organisation": chosen} if chosen is not None else {}
