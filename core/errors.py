"""Refusals: what a service raises when a rule says no."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule refused an action. The sentence is translated when it is shown, never when it is raised.

    ``message`` holds named placeholders that the keyword arguments fill; ``field`` names the form field the sentence
    belongs beside, empty for the whole form; ``code`` is what the API answers.
    """

    message: Any = _("This cannot be done.")
    field: str = ""
    status = 409

    def __init__(self, **params: Any) -> None:
        super().__init__()
        self.params = params

    @property
    def code(self) -> str:
        """The class name in snake case, stable for API clients."""
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in type(self).__name__).lstrip("_")

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


class WrongState(DomainError):
    """The object is not in a state that allows the action."""

    message = _("This is not possible while the state is “%(status)s”.")
