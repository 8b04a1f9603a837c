"""`make demo-reset` empties the portal of people and work and leaves what a new installation brings along."""

import pytest
from django.db import connection

from network.models import Organisation
from profprobes.management.commands.seed_demo import FILLED_BY_MIGRATIONS, erase_everything
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db


def filled() -> set[str]:
    """Tables that hold a row."""
    with connection.cursor() as cursor:
        found = set()
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def test_the_lists_of_a_new_installation_stay_and_everything_else_goes():
    brought_along = filled()
    assert brought_along and brought_along <= FILLED_BY_MIGRATIONS, "a migration fills another table: add it to FILLED_BY_MIGRATIONS"
    TrialWorld(pupils=1)
    assert Organisation.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the checks that a commit would have made by now
    erase_everything()
    assert filled() == brought_along
