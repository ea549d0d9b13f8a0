"""A publication whose worker is killed (`kill -9`), again and again, and that ends without a gap or a double mail."""

import email
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import F

from cyclades.outbox.models import Message
from cyclades.portail.management.commands.verifier_invariants import violations
from documents.enums import Kind
from documents.models import DocumentVersion, LigneLot, Lot
from registrations.models import Journal
from tests.faults.test_arrets_comptes import Lancer, attendre, attendre_les_connexions_mortes, tuer
from tests.serveurs import redis_prive

from . import publications

TRAVAILLEUR = ("-m", "celery", "-A", "cyclades", "worker", "-Q", "bulk,documents,mails", "-c", "2", "-l", "ERROR")
LEURS = ("I-20 même publication", "publication", "document publié", "I-06 trou dans les versions d'un document")


@dataclass(frozen=True)
class Bilan:
    arrets: int
    restaient: list[int]
    mails: Counter[str]
    secondes: float


def _versions() -> Any:
    return DocumentVersion.objects.filter(document__kind=Kind.CONVOCATION)


def _avancement() -> int:
    """Issued, produced, announced: what the workers have done so far."""
    faits = Message.objects.filter(genre="document.publie", etat="fait").count()
    return int(_versions().count() + _versions().filter(etat="produit").count() + faits)


def interrompre(lancer: Lancer, boite: Path, *, nombre: int, arrets: int, attendre_les_baux: bool) -> Bilan:
    """Publish `nombre` convocations with a relay and workers, kill these `arrets` times, and let them finish."""
    candidatures = publications.inscrites(nombre)
    Message.objects.all().delete()  # the confirmations are not the point
    lot = publications.publier(
        publications.csv([publications.ligne(c) for c in candidatures]), publications.responsable("16")
    )
    debut, restaient = time.monotonic(), []
    with redis_prive() as redis:
        milieu = {"REDIS_URL": redis, "EMAIL_URL": f"filemail:///{boite}", "CYCLADES_VAR": str(boite.parent)}
        relais = lancer("manage.py", "relais", **milieu)
        for rang in range(arrets):
            travailleur = lancer(*TRAVAILLEUR, **milieu)
            seuil = 3 * nombre * (rang + 1) // (arrets + 2)
            attendre(lambda s=seuil: _avancement() >= s, 900)  # type: ignore[misc]
            time.sleep(random.uniform(0, 0.3))
            tuer(travailleur)
            restaient.append(3 * nombre - _avancement())
            if not attendre_les_baux:
                Message.objects.filter(etat="a_faire").update(bail_jusqu_a=None)
        travailleur = lancer(*TRAVAILLEUR, **milieu)
        attendre(lambda: not Message.objects.filter(etat="a_faire").exists(), 900)
        tuer(travailleur)
        tuer(relais)
    attendre_les_connexions_mortes()
    _verifier(lot, nombre)
    return Bilan(arrets, restaient, _mails(boite), time.monotonic() - debut)


def _verifier(lot: Lot, nombre: int) -> None:
    assert Counter(LigneLot.objects.filter(lot=lot).values_list("etat", flat=True)) == {"faite": nombre}
    assert set(_versions().values_list("etat", "numero")) == {("produit", 1)}
    assert _versions().count() == nombre
    assert Journal.objects.filter(action="document_publie").count() == nombre
    annonces = Message.objects.filter(genre="document.publie")
    assert annonces.filter(etat="fait").count() == annonces.count() == nombre
    assert set(annonces.values_list("identifiants__version", flat=True)) == set(
        _versions().values_list("pk", flat=True)
    )
    assert not DocumentVersion.objects.exclude(publie_le=F("cree_le")).exists()
    assert [v for v in violations() if v.startswith(LEURS)] == []


def _mails(boite: Path) -> Counter[str]:
    """How many copies of each mail left, by Message-ID."""
    vus: Counter[str] = Counter()
    for fichier in boite.glob("*.log"):
        for texte in fichier.read_text(encoding="utf-8").split("-" * 79 + "\n"):
            if "Message-ID" in texte:
                vus[str(email.message_from_string(texte)["Message-ID"])] += 1
    return vus
