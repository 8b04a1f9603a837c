"""Forms of confirming documents and of the network's decision on them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import DateInput, Segmented

from ..models import ConfirmationForm, IssuedConfirmation, Participation

LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский")]


class IssueForm(forms.Form):
    """Which form, in which language, to whom; everybody who may have it is ticked at first."""

    form = forms.ChoiceField(label=_("Form"), widget=Segmented)
    language = forms.ChoiceField(label=_("Language of the documents"), choices=LANGUAGES, widget=Segmented)
    pupils = forms.ModelMultipleChoiceField(
        Participation.objects.none(),
        label=_("Pupils"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one pupil.")},
    )

    def __init__(self, *args: Any, rows: list[Any], allowed: set[str], **options: Any) -> None:
        """``rows`` are ConfirmationRow, ``allowed`` the forms of the network's decision."""
        super().__init__(*args, **options)
        kinds = [(kind.value, kind.label) for kind in IssuedConfirmation.KINDS if kind in allowed]
        self.fields["form"].choices = kinds  # type: ignore[attr-defined]
        self.fields["form"].initial = kinds[0][0] if kinds else ""
        fit = [row.participation.pk for row in rows if row.fits]
        pupils: Any = self.fields["pupils"]
        pupils.queryset = Participation.objects.filter(pk__in=fit).select_related("pupil", "class_group")
        pupils.choices = [(row.participation.pk, row.participation.pupil.full_name) for row in rows if row.fits]
        pupils.initial = fit


class DecisionForm(forms.Form):
    """The collegial decision of a network."""

    decided_on = forms.DateField(label=_("Decided on"), widget=DateInput)
    minutes_no = forms.CharField(label=_("Minutes No."), max_length=40)
    field_order = ("forms", "decided_on", "minutes_no")
    forms = forms.MultipleChoiceField(
        label=_("Allowed forms"),
        choices=ConfirmationForm.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Allow at least one form.")},
    )
