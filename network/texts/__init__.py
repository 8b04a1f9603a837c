"""Official words of the network in Kazakh and Russian: data, not messages."""

from .first_agenda import FIRST_AGENDA

__all__ = ["FIRST_AGENDA"]
