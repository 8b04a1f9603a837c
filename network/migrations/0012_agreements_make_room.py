"""The first, minimal agreement steps aside for the engine; 0007 carries its rows over."""

import pgtrigger.migrations
from django.db import migrations

# Names of indexes are one per schema: those of the old tables give way to the new ones.
RENAME_INDEXES = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT indexname FROM pg_indexes
        WHERE schemaname = current_schema() AND tablename IN ('network_oldagreement', 'network_oldagreementevent')
    LOOP
        EXECUTE format('ALTER INDEX %I RENAME TO %I', found.indexname, 'old_' || left(found.indexname, 58));
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0011_plans_and_calendar")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="agreement", name="update_update"),
        migrations.RemoveConstraint(model_name="agreement", name="agreement_ends_after_start"),
        migrations.RenameModel("Agreement", "OldAgreement"),
        migrations.RenameModel("AgreementEvent", "OldAgreementEvent"),
        migrations.RunSQL(RENAME_INDEXES, migrations.RunSQL.noop),
    ]
