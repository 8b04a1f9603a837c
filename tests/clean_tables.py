"""Tests that commit start from the rows that migrations brought. Django empties all four hundred tables and saves each row again as a model: seconds for
every test. Here the rows are copied once into a schema of their own; after a test only tables that hold a row are emptied, before the next one the rows
come back inside the server.
"""

from typing import Any

from django.db import transaction
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations

KEPT = "kept_by_the_tests"
_WITHOUT_TRIGGERS = "SET LOCAL session_replication_role = replica"  # neither keys nor history: the rows were right when they were copied
_COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""


def install() -> None:
    """Take the place of Django's own ways to keep, bring back and empty."""
    DatabaseCreation.serialize_db_to_string = _keep
    DatabaseCreation.deserialize_db_from_string = _bring_back
    DatabaseOperations.sql_flush = _statements


def _filled(connection: Any, tables: list[str]) -> list[str]:
    """Those of the tables that hold a row."""
    name = connection.ops.quote_name
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {name(table)})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return sorted(row[0] for row in cursor.fetchall())


def _keep(creation: DatabaseCreation) -> str:
    """Copy what migrations brought; the statements that bring it back stand for Django's string of rows."""
    connection = creation.connection
    name, statements = connection.ops.quote_name, []
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE")
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in _filled(connection, connection.introspection.django_table_names(only_existing=True, include_views=False)):
            cursor.execute(f"CREATE TABLE {KEPT}.{name(table)} AS TABLE public.{name(table)}")
            cursor.execute(_COLUMNS, [table])
            columns = cursor.fetchone()[0]
            statements.append(f"INSERT INTO public.{name(table)} ({columns}) SELECT {columns} FROM {KEPT}.{name(table)}")
    return ";\n".join(statements)


def _bring_back(creation: DatabaseCreation, data: str) -> None:
    connection = creation.connection
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in (
            *_emptying(connection, connection.introspection.django_table_names(only_existing=True, include_views=False)),
            data,
        ):
            cursor.execute(statement)


def _statements(
    operations: DatabaseOperations, style: Any, tables: list[str], *, reset_sequences: bool = False, allow_cascade: bool = False
) -> list[str]:
    """What the command `flush` runs in one transaction; numbers go on counting, as Django's test cases want it too."""
    return _emptying(operations.connection, tables)


def _emptying(connection: Any, tables: list[str]) -> list[str]:
    name = connection.ops.quote_name
    return [_WITHOUT_TRIGGERS, *(f"DELETE FROM public.{name(table)}" for table in _filled(connection, tables))]
