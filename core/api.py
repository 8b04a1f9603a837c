"""One error shape for the API: {"code": …, "message": …, "field": …}; a wrong body names all its fields under "errors"."""

from typing import Any

from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_handler

from .errors import DomainError


def exception_handler(error: Exception, context: dict) -> Any:
    """Answer a refusal of a service with its sentence; everything else with DRF's status in the same shape."""
    if isinstance(error, DomainError):
        return Response({"code": error.code, "message": str(error), "field": error.field}, status=error.status)
    answer = drf_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, ValidationError):
        answer.data = _of_body(error)
    else:
        detail = answer.data.get("detail", "") if isinstance(answer.data, dict) else ""
        code = getattr(detail, "code", "") or (error.default_code if isinstance(error, APIException) else "error")
        answer.data = {"code": code, "message": str(detail), "field": ""}
    return answer


def _of_body(error: ValidationError) -> dict[str, Any]:
    errors = error.detail if isinstance(error.detail, dict) else {"": error.detail}
    errors = {("" if name == "non_field_errors" else str(name)): _texts(found) for name, found in errors.items()}
    field, texts = next(iter(errors.items()))
    return {"code": "invalid", "message": texts[0] if texts else "", "field": field, "errors": errors}


def _texts(found: Any) -> list[str]:
    if isinstance(found, dict):
        return [text for inner in found.values() for text in _texts(inner)]
    if isinstance(found, list | tuple):
        return [text for inner in found for text in _texts(inner)]
    return [str(found)]
