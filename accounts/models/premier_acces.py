"""The one-time code by which a pupil signs in first."""

import pgtrigger
from django.db import models
from django.db.models import Q

from .comptes import User


class CodePremierAcces(models.Model):
    """What is kept of the code printed on a papillon (`accounts.papillon`): never the code itself.

    One code of an account is alive at a time; used or revoked, a code stays so (CY002). `tire_par` is who asked for
    it (`gestionnaire:12`, `systeme:demo`).
    """

    compte = models.ForeignKey(User, on_delete=models.CASCADE, related_name="codes_premier_acces")
    empreinte = models.CharField("empreinte", max_length=64)
    tire_par = models.CharField("demandé par", max_length=60)
    tire_le = models.DateTimeField("tiré le")
    utilise_le = models.DateTimeField("employé le", null=True, blank=True)
    revoque_le = models.DateTimeField("remplacé le", null=True, blank=True)

    class Meta:
        verbose_name = "code de première connexion"
        verbose_name_plural = "codes de première connexion"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["compte"],
                name="accounts_un_code_vivant",
                condition=Q(utilise_le=None, revoque_le=None),
            ),
            models.CheckConstraint(
                name="accounts_code_employe_ou_remplace", condition=Q(utilise_le=None) | Q(revoque_le=None)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="code_ferme",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.utilise_le IS NOT NULL OR OLD.revoque_le IS NOT NULL
                       OR (OLD.compte_id, OLD.empreinte, OLD.tire_par, OLD.tire_le)
                          IS DISTINCT FROM (NEW.compte_id, NEW.empreinte, NEW.tire_par, NEW.tire_le) THEN
                        RAISE EXCEPTION 'code employé ou remplacé' USING ERRCODE = 'CY002';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
