"""Demo data of the network's parts: each file has build(region), told through the portal's own services.

``region`` holds year, organisations["MK12"], people["coordinator"], memberships[key], classes[(code, name)], as the seed command filled it.
"""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

ORDER = ("registers", "people", "governance", "agreements", "registry", "plans", "acts", "alignment")


def build_network(region: Any) -> None:
    """Run build(region) of every part that is there, in ORDER."""
    present = {module.name for module in pkgutil.iter_modules(__path__)}
    for name in ORDER:
        if name in present:
            importlib.import_module(f"{__name__}.{name}").build(region)


# Rooms above that tell a story of their own after everything else; each gives back rows for the table of accounts.
_LATER: list[Callable[[Any], list[dict[str, Any]]]] = []


def register_later(build: Callable[[Any], list[dict[str, Any]]]) -> None:
    """Let a room above add its demo data: ``build(region)`` returns [{"role": {"kk", "ru", "en"}, "login", "password"}]."""
    if build not in _LATER:
        _LATER.append(build)


def build_later(region: Any) -> list[dict[str, Any]]:
    """Run what rooms above have registered; give back their accounts."""
    return [row for build in _LATER for row in build(region)]
