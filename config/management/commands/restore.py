"""manage.py restore: a backup into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.backups import restore_backup
from config.management.private import database_at_hand
from config.processes import ServiceError


class Command(BaseCommand):
    """Restore a backup and compare every row count and file with its manifest."""

    help = "Restore a backup into an empty database and an empty folder of files."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("source", type=Path, help="a folder made by backup, for example var/backups/2026-09-01_03-00-00")

    def handle(self, *, source: Path, **options) -> None:
        """Restore it and say what came back."""
        try:
            with database_at_hand():
                tally = restore_backup(source)
        except ServiceError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Restored and compared: {sum(tally.rows.values())} rows in {len(tally.rows)} tables, {len(tally.files)} files.")
