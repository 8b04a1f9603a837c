"""Agreements as they stand after the engine has done its work.

AgreementFactory()                               a trial agreement in force between .school and .host since 120 days
AgreementFactory(kind="PRAC", school=…, host=…)  another kind; ``signed=False`` a draft shown to both, ``expired=True`` ended a month ago
set_end(day, renews=True)                        moves the end of all agreements
"""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone

from network.models import Agreement, AgreementKind, AgreementNotice, AgreementParty, AgreementPeriod


def kind_of(code: str) -> AgreementKind:
    """A kind by its code; the migrations bring them, a truncated test database has none."""
    names = {"name_kk": f"Демо келісім ({code})", "name_ru": f"Демо-соглашение ({code})"}
    return AgreementKind.objects.get_or_create(code=code, defaults=names)[0]


class AgreementFactory(factory.django.DjangoModelFactory):
    """An agreement between ``school`` and ``host``, in force from ``valid_from`` to ``valid_until`` unless told otherwise."""

    class Meta:
        model = Agreement

    class Params:
        expired = factory.Trait(valid_until=factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=30)))

    kind = "TRIAL"
    number = factory.Sequence(lambda n: f"ДЕМО-{n:04d}")
    title_kk = "Кәсіби сынақтар өткізу туралы келісім"
    title_ru = "Соглашение о проведении профессиональных проб"
    school = factory.SubFactory("tests.factories.people.OrganisationFactory")
    host = factory.SubFactory("tests.factories.people.OrganisationFactory", enterprise=True)
    signed = True
    valid_from = factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=120))
    valid_until = None
    renews = False
    notice_on = None

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Agreement:
        sides = [kwargs.pop("school"), kwargs.pop("host")]
        signed, start, end, notice_on = (kwargs.pop(name) for name in ("signed", "valid_from", "valid_until", "notice_on"))
        kwargs["kind"] = kind_of(getattr(kwargs["kind"], "code", kwargs["kind"]))
        today = timezone.localdate()
        if not signed:
            status, kwargs["number"] = "draft", ""
        elif start > today:
            status = "signed"
        else:
            status = "in_force" if end is None or end >= today or kwargs["renews"] else "expired"
        values = {
            "initiator": sides[0],
            "starts_on": start,
            "ends_on": end,
            "date": start,
            "auto_renew": kwargs.pop("renews"),
            "number_year": start.year if signed else None,
            "status": status,
            "shared_at": timezone.now(),
            **kwargs,
        }
        made = super()._create(model_class, *args, **values)
        made.school, made.host = sides
        for position, side in enumerate(sides):
            role_kk, role_ru = made.kind.role_of(side.kind)
            AgreementParty.objects.create(
                agreement=made,
                organisation=side,
                position=position,
                role_kk=role_kk,
                role_ru=role_ru,
                signatory_name=side.head_name,
                signatory_position_kk="Директор",
                signatory_position_ru="Директор",
                basis_kk="Жарғы",
                basis_ru="Устав",
                status="signed" if signed else "invited",
            )
        if signed:
            AgreementPeriod.objects.create(agreement=made, valid_from=start, valid_until=end)
        if notice_on:
            _notice(made, notice_on)
        return made


def set_end(day: dt.date, *, renews: bool = False, notice_on: dt.date | None = None) -> None:
    """Let every agreement end on the day, renew itself or not, with a delivered notice of non-renewal or without."""
    AgreementPeriod.objects.update(valid_until=day)
    Agreement.objects.update(ends_on=day, auto_renew=renews)
    if notice_on:
        for agreement in Agreement.objects.all():
            _notice(agreement, notice_on)


def _notice(agreement: Agreement, delivered_on: dt.date) -> AgreementNotice:
    return AgreementNotice.objects.create(
        agreement=agreement,
        kind="non_renewal",
        from_party=agreement.parties.first(),
        delivered_on=delivered_on,
        effective_on=agreement.ends_on,
        status="delivered",
    )
