"""Saving and removing a view of a list (page 4)."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.urls import Resolver404, resolve

from accounts.models import User

from ..errors import TooManyViews, ViewNameless, ViewOfNothing
from ..models import SavedView

MOST_VIEWS, LONGEST = 20, 2000
NOT_KEPT = {"page"}


def clean_query(query: str) -> str:
    """Filters, order and columns of an address, without the page and what is empty."""
    pairs = [(name, value) for name, value in parse_qsl(query[: 2 * LONGEST]) if name not in NOT_KEPT]
    return urlencode(pairs)[:LONGEST]


@transaction.atomic
def save_view(*, path: str, query: str, name: str, by: Any) -> SavedView:
    """Keep the address of a list under a name; the same name again replaces it. Raises ViewNameless, ViewOfNothing, TooManyViews."""
    _require_local(path)  # first: whoever is told that a name is missing goes back to this address
    name = " ".join(name.split())[:60]
    if not name:
        raise ViewNameless
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two tabs at once: the limit holds
    own = SavedView.objects.filter(user=by, path=path)
    if not own.filter(name=name).exists() and own.count() >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    view, _made = SavedView.objects.update_or_create(user=by, path=path, name=name, defaults={"query": clean_query(query)})
    return view


def _require_local(path: str) -> None:
    """An address of the portal itself: a saved view leads nowhere else."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or "?" in path or len(path) > 200:
        raise ViewOfNothing
    try:
        resolve(path)
    except Resolver404 as error:
        raise ViewOfNothing from error


@transaction.atomic
def remove_view(*, view: SavedView) -> None:
    """Nothing else depends on it."""
    view.delete()
