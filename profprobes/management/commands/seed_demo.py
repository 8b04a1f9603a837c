"""Fill an empty portal with the demo region."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils.translation import override

from network.demo import build_later, build_network
from network.models import Organisation
from profprobes.demo.cycles import build_cycles
from profprobes.demo.incidents import build_incidents
from profprobes.demo.market import build_market
from profprobes.demo.offer import build_offer, build_slots
from profprobes.demo.people import PASSWORD, STAFF, build_people
from profprobes.demo.programmes import build_more_programmes
from profprobes.demo.records import build_records
from profprobes.demo.requests import build_requests
from profprobes.demo.reviews import build_reviews
from profprobes.demo.safety import build_safety
from profprobes.demo.trials import build_trials

# key of the person → what the start-up table calls the role
ACCOUNTS: dict[str, dict[str, str]] = {
    "coordinator": {"kk": "Мектеп үйлестірушісі", "ru": "Школьный координатор", "en": "School coordinator"},
    "teacher": {"kk": "Сынып жетекшісі", "ru": "Классный руководитель", "en": "Class teacher"},
    "mentor": {"kk": "Тәлімгер", "ru": "Наставник", "en": "Mentor"},
    "partner": {"kk": "Серіктес үйлестірушісі", "ru": "Координатор партнёра", "en": "Partner's coordinator"},
    "pupil": {"kk": "Оқушы", "ru": "Ученица", "en": "Pupil"},
    "medical": {"kk": "Мектеп мейіргері", "ru": "Школьная медсестра", "en": "School medical worker"},
    "rural": {"kk": "Ауыл мектебінің үйлестірушісі", "ru": "Координатор сельской школы", "en": "Rural school coordinator"},
    "operator": {"kk": "Өңірлік оператор", "ru": "Региональный оператор", "en": "Regional operator"},
    "admin": {"kk": "Платформа әкімшісі", "ru": "Администратор платформы", "en": "Platform administrator"},
}


# Lists that a new installation brings along; no table of people or work may stand here.
FILLED_BY_MIGRATIONS = frozenset(
    "django_migrations django_content_type auth_permission accounts_consenttext accounts_retentionrule network_agreementkind "
    "network_clausetemplate network_district network_holiday network_legalact network_networkfunction network_outcomefunction "
    "network_region network_sector network_statustype network_subject portfolio_rubric portfolio_rubriccriterion "
    "portfolio_rubriclevel".split()
)


class Command(BaseCommand):
    """seed_demo [--if-empty] [--reset]: the region, its people, offers and four trials, told through the portal's own services."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the portal already holds an organisation")
        parser.add_argument("--reset", action="store_true", help="erase everything first; only in demo mode")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data belong to demo mode only (KOPIR_DEMO=1).")
        if options["reset"]:
            erase_everything()
        elif Organisation.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("The portal already holds data; --reset erases them first.")
        # Titles of batches and reasons are written in the language of whoever acts; the region's people act in Kazakh.
        with override("kk"), transaction.atomic():
            region = build_people()
            build_network(region)
            sites = build_offer(region)
            build_slots(region, sites)
            _know_sizes()
            build_trials(region, sites)
            build_safety(region, sites)
            _know_sizes()
            build_market(region, sites)
            build_requests(region, sites)
            build_incidents(region)
            build_reviews(region)
            build_cycles(region)
            build_records(region)
            build_more_programmes(region, sites)
            _know_sizes()
            more = build_later(region)
        write_accounts(more)
        self.stdout.write("Demo region ready.")


def _know_sizes() -> None:
    """Tell the planner what this transaction has written: nobody else sees it yet, and plans made for empty tables take minutes on full ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def erase_everything() -> None:
    """Empty every table of ours but those that migrations fill."""
    tables = [table for table in connection.introspection.table_names() if table not in FILLED_BY_MIGRATIONS]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(connection.ops.quote_name(table) for table in tables)} RESTART IDENTITY CASCADE")


def write_accounts(more: list[dict[str, Any]]) -> None:
    """Leave the sign-in table where `manage.py up` prints it from."""
    logins = {row[0]: row[8] for row in STAFF} | {"pupil": "pupil@kopir.test", "admin": "admin@kopir.test"}
    rows = [{"role": role, "login": logins[key], "password": PASSWORD} for key, role in ACCOUNTS.items()] + more
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    (settings.VAR_DIR / "demo-accounts.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1))
