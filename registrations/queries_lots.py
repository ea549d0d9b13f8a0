"""What staff read of batches of pre-registrations: each within the académies of who asks (I-24)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db.models import Count, Q, QuerySet

from .enums import EtatPreinscription
from .models import LignePreinscription, LotPreinscription

RENDUES = (EtatPreinscription.REFUSEE, EtatPreinscription.ECHEC)


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far the people of a batch are."""

    total: int = 0
    attente: int = 0
    faits: int = 0
    deja: int = 0
    corriges: int = 0
    a_decider: int = 0
    ignores: int = 0
    refuses: int = 0
    echecs: int = 0
    arretes: int = 0

    @property
    def pourcentage(self) -> int:
        return 100 if not self.total else 100 * (self.total - self.attente) // self.total

    @property
    def mots(self) -> str:
        if self.attente:
            return f"En cours : {self.pourcentage} %"
        if self.arretes:
            return "Arrêté"
        rendus = self.refuses + self.echecs
        restes = [(self.a_decider, "à décider"), (rendus, f"non préinscrit{'s' if rendus > 1 else ''}")]
        suite = ", ".join(f"{nombre} {quoi}" for nombre, quoi in restes if nombre)
        return f"Terminé, {suite}" if suite else "Terminé"


_COMPTES = {
    "attente": EtatPreinscription.A_FAIRE,
    "faits": EtatPreinscription.FAITE,
    "deja": EtatPreinscription.DEJA,
    "corriges": EtatPreinscription.CORRIGEE,
    "a_decider": EtatPreinscription.A_DECIDER,
    "ignores": EtatPreinscription.IGNOREE,
    "refuses": EtatPreinscription.REFUSEE,
    "echecs": EtatPreinscription.ECHEC,
    "arretes": EtatPreinscription.ARRETEE,
}


def avancements(lots: Sequence[int]) -> dict[int, Avancement]:
    """How far each of these batches is; one query. Whoever asks has scoped them."""
    comptes = LignePreinscription.objects.filter(lot__in=lots).order_by().values("lot")
    comptes = comptes.annotate(
        total=Count("pk"), **{nom: Count("pk", filter=Q(etat=etat)) for nom, etat in _COMPTES.items()}
    )
    champs = [champ.name for champ in fields(Avancement)]
    trouves = {lot: Avancement(*nombres) for lot, *nombres in comptes.values_list("lot", *champs)}
    return {lot: trouves.get(lot, Avancement()) for lot in lots}


def rendues(lot: LotPreinscription) -> QuerySet[LignePreinscription]:
    """Who could not be pre-registered, in the order of the file."""
    return LignePreinscription.objects.filter(lot=lot, etat__in=RENDUES).select_related("compte").order_by("rang")


def a_decider(lot: LotPreinscription) -> QuerySet[LignePreinscription]:
    """Those who have an account already, with it, or are pre-registered otherwise."""
    lignes = LignePreinscription.objects.filter(lot=lot, etat=EtatPreinscription.A_DECIDER)
    return lignes.select_related("compte__profil", "candidature", "service__session__examen").order_by("rang")
