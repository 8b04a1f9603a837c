"""One error shape for the API: {"code": …, "message": …, "field": …}."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_handler

from .errors import DomainError


def exception_handler(error: Exception, context: dict) -> Any:
    """Answer a refusal of a service with its sentence; everything else as DRF does."""
    if isinstance(error, DomainError):
        return Response({"code": error.code, "message": str(error), "field": error.field}, status=error.status)
    return drf_handler(error, context)
