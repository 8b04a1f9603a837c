"""The function of search that leaves out what stands between letters."""

from django.db import migrations

SQUASH = """
CREATE FUNCTION kopir_squash(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT translate(value, E' -–—«»"\\'№.,()/', '') $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_transitions")]
    operations = [migrations.RunSQL(SQUASH, "DROP FUNCTION kopir_squash(text);")]
