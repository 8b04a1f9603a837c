"""Forms of the practicum. The engine finds them here."""

from . import allocation, payments

__all__ = ["allocation", "payments"]
