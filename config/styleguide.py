"""Sample values of the style guide: enough of each component to see all its states. Invented people only."""

import datetime as dt
from typing import Any

import segno
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import dates
from core.widgets import CheckCards, DateInput, FilePicker, MoneyInput, PhoneInput, RadioCards, Segmented, Switch, TimeInput

PEOPLE = ("Демо-Үмбетқызы Әлия", "Демо-Сейітов Ерлан", "Демо-Құрманғалиұлы Ғабит", "Демо-Іңкәрбекова Жұлдыз-Ақерке", "Демо-Һәкімов Өмірбек")
ANSWERS = [("1", _("needs help")), ("2", _("works by the instruction")), ("3", _("works on their own, knowing why"))]
PHOTO = [("publish", _("May be published")), ("portfolio", _("For the portfolio only")), ("no", _("No photos"))]


class SampleForm(forms.Form):
    """One field of each kind."""

    topic = forms.CharField(label=_("Name of the trial"), help_text=_("As the pupils will see it."), max_length=120)
    about = forms.CharField(label=_("What happens"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300, required=False)
    host = forms.ChoiceField(label=_("Host"), choices=[("", _("Choose…")), ("1", "Демо Көлік ЖШС"), ("2", "Демо политехникалық колледжі")])
    day = forms.DateField(label=_("Day"), widget=DateInput)
    start = forms.TimeField(label=_("Start"), widget=TimeInput)
    phone = forms.CharField(label=_("Phone"), widget=PhoneInput, required=False)
    cost = forms.IntegerField(label=_("Cost of materials"), widget=MoneyInput, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the briefing"), choices=[("kk", "Қазақша"), ("ru", "Русский")], widget=forms.CheckboxSelectMultiple
    )
    format = forms.ChoiceField(label=_("Format"), choices=[("full", _("Full day")), ("short", _("Two hours"))], widget=forms.RadioSelect)
    understands = forms.ChoiceField(label=_("Understands the task"), choices=ANSWERS, widget=Segmented)
    photo = forms.ChoiceField(
        label=_("Do you allow photos and video?"),
        choices=PHOTO,
        widget=RadioCards(
            hints={"publish": _("on the school's site and in reports"), "portfolio": _("only the child and the teachers see them")},
            icons={"publish": "image", "portfolio": "lock", "no": "camera-off"},
        ),
    )
    gear = forms.MultipleChoiceField(
        label=_("What the pupils bring"),
        required=False,
        widget=CheckCards(icons={"gloves": "hand", "shoes": "footprints"}),
        choices=[("gloves", _("Gloves")), ("shoes", _("Closed shoes"))],
    )
    file = forms.FileField(
        label=_("Photo of the product"), widget=FilePicker(accept="image/*"), required=False, help_text=_("JPEG, PNG or HEIC, up to 20 MB.")
    )
    remind = forms.BooleanField(label=_("Remind the parents in the morning"), widget=Switch, required=False)
    agree = forms.BooleanField(label=_("The briefing was given and understood"))


class CardForm(forms.Form):
    """Four rows of an observation card, as on a phone."""

    task = forms.ChoiceField(label=_("Understands the task"), choices=ANSWERS, widget=Segmented)
    order = forms.ChoiceField(label=_("Keeps to the procedure"), choices=ANSWERS, widget=Segmented)
    care = forms.ChoiceField(label=_("Accuracy and tidiness"), choices=ANSWERS, widget=Segmented)
    safety = forms.ChoiceField(label=_("Attention to safety"), choices=ANSWERS, widget=Segmented)


class FilterForm(forms.Form):
    """Search and filters of the sample list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), ("ready", _("Ready")), ("late", _("Overdue"))])


def refused_form() -> SampleForm:
    """The form after a wrong answer: each kind of field shows its error."""
    data = QueryDict(mutable=True)
    data.update({"topic": "", "understands": "2"})
    form = SampleForm(data, auto_id="bad_%s")
    form.is_valid()
    form.add_error(None, _("The slot was taken while you were typing: choose another."))
    return form


class SampleTrial:
    """Stands for a model with a state, for the status tag."""

    STATUS_LOOK = {"closed": ("leaf", "archive")}
    status = "closed"

    def get_status_display(self) -> str:
        """As Django makes it."""
        return _("Closed")


class SampleTools:
    """Stands for network.lists.ListTools."""

    path, query, kept, views = "/styleguide/", "", (), ()

    @property
    def columns(self) -> list[dict[str, Any]]:
        """One column shown, one on demand."""
        return [{"key": "day", "label": _("Day"), "shown": True}, {"key": "host", "label": _("Host"), "shown": False}]


def _moment(days: int, hour: int) -> dt.datetime:
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + dt.timedelta(days=days)


def _todos() -> list[dict]:
    rows = [
        (
            "clay",
            _("3 parents have not given consent"),
            _("8 “A” · carpenter's trial tomorrow at 10:00 · reminded yesterday"),
            _("Remind again"),
            "primary",
        ),
        (
            "sun",
            _("The mentor proposed a correction to the technology card"),
            _("Демо Көлік ЖШС · row 14 “Risks” · until 17:00 today"),
            _("Look"),
            "",
        ),
        ("sky", _("24 parents' pages are ready"), _("7 “Ә” · signed by the class teacher"), _("Sign all"), ""),
        (
            "leaf",
            _("The agreement renews itself on 31 December"),
            _("Демо политехникалық колледжі · last day to decline: 30 November"),
            _("Open"),
            "",
        ),
    ]
    return [{"tone": tone, "title": title, "text": text, "action": action, "kind": kind} for tone, title, text, action, kind in rows]


def _steps() -> list[dict]:
    return [
        {"title": _("Site booked"), "state": "done"},
        {"title": _("Group built"), "note": "25", "state": "done"},
        {"title": _("Consents"), "note": "22 / 25", "state": "now", "href": "#steps"},
        {"title": _("Briefing"), "state": "ahead"},
        {"title": _("Trial"), "state": "ahead"},
        {"title": _("Parents' pages"), "state": "ahead"},
    ]


def _checks() -> list[dict]:
    return [
        {"code": "G1", "title": _("The site was checked this year"), "text": "12.09.2026", "state": "done"},
        {
            "code": "G2",
            "title": _("Consents of all families"),
            "text": _("3 of 25 are missing"),
            "state": "stop",
            "href": "#checks",
            "action": _("Remind"),
        },
        {"code": "G3", "title": _("Briefing at school"), "state": "wait", "href": "#checks", "action": _("Record")},
        {"code": "G4", "title": _("Medical clearance"), "text": _("This trial needs none"), "state": "skip"},
    ]


def _week() -> list[dict]:
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    states = [("free", 12, 12), ("few", 3, 12), None, ("full", 0, 12), ("mine", 4, 12)]
    days = []
    for number, state in enumerate(states):
        slots = []
        if state:
            name, free, total = state
            action = {"free": _("Book"), "few": _("Book"), "mine": _("Open")}.get(name, "")
            slots = [
                {
                    "start": _moment(0, 10),
                    "end": _moment(0, 12),
                    "title": _("Carpenter"),
                    "text": "Демо политехникалық колледжі",
                    "state": name,
                }
                | {"href": "#week" if action else "", "action": action, "free": free, "total": total}
            ]
        date = monday + dt.timedelta(days=number)
        days.append({"date": date, "today": date == timezone.localdate(), "slots": slots})
    return days


def _month() -> list[list[dict]]:
    today = timezone.localdate()
    first = today.replace(day=1) - dt.timedelta(days=today.replace(day=1).weekday())
    items = {
        today: [{"label": _("Carpenter, 8 “A”"), "href": "#month", "tone": "sun"}],
        today.replace(day=12): [{"label": _("Welder, 9 “Б”"), "href": "#month", "tone": "leaf"}],
    }
    days = [first + dt.timedelta(days=number) for number in range(35)]
    cells = [{"date": day, "other": day.month != today.month, "today": day == today, "items": items.get(day, [])} for day in days]
    return [cells[number : number + 7] for number in range(0, 35, 7)]


def _matrix() -> dict[str, Any]:
    given, waits, refused = (
        {"label": _("Given"), "tone": "leaf"},
        {"label": _("Waiting"), "tone": "sun"},
        {"label": _("Refused"), "tone": "clay", "icon": "x"},
    )
    photo = [
        {"label": label, "tone": "neutral", "icon": icon}
        for (_code, label), icon in zip(PHOTO, ("image", "lock", "camera-off"), strict=True)
    ]
    cells = [(given, photo[1]), (waits, photo[2]), (given, photo[0]), (refused, photo[2]), (given, photo[1])]
    rows = [{"name": name, "note": "8 «А»", "href": "#matrix", "cells": list(pair)} for name, pair in zip(PEOPLE, cells, strict=True)]
    return {"columns": [_("Consent"), _("Photo")], "rows": rows}


def _bars() -> list[dict]:
    shares = (("№15 гимназия", 93), ("Демо ауыл мектебі", 61), ("№7 мектеп-лицей", 32))
    return [{"label": school, "value": share, "text": f"{share} %"} for school, share in shares]


def _timeline() -> list[dict]:
    return [
        {"at": _moment(0, 9), "title": _("Reminder sent to 3 families"), "by": "Демо-Ахметова С.", "tone": "sky", "icon": "bell"},
        {
            "at": _moment(-1, 16),
            "title": _("Consent withdrawn"),
            "text": _("The child is ill."),
            "by": "Демо-Сейітова Г.",
            "tone": "clay",
            "icon": "undo-2",
        },
        {"at": _moment(-3, 11), "title": _("Site booked"), "by": "Демо-Ахметова С.", "tone": "leaf"},
    ]


def samples(request: HttpRequest) -> dict[str, Any]:
    """Everything the style guide prints."""
    address = request.build_absolute_uri("/styleguide/")
    paginator = Paginator(range(1, 188), 25)
    return {
        "people": PEOPLE,
        "today": timezone.localdate(),
        "moment": _moment(0, 10),
        "later": _moment(0, 12),
        "tones": ("sky", "sun", "leaf", "clay", "dusk", "neutral"),
        "todos": _todos(),
        "steps": _steps(),
        "checks": _checks(),
        "parts": [
            {"value": 22, "tone": "leaf", "label": _("given")},
            {"value": 2, "tone": "sun", "label": _("waiting")},
            {"value": 1, "tone": "clay", "label": _("refused")},
        ],
        "bars": [
            {"label": "№15 гимназия", "value": 93, "text": "93 %"},
            {"label": "Демо ауыл мектебі", "value": 61, "text": "61 %"},
            {"label": "№7 мектеп-лицей", "value": 32, "text": "32 %"},
        ],
        "facts": [
            (_("Host"), "Демо политехникалық колледжі"),
            (_("Mentor"), "Демо-Қасымов Б. Т."),
            (_("Route"), ""),
            (_("Time"), "10:00–12:00"),
        ],
        "timeline": _timeline(),
        "week": _week(),
        "month": _month(),
        "month_title": dates.month(timezone.localdate()),
        "sample_trial": SampleTrial(),
        "matrix": _matrix(),
        "tabs": [
            (_("Preparation"), "#tabs", True),
            (_("Group"), "#tabs", False, 25),
            (_("Documents"), "#tabs", False, 5),
            (_("History"), "#tabs", False),
        ],
        "crumbs": [(_("Trials"), "#crumbs"), (_("Carpenter, 8 “A”"), "")],
        "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
        "qr_address": address,
        "page": paginator.get_page(request.GET.get("page", 4)),
        "form": SampleForm(initial={"understands": "3", "photo": "portfolio", "format": "short"}),
        "refused": refused_form(),
        "card": CardForm(initial={"task": "3", "order": "2"}),
        "filled": [{"value": 7, "tone": "leaf", "label": _("filled")}],
        "filters": FilterForm(request.GET),
        "tools": SampleTools(),
    }
