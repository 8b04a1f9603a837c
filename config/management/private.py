"""For commands that need the database while the portal may or may not run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, connections

from config.embedded import Services, runtime_dir


@contextmanager
def database_at_hand() -> Iterator[None]:
    """Use the database that runs; where it is the private one and it does not, start it for the time of the command."""
    if "DATABASE_URL" in os.environ or _answers():
        yield
        return
    with Services(settings.VAR_DIR, runtime_dir(), valkey=False):
        try:
            yield
        finally:
            connections.close_all()


def _answers() -> bool:
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True
