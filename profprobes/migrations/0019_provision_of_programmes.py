"""Equipment of older programmes is the beginning of their sixth part."""

from django.db import migrations


def fill(apps, schema_editor):
    for programme in apps.get_model("profprobes", "TrialProgramme").objects.filter(provision=[]).exclude(equipment=[]):
        programme.provision = [{**row, "quantity": 1, "whom": "group"} for row in programme.equipment]
        programme.save(update_fields=["provision"])


class Migration(migrations.Migration):
    dependencies = [("profprobes", "0018_programmes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
