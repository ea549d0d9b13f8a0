"""Rounds of 32 connections around one candidature (I-06, I-08, I-09): few in `make test`, many in `make faults`."""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import nom_d_acteur
from accounts.services.creation import EtatCivil
from accounts.services.profil import empreinte
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, refus_traduits
from registrations import queries
from registrations.contenu import Contenu
from registrations.models import Brouillon, Candidature, Journal, Version
from registrations.services import erreurs, saving
from registrations.services.actes import annuler, ecarter
from registrations.services.brouillons import ecrire_onglet, ouvrir_modification
from registrations.services.desinscription import DesinscriptionImpossible, desinscrire
from registrations.services.identite import corriger_identite
from registrations.services.reecriture import a_l_identique, ecrire, prendre
from registrations.wizard.relecture import comprendre
from sessions_cfg.models import Examen, ServiceInscription
from tests.conftest import SERVICE_DE_TEST
from tests.courses import (
    PARTICIPANTS,
    Course,
    Tour,
    ensemble,
    imprevus,
    sans,
    sans_contrainte,
    sans_declencheurs,
    sans_verrous,
)
from tests.usines import compte_candidat, personnel, service_de_test

from . import dossiers, gestes

PART_DES_RECULS = 0.2
FIN = ("ecarter", "annuler", "desinscrire")


class Recul(Exception):
    """Something fails after everything was written: the whole is rolled back."""


def nouveau_compte() -> User:
    return compte_candidat(email=f"course{uuid.uuid4().hex}@test.example")


def enregistrer(compte_id: int, service: str) -> object:
    """« Enregistrer » from a page of its own: everything is read again on this connection."""
    compte = User.objects.select_related("profil").get(pk=compte_id)
    brouillon = (
        Brouillon.objects.filter(compte=compte, service__cle=service)
        .select_related("service__session__examen", "service__academie", "service__service_gestionnaire")
        .first()
    )
    return None if brouillon is None else dossiers.enregistrer_brouillon(compte, brouillon)


@contextmanager
def plusieurs_candidatures() -> Iterator[list[str]]:
    """Services of the guide's session, whose exam allows a candidature in each."""
    Examen.objects.filter(pk="CAP").update(plusieurs_specialites=True)
    reel = ServiceInscription.objects.get(cle=gestes.SERVICE)
    cles = [f"{SERVICE_DE_TEST}numero-{rang}" for rang in range(PARTICIPANTS)]
    deja = set(ServiceInscription.objects.filter(cle__in=cles).values_list("cle", flat=True))
    for cle in set(cles) - deja:
        service_de_test(ouverture=reel.ouverture, fermeture=reel.fermeture, session=reel.session, cle=cle)
    try:
        yield cles
    finally:
        Examen.objects.filter(pk="CAP").update(plusieurs_specialites=False)


def _ou_reculer(acte: Callable[[], object]) -> object:
    """The act, once in five undone to the last row after it was done."""
    with refus_traduits(), transaction.atomic():
        rendu = acte()
        if random.random() < PART_DES_RECULS:
            raise Recul
    return rendu


def numeros(pool: ThreadPoolExecutor) -> Tour:
    """Thirty-two candidatures of one person saved at once, one in five rolled back."""
    compte = nouveau_compte()
    with plusieurs_candidatures() as services:
        for service in services:
            dossiers.brouillon_pret(compte, service)
        actes = [partial(_ou_reculer, partial(enregistrer, compte.pk, service)) for service in services]
        resultats = ensemble(pool, actes)
    gardees = sum(isinstance(r, saving.Enregistrement) for r in resultats)
    ecrits = sorted(Candidature.objects.filter(compte=compte).values_list("numero", flat=True))
    # A save that waited longer than lock_timeout is refused whole: no number is lost with it.
    return int(ecrits != list(range(1, gardees + 1))), imprevus(resultats, Recul, Refus)


def _reecrire(candidature_id: int, auteur: str, rang: int) -> Version:
    """The next version, by the path of everybody but the tabs."""
    with acteur(auteur):
        prise = prendre(candidature_id)
        assert prise.version is not None
        avant: Contenu = prise.version.contenu
        coordonnees = {**avant["coordonnees"], "voie": f"{rang} rue de la course"}
        contenu = cast(Contenu, {**avant, "coordonnees": coordonnees})
        suite = a_l_identique(prise.candidature, prise.version, contenu, prise.version.saisie)
        return ecrire(prise=prise, suite=suite, auteur=auteur, action="course")


def versions(pool: ThreadPoolExecutor) -> Tour:
    """Thirty-two versions of one candidature written at once, one in five rolled back."""
    candidature = dossiers.candidature(nouveau_compte())
    auteur = nom_d_acteur(personnel("16"))
    actes = [partial(_ou_reculer, partial(_reecrire, candidature.pk, auteur, rang)) for rang in range(PARTICIPANTS)]
    resultats = ensemble(pool, actes)
    gardees = sum(isinstance(r, Version) for r in resultats)
    ecrits = sorted(Version.objects.filter(candidature=candidature).values_list("numero", flat=True))
    candidature.refresh_from_db()
    faux = ecrits != list(range(1, gardees + 2)) or candidature.version_courante != len(ecrits)
    return int(faux), imprevus(resultats, Recul, Refus)


def poster(compte_id: int, brouillon: Brouillon) -> saving.Enregistrement:
    """The very form that every page holds."""
    return dossiers.enregistrer_brouillon(User.objects.select_related("profil").get(pk=compte_id), brouillon)


def meme_formulaire(pool: ThreadPoolExecutor, *, modification: bool = False, attendus: tuple[type, ...] = ()) -> Tour:
    """The same form posted by thirty-two connections; what it made beyond one version, each told of that one."""
    compte = nouveau_compte()
    brouillon = modifiee(dossiers.candidature(compte)) if modification else dossiers.brouillon_pret(compte)
    resultats = ensemble(pool, [partial(poster, compte.pk, brouillon)] * PARTICIPANTS)
    versions = Version.objects.filter(candidature__compte=compte)
    en_trop = Candidature.objects.filter(compte=compte).count() - 1 + versions.count() - 1 - modification
    rendues = {r.version.pk for r in resultats if isinstance(r, saving.Enregistrement)}
    return int(en_trop > 0 or len(rendues) > 1), imprevus(resultats, Refus, *attendus)


def meme_formulaire_sans_verrou(pool: ThreadPoolExecutor) -> Tour:
    """Every lock forgotten: the constraints of the database are enough, if less kind in what they say."""
    with sans_verrous():
        return meme_formulaire(pool, attendus=(IntegrityError, erreurs.DejaInscrit, erreurs.BrouillonDisparu))


def modifiee(candidature: Candidature) -> Brouillon:
    """A change of address begun by the candidate, every tab done."""
    brouillon = ouvrir_modification(candidature=candidature)
    saisie: dict[str, list[str]] = {**brouillon.donnees["identification"], "voie": ["16 rue du changement"]}
    faits = brouillon.onglets_faits
    ecrire_onglet(brouillon=brouillon, revision=brouillon.revision, onglet="identification", saisie=saisie, faits=faits)
    relu = queries.modification_de(candidature)
    assert relu is not None
    return relu


def _actes_du_personnel(candidature: Candidature) -> list[Callable[[], object]]:
    """Set aside, cancel, correct the civil status: each drawn from a page that shows version 01, *Inscrit*."""
    agents = [personnel("16") for _ in range(3)]
    profil = candidature.compte.profil
    civil: dict[str, Any] = {nom: getattr(profil, nom) for nom in EtatCivil.__dataclass_fields__}
    corriger = partial(
        corriger_identite, candidature_id=candidature.pk, vu=empreinte(profil), motif="Faute de frappe.",
        preuve="Carte d'identité", comprendre=comprendre, etat_civil=EtatCivil(**{**civil, "prenoms": "Dack Corrigé"}),
    )  # fmt: skip
    vue: dict[str, Any] = {"candidature_id": candidature.pk, "vu": candidature.etat}
    actes: list[Callable[[], object]] = []
    for rang in range(7):
        agent = agents[rang % 3]
        actes += [
            partial(ecarter, par=agent, motif="Course.", **vue),
            partial(annuler, par=agent, motif="Course.", **vue),
        ]
        actes += [partial(corriger, par=agent)]
    return actes


def _bientot(acte: Callable[[], object]) -> object:
    """Some time during a save: understanding a form takes longer than setting aside, which would always come first."""
    if getattr(acte, "func", None) is not poster:
        time.sleep(random.uniform(0, 0.6))
    return acte()


def modification_contre_personnel(pool: ThreadPoolExecutor) -> Tour:
    """The candidate saves a change, or leaves, while staff set aside, cancel and correct the same candidature.

    One act ends it; nothing is written to it afterwards; a change that read version 01 is version 02 or nothing,
    and its draft then stays as it was.
    """
    compte = nouveau_compte()
    candidature = dossiers.candidature(compte)
    brouillon = modifiee(candidature)
    actes = _actes_du_personnel(candidature)
    actes += [partial(poster, compte.pk, brouillon)] * 8
    actes += [partial(desinscrire, candidature=candidature)] * (PARTICIPANTS - len(actes))
    random.shuffle(actes)
    resultats = ensemble(pool, [partial(_bientot, acte) for acte in actes])

    journal = list(Journal.objects.filter(candidature=candidature).order_by("pk").values_list("action", flat=True))
    fins = [rang for rang, action in enumerate(journal) if action in FIN]
    ecrites = list(Version.objects.filter(candidature=candidature).order_by("numero", "pk"))
    siennes = [v for v in ecrites if v.auteur == "candidat" and v.numero != 1]
    reste = Brouillon.objects.filter(pk=brouillon.pk).first()
    fautes = (
        len(fins) != 1,
        "modification" in journal[fins[0] :],
        [v.numero for v in ecrites] != list(range(1, len(ecrites) + 1)),
        [v.numero for v in siennes] not in ([], [2]),
        "modification" not in journal and "desinscrire" not in journal
        and (reste is None or reste.donnees != brouillon.donnees),
    )  # fmt: skip
    attendus = (Refus, DesinscriptionImpossible, erreurs.VersionPerimee, erreurs.BrouillonDisparu)
    return sum(fautes), imprevus(resultats, *attendus)


CANDIDATURE, VERSION = "registrations_candidature", "registrations_version"
sans_numero = partial(sans_contrainte, CANDIDATURE, "reg_numero_unique")
sans_version = partial(sans_contrainte, VERSION, "reg_version_unique")
sans_cle = partial(sans_contrainte, VERSION, "registrations_version_cle_formulaire_key")
sans_active = partial(sans_contrainte, CANDIDATURE, "reg_une_active_par_session")
sans_document = partial(sans_contrainte, "documents_documentversion", "doc_version_unique")
SANS_UNICITE = (sans_numero, sans_cle, sans_active, sans_version, sans_document)
SANS_ETATS = partial(sans_declencheurs, CANDIDATURE)

COURSES = (
    Course("I-06 numéros d'inscription, 20 % de reculs", numeros, partial(sans, sans_verrous, sans_numero)),
    Course("I-06 versions, 20 % de reculs", versions, partial(sans, sans_verrous, sans_version, sans_document)),
    Course("I-08 même formulaire × 32", meme_formulaire, partial(sans, sans_verrous, *SANS_UNICITE)),
    Course(
        "I-08 même formulaire × 32, verrous oubliés",
        meme_formulaire_sans_verrou,
        partial(sans, *SANS_UNICITE),
    ),
    Course(
        "I-08 même modification × 32",
        partial(meme_formulaire, modification=True),
        partial(sans, sans_verrous, *SANS_UNICITE),
    ),
    Course(
        "I-09 modification ∥ écarter, annuler, corriger, se désinscrire",
        modification_contre_personnel,
        partial(sans, sans_verrous, sans_version, sans_document, SANS_ETATS),
    ),
)
