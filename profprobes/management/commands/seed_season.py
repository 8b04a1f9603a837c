"""Add a season of sample trials to a demo portal."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from network.models import Organisation, Region
from profprobes.demo.season import build_season


class Command(BaseCommand):
    """seed_season [--trials 2000]: schools, pupils, partners, visits and what came of them, in bulk, in the region of the demo operator."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--trials", type=int, default=2000)
        parser.add_argument("--pupils", type=int, default=20, help="pupils in each trial")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Sample data belong to demo mode only (KOPIR_DEMO=1).")
        if options["trials"] < 10 or not 5 <= options["pupils"] <= 25:
            raise CommandError("At least 10 trials, 5 to 25 pupils in each.")
        if Organisation.objects.filter(code__startswith="sn-").exists():
            raise CommandError("The season is there already; seed_demo --reset erases everything.")
        centre = Organisation.objects.filter(kind=Organisation.Kind.CAREER_CENTRE).order_by("pk").first()
        region = centre.region if centre else Region.objects.order_by("pk").first()
        if region is None:
            raise CommandError("No region: run migrate first.")
        started = time.monotonic()
        build_season(region, options["trials"], options["pupils"])
        self.stdout.write(f"{options['trials']} trials in {time.monotonic() - started:.0f} s.")
