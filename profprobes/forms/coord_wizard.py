"""The four questions of a new trial. Each form takes the wizard, so that it can ask what was answered before; none knows HTTP."""

import datetime as dt
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import times
from core.widgets import RadioCards
from network.models import Organisation, Role

from ..errors import GroupTooSmall, NoAgreement, SlotFull
from ..models import SiteSlot, TrialProgramme, TrialSite
from ..queries.pickable import ClassRow, classes_with_pupils
from ..queries.slots import FittingSlot, fitting_slots, programmes_for
from ..services.dividing import divided, sizes
from ..services.notices import holders
from ..words import Day
from .coord_trial import DetailsFields

if TYPE_CHECKING:
    from ..wizards import NewTrialWizard


WEEKS_AHEAD = 12


class StepForm(forms.Form):
    """A step: ``answers()`` are the plain values that the draft keeps and that fill the form again."""

    def __init__(self, data: Any = None, *, wizard: "NewTrialWizard", **options: Any) -> None:
        self.wizard = wizard
        super().__init__(data, **options)

    def answers(self) -> dict[str, Any]:
        """Plain values of the step; call it after is_valid()."""
        return dict(self.cleaned_data)


class ProgrammeForm(StepForm):
    """Step 1: what is tried."""

    programme = forms.ModelChoiceField(
        TrialProgramme.objects.none(), label=_("Programme"), error_messages={"required": _("Choose a programme.")}
    )
    school = forms.ModelChoiceField(Organisation.objects.none(), label=_("School"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["programme"].queryset = programmes_for(self.wizard.user)  # type: ignore[attr-defined]
        schools = [school.pk for school in self.wizard.schools]
        self.fields["school"].queryset = Organisation.objects.visible_to(self.wizard.user).filter(pk__in=schools)  # type: ignore[attr-defined]
        self.fields["school"].initial = self.wizard.draft.school_id
        if len(schools) < 2:
            del self.fields["school"]

    def answers(self) -> dict[str, Any]:
        school = self.cleaned_data.get("school")
        return {"programme": self.cleaned_data["programme"].pk} | ({"school": school.pk} if school else {})


class SlotForm(StepForm):
    """Step 2: where and when. A slot that went away while the page was open says so, and the others stay on offer."""

    slot = forms.IntegerField(label=_("Slot"), widget=forms.RadioSelect, error_messages={"required": _("Choose a slot.")})

    @cached_property
    def slots(self) -> list[FittingSlot]:
        """Slots of the coming weeks that fit the programme, soonest first."""
        wizard, today = self.wizard, timezone.localdate()
        if not wizard.programme:
            return []
        ahead = today + dt.timedelta(weeks=WEEKS_AHEAD)
        seats = max(wizard.seats, 1)
        rows = fitting_slots(wizard.user, programme=wizard.programme, school=wizard.school, seats=seats, starts=today, ends=ahead)
        ahead_of_us = [row for row in rows if row.slot.period.lower > timezone.now()]
        return ahead_of_us if wizard.seats else [_any_size(row) for row in ahead_of_us]

    @property
    def days(self) -> list[tuple[dt.date, list[FittingSlot]]]:
        """The slots by day."""
        return [(day, list(rows)) for day, rows in groupby(self.slots, key=lambda row: timezone.localtime(row.slot.period.lower).date())]

    def clean_slot(self) -> int:
        """Refuse what can no longer be booked, with the reason."""
        pk = self.cleaned_data["slot"]
        row = next((row for row in self.slots if row.slot.pk == pk), None)
        if row is None or (row.why_not and not isinstance(row.why_not, SlotFull)):
            raise forms.ValidationError(str(row.why_not) if row else self._why_gone(pk))
        return pk

    def _why_gone(self, pk: int) -> str:
        slot = SiteSlot.objects.visible_to(self.wizard.user).filter(pk=pk).first()
        if slot is None or slot.status == SiteSlot.Status.WITHDRAWN:
            return gettext("The partner has taken this slot off. Choose another one.")
        if slot.period.lower <= timezone.now():
            return gettext("This slot has already begun. Choose a later one.")
        if slot.seats_free <= 0:
            return gettext("This slot has just been taken. Choose another one.")
        return gettext("This slot does not fit the programme. Choose another one.")


def _any_size(row: FittingSlot) -> FittingSlot:
    """Before a group is chosen its size stands in nobody's way; what else stands in it still does, and so do too few places for the smallest group."""
    if not isinstance(row.why_not, GroupTooSmall):
        return row
    slot = row.slot
    if row.free < slot.min_group:
        return replace(row, why_not=SlotFull(seats=slot.min_group, free=row.free))
    return replace(row, why_not="" if row.agreement else NoAgreement(day=Day(slot.starts), host=slot.site.organisation))


class GroupForm(StepForm):
    """Step 3: who goes. Whole classes or single pupils; a ticked class stands for all its pupils that can go."""

    pupils = forms.TypedMultipleChoiceField(label=_("Pupils"), coerce=int, required=False)
    name = forms.CharField(label=_("Name of the group"), max_length=60, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pupils"].choices = [  # type: ignore[attr-defined]
            (candidate.pupil.pk, str(candidate.pupil)) for row in self.rows if row.fits for candidate in row.candidates
        ]

    @cached_property
    def rows(self) -> list[ClassRow]:
        """Classes of the school with their pupils, those of the wrong grade marked."""
        wizard = self.wizard
        period = wizard.slot.period if wizard.slot else None
        return classes_with_pupils(wizard.user, wizard.school, grades=wizard.grades, period=period)

    @property
    def chosen(self) -> set[int]:
        """Ids that are ticked now: typed, else kept in the draft."""
        value = self["pupils"].value() or []
        return {int(pk) for pk in value if str(pk).isdigit()}

    def clean(self) -> dict[str, Any]:
        """Size between the limits of the slot and the site, nobody in two places at once."""
        data = super().clean() or {}
        pupils = set(data.get("pupils") or [])
        if "pupils" in self.errors:
            return data
        problem = self._size_problem(len(pupils)) or self._clash_problem(pupils)
        if problem:
            self.add_error("pupils", problem)
        return data

    def _size_problem(self, size: int) -> str:
        least, most = self.wizard.size_limits
        if not size:
            return gettext("Choose at least one pupil.")
        if size < least:
            return gettext("The group is too small: %(seats)s, the site takes at least %(least)s.") % {"seats": size, "least": least}
        if size > most:
            hint = gettext("You can divide the group (%(parts)s) or choose another slot.") % {"parts": self._parts_text(size, most)}
            return gettext("The group is too large: %(seats)s, there are %(most)s places.") % {"seats": size, "most": most} + " " + hint
        return ""

    @staticmethod
    def _parts_text(size: int, most: int) -> str:
        return " + ".join(str(part) for part in sizes(size, most))

    @property
    def division(self) -> str:
        """«13 + 13» when the ticked group is larger than the slot and can be divided; "" otherwise (§9 case 2)."""
        (least, most), size = self.wizard.size_limits, len(self.chosen)
        return self._parts_text(size, most) if size > most and min(sizes(size, most)) >= least else ""

    @property
    def parts(self) -> list[list[int]]:
        """Ids of the ticked pupils divided, in the order of classes and names."""
        chosen = self.chosen
        ids = [one.pupil.pk for row in self.rows if row.fits for one in row.candidates if one.pupil.pk in chosen]
        return divided(ids, self.wizard.size_limits[1])

    @property
    def group_name(self) -> str:
        """The name that was typed, else those of the classes with a ticked pupil."""
        chosen = self.chosen
        names = [str(row.group) for row in self.rows if any(one.pupil.pk in chosen for one in row.candidates)]
        return str(self["name"].value() or "").strip() or ", ".join(names)

    def _clash_problem(self, pupils: set[int]) -> str:
        clashes = [c for row in self.rows for c in row.candidates if c.pupil.pk in pupils and c.clash]
        if not clashes:
            return ""
        who = "; ".join(f"{c.pupil.short_name}: «{c.clash.trial.title}», {times(c.clash.starts, c.clash.ends)}" for c in clashes[:5])  # type: ignore[union-attr]
        return gettext("Already busy at this time: %(who)s.") % {"who": who}

    def answers(self) -> dict[str, Any]:
        return {"pupils": sorted(self.cleaned_data["pupils"]), "name": self.cleaned_data["name"].strip()}


def formats_of(slot: SiteSlot | None) -> list[tuple[str, Any]]:
    """Formats in which the site of the slot runs trials; face to face where it says nothing."""
    offered = slot.site.trial_site.formats if slot else []
    return [choice for choice in TrialSite.Format.choices if choice[0] in (offered or [TrialSite.Format.IN_PERSON])]


class CheckForm(StepForm, DetailsFields):
    """Step 4: who answers, who goes along, what was told to the families."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        formats = formats_of(self.wizard.slot)
        self.only_format = formats[0][0] if len(formats) == 1 else ""
        if len(formats) > 1:
            self.fields["format"] = forms.ChoiceField(label=_("Format"), choices=formats, initial=formats[0][0], widget=RadioCards)
        own = self.offer_staff(self.wizard.school, self.wizard.user)
        self.initial.setdefault("responsible", own)
        self.initial.setdefault("accompanying", self._usual_companions(own))

    def _usual_companions(self, own: int | None) -> list[int]:
        """Who usually goes along: the responsible person and the class teachers. Ticked to begin with; the person may untick them."""
        school = self.wizard.school
        teachers = holders(school.pk, Role.CLASS_TEACHER, class_groups=[group.pk for group in self.wizard.class_groups])
        known = {user.pk for user in teachers}
        staff = self.fields["accompanying"].queryset  # type: ignore[attr-defined]
        return [row.pk for row in staff if row.pk == own or row.user_id in known]

    def answers(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "responsible": data["responsible"].pk,
            "accompanying": [row.pk for row in data["accompanying"]],
            "photo_choice": data["photo_choice"],
            "format": data.get("format") or self.only_format,
            **{name: data[name].isoformat() if data[name] else None for name in ("informing_date", "diagnostics_date")},
        }
