"""Who of the staff saw what of whom."""

import pgtrigger
from django.db import models

from .comptes import User


class Acces(models.Model):
    """A member of staff saw what the portal holds about a person; rows are only ever added (I-27).

    `qui` is what the person concerned reads: the role and its académies, not a name. Erased with the account.
    """

    compte = models.ForeignKey(User, on_delete=models.CASCADE, related_name="acces", verbose_name="personne concernée")
    agent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="agent")
    qui = models.CharField("rôle", max_length=200)
    quand = models.DateTimeField("quand")
    objet = models.CharField("page ou fichier", max_length=120)

    class Meta:
        verbose_name = "accès du personnel"
        verbose_name_plural = "accès du personnel"
        ordering = ["-quand", "-pk"]
        indexes = [models.Index(fields=["compte", "-quand"], name="accounts_acces_personne")]
        triggers = [
            pgtrigger.Trigger(
                name="acces_ajout_seul",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'DELETE' AND (COALESCE(current_setting('cyclades.effacement', true), '') <> ''
                       OR COALESCE(current_setting('cyclades.acteur', true), '') = 'systeme:effacement') THEN
                        RETURN OLD;
                    END IF;
                    RAISE EXCEPTION 'journal des acces immuable' USING ERRCODE = 'CY010';
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"accès {self.pk}"
