"""A program that asks the API in a person's name."""

import datetime as dt
from typing import Any

from django.test import Client

from accounts import api_tokens
from accounts.models import ApiToken

ALL = [scope.value for scope in ApiToken.Scope]


class Program(Client):
    """JSON in, JSON out, with a key of the person."""

    def __init__(self, person: Any, *scopes: str) -> None:
        self.key, text = api_tokens.make_token(user=person, name="test", scopes=scopes or ALL, days=30)
        super().__init__(headers={"Authorization": f"Bearer {text}"})

    def read(self, path: str, **query: Any) -> Any:
        """GET below /api/v1/."""
        return self.get(f"/api/v1/{path}", query)

    def write(self, path: str, **body: Any) -> Any:
        """POST a JSON body below /api/v1/."""
        return self.post(f"/api/v1/{path}", body, content_type="application/json")


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)
