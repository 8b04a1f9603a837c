"""manage.py backup: database and files into a folder of their own."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backups import free_target, make_backup
from config.management.private import database_at_hand
from config.processes import ServiceError


class Command(BaseCommand):
    """Write a backup; the portal may run meanwhile."""

    help = "Back the database and people's files up into a new folder."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument(
            "--to", type=Path, default=settings.VAR_DIR / "backups", help="folder in which the backup gets a folder of its own"
        )

    def handle(self, *, to: Path, **options) -> None:
        """Make it and say what is in it."""
        try:
            with database_at_hand():
                target = free_target(to)
                tally = make_backup(target)
        except ServiceError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Backup: {target} ({sum(tally.rows.values())} rows in {len(tally.rows)} tables, {len(tally.files)} files)")
        self.stdout.write(
            "The keys are not in it. Keep FIELD_KEYS and LOOKUP_KEY (var/secrets) in another safe place: without them it cannot be read."
        )
