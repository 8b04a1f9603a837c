"""Forms of notices, acts, the register and patronage."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.uploads import CheckedFile, UploadRefused, check_upload
from core.widgets import DateInput, FilePicker, MoneyInput, Switch

from .models import COMMITMENTS, AgreementParty, Organisation, PatronagePair, Region, RegistryEntry


class ScanMixin(forms.Form):
    """A form with a file that is checked as every upload: type by content, size, rebuilt."""

    scan_fields = ("scan",)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.scan_fields:
            if upload := data.get(name):
                try:
                    data[name] = check_upload(upload)
                except UploadRefused as refusal:
                    self.add_error(name, str(refusal))
        return data


class NoticeForm(ScanMixin):
    """A notice of one kind; ``seen`` is the last day that the person was shown before sending (§9.12)."""

    party = forms.ModelChoiceField(AgreementParty.objects.none(), label=_("On behalf of"), empty_label=None)
    on_day = forms.DateField(label=_("Last day of the agreement"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False)
    settlement = forms.CharField(
        label=_("Mutual settlements"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text=_("Who owes whom what at the end; empty when nothing is owed."),
    )
    signatory_name = forms.CharField(label=_("Signatory"), max_length=200, required=False)
    signatory_position_kk = forms.CharField(label=_("Position (Kazakh)"), max_length=200, required=False)
    signatory_position_ru = forms.CharField(label=_("Position (Russian)"), max_length=200, required=False)
    basis_kk = forms.CharField(label=_("Ground of powers (Kazakh)"), max_length=200, required=False)
    basis_ru = forms.CharField(label=_("Ground of powers (Russian)"), max_length=200, required=False)
    responsible_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    responsible_email = forms.EmailField(label=_("E-mail"), required=False)
    on_paper = forms.BooleanField(
        label=_("Handed over on paper"),
        required=False,
        widget=Switch,
        help_text=_("Then the other party enters the day on which it received the paper, and that day counts."),
    )
    scan = forms.FileField(label=_("Scan of the signed notice"), required=False, widget=FilePicker(accept="image/*,application/pdf"))
    seen = forms.DateField(required=False, widget=forms.HiddenInput)

    DETAILS = (
        "signatory_name",
        "signatory_position_kk",
        "signatory_position_ru",
        "basis_kk",
        "basis_ru",
        "responsible_phone",
        "responsible_email",
    )

    def __init__(self, *args: Any, kind: str, parties: list[AgreementParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = AgreementParty.objects.filter(pk__in=[party.pk for party in parties])
        self.fields["party"].initial = parties[0].pk if parties else None
        self.fields["party"].label_from_instance = lambda party: party.name
        if len(parties) == 1:
            self.fields["party"].widget = forms.HiddenInput()
        if kind != "termination":
            del self.fields["on_day"], self.fields["settlement"]
        if kind == "change":
            del self.fields["reason"]
            for name in self.DETAILS:
                self.fields[name].initial = getattr(parties[0], name) if parties else ""
        else:
            for name in self.DETAILS:
                del self.fields[name]
        if kind in {"exit", "termination"}:
            self.fields["reason"].required = True

    def changes(self) -> dict[str, str]:
        """Details as typed, for a notice of their change."""
        return {name: self.cleaned_data.get(name, "") for name in self.DETAILS if name in self.fields}


class SuccessionForm(forms.Form):
    """Who signs for the successor, on which ground, and its contacts (NR58)."""

    signatory_name = forms.CharField(label=_("Signatory"), max_length=200)
    signatory_position_kk = forms.CharField(label=_("Position (Kazakh)"), max_length=200)
    signatory_position_ru = forms.CharField(label=_("Position (Russian)"), max_length=200)
    basis_kk = forms.CharField(label=_("Ground of powers (Kazakh)"), max_length=200)
    basis_ru = forms.CharField(label=_("Ground of powers (Russian)"), max_length=200)
    responsible_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    responsible_email = forms.EmailField(label=_("E-mail"), required=False)


class DeliveredForm(forms.Form):
    """The day on the received paper."""

    delivered_on = forms.DateField(label=_("Received on (date on the paper)"), widget=DateInput)


class ActForm(forms.Form):
    """A suspension or a resumption that one party proposes."""

    on_day = forms.DateField(label=_("Date"), widget=DateInput)
    until = forms.DateField(label=_("Until"), widget=DateInput, required=False, help_text=_("Leave empty when it is not known yet."))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != "suspension":
            del self.fields["until"]
        if kind == "resumption":
            del self.fields["on_day"]
        else:
            self.fields["on_day"].label = _("Suspended from")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("on_day"), data.get("until")
        if start and end and end < start:
            self.add_error("until", _("The end lies before the start."))
        return data


class AssentForm(ScanMixin):
    """A party agrees; for an early end with the scan of the signed act."""

    scan = forms.FileField(label=_("Scan of the signed act"), widget=FilePicker(accept="image/*,application/pdf"))


class EndingFilter(forms.Form):
    """Which ends are shown on the board."""

    within = forms.ChoiceField(
        label=_("Ends within"),
        required=False,
        choices=[("", _("90 days")), ("30", _("30 days")), ("7", _("7 days"))],
    )

    def days(self) -> int:
        """Days to look ahead."""
        self.is_valid()
        return int(self.cleaned_data.get("within") or 90)


class RegistryFilter(forms.Form):
    """Search and filters of the register; they live in the address (S17)."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number, organisation or BIN")})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *RegistryEntry.State.choices])
    year = forms.ChoiceField(label=_("Year"), required=False)
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("All regions"))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], with_region: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]
        this_year = timezone.localdate().year
        self.fields["year"].choices = [("", _("All years")), *((str(y), str(y)) for y in range(this_year, this_year - 10, -1))]
        if not with_region:
            del self.fields["region"]

    def values(self) -> dict[str, Any]:
        """Clean filters; a value that somebody wrote into the address by hand is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in ("q", "kind", "state", "year", "region")}


class RegistryPolicyForm(forms.Form):
    """Kinds of agreements that a region hands in for registration without a request of the parties."""

    kinds = forms.MultipleChoiceField(label=_("Kinds of agreements"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = kinds


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class ChangeLineForm(forms.Form):
    """A line of change under a registered entry, in both languages of the register."""

    text_kk = forms.CharField(label=_("What changed (Kazakh)"), max_length=400)
    text_ru = forms.CharField(label=_("What changed (Russian)"), max_length=400)


class PairForm(forms.Form):
    """A pair of the patronage list."""

    enterprise = forms.ModelChoiceField(Organisation.objects.none(), label=_("Enterprise"), empty_label=_("Choose…"))
    college = forms.ModelChoiceField(Organisation.objects.none(), label=_("College"), empty_label=_("Choose…"))
    profile_kk = forms.CharField(label=_("Training profile (Kazakh)"), max_length=200)
    profile_ru = forms.CharField(label=_("Training profile (Russian)"), max_length=200)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Organisation.objects.filter(region=region, status=Organisation.Status.ACTIVE)
        self.fields["enterprise"].queryset = there.filter(kind=Organisation.Kind.ENTERPRISE)
        self.fields["college"].queryset = there.filter(kind=Organisation.Kind.COLLEGE)


class PatronageFilter(forms.Form):
    """Search, college and state of the list of pairs (S18)."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Enterprise, college or profile")}),
    )
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *PatronagePair.Status.choices])
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = timezone.localdate().year
        self.fields["year"].choices = [(str(y), str(y)) for y in range(this_year, this_year - 5, -1)]

    def values(self) -> dict[str, Any]:
        """Clean filters."""
        self.is_valid()
        data = self.cleaned_data
        year = data.get("year") or timezone.localdate().year
        return {"q": data.get("q") or "", "status": data.get("status") or "", "year": int(year)}


class PatronagePlanForm(forms.Form):
    """Six commitments of a year, and the two figures of NW-34 that no single fact gives."""

    target_students = forms.IntegerField(
        label=_("Students on target state order by the enterprise's application"), min_value=0, max_value=100_000, required=False, initial=0
    )
    other = forms.CharField(label=pgettext_lazy("patronage", "Other"), max_length=300, required=False)

    def __init__(self, *args: Any, kept: dict[int, tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in COMMITMENTS:
            number, text = (kept or {}).get(section, (0, ""))
            self.fields[f"planned_{section}"] = forms.IntegerField(
                label=_("Plan for the year"), min_value=0, max_value=100_000, required=False, initial=number
            )
            self.fields[f"text_{section}"] = forms.CharField(
                label=pgettext_lazy("patronage", "What exactly"), max_length=300, required=False, initial=text
            )

    def rows(self) -> list[tuple[str, Any, Any]]:
        """(official title, number field, words field) of each commitment."""
        language = "kk" if (get_language() or "kk") == "kk" else "ru"
        return [(title[language], self[f"planned_{n}"], self[f"text_{n}"]) for n, title in COMMITMENTS.items()]

    def planned(self) -> dict[int, tuple[int, str]]:
        """What was typed, by section."""
        data = self.cleaned_data
        return {n: (data.get(f"planned_{n}") or 0, data.get(f"text_{n}", "")) for n in COMMITMENTS}


class FactForm(ScanMixin):
    """What was done under one commitment."""

    scan_fields = ("proof",)

    on = forms.DateField(label=_("Date"), widget=DateInput)
    text = forms.CharField(label=_("What was done"), max_length=400)
    count = forms.IntegerField(label=_("Count"), min_value=0, max_value=100_000, initial=1)
    money = forms.IntegerField(label=_("Material help, ₸"), min_value=0, required=False, widget=MoneyInput)
    proof = forms.FileField(label=_("Proof"), required=False, widget=FilePicker(accept="image/*,application/pdf"))

    def values(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = self.cleaned_data
        proof = data.get("proof")
        return {
            "on": data["on"],
            "text": data["text"],
            "count": data["count"],
            "money": data.get("money") or 0,
            "proof": proof if isinstance(proof, CheckedFile) else None,
        }


class AmendmentClauseForm(forms.Form):
    """A clause in both languages."""

    text_kk = forms.CharField(label=_("Text (Kazakh)"), widget=forms.Textarea(attrs={"rows": 5}), max_length=8000)
    text_ru = forms.CharField(label=_("Text (Russian)"), widget=forms.Textarea(attrs={"rows": 5}), max_length=8000)


class NewClauseForm(AmendmentClauseForm):
    """A clause to add to a section."""

    section = forms.IntegerField(label=_("Section"), min_value=1, max_value=99)
    field_order = ("section", "text_kk", "text_ru")


class AmendmentTermsForm(forms.Form):
    """A new end of the agreement, and the day from which the amendment holds."""

    ends_on = forms.DateField(label=_("New end"), widget=DateInput, required=False)
    effective_on = forms.DateField(
        label=_("Comes into force"), widget=DateInput, required=False, help_text=_("Empty: on the day of the last signature.")
    )


class NewPartyForm(forms.Form):
    """An organisation that joins, by its BIN."""

    bin = forms.CharField(
        label=_("BIN of the organisation that joins"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean_bin(self) -> Organisation:
        """The organisation with the BIN."""
        typed = "".join(self.cleaned_data["bin"].split())
        found = Organisation.objects.filter(bin=typed, status=Organisation.Status.ACTIVE).first()
        if found is None:
            raise forms.ValidationError(_("No organisation at work has this BIN."))
        return found


class SignAmendmentForm(ScanMixin):
    """The scan of the signed supplementary agreement."""

    signer = forms.CharField(label=_("Signatory"), max_length=200)
    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput)
    scan = forms.FileField(label=_("Scan of the signed paper"), widget=FilePicker(accept="image/*,application/pdf"))

    def clean_signed_on(self) -> Any:
        """Nobody signs in the future."""
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day of signing lies in the future."))
        return day
