"""Forms of the practicum. The engine finds them here."""

from . import payments

__all__ = ["payments"]
