"""The clauses of all kinds of agreements, from network/agreements/texts. A later change of the files: manage.py load_agreement_texts."""

from django.db import migrations

from network.agreements.loading import load_texts


def load(apps, schema_editor):
    """Running it again changes nothing."""
    load_texts(apps.get_model("network", "AgreementKind"), apps.get_model("network", "ClauseTemplate"))


class Migration(migrations.Migration):
    dependencies = [("network", "0016_what_happens_to_agreements")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
