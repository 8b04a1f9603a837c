"""NR30: the number is given when signing begins; unique in the database, gaps allowed, reuse never."""

from django.utils import timezone

from ...models import Agreement, AgreementNumbering, AgreementSeries


def give_number(agreement: Agreement) -> None:
    """Set number and year once; whoever calls holds the lock of the agreement and saves."""
    if agreement.number:
        return
    year = timezone.localdate().year
    own = AgreementNumbering.objects.filter(organisation=agreement.initiator).first()
    pattern = own.pattern if own else AgreementNumbering._meta.get_field("pattern").default
    short = own.short if own else agreement.initiator.code.upper()
    AgreementSeries.objects.get_or_create(initiator=agreement.initiator, kind=agreement.kind, year=year)
    series = AgreementSeries.objects.select_for_update().get(initiator=agreement.initiator, kind=agreement.kind, year=year)
    taken = Agreement.objects.filter(initiator=agreement.initiator, kind=agreement.kind, number_year=year)
    while True:
        series.last += 1
        number = pattern.format(short=short, kind=agreement.kind_id, year=year, number=series.last)
        if not taken.filter(number=number).exists():  # a paper number typed by hand may stand there
            break
    series.save(update_fields=["last"])
    agreement.number, agreement.number_year = number, year
