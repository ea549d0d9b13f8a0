"""The counter behind N° candidat: unique, never reused, gaps allowed (decision 3)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE accounts_numero_candidat START 46028333 MAXVALUE 99999999 NO CYCLE",
            "DROP SEQUENCE accounts_numero_candidat",
        )
    ]
