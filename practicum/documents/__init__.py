"""Forms of the practicum. The engine finds them here."""

from . import allocation, payments, programme, quota_register, schedule

__all__ = ["allocation", "payments", "programme", "quota_register", "schedule"]
