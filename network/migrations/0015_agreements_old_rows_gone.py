"""The minimal agreement is carried over; its tables go."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0014_agreement_kinds")]

    operations = [
        migrations.DeleteModel("OldAgreementEvent"),
        migrations.DeleteModel("OldAgreement"),
    ]
