"""Samples of the security walk, one file per part of a room: SAMPLES, SEEN_BY_STRANGERS and PUBLIC, each optional."""

import importlib
import pkgutil
from typing import Any


def merged(name: str) -> Any:
    """The dictionaries (or sets) of this name from all files here, put together."""
    found = [getattr(importlib.import_module(f"{__name__}.{module.name}"), name, None) for module in pkgutil.iter_modules(__path__)]
    parts = [part for part in found if part]
    if parts and isinstance(parts[0], set):
        return set().union(*parts)
    return {key: value for part in parts for key, value in part.items()}
