"""The portal's clock in the database (decision 7): one row, one function; zero outside rehearsals."""

from django.db import migrations

CREER = """
CREATE TABLE cyclades_horloge (
    seule boolean PRIMARY KEY DEFAULT true CHECK (seule),
    decalage interval NOT NULL DEFAULT '0'
);
INSERT INTO cyclades_horloge DEFAULT VALUES;
CREATE FUNCTION cyclades_maintenant() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT clock_timestamp() + decalage FROM cyclades_horloge $$;
"""

DEFAIRE = "DROP FUNCTION cyclades_maintenant(); DROP TABLE cyclades_horloge;"


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]
    operations = [migrations.RunSQL(CREER, DEFAIRE)]
