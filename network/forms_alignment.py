"""Forms of modules, outcomes and matrices."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.widgets import DateInput, Segmented

from .access import organisations_as
from .alignment_querysets import READERS, WRITERS
from .models import (
    AcademicYear,
    AlignmentRow,
    Fit,
    LearningOutcome,
    Level,
    MatrixLevel,
    Module,
    Network,
    Organisation,
    RoleAssignment,
    StudyField,
)
from .models.alignment import sign
from .rules_alignment import TEACHING

SEARCH = {"type": "search"}


def own_organisations(user: Any, *kinds: str) -> Any:
    """Teaching organisations for which the person writes."""
    rows = Organisation.objects.filter(status="active", kind__in=kinds or TEACHING)
    return rows if user.is_superuser else rows.filter(pk__in=organisations_as(user, *WRITERS))


def partners(user: Any, *kinds: str) -> Any:
    """Organisations of the person's regions with which something is shared."""
    own = Organisation.objects.filter(pk__in=organisations_as(user, *WRITERS)).values("region")
    return Organisation.objects.filter(status="active", kind__in=kinds or TEACHING, region__in=own).order_by("short_name_ru")


class FilterForm(forms.Form):
    """Base of filters that live in the address."""

    def values(self) -> dict[str, Any]:
        """Clean filters; a value that somebody wrote into the address by hand is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class ModuleFilter(FilterForm):
    """Search and filters of the catalogue."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs=SEARCH | {"placeholder": _("Title, code or outcome")}),
        max_length=100,
    )
    field = forms.ModelChoiceField(StudyField.objects.all(), label=_("Field of study"), required=False, empty_label=_("All fields"))
    level = forms.ChoiceField(label=pgettext_lazy("education", "Level"), required=False)
    bridging = forms.ChoiceField(label=_("Bridging module"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", _("All levels")), *Level.choices]
        self.fields["bridging"].choices = [("", _("All modules")), ("yes", _("Only bridging ones"))]
        self.fields["state"].choices = [("", _("Published")), ("draft", _("Drafts of my organisation")), ("archived", _("Archive"))]
        if not user.has_perm("network.add_module"):
            del self.fields["state"]


class ModuleForm(forms.ModelForm):
    """A module of the catalogue."""

    new_field_kk = forms.CharField(label=_("New field (Kazakh)"), max_length=200, required=False)
    new_field_ru = forms.CharField(label=_("New field (Russian)"), max_length=200, required=False)

    class Meta:
        model = Module
        fields = ["code", "title_kk", "title_ru", "field", "level", "credits", "hours", "language", "control_form", "bridging", "open"]
        widgets = {"language": Segmented}
        help_texts = {
            "open": _("Everybody sees it, also without signing in."),
            "bridging": _("Agreed between a college and a university beforehand, taught with a tutor's support."),
            "code": _("As in the curriculum; it stays the same in later versions."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            own = own_organisations(user)
            self.fields["organisation"] = forms.ModelChoiceField(own, label=_("Organisation"), initial=own.first())
        elif self.instance.version > 1:
            self.fields["code"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = data.pop("new_field_kk", ""), data.pop("new_field_ru", "")
        if any(names) and not all(names):
            self.add_error("new_field_kk" if not names[0] else "new_field_ru", _("Write the field in both languages."))
        data["new_field"] = names if all(names) else None
        return data

    def validate_constraints(self) -> None:
        """The service says what is taken."""


class OutcomeForm(forms.ModelForm):
    """One learning outcome."""

    class Meta:
        model = LearningOutcome
        fields = ["code", "text_kk", "text_ru", "key", "function", "weeks"]
        widgets = {"text_kk": forms.Textarea(attrs={"rows": 3}), "text_ru": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"key": _("A key outcome goes into the matrix and into the index."), "weeks": _("When it is taught, for example 3–5.")}

    def validate_constraints(self) -> None:
        """The service says what is taken."""


class MatrixForm(forms.Form):
    """A new matrix: whose, of which field and year, and the programmes of its levels."""

    keeper = forms.ModelChoiceField(Organisation.objects.none(), label=_("Kept by"))
    academic_year = forms.ModelChoiceField(AcademicYear.objects.all(), label=_("Academic year"))
    network = forms.ModelChoiceField(
        Network.objects.none(),
        label=pgettext_lazy("one", "Network"),
        required=False,
        help_text=_("Its interlevel council approves the matrix. Without a network the head of the organisation does."),
    )
    field = forms.ModelChoiceField(StudyField.objects.all(), label=_("Field of study"), required=False)
    new_field_kk = forms.CharField(label=_("New field (Kazakh)"), max_length=200, required=False)
    new_field_ru = forms.CharField(label=_("New field (Russian)"), max_length=200, required=False)

    KINDS = {"school": "school", "tve": "college", "hei": "university"}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = own_organisations(user)
        self.fields["keeper"].initial = own_organisations(user).first()
        self.fields["network"].queryset = Network.objects.visible_to(user).at_work()
        self.fields["academic_year"].initial = AcademicYear.objects.on()
        for level, kind in self.KINDS.items():
            required = level == MatrixLevel.TVE
            self.fields[f"{level}_organisation"] = forms.ModelChoiceField(partners(user, kind), label=_("Organisation"), required=required)
            for language, label in (("kk", _("Programme (Kazakh)")), ("ru", _("Programme (Russian)"))):
                self.fields[f"{level}_title_{language}"] = forms.CharField(label=label, max_length=300, required=required)

    @property
    def levels(self) -> list[dict[str, Any]]:
        """The fields of each level, for the template."""
        return [
            {
                "label": MatrixLevel(level).label,
                "fields": [self[f"{level}_organisation"], self[f"{level}_title_kk"], self[f"{level}_title_ru"]],
            }
            for level in self.KINDS
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = data.get("new_field_kk", ""), data.get("new_field_ru", "")
        if not data.get("field") and not all(names):
            self.add_error("field", _("Choose the field or write a new one in both languages."))
        for level in self.KINDS:
            given = [data.get(f"{level}_{part}") for part in ("organisation", "title_kk", "title_ru")]
            if any(given) and not all(given):
                for part, value in zip(("organisation", "title_kk", "title_ru"), given, strict=True):
                    if not value and f"{level}_{part}" not in self.errors:
                        self.add_error(f"{level}_{part}", _("Fill in the organisation and the programme in both languages."))
        return data

    def programmes(self) -> dict[str, dict[str, Any]]:
        """level → organisation, title_kk, title_ru."""
        data = self.cleaned_data
        return {
            level: {part: data[f"{level}_{part}"] for part in ("organisation", "title_kk", "title_ru")}
            for level in self.KINDS
            if data.get(f"{level}_organisation")
        }


class CellForm(forms.Form):
    """The cells of one row, with the version that the person sees."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    school_tve = forms.ChoiceField(label=_("School–college"), required=False, widget=Segmented)
    tve_hei = forms.ChoiceField(label=_("College–university"), required=False, widget=Segmented)
    protocol = forms.ChoiceField(label=_("Protocol"), required=False)
    remark = forms.CharField(label=pgettext_lazy("matrix", "Remark"), max_length=500, required=False)

    def __init__(self, data: Any, *, row: AlignmentRow, protocols: list[tuple[str, str]], levels: set[str]) -> None:
        initial = {
            "seen": row.version,
            "school_tve": row.school_tve,
            "tve_hei": row.tve_hei,
            "protocol": row.protocol_id or "",
            "remark": row.remark,
        }
        super().__init__(data, prefix=f"r{row.pk}", initial=initial)
        self.row = row
        language = get_language() or "kk"
        choices = [(fit.value, f"{sign(fit, language)} · {fit.label}") for fit in Fit]
        for name, pair in (("school_tve", {"school", "tve"}), ("tve_hei", {"tve", "hei"})):
            if pair <= levels:
                self.fields[name].choices = choices
            else:
                del self.fields[name]
        self.fields["protocol"].choices = [("", "—"), *protocols]

    def typed(self) -> dict[str, Any]:
        """Values for services.matrix_cells.save_cells."""
        data = self.cleaned_data
        protocol = data.get("protocol")
        values = {"protocol_id": int(protocol) if protocol else None, "remark": data.get("remark", "")}
        return values | {name: data.get(name, "") for name in ("school_tve", "tve_hei") if name in self.fields}


class PlacesForm(forms.Form):
    """Which outcome carries the row at each level."""

    def __init__(self, data: Any, *, row: AlignmentRow, choices: dict[str, Any]) -> None:
        super().__init__(data)
        labels = {"school": _("At school"), "tve": _("At college"), "hei": _("At university")}
        for level, outcomes in choices.items():
            self.fields[level] = forms.ModelChoiceField(
                outcomes, label=labels[level], required=False, initial=getattr(row, f"{level}_outcome_id")
            )


class ProtocolForm(forms.Form):
    """A protocol in which the levels agreed."""

    number = forms.CharField(label=_("Protocol number"), max_length=40)
    held_on = forms.DateField(label=_("Date of the protocol"), widget=DateInput, initial=timezone.localdate)


class ProtocolSignForm(forms.Form):
    """Who signed the protocol and when."""

    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput, initial=timezone.localdate)
    signers = forms.CharField(label=_("Signed by"), max_length=300, help_text=_("Names and organisations, as in the protocol."))

    def clean_signed_on(self) -> dt.date:
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class ExpertForm(forms.Form):
    """An expert and the level for which they speak."""

    expert = forms.ModelChoiceField(User.objects.none(), label=_("Expert"))
    level = forms.ChoiceField(label=pgettext_lazy("education", "Level"), choices=MatrixLevel.choices, widget=Segmented)

    def __init__(self, *args: Any, matrix: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where = [matrix.keeper_id, *(programme.organisation_id for programme in matrix.programmes.all())]
        staff = set(READERS) - {"student", "listener"}
        held = RoleAssignment.objects.current()
        people = held.filter(membership__organisation__in=where, role__in=staff).values("membership__user")
        outside = held.filter(role="expert", membership__organisation__region=matrix.keeper.region_id).values("membership__user")
        taken = matrix.scores.values("expert")
        chosen = User.objects.filter(pk__in=people).union(User.objects.filter(pk__in=outside)).values("pk")
        self.fields["expert"].queryset = User.objects.filter(pk__in=chosen).exclude(pk__in=taken).order_by("last_name", "first_name")
        self.fields["expert"].label_from_instance = lambda person: person.full_name


class ScoreForm(forms.Form):
    """An expert's mark, each in words."""

    WORDS = [
        (5, _("5 · fully aligned")),
        (4, _("4 · aligned, small gaps")),
        (3, _("3 · half aligned")),
        (2, _("2 · mostly not aligned")),
        (1, _("1 · not aligned")),
    ]
    score = forms.TypedChoiceField(label=_("Score"), choices=WORDS, coerce=int, widget=forms.RadioSelect)
    comment = forms.CharField(label=_("Comment"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(forms.Form):
    """The council's decision that approves."""

    decision = forms.CharField(label=_("Council's decision"), max_length=200, help_text=_("Number and date of the decision."))
