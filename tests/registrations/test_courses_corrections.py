"""Corrections of a school's entry on real connections: of several at once one counts; none crosses a pupil's save.

The control forgets every lock, and puts the triggers to sleep where they stand in the way too; that of « Modifier »
fills the draft in from what was read before.
"""

import itertools
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import pytest
from django.db import OperationalError

from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import Refus, sqlstate
from registrations import queries
from registrations.enums import Choix, Etat, EtatPreinscription
from registrations.imports.ecarts import empreinte
from registrations.models import Brouillon, Candidature, Journal, LignePreinscription, LotPreinscription, Version
from registrations.services import lots, saving
from registrations.services.brouillons import ecrire_onglet, ouvrir_modification
from registrations.services.erreurs import BrouillonPerime
from registrations.wizard.parcours import Parcours
from tests.courses import TOURS, Course, Tour, ensemble, imprevus, sans, sans_declencheurs, sans_verrous

from . import eleves
from .eleves_csv import importer, responsable

pytestmark = pytest.mark.race
CORRECTEURS = 4
VERROU_OCCUPE = "55P03"
_rang = itertools.count()
Eleve = dict[str, str]


def preinscrite(par: User) -> tuple[Eleve, Candidature]:
    """A new pupil in DIV1, as an import makes her."""
    eleve = {"nom": f"COURSE{next(_rang)}", "prenoms": "Zoé"}
    lots.avancer(lot_id=importer([eleve], par).pk, rang=0)
    return eleve, Candidature.objects.select_related("compte").get(compte__profil__nom_naissance=eleve["nom"])


def decidee(eleve: Eleve, par: User, candidature: Candidature) -> LotPreinscription:
    """A correction seen, decided, that waits for the worker."""
    lot = importer([eleve], par)
    lots.avancer(lot_id=lot.pk, rang=0)
    ligne = LignePreinscription.objects.get(lot=lot)
    assert ligne.etat == EtatPreinscription.A_DECIDER
    vus = {ligne.pk: empreinte(candidature)}
    lots.decider(lot_id=lot.pk, par=par, choix={ligne.pk: Choix.CORRIGER}, vus=vus)
    return lot


def plusieurs_corrections(pool: ThreadPoolExecutor) -> Tour:
    """Each from the page that says DIV1: one is made, the others are asked again."""
    par = responsable()
    eleve, candidature = preinscrite(par)
    faits = [decidee({**eleve, "classe": f"DIV{n}"}, par, candidature) for n in range(2, 2 + CORRECTEURS)]

    resultats = ensemble(pool, [partial(lots.avancer, lot_id=lot.pk, rang=0) for lot in faits])

    etats = list(LignePreinscription.objects.filter(lot__in=faits).values_list("etat", flat=True))
    corriges = etats.count(EtatPreinscription.CORRIGEE)
    traces = Journal.objects.filter(candidature=candidature, action="correction").count()
    perdues = max(corriges, traces) - 1
    return perdues, [*imprevus(resultats), *(e for e in etats if e not in ("corrigee", "a_decider"))]


def prete(candidature: Candidature) -> Brouillon:
    """Every tab done, the school's own address left."""
    brouillon = ouvrir_modification(candidature=candidature)
    for onglet, saisie in eleves.ONGLETS.items():
        tape = {nom: [str(valeur)] for nom, valeur in saisie.items()}
        valeurs = {**tape, **brouillon.donnees.get(onglet, {})}
        faits = {*brouillon.onglets_faits, onglet}
        ecrire_onglet(brouillon=brouillon, revision=brouillon.revision, onglet=onglet, saisie=valeurs, faits=faits)
    return brouillon


def enregistrer(candidature_id: int) -> object:
    """« Enregistrer » from a page of its own, drawn at this instant."""
    time.sleep(random.uniform(0, 0.05))
    candidature = Candidature.objects.select_related("compte__profil", *queries.SERVICE_COMPLET).get(pk=candidature_id)
    brouillon = queries.modification_de(candidature)
    assert brouillon is not None
    parcours = Parcours(compte=candidature.compte, brouillon=brouillon)
    if parcours.a_reprendre():
        raise BrouillonPerime
    return saving.enregistrer(
        compte=candidature.compte,
        brouillon=brouillon,
        revision=brouillon.revision,
        cle=brouillon.cle_formulaire,
        saisie=parcours.saisie(),
        contexte=parcours.contexte,
    )


def correction_et_enregistrement(pool: ThreadPoolExecutor) -> Tour:
    """Eight pupils save while their school corrects their address: saved with what is in force, or not saved."""
    par = responsable()
    cas = []
    for _ in range(8):
        eleve, candidature = preinscrite(par)
        prete(candidature)
        cas.append((candidature.pk, decidee({**eleve, "adresse": "99 rue corrigée"}, par, candidature)))
    actes = [partial(enregistrer, pk) for pk, _ in cas]
    resultats = ensemble(pool, [*actes, *(partial(lots.avancer, lot_id=lot.pk, rang=0) for _, lot in cas)])

    imprevues = reessayer([lot for _, lot in cas], resultats[8:])
    croisees = 0
    for pk, lot in cas:
        candidature, ligne = Candidature.objects.get(pk=pk), LignePreinscription.objects.get(lot=lot)
        version = Version.objects.filter(candidature=pk).first()
        corrigee = candidature.preinscription["identification"]["voie"] == ["99 rue corrigée"]
        dite = ligne.etat == EtatPreinscription.CORRIGEE
        lue = version is not None and version.contenu["coordonnees"]["voie"] == "99 rue corrigée"
        inscrite = candidature.etat == Etat.INSCRIT
        croisees += corrigee != dite or (inscrite != (version is not None)) or (inscrite and lue != corrigee)
    return croisees, imprevus([*resultats[:8], *imprevues], BrouillonPerime, Refus)


def reessayer(lots_avances: Sequence[LotPreinscription], resultats: Sequence[object]) -> list[object]:
    """A lock waited for too long on a busy machine: the outbox tries again. What went wrong otherwise."""
    imprevues: list[object] = []
    for lot, resultat in zip(lots_avances, resultats, strict=True):
        if isinstance(resultat, OperationalError) and sqlstate(resultat) == VERROU_OCCUPE:
            lots.avancer(lot_id=lot.pk, rang=0)
        elif isinstance(resultat, Exception):
            imprevues.append(resultat)
    return imprevues


def correction_et_ouverture(pool: ThreadPoolExecutor, ouvrir: Callable[..., Brouillon] = ouvrir_modification) -> Tour:
    """Eight pupils click « Modifier » while their school corrects: the draft holds what is in force."""
    par = responsable()
    cas = []
    for _ in range(8):
        eleve, candidature = preinscrite(par)
        cas.append((candidature, decidee({**eleve, "adresse": "99 rue corrigée"}, par, candidature)))
    ouvertures = [partial(ouvrir_bientot, candidature.pk, ouvrir) for candidature, _ in cas]
    resultats = ensemble(pool, [*ouvertures, *(partial(lots.avancer, lot_id=lot.pk, rang=0) for _, lot in cas)])

    perdues = 0
    for candidature, _ in cas:
        candidature.refresh_from_db()
        for brouillon in Brouillon.objects.filter(candidature=candidature):
            perdues += brouillon.donnees["identification"] != candidature.preinscription["identification"]
    return perdues, imprevus(resultats)


def ouvrir_bientot(candidature_id: int, ouvrir: Callable[..., Brouillon]) -> Brouillon:
    """A correction takes longer than a click: the page is read before it ends, and opens around its end."""
    candidature = Candidature.objects.get(pk=candidature_id)
    time.sleep(random.uniform(0, 0.6))
    return ouvrir(candidature=candidature)


def ouvrir_sans_relire(*, candidature: Candidature) -> Brouillon:
    maintenant = clock.maintenant()
    return Brouillon.objects.create(
        compte_id=candidature.compte_id,
        service_id=candidature.service_id,
        candidature=candidature,
        donnees=candidature.preinscription,
        cree_le=maintenant,
        modifie_le=maintenant,
    )


def sans_rien() -> AbstractContextManager[None]:
    return sans(sans_verrous, partial(sans_declencheurs, "registrations_candidature", "registrations_brouillon"))


PLUSIEURS = Course("I-18 corrections d'un établissement", plusieurs_corrections, sans_verrous)
ENREGISTREMENT = Course("I-18 correction et enregistrement", correction_et_enregistrement, sans_rien)
OUVERTURE = Course(
    "I-18 correction et « Modifier »",
    correction_et_ouverture,
    nullcontext,
    temoin=partial(correction_et_ouverture, ouvrir=ouvrir_sans_relire),
)


@pytest.mark.parametrize("course", [PLUSIEURS, ENREGISTREMENT, OUVERTURE], ids=str)
def test_no_correction_is_lost_nor_crosses_a_save(equipe: ThreadPoolExecutor, course: Course) -> None:
    course.courir(equipe, TOURS)


@pytest.mark.parametrize("course", [PLUSIEURS, ENREGISTREMENT, OUVERTURE], ids=str)
def test_without_its_guards_the_same_race_bites(equipe: ThreadPoolExecutor, course: Course) -> None:
    course.mordre(equipe)
