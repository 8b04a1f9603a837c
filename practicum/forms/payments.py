"""Forms of the money of the practicum."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.widgets import DateInput, MoneyInput
from network.models import AcademicYear

from ..models import PaymentStatement, PaymentTerms
from ..models.payments import RATE_FLOOR


class CommaDecimal(forms.DecimalField):
    """A number typed with a decimal comma or point: «0,35» is 0.35 (E-17). A box for text: a box for numbers lets no comma in."""

    widget = forms.TextInput

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "decimal"}

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".").replace(" ", "") if isinstance(value, str) else value)


class PaymentFilter(forms.Form):
    """Filter of the list."""

    q = forms.CharField(label=_("School"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("All")), *PaymentStatement.Status.choices]

    def values(self) -> dict[str, Any]:
        """Cleaned values; a wrong one is as if it were not there."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or kind for name, kind in (("q", ""), ("status", ""), ("overdue", False))}


class EnterPaymentForm(forms.Form):
    """Money has gone."""

    amount = forms.IntegerField(label=_("Sum, ₸"), min_value=1, widget=MoneyInput)
    on = forms.DateField(label=_("Paid on"), widget=DateInput)
    document_no = forms.CharField(label=_("Payment document No."), max_length=60)

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day lies ahead. Enter the day on which the money has gone."))
        return day


class TermsForm(forms.Form):
    """Parameters of one agreement."""

    pays = forms.BooleanField(label=_("The school is paid under this agreement"), required=False)
    channel = forms.ChoiceField(label=_("Who pays"), choices=PaymentTerms.Channel)
    form = forms.ChoiceField(label=_("Form of payment"), choices=PaymentTerms.Form)
    rate = CommaDecimal(
        label=_("Share"), max_digits=3, decimal_places=2, max_value=1, help_text=_("Not less than 0.3; it is changed only upward.")
    )
    due_days = forms.IntegerField(label=_("Days after the round until payment"), min_value=0, max_value=365)
    count_as_one = forms.BooleanField(
        label=_("Count everyone as 1"), required=False, help_text=_("Otherwise whoever left early counts by the days worked.")
    )

    def clean_rate(self) -> Any:
        rate = self.cleaned_data["rate"]
        if rate < RATE_FLOOR:
            raise forms.ValidationError(_("Not less than 0.3."))
        return rate


class CostForm(forms.Form):
    """S of a year."""

    year = forms.ModelChoiceField(AcademicYear.objects.all(), label=_("Academic year"), empty_label=None)
    cost = forms.IntegerField(label=_("Cost of one credit, ₸ (S)"), min_value=1, max_value=10_000_000, widget=MoneyInput)


class MonthForm(forms.Form):
    """A month of the supplement."""

    month = forms.DateField(label=_("Any day of the month"), widget=DateInput)


class PaidOnForm(forms.Form):
    """The day of the payment."""

    on = forms.DateField(label=_("Paid on"), widget=DateInput)
