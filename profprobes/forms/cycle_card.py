"""The hour-by-hour card: its head, and one row."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import CycleCard, CycleCardRow, TrialProgramme
from ..models.cycle_card import HOURS
from ..services.cycle_cards import CELLS, HEAD


def hours_text(hours: Any) -> str:
    """«1», «1,5»: without zeros behind the comma."""
    return f"{hours:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{hours:f}" else f"{hours:f}"


def hours_differ(programme: TrialProgramme, planned: Any) -> str:
    """A warning in words when the card plans other hours than the programme's information card names; a warning, not a block (BR-10)."""
    named = programme.academic_hours
    try:
        same = planned in (None, "") or named is None or Decimal(str(planned).replace(",", ".")) == named
    except InvalidOperation:
        return ""
    words = _(
        "The programme names %(named)s academic hours, the card plans %(planned)s. Make them agree, or say in the goal why they differ."
    )
    return "" if same else words % {"named": hours_text(named), "planned": str(planned).replace(".", ",")}


class CycleCardForm(forms.ModelForm):
    """Goal, tasks, results, hours of the whole cycle."""

    class Meta:
        model = CycleCard
        fields = HEAD

    def __init__(self, *args: Any, programme: TrialProgramme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["planned_hours"].widget = forms.NumberInput(attrs={"min": "0.5", "step": "0.5"})
        self.fields["planned_hours"].help_text = _("Academic hours of the whole cycle; the rows must add up to them.")
        if warning := hours_differ(programme, self["planned_hours"].value()):
            self.fields["planned_hours"].help_text = warning
        for name in HEAD[1:]:
            lists = name.startswith(("tasks", "results"))
            self.fields[name].widget = forms.Textarea(attrs={"rows": 5 if lists else 3, "lang": name[-2:]})
            if lists:
                self.fields[name].help_text = _("One per line.")


class CycleCardRowForm(forms.ModelForm):
    """One row in both languages."""

    forms = forms.MultipleChoiceField(
        label=_("How the activity is organised"), choices=CycleCardRow.Form.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = CycleCardRow
        fields = CELLS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["hours"] = forms.TypedChoiceField(
            label=_("Number of hours"),
            choices=[(f"{hour:.1f}", hours_text(hour)) for hour in HOURS],
            coerce=HOURS[0].__class__,
            initial="1.0",
        )
        if self.instance.pk:
            self.initial["hours"] = f"{self.instance.hours:.1f}"
        for name in CELLS[3:]:
            self.fields[name].widget = forms.Textarea(attrs={"rows": 3 if name.startswith("content") else 2, "lang": name[-2:]})
