"""Refusals of mentoring."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class LoadFull(DomainError):
    """RM4: ``name`` of the mentor, ``load`` of ``capacity``."""

    message = _("%(name)s already leads %(load)s of %(capacity)s. Choose another mentor.")
    field = "mentor"
