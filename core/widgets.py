"""Widgets of the design system; their markup lies in templates/components/widgets, their looks in static/css/forms.css."""

from typing import Any

from django import forms


class _Cards:
    """Choices with a sentence and an icon of their own: ``hints`` and ``icons`` map a choice's value to them."""

    def __init__(self, attrs: dict | None = None, choices: Any = (), *, hints: dict | None = None, icons: dict | None = None) -> None:
        super().__init__(attrs, choices)  # type: ignore[call-arg]
        self.hints, self.icons = hints or {}, icons or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict:
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        plain = str(value)
        return option | {"hint": self.hints.get(plain, ""), "icon": self.icons.get(plain, "")}


class RadioCards(_Cards, forms.RadioSelect):
    """One of a few answers, each a card with a big target and a line of explanation."""

    kind = "cards"
    template_name = "components/widgets/cards.html"


class CheckCards(_Cards, forms.CheckboxSelectMultiple):
    """Several of a few answers, as cards."""

    kind = "cards"
    template_name = "components/widgets/cards.html"


class Segmented(forms.RadioSelect):
    """Two to four short answers side by side, in words (never bare 1–2–3), at least 48 px high."""

    kind = "segmented"
    template_name = "components/widgets/segmented.html"


class Switch(forms.CheckboxInput):
    """A yes/no that reads as a switch."""

    kind = "checkbox"

    def __init__(self, attrs: dict | None = None, **kwargs: Any) -> None:
        super().__init__({"role": "switch", "class": "switch", **(attrs or {})}, **kwargs)


class DateInput(forms.DateInput):
    """The browser's own date picker; the value travels as YYYY-MM-DD whatever the language."""

    input_type = kind = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker, HH:MM."""

    input_type = kind = "time"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own picker of a day and a time (local time of Almaty)."""

    input_type = kind = "datetime-local"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MoneyInput(forms.NumberInput):
    """Whole tenge."""

    kind = "money"
    template_name = "components/widgets/money.html"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"min": 0, "step": 1, "inputmode": "numeric", **(attrs or {})})


class PhoneInput(forms.TextInput):
    """A phone number: the phone's own keypad and autofill."""

    input_type = kind = "tel"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"autocomplete": "tel", "inputmode": "tel", "placeholder": "+7 7__ ___ __ __", **(attrs or {})})


class FilePicker(forms.FileInput):
    """A file or photo with a big target; the name of the chosen file is shown by script, by the browser without it.

    ``accept`` is the browser's filter (the server checks the content); ``camera=True`` opens the camera of a phone.
    """

    kind = "file"
    template_name = "components/widgets/file.html"

    def __init__(self, attrs: dict | None = None, *, accept: str = "", camera: bool = False) -> None:
        own = {"accept": accept} if accept else {}
        super().__init__({**own, **({"capture": "environment"} if camera else {}), **(attrs or {})})
