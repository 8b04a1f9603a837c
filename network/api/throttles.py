"""How often: by person where somebody is signed in, else by address. A cache that is away lets everybody through rather than nobody."""

from typing import Any

from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

from documents.throttle import address_hash


class _Forgiving(SimpleRateThrottle):
    def allow_request(self, request: Request, view: Any) -> bool:
        """May the request go on?"""
        try:
            return super().allow_request(request, view)
        except (OSError, RedisError):
            return True

    def get_ident(self, request: Request) -> str:
        """The address as the rest of the portal reads it: a header that anybody may write does not make a new visitor."""
        return address_hash(request._request)


class PersonThrottle(_Forgiving, UserRateThrottle):
    """Of a person, whatever the number of keys."""


class AddressThrottle(_Forgiving, AnonRateThrottle):
    """Of an address."""
