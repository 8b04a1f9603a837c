"""Forms of agreements."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.widgets import Segmented

from .access import COORDINATORS
from .agreements.reader import places
from .models import Agreement, AgreementKind, AgreementParty, Organisation, RoleAssignment
from .queries_agreements import filter_choices


class AgreementFilter(forms.Form):
    """Search and filters of the list; they live in the address."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number or title")})
    )
    party = forms.CharField(
        label=_("Party"), required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name or BIN")})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False)
    term = forms.ChoiceField(label=pgettext_lazy("agreement", "Term"), required=False)
    network = forms.ChoiceField(label=_("Network"), required=False)
    no_scan = forms.BooleanField(label=_("Without a scan"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("All states")), *Agreement.Status.choices]
        self.fields["term"].choices = [("", _("Any")), ("soon", _("Ending soon")), ("review", _("Renewed: details to confirm"))]
        kinds, networks = filter_choices(user)
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]
        self.fields["network"].choices = [("", _("All networks")), *networks]
        if not networks:
            del self.fields["network"]

    def values(self) -> dict[str, Any]:
        """Clean filters; a value that somebody wrote into the address by hand is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class StartForm(forms.Form):
    """Kind and initiator; the partners are found by name on the same page."""

    kind = forms.ModelChoiceField(AgreementKind.objects.filter(active=True), label=_("Kind"))
    initiator = forms.ModelChoiceField(Organisation.objects.none(), label=_("Initiator"))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["initiator"].queryset = organisations
        self.fields["initiator"].empty_label = None


class TermsForm(forms.ModelForm):
    """Title, place, languages, term, way out."""

    confirm_long = forms.BooleanField(label=_("Yes, longer than ten years"), required=False)

    class Meta:
        model = Agreement
        fields = [
            "title_kk", "title_ru", "place_kk", "place_ru", "purpose_kk", "purpose_ru", "languages", "prevails", "copies", "term_kind",
            "starts_on", "ends_on", "auto_renew", "notice_months", "exit_rule", "amount", "hosts_per_year",
        ]  # fmt: skip
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "purpose_kk": forms.Textarea(attrs={"rows": 3}),
            "purpose_ru": forms.Textarea(attrs={"rows": 3}),
            "prevails": Segmented,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind.forbids_money:
            del self.fields["amount"]

    def clean_notice_months(self) -> int:
        months = self.cleaned_data["notice_months"]
        if months < 1:
            raise forms.ValidationError(_("At least one month."))
        return months


class PartyForm(forms.ModelForm):
    """Who signs for a party, on which ground and until when; who answers for it."""

    class Meta:
        model = AgreementParty
        fields = [
            "role_kk", "role_ru", "signatory_name", "signatory_position_kk", "signatory_position_ru", "basis_kk", "basis_ru", "powers_until",
            "responsible", "responsible_phone", "responsible_email",
        ]  # fmt: skip
        widgets = {"powers_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"powers_until": _("Empty: without an end, as the charter says.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("signatory_name", "signatory_position_kk", "signatory_position_ru", "basis_kk", "basis_ru"):
            self.fields[name].required = True
        roles = RoleAssignment.objects.current().filter(membership__organisation=self.instance.organisation_id, role__in=COORDINATORS)
        known = Q(pk__in=roles.values("membership__user")) | Q(pk=self.instance.responsible_id)
        self.fields["responsible"].queryset = User.objects.filter(known).order_by("last_name", "first_name")


class PlacesForm(forms.Form):
    """Places of the text that a person fills, each in the languages of the text."""

    def __init__(self, *args: Any, agreement: Agreement, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        known, typed = places(), agreement.variables
        for name in names:
            about = known.get(name, {})
            label = about.get("kk" if get_language() == "kk" else "ru", name)
            if about.get("type") == "date":
                self.fields[name] = forms.DateField(
                    label=label, required=False, initial=typed.get(name), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                )
            elif about.get("type") == "number":
                self.fields[name] = forms.IntegerField(label=label, required=False, min_value=0, initial=typed.get(name))
            else:
                for language in agreement.languages_used:
                    old = typed.get(name)
                    initial = old.get(language, "") if isinstance(old, dict) else old
                    self.fields[f"{name}__{language}"] = forms.CharField(
                        label=f"{label} ({'қаз' if language == 'kk' else 'рус'})", required=False, max_length=2000, initial=initial
                    )

    def values(self) -> dict[str, Any]:
        """What was typed, as the agreement keeps it."""
        found: dict[str, Any] = {}
        for field, value in self.cleaned_data.items():
            name, _sep, language = field.partition("__")
            if language:
                found.setdefault(name, {})[language] = value
            else:
                found[name] = value.isoformat() if hasattr(value, "isoformat") else value
        return found


class ClauseForm(forms.Form):
    """The words of a clause in both languages, and the revision they were read in (NR59)."""

    text_kk = forms.CharField(label=_("Text (Kazakh)"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    text_ru = forms.CharField(label=_("Text (Russian)"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    confirmed = forms.BooleanField(label=_("The other language still fits"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in {"kk", "ru"} - set(agreement.languages_used):
            del self.fields[f"text_{language}"]
        if len(agreement.languages_used) == 1:
            del self.fields["confirmed"]


class RemarkForm(forms.Form):
    """A remark, with a text proposed or without."""

    text = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    proposed_kk = forms.CharField(label=_("Proposed text (Kazakh)"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    proposed_ru = forms.CharField(label=_("Proposed text (Russian)"), required=False, widget=forms.Textarea(attrs={"rows": 4}))


class ScanForm(forms.Form):
    """A scan of the signed paper."""

    upload = forms.FileField(label=_("Scan: PDF or JPG, up to 20 MB"), widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg"}))
    signer = forms.CharField(label=_("Signatory"), max_length=200)
    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class CmsForm(forms.Form):
    """A CMS file over the PDF."""

    cms = forms.FileField(label=_("CMS file (.cms, .p7s, .sig)"), widget=forms.FileInput(attrs={"accept": ".cms,.p7s,.sig,.p7b"}))
