"""What is common to files kept for a time: verified now and then, erased in the end."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q

from justificatifs.enums import Anomalie


class FichierConserve(models.Model):
    """`nom` is what the person called it (shown, never a path); `fichier` is ours, and none of these ever changes.

    `verifie_le`: when the disk was last compared with the row; `anomalie`: what was found then.

    Erased, a row stays: what kind of piece it was, when (`efface_le`) and by whom (`efface_par`), without the name
    that the person gave to the file. The file goes after the commit; killed in between, the reconciliation takes it.
    """

    nom = models.CharField("nom", max_length=200)
    fichier = models.CharField("fichier", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64)
    taille = models.PositiveIntegerField("taille en octets")
    type_mime = models.CharField("type", max_length=100)
    depose_le = models.DateTimeField("déposé le")
    verifie_le = models.DateTimeField("vérifié le", null=True, blank=True)
    anomalie = models.CharField("anomalie", max_length=10, choices=Anomalie.choices, blank=True, default="")
    efface_le = models.DateTimeField("effacé le", null=True, blank=True)
    efface_par = models.CharField("effacé par", max_length=60, blank=True, default="")

    class Meta:
        abstract = True


def contraintes(prefixe: str) -> list[CheckConstraint]:
    return [
        CheckConstraint(name=f"{prefixe}_anomalie_connue", condition=Q(anomalie__in=Anomalie.values)),
        CheckConstraint(
            name=f"{prefixe}_efface_sans_contenu",
            condition=Q(efface_le=None, efface_par="")
            | Q(efface_le__isnull=False, nom="", anomalie="") & ~Q(efface_par=""),
        ),
    ]


def index(prefixe: str) -> list[Index]:
    """For the reconciliation (never verified first, then the longest ago), a file's rows, the dashboard."""
    return [
        Index(F("verifie_le").asc(nulls_first=True), "id", name=f"{prefixe}_a_verifier", condition=Q(efface_le=None)),
        Index(fields=["fichier"], name=f"{prefixe}_du_fichier"),
        Index(fields=["id"], name=f"{prefixe}_en_defaut", condition=~Q(anomalie="")),
    ]
