"""Form А on screen: texts in both languages side by side, lists of rows, the timing (rows 7–17), and row 22."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..models import ArtefactKind, CardSubject, MicroTask, TechnologyCard

LANGUAGES = (("kk", _("Kazakh")), ("ru", _("Russian")))
TEXTS: dict[str, tuple[Any, Any]] = {
    "goal_action": (_("I try…"), _("what the pupil does: to mark out a board with a square")),
    "goal_operation": (_("…to understand how this is done"), _("an operation of the profession: marking out a workpiece")),
    "goal_profession": (_("…in the profession"), _("joiner")),
    "understanding": (_("To form an idea of…"), _("what pupils learn about: the accuracy of marking")),
    "skill": (_("…and to practise the skill of…"), _("measuring and marking by a drawing")),
    "labour_function": (_("What is imitated"), _("quality control of a part by a check-sheet; assembly of a simple unit")),
    "step1": (_("Step 1"), ""),
    "step2": (_("Step 2"), ""),
    "step3": (_("Step 3"), ""),
    "subject_other": (_("Another subject"), ""),
}
MINUTES = ("minutes_intro", "minutes_demo", "minutes_action", "minutes_feedback", "minutes_reflection")
MINUTE_LABELS = {
    "minutes_intro": _("Introduction of the mentor"),
    "minutes_demo": _("Demonstration"),
    "minutes_action": _("Action of the pupil"),
    "minutes_feedback": _("Mini-feedback"),
    "minutes_reflection": _("Reflection"),
    "break_minutes": _("Breaks"),
}
BY = {"host": _("partner"), "school": _("school"), "pupil": _("pupil")}


class CardForm(forms.Form):
    """Rows 7–11, 15, 17. The lists of rows 12–14 are formsets beside it: see CardEditor."""

    subjects = forms.MultipleChoiceField(
        label=_("Subjects"), required=False, choices=CardSubject.choices, widget=forms.CheckboxSelectMultiple
    )
    artefacts = forms.MultipleChoiceField(
        label=_("Expected artefact"), required=False, choices=ArtefactKind.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, card: TechnologyCard, **options: Any) -> None:
        super().__init__(*args, initial=_initial(card), **options)
        self.card = card
        for name, (label, _hint) in TEXTS.items():
            for code, language in LANGUAGES:
                self.fields[f"{name}_{code}"] = _text_field(f"{name}_{code}", label, language)
        for name in (*MINUTES, "break_minutes"):
            self.fields[name] = forms.IntegerField(
                label=MINUTE_LABELS[name], min_value=0, max_value=600, widget=forms.NumberInput(attrs={"data-minutes": ""})
            )

    def pairs(self, *names: str) -> list[dict[str, Any]]:
        """Bound fields of texts, Kazakh and Russian together."""
        return [{"label": TEXTS[name][0], "hint": TEXTS[name][1], "kk": self[f"{name}_kk"], "ru": self[f"{name}_ru"]} for name in names]

    @property
    def timing(self) -> list[Any]:
        """Bound fields of row 15."""
        return [self[name] for name in (*MINUTES, "break_minutes")]

    def clean(self) -> dict[str, Any]:
        """The parts and the breaks fit into the visit (BR-28)."""
        data = super().clean() or {}
        minutes = [data.get(name) for name in (*MINUTES, "break_minutes")]
        over = sum(minutes) - self.card.session.minutes if None not in minutes else 0  # type: ignore[arg-type]
        if over > 0:
            message = ngettext("The time is exceeded by %(minutes)s minute.", "The time is exceeded by %(minutes)s minutes.", over)
            self.add_error("minutes_reflection", message % {"minutes": over})
        return data


def _initial(card: TechnologyCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in MicroTask.SHARED} | {"break_minutes": card.session.break_minutes}


def _text_field(name: str, label: Any, language: Any) -> forms.CharField:
    length = TechnologyCard._meta.get_field(name).max_length
    widget = forms.Textarea(attrs={"rows": 2, "lang": name[-2:]})
    return forms.CharField(label=format_lazy("{} ({})", label, language), required=False, max_length=length, widget=widget)


class ListRowForm(forms.Form):
    """One row of a list: an empty one is dropped, one with a single language asks for the other."""

    needed: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Both languages or none."""
        data = super().clean() or {}
        given = [name for name in self.needed if data.get(name)]
        for name in self.needed:
            if given and not data.get(name) and name not in self.errors:
                self.add_error(name, gettext("Fill this one too, or clear the row."))
        return data

    @property
    def is_blank(self) -> bool:
        """Nothing was typed."""
        return not any(self.cleaned_data.get(name) for name in self.needed)


def _word(label: Any, language: str, length: int = 120) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=length, widget=forms.TextInput(attrs={"lang": language}))


class EquipmentForm(ListRowForm):
    """Row 12."""

    needed = ("kk", "ru")
    kk = _word(_("Item (Kazakh)"), "kk")
    ru = _word(_("Item (Russian)"), "ru")
    kind = forms.ChoiceField(label=_("Kind"), choices=[("equipment", _("equipment")), ("tool", _("tool")), ("consumable", _("consumable"))])
    by = forms.ChoiceField(label=_("Provided by"), choices=[("host", BY["host"]), ("school", BY["school"])])


class PpeForm(ListRowForm):
    """Row 13."""

    needed = ("kk", "ru")
    kk = _word(_("Item (Kazakh)"), "kk")
    ru = _word(_("Item (Russian)"), "ru")
    by = forms.ChoiceField(label=pgettext_lazy("equipment", "Issued by"), choices=list(BY.items()))


class RiskForm(ListRowForm):
    """Row 14."""

    needed = ("risk_kk", "risk_ru", "measure_kk", "measure_ru")
    risk_kk = _word(_("Risk (Kazakh)"), "kk")
    risk_ru = _word(_("Risk (Russian)"), "ru")
    measure_kk = _word(_("Measure (Kazakh)"), "kk")
    measure_ru = _word(_("Measure (Russian)"), "ru")


class ListFormSet(BaseFormSet):
    """Rows of a list with two empty ones at the end, so that adding works without script; a cleared or ticked row goes."""

    def values(self) -> list[dict[str, Any]]:
        """Plain dicts for the card; call it after is_valid()."""
        kept = [form for form in self.forms if not form.cleaned_data.get("DELETE") and not form.is_blank]
        return [{name: form.cleaned_data[name] for name in form.base_fields} for form in kept]


LISTS = {
    "equipment": formset_factory(
        EquipmentForm, formset=ListFormSet, extra=2, can_delete=True, can_delete_extra=False, max_num=30, absolute_max=40
    ),
    "ppe": formset_factory(PpeForm, formset=ListFormSet, extra=2, can_delete=True, can_delete_extra=False, max_num=30, absolute_max=40),
    "risks": formset_factory(RiskForm, formset=ListFormSet, extra=2, can_delete=True, can_delete_extra=False, max_num=30, absolute_max=40),
}


class CardEditor:
    """The form and the three lists as one: valid together, saved together."""

    def __init__(self, data: Any = None, *, card: TechnologyCard) -> None:
        self.form = CardForm(data, card=card)
        self.lists = {name: cls(data, prefix=name, initial=getattr(card, name)) for name, cls in LISTS.items()}

    def is_valid(self) -> bool:
        """All parts are checked, so that every error shows at once."""
        return all([self.form.is_valid(), *(formset.is_valid() for formset in self.lists.values())])

    @property
    def has_errors(self) -> bool:
        return bool(self.form.errors) or any(any(formset.errors) for formset in self.lists.values())

    def data(self) -> dict[str, Any]:
        """What save_card() takes."""
        return {**self.form.cleaned_data, **{name: formset.values() for name, formset in self.lists.items()}}


class ConclusionsForm(forms.Form):
    """Row 22, after the visit."""

    went_well = forms.CharField(label=_("What worked"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    improve = forms.CharField(label=_("What to improve"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    next_step = forms.CharField(label=_("Next step"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
