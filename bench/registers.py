"""The register of organisations at its size: a page with 15 000 rows against one with 150, and a file of rows against a plain COPY of them."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings

from accounts.models import User
from core.numbers import check_digit
from core.sheets import csv_bytes
from network.imports.base import copy_in
from network.imports.organisations import COLUMNS
from network.models import ImportJob, Organisation
from network.services import imports

from .results import Result

NAMES = ["bin", "kind", "full_name_kk", "full_name_ru", "short_name_kk", "short_name_ru", "region", "district", "locality_type"]
NAMES += ["address_kk", "address_ru", "learners"]


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def best(work: Callable[[], Any], times: int = 5) -> float:
    return min(seconds(work) for _time in range(times))


def number(serial: int) -> str:
    """A BIN of January 2001 that passes the check."""
    eleven = f"010140{serial:05d}"
    digit = check_digit(eleven)
    return f"{eleven}{digit}" if digit is not None else ""


def lines(count: int) -> list[list[Any]]:
    rows, serial = [], 0
    while len(rows) < count:
        serial += 1
        if own := number(serial):
            words = [f"«№{serial} мектеп» КММ", f"КГУ «Школа №{serial}»", f"№{serial} мектеп", f"Школа №{serial}"]
            rows.append([own, "school", *words, "390000000", "391000000", "urban", "Демо көшесі, 1", "ул. Демо, 1", 300])
    return rows


def run(quick: bool) -> list[Result]:
    """B20–B23; a quick run does a tenth of the work. Pages are drawn without the collected files of the interface."""
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=storages):
        return measure(quick)


def measure(quick: bool) -> list[Result]:
    """The figures."""
    assert {column.name for column in COLUMNS} >= set(NAMES)
    share = 10 if quick else 1
    admin = User.objects.create_user(
        last_name="Демо", first_name="Өлшеуші", email="register@demo.example", sign_in="active", is_superuser=True
    )
    client = Client()
    client.force_login(admin)
    imports._send = lambda pk: None  # type: ignore[assignment]  # the bench is its own worker
    load(admin, lines(150))
    small = {address: best(lambda address=address: client.get(address)) for address in ADDRESSES}
    rows = lines(15_000 // share)
    file_seconds = load(admin, rows)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE network_organisation")
    large = {address: best(lambda address=address: client.get(address)) for address in ADDRESSES}
    worst = max(large[address] / small[address] for address in ADDRESSES)
    plain = plain_copy(rows)
    slow = max(large.values()) * 1000
    return [
        Result("B20", f"page of the register with {len(rows)} rows ÷ with 150, worst of {len(ADDRESSES)} pages", worst, at_most=8.0),
        Result("B21", "slowest page of the register (this machine)", slow, "ms"),
        Result("B22", f"file of {len(rows)} rows checked and loaded ÷ plain COPY of the same rows", file_seconds / plain),
        Result("B23", "rows of a file per second, checked and loaded (this machine)", len(rows) / file_seconds, "rows/s"),
    ]


ADDRESSES = (
    "/organisations/",
    "/organisations/?q=мектеп",
    "/organisations/?q=77 мектап",
    "/organisations/?page=4&sort=-name",
    "/organisations/?q=0101",
)


def load(admin: User, rows: list[list[Any]]) -> float:
    """Seconds from the upload to the register: check, confirm, load."""
    upload = SimpleUploadedFile("list.csv", csv_bytes(NAMES, rows))
    started = time.perf_counter()
    job = imports.start_import(register=ImportJob.Register.ORGANISATIONS, upload=upload, by=admin)
    job = imports.check_import(job=job)
    imports.load_import(job=imports.confirm_import(job=job, by=admin))
    took = time.perf_counter() - started
    assert Organisation.objects.count() >= len(rows), job.errors.first()
    return took


def plain_copy(rows: list[list[Any]]) -> float:
    """Seconds that PostgreSQL takes to COPY the same rows into a table without checks and indexes."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_plain ({', '.join(f'{name} text' for name in NAMES)})")
        took = seconds(lambda: copy_in(cursor, "bench_plain", NAMES, rows))
        cursor.execute("DROP TABLE bench_plain")
    return took
