"""Form Б on a phone: five criteria in the words of the scale, result, comment, next step, plus–delta."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import Segmented

from ..form_rules import card_rules
from ..models import CRITERIA, Level, ObservationCard
from .phone_base import RuledForm, level, text_field

RESULT_WORDS = [  # the order of the brief's buttons; the words are those of the form
    (ObservationCard.Result.YES, pgettext_lazy("result of the micro-task", "yes")),
    (ObservationCard.Result.PARTLY, pgettext_lazy("result of the micro-task", "partly")),
    (ObservationCard.Result.NO, pgettext_lazy("result of the micro-task", "no")),
]
LEVEL_ORDER = [Level.HELP, Level.INSTRUCTION, Level.ALONE, Level.NOT_SEEN]
LABELS = {code: ObservationCard._meta.get_field(f"c_{code}").verbose_name for code in CRITERIA}


class CardForm(RuledForm):
    """One pupil's card; also the sheet «same for everyone»."""

    result = forms.ChoiceField(label=_("Result of the micro-task"), choices=RESULT_WORDS, widget=Segmented)
    confirmed_words = forms.BooleanField(label=_("The text is about the action, not about the person"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        rules = kwargs.pop("rules", None) or card_rules()
        super().__init__(*args, rules=rules, **kwargs)
        lengths = rules["texts"]
        for code in CRITERIA:
            self.fields[f"c_{code}"] = _level_field(LABELS[code])
        comment = _("A strength, one narrow point, what next. One or two sentences.")
        self.fields["comment"] = text_field(_("Mentor's comment (1–2 sentences)"), lengths["comment"], help_text=comment)
        self.fields["next_step"] = text_field(_("Recommendation on the next step"), lengths["next_step"], rows=1)
        self.fields["plus"] = text_field(_("Plus: the pupil's strength"), lengths["plus"], rows=1)
        self.fields["delta"] = text_field(_("Delta: what to improve"), lengths["delta"], rows=1)
        hint = _("For example, repeat on another operation, go on to a harder one.")
        self.fields["next"] = text_field(_("Next step"), lengths["next"], help_text=hint, rows=1)
        for field in self.fields.values():
            field.required = False

    @property
    def levels(self) -> list[forms.BoundField]:
        """The five criteria in the order of the form."""
        return [self[f"c_{code}"] for code in CRITERIA]

    @property
    def asks_about_words(self) -> bool:
        """Did the check find words of S19?"""
        return self.is_bound and not self.is_valid() and any(finding.code == "words" for finding in self.checked.errors)


def _level_field(label: Any) -> forms.TypedChoiceField:
    choices = [(one.value, one.label) for one in LEVEL_ORDER]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=level, empty_value=None, required=False, widget=Segmented(attrs={"class": "level"})
    )


def initial_of(card: ObservationCard | None) -> dict[str, Any]:
    """What a started card shows."""
    if card is None:
        return {}
    return {name: getattr(card, name) for name in (*ObservationCard.CONTENT, "confirmed_words")}
