"""Organisations become issuers."""

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction

from ..errors import CodeTaken
from ..models import Issuer


def register_issuer(
    *,
    source: models.Model,
    code: str,
    name_kk: str,
    name_ru: str,
    bin: str = "",
    address_kk: str = "",
    address_ru: str = "",
    city_kk: str = "",
    city_ru: str = "",
) -> Issuer:
    """Make an organisation known to the engine, or write its new names and address; papers issued before keep the old ones.

    Idempotent by source. Raises CodeTaken when another organisation has the code, which is printed in numbers and therefore unique.
    """
    values = {
        "code": code.upper(),
        "name_kk": name_kk,
        "name_ru": name_ru,
        "bin": bin,
        "address_kk": address_kk,
        "address_ru": address_ru,
        "city_kk": city_kk,
        "city_ru": city_ru,
    }
    try:
        with transaction.atomic():
            issuer, _created = Issuer.objects.update_or_create(
                content_type=ContentType.objects.get_for_model(source), object_id=source.pk, defaults=values
            )
    except IntegrityError as error:
        raise CodeTaken(code=code.upper()) from error
    return issuer


def issuer_of(source: models.Model) -> Issuer:
    """The issuer that register_issuer() made of an organisation. Raises Issuer.DoesNotExist."""
    return Issuer.objects.of(source).get()
