"""Path converters that take given words alone."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from core.sheets import FORMATS


def one_of(name: str, *words: str) -> None:
    """A path converter that takes these words alone."""
    register_converter(type(name, (StringConverter,), {"regex": "|".join(words)}), name)


one_of("table_kind", *FORMATS)
