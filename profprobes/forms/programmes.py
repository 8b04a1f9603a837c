"""Programmes: begin one, fill its parts, its thematic plan, send it, review it, adopt it."""

from functools import cache
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import CheckCards, RadioCards, Segmented
from network.models import Organisation, Site
from network.models.places import NeedGroup

from ..models import MARKS, ArtefactKind, CardSubject, Profession, ProgrammeReview, ProgrammeStage, TrialProgramme
from ..programme_words import LABELS, PAIR_LABELS, PART_FIELDS, PART_LISTS, PART_PAIRS, STAGE_LABELS
from .coord_card import BY, LANGUAGES, LISTS, TEXTS, ListFormSet, ListRowForm, _word
from .coord_filters import CatalogueFilter

YES_NO = [("True", _("Yes")), ("False", _("No"))]
DIFFICULTY = [(1, _("1 · with help")), (2, _("2 · by an instruction")), (3, _("3 · independently"))]
HINTS: dict[str, Any] = {
    "special_conditions": _("noise, vibration, flicker, dirt"),
    "special_requirements": _("workwear, health limits, least height or weight, special training"),
    "product": _("what the pupil creates or develops"),
    "related": _("neighbouring professions and activities"),
    "outlook": _("how the profession will change"),
    "control": _("how it is seen that the programme is mastered"),
    **{name: hint for name, (_label, hint) in TEXTS.items() if hint},
}
MANY: dict[str, Any] = {
    "sen_groups": NeedGroup.choices,
    "methods": TrialProgramme.Method.choices,
    "product_types": TrialProgramme.ProductType.choices,
    "task_forms": TrialProgramme.TaskForm.choices,
    "components": TrialProgramme.Component.choices,
    "subjects": CardSubject.choices,
    "artefacts": ArtefactKind.choices,
}
NEEDED = {"name_kk", "name_ru", "profession", "kind", "grade_from", "grade_to", "minutes", "format"}


def _profession_label(row: Profession) -> str:
    return f"{row.name} · {row.sphere.name}"


def _professions() -> Any:
    return Profession.objects.select_related("sphere").order_by("sphere__name_ru", "name_ru")


class StartForm(forms.Form):
    """The first words of a programme; everything else follows part by part."""

    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Owner of the programme"))
    kind = forms.ChoiceField(label=_("Kind"), choices=TrialProgramme.Kind.choices, widget=RadioCards)
    profession = forms.ModelChoiceField(Profession.objects.none(), label=LABELS["profession"])
    name_kk = forms.CharField(label=_("Name of the trial (Kazakh)"), max_length=200)
    name_ru = forms.CharField(label=_("Name of the trial (Russian)"), max_length=200)

    def __init__(self, *args: Any, owners: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        owner: Any = self.fields["owner"]
        owner.queryset = Organisation.objects.filter(pk__in=[one.pk for one in owners])
        owner.label_from_instance = lambda row: row.short_name
        if len(owners) == 1:
            owner.initial, owner.widget = owners[0].pk, forms.HiddenInput()
        profession: Any = self.fields["profession"]
        profession.queryset, profession.label_from_instance = _professions(), _profession_label


class BasePartForm(forms.ModelForm):
    """One part of the six; incomplete is allowed, nonsense is not."""

    class Meta:
        model = TrialProgramme
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in list(self.fields.items()):
            if name in MANY:
                self.fields[name] = forms.MultipleChoiceField(label=LABELS[name], choices=MANY[name], widget=CheckCards)
            elif name == "difficulty":
                self.fields[name] = forms.TypedMultipleChoiceField(
                    label=LABELS[name], coerce=int, choices=DIFFICULTY, widget=CheckCards, empty_value=[]
                )
            elif name == "sen_possible":
                self.fields[name] = forms.TypedChoiceField(
                    label=LABELS[name], choices=YES_NO, coerce=lambda value: value == "True", empty_value=None, widget=Segmented
                )
            elif name[-3:] in {"_kk", "_ru"}:
                self._pair_field(name, field)
            else:
                field.label = LABELS[name]
            self.fields[name].required = name in NEEDED
        if "profession" in self.fields:
            profession: Any = self.fields["profession"]
            profession.queryset, profession.label_from_instance = _professions(), _profession_label
        for name in ("grade_from", "grade_to"):
            if name in self.fields:
                self.fields[name].min_value, self.fields[name].max_value = 5, 11  # type: ignore[attr-defined]
                self.fields[name].widget.attrs |= {"min": 5, "max": 11}

    @staticmethod
    def _pair_field(name: str, field: Any) -> None:
        language = dict(LANGUAGES)[name[-2:]]
        field.label = format_lazy("{} ({})", PAIR_LABELS[name[:-3]], language)
        rows = 4 if (field.max_length or 0) > 500 else 2
        field.widget = forms.Textarea(attrs={"rows": rows, "lang": name[-2:], "maxlength": field.max_length})

    def pair(self, name: str) -> dict[str, Any]:
        """Kazakh and Russian side by side."""
        return {"label": PAIR_LABELS[name], "hint": HINTS.get(name, ""), "kk": self[f"{name}_kk"], "ru": self[f"{name}_ru"]}

    def clean(self) -> dict[str, Any]:
        """Limits in order, groups of needs only with a yes."""
        data = super().clean() or {}
        self._in_order(data, "grade_from", "grade_to", _("The last grade is not below the first."))
        self._in_order(data, "group_min", "group_max", _("The most is not less than the least."))
        for name in ("grade_from", "grade_to"):
            if data.get(name) is not None and not 5 <= data[name] <= 11:
                self.add_error(name, _("Trials are for grades 5–11."))
        if "sen_groups" in data and not data.get("sen_possible"):
            data["sen_groups"] = []
        return data

    def _in_order(self, data: dict[str, Any], low: str, high: str, message: Any) -> None:
        if data.get(low) is not None and data.get(high) is not None and data[high] < data[low]:
            self.add_error(high, message)


class DateRowForm(ListRowForm):
    """Row 8 of the information card, in words: a programme outlives a date."""

    needed = ("kk", "ru")
    kk = _word(_("Date (Kazakh)"), "kk")
    ru = _word(_("Date (Russian)"), "ru")
    time = forms.CharField(label=_("Time"), required=False, max_length=40)


class ProvisionForm(ListRowForm):
    """A row of part 6."""

    needed = ("kk", "ru")
    kk = _word(_("Item (Kazakh)"), "kk")
    ru = _word(_("Item (Russian)"), "ru")
    kind = forms.ChoiceField(label=_("Kind"), choices=TrialProgramme.Provision.choices)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=1000, initial=1)
    whom = forms.ChoiceField(
        label=_("For whom"),
        choices=[("individual", pgettext_lazy("provision", "for each pupil")), ("group", pgettext_lazy("provision", "for the group"))],
    )
    by = forms.ChoiceField(label=_("Provided by"), choices=[("host", BY["host"]), ("school", BY["school"])])


def _rows(form: Any) -> Any:
    return formset_factory(form, formset=ListFormSet, extra=2, can_delete=True, can_delete_extra=False, max_num=40, absolute_max=50)


ROW_SETS = {"possible_dates": _rows(DateRowForm), "provision": _rows(ProvisionForm), "ppe": LISTS["ppe"], "risks": LISTS["risks"]}
ROW_CSS = {"possible_dates": "list-row-3", "provision": "list-row-6", "ppe": "list-row-3", "risks": "list-row-risk"}
# part → cards: (heading, items); a name of PAIR_LABELS is a pair, a tuple stands in one line, a name of a list its rows
LAYOUT: dict[str, list[tuple[Any, list[Any]]]] = {
    "title": [
        (_("Trial"), ["name", "address", "without_title_page"]),
        (_("Contact person"), [("contact_name",), "contact_position", ("contact_phone", "contact_email")]),
    ],
    "card": [
        (
            _("Profession and pupils"),
            [("profession",), ("category", "kind"), ("grade_from", "grade_to"), ("group_min", "group_max"), ("sen_possible",),
             ("sen_groups",)],
        ),
        (_("Time and purpose"), [("duration_band",), ("minutes", "academic_hours"), ("purpose",), "possible_dates"]),
        (_("Conditions and requirements"), ["special_conditions", "special_requirements", ("hazardous",)]),
        (
            _("How the trial is held"),
            [("methods",), "method_other", ("trial_type", "format"), ("task_forms",), ("components",), ("difficulty",)],
        ),
        (LABELS["product_types"], ["product", ("product_types",), "typical_task"]),
    ],
    "note": [(None, list(PART_PAIRS["note"]))],
    "task": [
        (_("What the pupil does"), ["labour_function", "step1", "step2", "step3"]),
        (_("Goals"), ["goal_action", "goal_operation", "goal_profession", "understanding", "skill"]),
        (_("Protective equipment and clothes"), ["ppe"]),
        (_("Risks and measures"), ["risks"]),
        (_("Course of the trial (timing)"), [PART_FIELDS["task"][2:]]),
        (_("Subjects and artefact"), [("subjects",), "subject_other", ("artefacts",)]),
    ],
    "provision": [(None, ["provision"])],
}  # fmt: skip


@cache
def part_form(part: str) -> Any:
    """The form of a part."""
    names = [f"{name}_{language}" for name in PART_PAIRS[part] for language in ("kk", "ru")] + list(PART_FIELDS[part])
    return forms.modelform_factory(TrialProgramme, form=BasePartForm, fields=names)


class PartEditor:
    """The fields of a part and its lists as one: valid together, saved together."""

    def __init__(self, data: Any = None, *, programme: TrialProgramme, part: str) -> None:
        self.part = part
        self.form = part_form(part)(data, instance=programme)
        self.lists = {name: ROW_SETS[name](data, prefix=name, initial=getattr(programme, name)) for name in PART_LISTS[part]}

    def is_valid(self) -> bool:
        """Everything is checked, so that every error shows at once."""
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.lists.values())])

    @property
    def has_errors(self) -> bool:
        return bool(self.form.errors) or any(any(rows.errors) or rows.non_form_errors() for rows in self.lists.values())

    def data(self) -> dict[str, Any]:
        """What save_part() takes."""
        return {**self.form.cleaned_data, **{name: rows.values() for name, rows in self.lists.items()}}

    def cards(self) -> list[dict[str, Any]]:
        """The part as cards of pairs, lines and lists, in the order of the form."""
        return [{"title": title, "items_of": [self._item(item) for item in items]} for title, items in LAYOUT[self.part]]

    def _item(self, item: Any) -> dict[str, Any]:
        if isinstance(item, str) and item in self.lists:
            return {"list": self.lists[item], "css": ROW_CSS[item], "label": LABELS[item]}
        if isinstance(item, str) and item in PAIR_LABELS:
            return {"pair": self.form.pair(item)}
        names = item if isinstance(item, tuple) else (item,)
        return {"line": [self.form[name] for name in names]}


class StageForm(forms.ModelForm):
    """A row of the thematic plan with its content."""

    class Meta:
        model = ProgrammeStage
        fields = [
            "stage", "lesson_no", "hours", *(f"{name}_{code}" for name in STAGE_LABELS for code, _language in LANGUAGES), "difficulty",
            "briefing",
        ]  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in STAGE_LABELS:
            for code, language in LANGUAGES:
                field = self.fields[f"{name}_{code}"]
                field.label = format_lazy("{} ({})", STAGE_LABELS[name], language)
                field.required = name == "topic"
                field.widget = forms.Textarea(attrs={"rows": 2 if name == "topic" else 3, "lang": code, "maxlength": field.max_length})  # type: ignore[attr-defined]
        self.fields["difficulty"] = forms.TypedChoiceField(
            label=_("Level of difficulty"), choices=[("", _("not said")), *DIFFICULTY], coerce=int, empty_value=None, required=False
        )
        self.fields["hours"].required = True
        self.fields["hours"].widget.attrs |= {"min": "0.1", "step": "0.1"}

    def clean_hours(self) -> Any:
        """More than nothing."""
        hours = self.cleaned_data["hours"]
        if hours is not None and hours <= 0:
            raise forms.ValidationError(_("A row takes more than 0 hours."))
        return hours

    @property
    def pairs(self) -> list[dict[str, Any]]:
        """Kazakh and Russian side by side."""
        return [{"label": label, "hint": "", "kk": self[f"{name}_kk"], "ru": self[f"{name}_ru"]} for name, label in STAGE_LABELS.items()]


class SendForm(forms.Form):
    """Whose expert looks at it."""

    host = forms.ModelChoiceField(Organisation.objects.none(), label=_("Employer whose expert reviews it"))

    def __init__(self, *args: Any, hosts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        host: Any = self.fields["host"]
        host.queryset, host.label_from_instance = hosts, lambda row: row.short_name


class ReviewForm(forms.Form):
    """Six answers, a decision, a comment."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=RadioCards,
        choices=[
            (ProgrammeReview.Decision.APPROVE, pgettext_lazy("review of a programme", "Approve")),
            (ProgrammeReview.Decision.RETURN, pgettext_lazy("review of a programme", "Return for correction")),
        ],
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("When you return the programme, say what must be corrected."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = {
            name: forms.TypedChoiceField(
                label=str(ProgrammeReview._meta.get_field(name).verbose_name).capitalize(),  # type: ignore[union-attr]
                choices=YES_NO,
                coerce=lambda value: value == "True",
                widget=Segmented,
            )
            for name in MARKS
        }
        self.fields = {**asked, **self.fields}

    def values(self) -> dict[str, Any]:
        """What review_programme() takes."""
        data = self.cleaned_data
        return {"decision": data["decision"], "comment": data["comment"], "marks": {name: data[name] for name in MARKS}}


class AdoptForm(forms.Form):
    """Which of the own sites runs it."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"))

    def __init__(self, *args: Any, sites: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        site: Any = self.fields["site"]
        site.queryset, site.label_from_instance = sites, lambda row: f"{row.name} · {row.organisation.short_name}"


class ProgrammeListFilter(CatalogueFilter):
    """The register: also by kind, state, and what a school can really book."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *TrialProgramme.Kind.choices])
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *TrialProgramme.Status.choices])
    offered = forms.BooleanField(label=_("Offered to my school"), required=False)
    mine = forms.BooleanField(label=_("Of my organisation"), required=False)

    def __init__(self, *args: Any, user: Any, has_school: bool, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        if not has_school:
            del self.fields["offered"]
