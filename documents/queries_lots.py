"""What staff read of publications: each within the académies of who asks (I-24)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.permissions import Personne, academies_visibles, est_responsable

from .enums import EtatLigne, EtatVersion
from .models import DocumentVersion, LigneLot, Lot

PORTEES = (EtatLigne.FAITE, EtatLigne.INCHANGEE)


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far the documents of a publication are, among those that the person may see."""

    total: int = 0
    attente: int = 0
    emis: int = 0
    inchanges: int = 0
    echecs: int = 0
    arretes: int = 0
    prets: int = 0
    rates: int = 0
    lus: int = 0
    retires: int = 0

    @property
    def pourcentage(self) -> int:
        """Of what is over: issued with its file, unchanged, failed or stopped."""
        finis = self.prets + self.echecs + self.rates + self.arretes
        return 100 if not self.total else min(100, 100 * finis // self.total)

    @property
    def en_cours(self) -> bool:
        return self.attente > 0 or self.prets + self.rates < self.emis + self.inchanges

    @property
    def empreinte(self) -> str:
        """The same while nothing has moved."""
        return "".join(f"-{nombre}" for nombre in astuple(self))

    @property
    def mots(self) -> str:
        if self.en_cours:
            return f"En cours : {self.pourcentage} %"
        if self.arretes:
            return "Arrêtée"
        if self.retires and self.retires == self.emis:
            return "Retirée"
        return f"Terminée, {self.echecs + self.rates} en échec" if self.echecs + self.rates else "Terminée"


def lignes_visibles(user: Personne) -> QuerySet[LigneLot]:
    return LigneLot.objects.filter(candidature__academie__in=academies_visibles(user))


def lots_visibles(user: Personne) -> QuerySet[Lot]:
    """The publications with at least one document of the person's académies."""
    return Lot.objects.filter(Exists(lignes_visibles(user).filter(lot=OuterRef("pk"))))


def peut_agir(lot: Lot, user: Personne) -> bool:
    """A responsable whose académies are all those of the publication."""
    if not est_responsable(user):
        return False
    ailleurs = LigneLot.objects.filter(lot=lot).exclude(candidature__academie__in=academies_visibles(user))
    return not ailleurs.exists()


def avancements(lots: Sequence[int], user: Personne) -> dict[int, Avancement]:
    """How far each of these publications is; one query."""
    portee = Q(etat__in=PORTEES)
    comptes = (
        lignes_visibles(user)
        .filter(lot__in=lots)
        .order_by()
        .values("lot")
        .annotate(
            total=Count("pk"),
            attente=Count("pk", filter=Q(etat=EtatLigne.A_FAIRE)),
            emis=Count("pk", filter=Q(etat=EtatLigne.FAITE)),
            inchanges=Count("pk", filter=Q(etat=EtatLigne.INCHANGEE)),
            echecs=Count("pk", filter=Q(etat=EtatLigne.ECHEC)),
            arretes=Count("pk", filter=Q(etat=EtatLigne.ARRETEE)),
            prets=Count("pk", filter=portee & Q(version__etat=EtatVersion.PRODUIT)),
            rates=Count("pk", filter=portee & Q(version__etat=EtatVersion.ECHEC)),
            lus=Count("pk", filter=portee & Q(version__lu_le__isnull=False)),
            retires=Count("pk", filter=Q(etat=EtatLigne.FAITE, version__retiree_le__isnull=False)),
        )
    )
    champs = [champ.name for champ in fields(Avancement)]
    trouves = {lot: Avancement(*nombres) for lot, *nombres in comptes.values_list("lot", *champs)}
    return {lot: trouves.get(lot, Avancement()) for lot in lots}


def avec_le_candidat(lignes: QuerySet[LigneLot]) -> QuerySet[LigneLot]:
    """What lists show of each, without its content."""
    return lignes.select_related("candidature__compte__profil", "candidature__academie", "version").defer(
        "donnees", "version__contexte"
    )


def en_echec(lot: Lot, user: Personne) -> QuerySet[LigneLot]:
    """Documents that could not be issued, or whose PDF could not be made."""
    rates = Q(etat=EtatLigne.ECHEC) | Q(etat__in=PORTEES, version__etat=EtatVersion.ECHEC)
    return avec_le_candidat(lignes_visibles(user).filter(rates, lot=lot)).order_by("rang")


def non_lus(lot: Lot, user: Personne, instant: dt.datetime) -> QuerySet[LigneLot]:
    """Documents that candidates may open, and have never opened; a version replaced since is not waited for."""
    suivantes = DocumentVersion.objects.filter(
        document=OuterRef("version__document"),
        numero__gt=OuterRef("version__numero"),
        publie_le__lte=instant,
        retiree_le=None,
    )
    lignes = lignes_visibles(user).filter(
        lot=lot,
        etat__in=PORTEES,
        version__etat=EtatVersion.PRODUIT,
        version__publie_le__lte=instant,
        version__retiree_le=None,
        version__lu_le=None,
    )
    return avec_le_candidat(lignes.exclude(Exists(suivantes))).order_by("rang")


def derniere_publiee(candidature_id: int, kind: str) -> LigneLot | None:
    """What was published last of that kind for a candidature and still holds, whatever its series."""
    lignes = LigneLot.objects.filter(candidature=candidature_id, lot__kind=kind, etat__in=PORTEES)
    return (
        lignes.filter(version__retiree_le=None).select_related("version").order_by("-version__cree_le", "-pk").first()
    )
