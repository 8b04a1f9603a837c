"""What every list offers beside its filters: choice of columns and saved views. All of it lives in the address and works without script (page 4).

In the view::

    tools = ListTools(request, [("kind", _("Kind")), ("region", _("Region")), ("phone", _("Phone"), False)])

In the template, inside ``#list``: ``{% ui "list_tools" tools=tools %}``, and around each cell ``{% if tools.on.kind %}…{% endif %}``. The first column, by
which a row is known, always stays and is not named.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from .models import SavedView
from .services.saved_views import clean_query

PARAMETER = "cols"


@dataclass(frozen=True)
class Choice:
    """A column that may be left out."""

    key: str
    label: Any
    shown: bool


class ListTools:
    """Columns and saved views of one list for one person."""

    def __init__(self, request: HttpRequest, columns: list[tuple]) -> None:
        """``columns`` are (key, label) or (key, label, False) for those that are shown on demand only."""
        self._request = request
        asked = {word for value in request.GET.getlist(PARAMETER) for word in value.split(",")}
        keys = {column[0] for column in columns}
        chosen = asked & keys
        self.columns = [Choice(key, label, key in chosen if chosen else not (rest and rest[0] is False)) for key, label, *rest in columns]
        self.on = {column.key: column.shown for column in self.columns}
        self.path = request.path
        self.query = clean_query(request.GET.urlencode())

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The rest of the address, which a change of columns leaves as it is."""
        return [(name, value) for name in self._request.GET for value in self._request.GET.getlist(name) if name not in {PARAMETER, "page"}]

    @cached_property
    def views(self) -> list[SavedView]:
        """Own saved views of this list; ``is_current`` marks the one that is open."""
        found = list(SavedView.objects.visible_to(self._request.user).filter(path=self.path))
        for view in found:
            view.is_current = view.query == self.query  # type: ignore[attr-defined]
        return found
