"""What is done to organisations and their people. One function is one action."""

from documents import services as engine
from documents.models import Issuer

from .models import Organisation


def register_organisation(organisation: Organisation) -> Issuer:
    """Tell the document engine the organisation's names, BIN and address: letterhead and number series. To be called after every change of them."""
    return engine.register_issuer(
        source=organisation,
        code=organisation.code,
        name_kk=organisation.full_name_kk,
        name_ru=organisation.full_name_ru,
        bin=organisation.bin,
        address_kk=organisation.address_kk,
        address_ru=organisation.address_ru,
    )


def issuer_of(organisation: Organisation) -> Issuer:
    """The organisation as the document engine knows it; registered now if nobody did."""
    try:
        return engine.issuer_of(organisation)
    except Issuer.DoesNotExist:
        return register_organisation(organisation)
