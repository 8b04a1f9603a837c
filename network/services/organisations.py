"""Organisations: their passport, and what the document engine knows of them."""

from typing import Any

from django.db import transaction

from documents import errors as engine_errors
from documents import services as engine
from documents.models import Issuer

from ..errors import BinTaken, CodeTaken
from ..models import Organisation

PASSPORT = (
    "kind",
    "full_name_kk",
    "full_name_ru",
    "short_name_kk",
    "short_name_ru",
    "region",
    "district",
    "locality_type",
    "address_kk",
    "address_ru",
    "phone",
    "email",
    "head_name",
)


@transaction.atomic
def create_organisation(*, by: Any, code: str, bin: str, **fields: Any) -> Organisation:
    """Enter an organisation and make it an issuer of documents. Raises BinTaken, CodeTaken."""
    if known := Organisation.objects.filter(bin=bin).exclude(status=Organisation.Status.CLOSED).first():
        raise BinTaken(name=known)
    if Organisation.objects.filter(code__iexact=code).exists():
        raise CodeTaken
    organisation = Organisation.objects.create(code=code.lower(), bin=bin, **fields)
    register_organisation(organisation)
    return organisation


@transaction.atomic
def change_organisation(*, organisation: Organisation, by: Any, **fields: Any) -> Organisation:
    """Write fields of the passport; papers issued from now on carry the new ones, those issued before keep the old."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    changed = [name for name in PASSPORT if name in fields and getattr(organisation, name) != fields[name]]
    for name in changed:
        setattr(organisation, name, fields[name])
    if changed:
        organisation.save(update_fields=changed)
        register_organisation(organisation)
    return organisation


def register_organisation(organisation: Organisation) -> Issuer:
    """Tell the document engine the names, BIN and address: letterhead and number series. Raises CodeTaken."""
    try:
        return engine.register_issuer(
            source=organisation,
            code=organisation.code,
            name_kk=organisation.full_name_kk,
            name_ru=organisation.full_name_ru,
            bin=organisation.bin,
            address_kk=organisation.address_kk,
            address_ru=organisation.address_ru,
        )
    except engine_errors.CodeTaken as error:
        raise CodeTaken from error


def issuer_of(organisation: Organisation) -> Issuer:
    """The organisation as the document engine knows it; registered now if nobody did."""
    try:
        return engine.issuer_of(organisation)
    except Issuer.DoesNotExist:
        return register_organisation(organisation)
