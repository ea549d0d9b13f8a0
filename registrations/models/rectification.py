"""What a candidate asks to have changed once the service is closed, and what staff answered."""

import pgtrigger
from django.db import models
from django.db.models import Q

from registrations.enums import ETATS_ACTIFS, EtatRectification
from registrations.states import RECTIFICATIONS, sql_transitions

from .candidature import Candidature, Version

_ACTIFS = ", ".join(f"'{etat}'" for etat in ETATS_ACTIFS)
_FIGES = "candidature_id, champ, libelle, valeurs, changements, version_lue, explication, cree_le"

_GARDE = f"""
    IF TG_OP = 'DELETE' THEN
        IF COALESCE(current_setting('cyclades.effacement', true), '') <> '' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'une demande ne se retire pas de la base' USING ERRCODE = 'CY010';
    END IF;
    genre := COALESCE(NULLIF(split_part(COALESCE(current_setting('cyclades.acteur', true), ''), ':', 1), ''),
                      'candidat');
    IF TG_OP = 'INSERT' THEN
        SELECT c.etat, c.version_courante, s.fermeture INTO dossier
          FROM registrations_candidature c JOIN sessions_cfg_serviceinscription s ON s.id = c.service_id
         WHERE c.id = NEW.candidature_id FOR SHARE;
        IF NEW.etat <> '{EtatRectification.DEMANDEE}' OR genre <> 'candidat' OR dossier.etat NOT IN ({_ACTIFS})
           OR dossier.version_courante <> NEW.version_lue OR cyclades_maintenant() < dossier.fermeture THEN
            RAISE EXCEPTION 'demande impossible' USING ERRCODE = 'CY013';
        END IF;
        RETURN NEW;
    END IF;
    IF ({", ".join(f"OLD.{c.strip()}" for c in _FIGES.split(","))})
       IS DISTINCT FROM ({", ".join(f"NEW.{c.strip()}" for c in _FIGES.split(","))}) THEN
        RAISE EXCEPTION 'une demande ne change pas' USING ERRCODE = 'CY010';
    END IF;
    IF (OLD.etat, NEW.etat, genre) NOT IN ({sql_transitions(RECTIFICATIONS)}) THEN
        RAISE EXCEPTION 'transition interdite' USING ERRCODE = 'CY013';
    END IF;
    RETURN NEW;
"""  # noqa: S608  # nosec B608  made of this module's constants only


class Rectification(models.Model):
    """One request about one field of `registrations.rectifiables`, answered once.

    `valeurs` maps a field of the tab to what is wanted, as typed; `changements` says it in words
    (`contenu.Difference`); both are frozen with the version that was read. A candidate asks and withdraws
    in his own name, staff in theirs: the database refuses any other move, and a second answer (I-18).
    """

    candidature = models.ForeignKey(Candidature, on_delete=models.PROTECT, related_name="rectifications")
    champ = models.CharField("champ", max_length=40)
    libelle = models.CharField("sur quoi porte la demande", max_length=120)
    valeurs = models.JSONField("valeurs voulues", default=dict)
    changements = models.JSONField("changements demandés", default=list)
    version_lue = models.PositiveSmallIntegerField("version lue")
    explication = models.CharField("explication", max_length=1000)
    etat = models.CharField("état", max_length=20, choices=EtatRectification.choices)
    cree_le = models.DateTimeField("demandée le")
    close_le = models.DateTimeField("close le", null=True, blank=True)
    close_par = models.CharField("close par", max_length=60, blank=True)
    reponse = models.CharField("réponse", max_length=500, blank=True)
    version = models.OneToOneField(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="rectification", verbose_name="version"
    )

    class Meta:
        verbose_name = "demande de rectification"
        verbose_name_plural = "demandes de rectification"
        ordering = ["-cree_le", "-pk"]
        indexes = [models.Index(fields=["etat", "cree_le"], name="reg_rectification_attente")]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "champ"],
                name="reg_rectification_une_par_champ",
                condition=Q(etat=EtatRectification.DEMANDEE),
                violation_error_message="Vous avez déjà une demande en cours sur ce point. Retirez-la pour en faire "
                "une autre.",
            ),
            models.CheckConstraint(name="reg_rectification_etat_connu", condition=Q(etat__in=EtatRectification.values)),
            models.CheckConstraint(
                name="reg_rectification_close",
                condition=Q(etat=EtatRectification.DEMANDEE, close_le=None, close_par="")
                | (~Q(etat=EtatRectification.DEMANDEE) & Q(close_le__isnull=False) & ~Q(close_par="")),
            ),
            models.CheckConstraint(
                name="reg_rectification_acceptee_a_une_version",
                condition=Q(etat=EtatRectification.ACCEPTEE, version__isnull=False)
                | (~Q(etat=EtatRectification.ACCEPTEE) & Q(version=None)),
            ),
            models.CheckConstraint(
                name="reg_rectification_refus_motive", condition=~Q(etat=EtatRectification.REFUSEE, reponse="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="rectification_garde",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("genre", "text"), ("dossier", "record")],
                func=_GARDE,
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    @property
    def ouverte(self) -> bool:
        return self.etat == EtatRectification.DEMANDEE
