"""Statuses, files of registers.

StatusFactory(organisation=school)               a candidate for «Базалық мектеп»
upload("pupils", rows, columns=[...])            a file as the browser sends it
"""

import datetime as dt
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.sheets import csv_bytes, xlsx_bytes
from network.models import OrganisationStatus, StatusType

from .people import OrganisationFactory


class StatusFactory(factory.django.DjangoModelFactory):
    """A candidate; ``kind`` is the code of the type, ``granted=True`` holds already."""

    class Meta:
        model = OrganisationStatus

    class Params:
        kind = "EXPERIMENT"
        granted = factory.Trait(status=OrganisationStatus.Status.GRANTED)

    organisation = factory.SubFactory(OrganisationFactory)
    type = factory.LazyAttribute(lambda o: StatusType.objects.get(code=o.kind))
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=10))
    basis_kind = OrganisationStatus.Basis.DECISION
    basis_number = "5"
    basis_date = factory.SelfAttribute("valid_from")


def upload(header: list[str], rows: Any, *, name: str = "list.csv") -> SimpleUploadedFile:
    """A table as the browser sends it, by its name CSV or XLSX."""
    content = csv_bytes(header, rows) if name.endswith(".csv") else xlsx_bytes(header, rows)
    return SimpleUploadedFile(name, content)
