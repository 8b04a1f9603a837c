"""PostgreSQL: DATABASE_URL in production, the private cluster under var/ otherwise."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from config.embedded import runtime_dir


def parse_database_url(url: str) -> dict:
    """Turn postgres://user:password@host:port/name?option=value into Django's settings; a host= option names a socket folder."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "kopir",
        "USER": unquote(parts.username or "kopir"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": parse_database_url(os.environ.get("DATABASE_URL") or f"postgres://kopir@/kopir?host={runtime_dir()}")}
