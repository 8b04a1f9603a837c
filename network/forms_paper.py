"""Forms of agreements concluded on paper and of what the parties owe."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.uploads import CheckedFile
from core.widgets import DateInput, FilePicker, MoneyInput

from .forms_life import ScanMixin
from .models import Agreement, AgreementKind, AgreementObligation, AgreementParty, ExitRule, Organisation, TermKind

AS_USUAL = ("", _("As is usual for the kind"))
YES_NO = (AS_USUAL, ("yes", _("Yes")), ("no", _("No")))


class PaperForm(forms.Form):
    """What stands on the paper, and its scan. Nothing chosen for term, renewal, way out: as the kind has it."""

    kind = forms.ModelChoiceField(AgreementKind.objects.filter(active=True), label=_("Kind"))
    initiator = forms.ModelChoiceField(Organisation.objects.none(), label=_("Your organisation"), empty_label=None)
    number = forms.CharField(label=_("Number"), max_length=60, help_text=_("As it stands on the paper."))
    date = forms.DateField(label=_("Date of signing"), widget=DateInput)
    starts_on = forms.DateField(
        label=_("Comes into force"), required=False, widget=DateInput, help_text=_("Empty: on the date of signing.")
    )
    ends_on = forms.DateField(
        label=_("Ends"), required=False, widget=DateInput, help_text=_("Empty for a calendar year or an open-ended term.")
    )
    confirm_long = forms.BooleanField(label=_("Yes, longer than ten years"), required=False)
    upload = forms.FileField(label=_("Scan: PDF or JPG, up to 20 MB"), widget=FilePicker(accept=".pdf,.jpg,.jpeg"))
    term_kind = forms.ChoiceField(label=_("Kind of term"), required=False, choices=[AS_USUAL, *TermKind.choices])
    auto_renew = forms.ChoiceField(label=_("Renews itself unless notice is given"), required=False, choices=YES_NO)
    exit_rule = forms.ChoiceField(label=_("How a party leaves"), required=False, choices=[AS_USUAL, *ExitRule.choices])
    hosts_per_year = forms.IntegerField(label=_("Students per year"), required=False, min_value=0, max_value=10_000)
    amount = forms.IntegerField(label=_("Amount, ₸"), required=False, min_value=0, widget=MoneyInput)
    person_iin = forms.CharField(label=_("IIN of the person"), required=False, max_length=20)
    person_last_name = forms.CharField(label=_("Last name"), required=False, max_length=120)
    person_first_name = forms.CharField(label=_("First name"), required=False, max_length=120)
    person_middle_name = forms.CharField(label=_("Patronymic (if any)"), required=False, max_length=120)

    PERSON = ("person_iin", "person_last_name", "person_first_name", "person_middle_name")

    def __init__(self, *args: Any, organisations: Any = None, agreement: Agreement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agreement is not None:  # mended: kind and parties stay
            for name in ("kind", "initiator", *self.PERSON):
                del self.fields[name]
            self.fields["upload"].required = False
            self.fields["upload"].help_text = _("Empty: the scan stays as it is.")
            return
        self.fields["initiator"].queryset = organisations

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("person_iin"):
            for name in self.PERSON[1:3]:
                if not data.get(name):
                    self.add_error(name, _("Fill in this field."))
        return data

    def values(self) -> dict[str, Any]:
        """Arguments of the service but for the sides."""
        data = self.cleaned_data
        found = {name: value for name, value in data.items() if name not in self.PERSON}
        found["auto_renew"] = {"yes": True, "no": False}.get(data.get("auto_renew", ""))
        return found

    def person(self) -> dict[str, str]:
        """Who the natural person is; empty where the partners are organisations."""
        if not self.cleaned_data.get("person_iin"):
            return {}
        return {name.removeprefix("person_"): self.cleaned_data[name] for name in self.PERSON}

    @staticmethod
    def typed(agreement: Agreement) -> dict[str, Any]:
        """What is written now, for the form that mends it."""
        names = ("number", "date", "starts_on", "ends_on", "term_kind", "exit_rule", "hosts_per_year", "amount")
        return {name: getattr(agreement, name) for name in names} | {
            "auto_renew": "yes" if agreement.auto_renew else "no",
            "confirm_long": agreement.long_term_confirmed,
        }


class PersonForm(forms.Form):
    """A natural person as a party of a SERVICE contract."""

    iin = forms.CharField(label=_("IIN"), max_length=20)
    last_name = forms.CharField(label=_("Last name"), max_length=120)
    first_name = forms.CharField(label=_("First name"), max_length=120)
    middle_name = forms.CharField(label=_("Patronymic (if any)"), required=False, max_length=120)


class ObligationForm(forms.ModelForm):
    """What a party owes: words, measure, day."""

    party = forms.ModelChoiceField(AgreementParty.objects.none(), label=_("Party"), empty_label=None)

    class Meta:
        model = AgreementObligation
        fields = ["party", "text_kk", "text_ru", "measure", "unit_kk", "unit_ru", "due_on", "due_rule"]
        widgets = {
            "text_kk": forms.Textarea(attrs={"rows": 2}),
            "text_ru": forms.Textarea(attrs={"rows": 2}),
            "due_on": DateInput,
        }
        help_texts = {
            "measure": _("How many; empty where one fact is enough."),
            "due_on": _("After this day the obligation counts as overdue."),
            "due_rule": _("In words, for example: every quarter."),
        }

    def __init__(self, *args: Any, parties: list[AgreementParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = AgreementParty.objects.filter(pk__in=[party.pk for party in parties])
        self.fields["party"].initial = parties[0].pk if parties else None
        self.fields["party"].label_from_instance = lambda party: party.name
        if len(parties) == 1:
            self.fields["party"].widget = forms.HiddenInput()


class ObligationFactForm(ScanMixin):
    """What was done under an obligation, with evidence."""

    scan_fields = ("proof",)

    on = forms.DateField(label=_("Date"), widget=DateInput)
    text = forms.CharField(label=_("What was done"), max_length=400)
    value = forms.IntegerField(label=_("Count"), min_value=1, max_value=1_000_000, initial=1)
    proof = forms.FileField(
        label=_("Evidence: a file"), required=False, widget=FilePicker(accept="image/*,application/pdf"), help_text=_("Or a link below.")
    )
    link = forms.URLField(label=_("Evidence: a link"), required=False, max_length=500, assume_scheme="https")

    def values(self) -> dict[str, Any]:
        """Arguments of the service."""
        data, proof = self.cleaned_data, self.cleaned_data.get("proof")
        return {
            "on": data["on"],
            "text": data["text"],
            "value": data["value"],
            "link": data.get("link", ""),
            "proof": proof if isinstance(proof, CheckedFile) else None,
        }
