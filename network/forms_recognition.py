"""Forms of recognition, joint programmes and credit transfer."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import DateInput, Segmented

from .access import organisations_as
from .forms_alignment import FilterForm, own_organisations, partners
from .models import ClassGroup, JointProgramme, JointProgrammeParty, LearningOutcome, LegalAct, Module, ModuleRecognition, Organisation
from .services.credits import STUDENTS, read_grade_lines


class RecognitionFilter(FilterForm):
    """Search and state of the transfer table."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Module title or code")}),
    )
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All states")), *ModuleRecognition.Status.choices]


def _label(module: Module) -> str:
    return f"{module.organisation.short_name}: {module.label} ({module.credits.normalize():f})"


class RecognitionForm(forms.Form):
    """Two modules and the terms on which the first counts for the second."""

    from_module = forms.ModelChoiceField(Module.objects.none(), label=_("Module passed"))
    to_module = forms.ModelChoiceField(Module.objects.none(), label=_("Module it counts for"))
    credits_recognised = forms.DecimalField(label=_("Credits that count"), max_digits=5, decimal_places=1, min_value=0.1)
    min_grade = forms.CharField(label=_("Lowest grade"), max_length=10, required=False)
    conditions = forms.CharField(
        label=pgettext_lazy("recognition", "Conditions"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = partners(user).values("pk")
        published = Module.objects.visible_to(user).filter(status="published", organisation__in=near).select_related("organisation")
        self.fields["from_module"].queryset = published.filter(level__in=["school", "tve", "pd"]).order_by("organisation", "code")
        self.fields["to_module"].queryset = published.filter(level__in=["tve", "hei"]).order_by("organisation", "code")
        for name in ("from_module", "to_module"):
            self.fields[name].label_from_instance = _label


class TermsForm(forms.Form):
    """Terms and grounds of a row."""

    credits_recognised = forms.DecimalField(label=_("Credits that count"), max_digits=5, decimal_places=1, min_value=0.1)
    min_grade = forms.CharField(label=_("Lowest grade"), max_length=10, required=False)
    conditions = forms.CharField(
        label=pgettext_lazy("recognition", "Conditions"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    legal_basis = forms.ModelChoiceField(LegalAct.objects.all(), label=_("Legal basis"), required=False)
    academic_basis = forms.CharField(
        label=_("Academic basis (protocol)"), max_length=300, required=False, help_text=_("Number and date of the protocol.")
    )
    council_reason = forms.CharField(
        label=_("Council's reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where fewer than 70 percent of the outcomes are covered."),
    )

    def __init__(self, *args: Any, recognition: ModuleRecognition, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(recognition, name) for name in self.base_fields} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if not recognition.may("reject"):  # agreed: only the grounds are still written
            for name in ("credits_recognised", "min_grade", "conditions"):
                del self.fields[name]


class CoverForm(forms.Form):
    """For each outcome of the target the outcome that covers it."""

    def __init__(self, data: Any, *, recognition: ModuleRecognition) -> None:
        super().__init__(data)
        sources = recognition.from_module.outcomes.all()
        there = {cover.target_id: cover.source_id for cover in recognition.covers.all()}
        self.targets = list(recognition.to_module.outcomes.all())
        choices = [("", _("Not covered")), *((str(source.pk), str(source)) for source in sources)]
        self.sources = {str(source.pk): source for source in sources}
        for target in self.targets:
            self.fields[f"t{target.pk}"] = forms.ChoiceField(
                label=str(target), choices=choices, required=False, initial=str(there.get(target.pk, ""))
            )

    def pairs(self) -> dict[LearningOutcome, LearningOutcome]:
        """target → source."""
        chosen = {target: self.cleaned_data[f"t{target.pk}"] for target in self.targets}
        return {target: self.sources[value] for target, value in chosen.items() if value}


class JointProgrammeForm(forms.ModelForm):
    """A programme of several organisations."""

    keeper = forms.ModelChoiceField(Organisation.objects.none(), label=_("Kept by"))
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=_("Other organisations"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = JointProgramme
        fields = ["kind", "title_kk", "title_ru", "subject", "class_groups"]
        widgets = {"class_groups": forms.CheckboxSelectMultiple}

    field_order = ["keeper", "kind", "title_kk", "title_ru", "subject", "organisations", "class_groups"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = own_organisations(user)
        self.fields["keeper"].queryset, self.fields["keeper"].initial = own, own.first()
        self.fields["organisations"].queryset = partners(user)
        groups = ClassGroup.objects.filter(organisation__in=own).order_by("-academic_year__starts_on", "grade", "name")[:60]
        chosen = [group.pk for group in groups]
        if self.instance.pk:
            del self.fields["keeper"]
            parties = [party.organisation_id for party in self.instance.parties.all() if party.organisation_id != self.instance.keeper_id]
            near = self.fields["organisations"].queryset.exclude(pk=self.instance.keeper_id)
            self.fields["organisations"].queryset = near | Organisation.objects.filter(pk__in=parties)
            self.initial["organisations"] = parties
            chosen += self.instance.class_groups.values_list("pk", flat=True)
        self.fields["class_groups"].queryset = ClassGroup.objects.filter(pk__in=chosen)

    def _post_clean(self) -> None:
        """The rules are the service's: the form only reads the values, the row it was given stays as it is."""


class AdoptForm(forms.Form):
    """The day on which a programme was adopted."""

    adopted_on = forms.DateField(label=_("Adopted on"), widget=DateInput, initial=timezone.localdate)


class ConclusionForm(forms.ModelForm):
    """What an organisation's body concluded on a draft (NW-44)."""

    field_order = ["verdict", "body", "protocol_number", "protocol_date", "remarks", "signed_by"]

    class Meta:
        model = JointProgrammeParty
        fields = ["verdict", "body", "protocol_number", "protocol_date", "remarks", "signed_by"]
        widgets = {"verdict": Segmented, "protocol_date": DateInput, "remarks": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "body": _("For example: methodical council, academic council."),
            "remarks": _("Needed where the programme is given back."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("verdict", "body", "protocol_number", "protocol_date"):
            self.fields[name].required = True
        self.fields["verdict"].choices = JointProgrammeParty.Verdict.choices

    def _post_clean(self) -> None:
        """The rules are the service's."""


class OrderForm(forms.Form):
    """An organisation's own order."""

    number = forms.CharField(label=_("Order number"), max_length=40)
    date = forms.DateField(label=_("Date of the order"), widget=DateInput, initial=timezone.localdate)


class GradeTableForm(forms.Form):
    """The next version of a grade conversion table."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    valid_from = forms.DateField(label=_("In force from"), widget=DateInput, initial=timezone.localdate)
    basis = forms.CharField(
        label=pgettext_lazy("grade table", "Basis"), max_length=300, help_text=_("The decision by which the table was adopted.")
    )
    lines = forms.CharField(
        label=_("Grades from the best to the lowest"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One line per grade: the grade received and the grade it becomes, for example 5 = A."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = own_organisations(user, "university")
        self.fields["organisation"].queryset, self.fields["organisation"].initial = own, own.first()

    def clean(self) -> dict[str, Any]:
        from core.errors import DomainError

        data = super().clean() or {}
        if "lines" in data:
            try:
                data["lines"] = read_grade_lines(data["lines"])
            except DomainError as refusal:
                self.add_error("lines", str(refusal))
        return data


class ApplyForm(forms.Form):
    """A student's application."""

    recognition = forms.ModelChoiceField(ModuleRecognition.objects.none(), label=_("Module"))
    transcript = forms.CharField(label=_("Transcript: number and date"), max_length=120)
    grade_original = forms.CharField(label=_("Grade received"), max_length=10)
    credits = forms.DecimalField(label=_("Credits"), max_digits=5, decimal_places=1, min_value=0.1)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where = organisations_as(user, *STUDENTS)
        rows = ModuleRecognition.objects.visible_to(user).filter(status=ModuleRecognition.Status.IN_FORCE)
        rows = rows.filter(from_module__organisation__in=where) | rows.filter(to_module__organisation__in=where)
        self.fields["recognition"].queryset = rows.select_related("from_module__organisation", "to_module__organisation").order_by("pk")
        self.fields["recognition"].label_from_instance = lambda row: (
            f"{row.from_module.title} → {row.to_module.title} ({row.to_module.organisation.short_name})"
        )
