"""Groups of pieces, the pieces themselves, the decisions taken on them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from justificatifs import gardes
from justificatifs.enums import Mode, Statut


class DemandePieces(models.Model):
    """« Demande de pièces justificatives Version 1 »: grows when the list asked of a candidature changes."""

    candidature = models.OneToOneField(
        "registrations.Candidature", on_delete=models.PROTECT, related_name="demande_pieces"
    )
    version = models.PositiveSmallIntegerField("version", default=1)
    modifiee_le = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "demande de pièces"
        verbose_name_plural = "demandes de pièces"
        ordering = ["candidature"]

    def __str__(self) -> str:
        return f"demande de pièces, version {self.version}"


class GroupePieces(models.Model):
    """Pieces that come back the same way by the same date; locked as one by the candidate.

    `ouverture` and `limite` are NULL as long as the group follows the calendar of its service (moved by a
    responsable, it is moved at once for all); staff may give one candidature dates of its own. `limite`
    is excluded: at that instant the database refuses.
    """

    candidature = models.ForeignKey(
        "registrations.Candidature", on_delete=models.PROTECT, related_name="groupes_pieces"
    )
    mode = models.CharField("mode de retour", max_length=10, choices=Mode.choices)
    ouverture = models.DateTimeField("ouverture propre", null=True, blank=True)
    limite = models.DateTimeField("limite propre", null=True, blank=True)
    verrouille_le = models.DateTimeField("transmis le", null=True, blank=True)

    class Meta:
        verbose_name = "groupe de pièces"
        verbose_name_plural = "groupes de pièces"
        ordering = ["candidature", "mode", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "mode", "limite"], name="jus_groupe_unique", nulls_distinct=False
            ),
            models.CheckConstraint(name="jus_groupe_mode_connu", condition=Q(mode__in=Mode.values)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="groupe_garde",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("fenetre", "record"), ("instant", "timestamptz")],
                func=gardes.GROUPE,
            ),
        ]

    def __str__(self) -> str:
        return f"pièces {self.get_mode_display()}"


class PieceAttendue(models.Model):
    """One piece asked of one candidature, with its reason (`registrations.contenu.PieceDemandee`).

    `revision` grows by one at each change, and the database refuses any other number (I-18).
    `rouverte_le` and `echeance_propre` go together: the piece alone may be deposited again, until then,
    even though its group is locked or its window over.
    """

    candidature = models.ForeignKey("registrations.Candidature", on_delete=models.PROTECT, related_name="pieces")
    groupe = models.ForeignKey(GroupePieces, on_delete=models.PROTECT, related_name="pieces")
    cle = models.CharField("clé", max_length=80)
    code = models.CharField("code", max_length=20, blank=True)
    libelle = models.CharField("libellé", max_length=300)
    famille = models.CharField("famille", max_length=30)
    famille_libelle = models.CharField("famille", max_length=160)
    obligatoire = models.BooleanField("obligatoire", default=True)
    raison = models.CharField("pourquoi elle est demandée", max_length=500, blank=True)
    alternatives = models.JSONField("à défaut", default=list, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    statut = models.CharField("statut", max_length=20, choices=Statut.choices, blank=True, default="")
    date_reception = models.DateField("date de réception", null=True, blank=True)
    information = models.CharField("information du gestionnaire", max_length=500, blank=True)
    rouverte_le = models.DateTimeField("rouverte le", null=True, blank=True)
    echeance_propre = models.DateTimeField("échéance propre", null=True, blank=True)
    revision = models.PositiveIntegerField("révision", default=0)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce justificative"
        verbose_name_plural = "pièces justificatives"
        ordering = ["candidature", "ordre", "pk"]
        indexes = [models.Index(fields=["statut", "candidature"], name="jus_piece_file_attente")]
        constraints = [
            models.UniqueConstraint(fields=["candidature", "cle"], name="jus_piece_unique"),
            models.CheckConstraint(name="jus_statut_connu", condition=Q(statut__in=Statut.values)),
            models.CheckConstraint(
                name="jus_rouverte_a_une_echeance",
                condition=Q(rouverte_le=None, echeance_propre=None)
                | Q(rouverte_le__isnull=False, echeance_propre__gt=F("rouverte_le")),
                violation_error_message="La nouvelle date limite doit être dans le futur.",
            ),
            models.CheckConstraint(
                name="jus_rouverte_selon_statut",
                condition=Q(statut="")
                | Q(statut="non_conforme", rouverte_le__isnull=False)
                | Q(statut__in=["recue", "conforme"], rouverte_le=None),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="piece_garde",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=gardes.PIECE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} : {self.libelle}" if self.code else self.libelle


class Revue(models.Model):
    """One change of status of a piece: by whom, from what to what, when; rows are only ever added (I-27).

    `avant` keeps what a decision replaced; with `reprise` it is a decision taken back within its minute.

    `auteur` is the gestionnaire, or the candidate when he locks a reopened piece again; nobody when the
    antivirus took a file back.
    """

    piece = models.ForeignKey(PieceAttendue, on_delete=models.PROTECT, related_name="revues")
    depot = models.ForeignKey(
        "justificatifs.Depot", null=True, blank=True, on_delete=models.PROTECT, related_name="revues"
    )
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    de = models.CharField("de", max_length=20, blank=True)
    vers = models.CharField("vers", max_length=20, blank=True)
    date_reception = models.DateField("date de réception", null=True, blank=True)
    information = models.CharField("information du gestionnaire", max_length=500, blank=True)
    echeance = models.DateTimeField("nouveau dépôt possible jusqu'à", null=True, blank=True)
    avant = models.JSONField("ce que la pièce était avant", null=True, blank=True)
    reprise = models.BooleanField("reprend la décision précédente", default=False)
    quand = models.DateTimeField("quand")

    class Meta:
        verbose_name = "décision"
        ordering = ["-quand", "-pk"]
        triggers = [gardes.ajout_seul("revue_ajout_seul")]

    def __str__(self) -> str:
        mot = "décision reprise : " if self.reprise else ""
        return f"{mot}{self.get_de_affiche()} → {self.get_vers_affiche()}"

    @property
    def par(self) -> str:
        """Who decided, in words; needs `auteur__personnel` loaded."""
        if self.auteur is None:
            return "l'antivirus"
        return str(self.auteur.personnel.nom) if self.auteur.is_staff else "le candidat"

    def get_de_affiche(self) -> str:
        return str(Statut(self.de).label)

    def get_vers_affiche(self) -> str:
        if self.vers == Statut.AUCUN and self.echeance is not None:
            return "Rouverte"
        return str(Statut(self.vers).label)
