"""`manage.py demo_documents`: a convocation published to the demonstration's candidate, a relevé under embargo."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services.demo import CONVOQUE
from cyclades.common import clock
from cyclades.common.lecture_csv import LigneLue
from documents.enums import Kind
from documents.models import Lot
from documents.publication import colonnes
from documents.publication.controle import controler_lignes
from documents.services.publication import lancer
from registrations.enums import ETATS_ACTIFS, Position
from registrations.models import Candidature, Version

RESPONSABLE = "responsable.toulouse@demo.example"
AVANT_LES_EPREUVES = dt.timedelta(days=60)
EMBARGO = dt.timedelta(days=30)


class Command(BaseCommand):
    help = "Publie une convocation et, sous embargo, un relevé de notes au candidat de démonstration déjà inscrit."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("« demo_documents » est refusé ici : ces réglages ne sont pas ceux de « make run ».")
        siennes = Candidature.objects.filter(compte__identifiant=CONVOQUE, etat__in=ETATS_ACTIFS)
        candidature = siennes.exclude(version_courante=0).select_related("compte").order_by("-pk").first()
        if candidature is not None:
            version = Version.objects.get(candidature=candidature, numero=candidature.version_courante)
            codes = [e["code"] for e in version.contenu["epreuves"] if e["position"] == Position.INSCRIT]
            _publier(candidature, Kind.CONVOCATION, [_convocation(rang, code) for rang, code in enumerate(codes)])
            notes = [_releve(rang, code) for rang, code in enumerate(codes)]
            _publier(candidature, Kind.RELEVE, notes, publie_le=clock.maintenant() + EMBARGO)


def _convocation(rang: int, code: str) -> dict[str, str]:
    jour = clock.aujourd_hui() + AVANT_LES_EPREUVES + dt.timedelta(days=rang)
    return {
        "epreuve": code,
        "date": jour.isoformat(),
        "heure": "09:00",
        "duree": "120",
        "centre": "Lycée Bellevue",
        "adresse": "135 route de Narbonne, 31031 Toulouse",
        "salle": f"B {12 + rang}",
    }


def _releve(rang: int, code: str) -> dict[str, str]:
    jury = clock.aujourd_hui() + AVANT_LES_EPREUVES
    return {"epreuve": code, "note": f"{11 + rang % 6},5", "decision": "ADMIS", "jury": jury.isoformat()}


def _publier(
    candidature: Candidature, kind: Kind, lignes: list[dict[str, str]], *, publie_le: dt.datetime | None = None
) -> None:
    """Launch it as a form would; done before for this candidature: nothing."""
    cle = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{candidature.pk}:{kind}")
    if Lot.objects.filter(cle_formulaire=cle).exists():
        return
    numeros = {"candidat": str(candidature.compte.numero_candidat), "inscription": candidature.numero_affiche}
    vides = dict.fromkeys(colonnes.noms(kind), "")
    rapport = controler_lignes(
        (LigneLue(numero, vides | numeros | ligne) for numero, ligne in enumerate(lignes, start=1)),
        kind=kind,
        visibles=Candidature.objects.filter(pk=candidature.pk),
        aujourd_hui=clock.aujourd_hui(),
    )
    lancer(rapport=rapport, par=User.objects.get(identifiant=RESPONSABLE), cle=cle, publie_le=publie_le)
