"""Rounds of 32 connections around a closing (I-11): five time zones, DST nights, a web clock an hour off, a date moved.

What is late is judged by the database's instant, read on the act's own connection before and after it: an act that
began at or after the closing and was accepted is a violation, and so is one that ended before it and was refused.
"""

import datetime as dt
import itertools
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.permissions import nom_d_acteur
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import SERVICE_FERME, Refus
from registrations.models import Brouillon, Version
from registrations.services.brouillons import ecrire_onglet
from registrations.services.saving import Enregistrement
from sessions_cfg.models import ServiceInscription
from tests.courses import PARTICIPANTS, Course, Tour, ensemble, imprevus, sans_declencheurs
from tests.usines import personnel, service_de_test

from . import dossiers, gestes
from .melees import nouveau_compte

HEURE = dt.timedelta(hours=1)
TEMOINS = 2  # one saves an hour before the closing, one an hour after
# What a clock on the wall says at the closing; on DST nights it says it twice, or never.
FERMETURES = (
    ("Europe/Paris", "2021-11-19T19:00"),
    ("America/Martinique", "2021-11-19T19:00"),
    ("Indian/Reunion", "2021-11-19T19:00"),
    ("Pacific/Noumea", "2021-11-19T19:00"),
    ("America/Cayenne", "2021-11-19T23:59:59.999999"),
    ("Europe/Paris", "2021-10-31T02:30+01:00"),
    ("Europe/Paris", "2022-03-27T03:00+02:00"),
)
# The web server's clock: right, an hour fast, an hour slow.
DERIVES = (dt.timedelta(0), HEURE, -HEURE)
_cas = itertools.cycle((*f, d) for d in DERIVES for f in FERMETURES)


@dataclass(frozen=True)
class Geste:
    """One act around the closing: the database's instants before and after it, was it accepted, what it gave."""

    compte: User
    brouillon: Brouillon
    avant: dt.datetime
    apres: dt.datetime
    accepte: bool
    rendu: object


def instant_de_la_base() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cyclades_maintenant()")
        lu: dt.datetime = cursor.fetchone()[0]
    return lu


def regler(instant: dt.datetime, *, derive: dt.timedelta = dt.timedelta(0)) -> None:
    """The portal's clock in the database, and the web server's, `derive` off."""
    ecart = instant - clock.temps_reel()
    clock.regler(ecart)
    clock.supposer_decalage(ecart + derive)


def _enregistrer(compte: User, brouillon: Brouillon) -> object:
    try:
        return dossiers.enregistrer_brouillon(compte, brouillon)
    except Refus as refus:
        return refus


def _taper(compte: User, brouillon: Brouillon) -> object:
    saisie = {**brouillon.donnees["identification"], "voie": ["16 rue de la dernière minute"]}
    try:
        return ecrire_onglet(
            brouillon=brouillon, revision=brouillon.revision, onglet="identification", saisie=saisie,
            faits=brouillon.onglets_faits,
        )  # fmt: skip
    except Refus as refus:
        return refus


def _poster(compte: User, brouillon: Brouillon, client: Client) -> object:
    """« Enregistrer », clicked on the page."""
    page = f"/inscriptions/nouvelle/{brouillon.service.cle}/recapitulatif/"
    reponse = client.post(page, {"cle_formulaire": str(brouillon.cle_formulaire), "revision": brouillon.revision})
    if reponse.status_code == 302 and str(reponse.headers["Location"]).endswith("/numero/"):
        return "enregistré"
    texte = reponse.content.decode()
    if reponse.status_code == 409 and "fermé" in texte:
        return Refus("page fermée", code=SERVICE_FERME)
    raise AssertionError((reponse.status_code, reponse.headers.get("Location"), texte[-500:]))


def _mesurer(compte: User, brouillon: Brouillon, depart: float, acte: Callable[[], object]) -> Geste:
    time.sleep(max(0.0, depart - time.monotonic()))
    avant = instant_de_la_base()
    rendu = acte()
    return Geste(compte, brouillon, avant, instant_de_la_base(), not isinstance(rendu, Refus), rendu)


def _actes(brouillons: list[tuple[User, Brouillon]], ouvert: float, duree: float) -> Iterator[Callable[[], object]]:
    """Two saves in three by the service, then on the page, then drafts being typed; spread over `duree`."""
    for rang, (compte, brouillon) in enumerate(brouillons):
        acte: Callable[[], object] = partial(_enregistrer, compte, brouillon)
        if rang % 6 == 4:
            client = Client()
            client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
            acte = partial(_poster, compte, brouillon, client)
        elif rang % 6 == 5:
            acte = partial(_taper, compte, brouillon)
        depart = ouvert + duree * (rang + random.random()) / len(brouillons)
        yield lambda c=compte, b=brouillon, d=depart, a=acte: _mesurer(c, b, d, a)  # type: ignore[misc]


def _service(fermeture: dt.datetime, fuseau: str = "Europe/Paris") -> ServiceInscription:
    reel = ServiceInscription.objects.get(cle=gestes.SERVICE)
    ouverture = fermeture - dt.timedelta(days=30)
    return service_de_test(ouverture=ouverture, fermeture=fermeture, session=reel.session, fuseau=fuseau)


def _brouillons(service: ServiceInscription, nombre: int) -> list[tuple[User, Brouillon]]:
    comptes = [nouveau_compte() for _ in range(nombre)]
    return [(compte, dossiers.brouillon_pret(compte, service.cle)) for compte in comptes]


def _ecrit(geste: Geste) -> bool:
    """Is there something of this act in the database?"""
    avant = geste.brouillon
    if Version.objects.filter(candidature__compte=geste.compte).exists():
        return True
    reste = Brouillon.objects.filter(pk=avant.pk).first()
    return reste is None or reste.revision != avant.revision or isinstance(geste.rendu, Brouillon)


def _intact(geste: Geste) -> bool:
    reste = Brouillon.objects.filter(pk=geste.brouillon.pk).first()
    return reste is not None and reste.donnees == geste.brouillon.donnees


def _fautes(gestes_faits: list[Geste], ferme_apres: dt.datetime, ferme_avant: dt.datetime) -> int:
    """Late, wrongly refused, said and not done, done and not said. The closing lies between the two instants."""
    fautes = 0
    for geste in gestes_faits:
        if geste.accepte:
            fautes += geste.avant >= ferme_apres or not _ecrit(geste)
        else:
            assert isinstance(geste.rendu, Refus)
            assert geste.rendu.code == SERVICE_FERME, geste.rendu
            fautes += geste.apres < ferme_avant or not _intact(geste)
    return fautes


class Autour:
    """Rounds around a closing, `ampleur` seconds on both sides; counts what each side gave."""

    def __init__(self, ampleur: float) -> None:
        self.ampleur, self.acceptes, self.refuses = ampleur, 0, 0

    def __call__(self, pool: ThreadPoolExecutor) -> Tour:
        fuseau, heure, derive = next(_cas)
        fermeture = dt.datetime.fromisoformat(heure)
        if fermeture.tzinfo is None:
            fermeture = fermeture.replace(tzinfo=ZoneInfo(fuseau))
        regler(fermeture - 2 * HEURE)
        service = _service(fermeture, fuseau)
        temoins, brouillons = _brouillons(service, TEMOINS), _brouillons(service, PARTICIPANTS)
        regler(fermeture - HEURE, derive=derive)
        une_heure_avant = _enregistrer(*temoins[0])
        ampleur = dt.timedelta(seconds=self.ampleur)
        ouvert = time.monotonic() + 0.2
        actes = list(_actes(brouillons, ouvert, 2 * self.ampleur))
        regler(fermeture - ampleur - dt.timedelta(seconds=ouvert - time.monotonic()), derive=derive)
        resultats = ensemble(pool, actes)
        regler(fermeture + HEURE, derive=derive)
        une_heure_apres = _enregistrer(*temoins[1])
        regler(fermeture + HEURE)
        faits = [r for r in resultats if isinstance(r, Geste)]
        self.acceptes += sum(g.accepte for g in faits)
        self.refuses += sum(not g.accepte for g in faits)
        en_retard = Version.objects.filter(candidature__service=service, cree_le__gte=fermeture).count()
        fautes = _fautes(faits, fermeture, fermeture) + en_retard
        fautes += not isinstance(une_heure_avant, Enregistrement)
        fautes += not isinstance(une_heure_apres, Refus)
        return fautes, imprevus(resultats)


def deplacement(pool: ThreadPoolExecutor, *, avance: bool | None = None) -> Tour:
    """A responsable moves the closing while people save: brought forward, or put off, under their feet."""
    avance = random.random() < 0.5 if avance is None else avance
    depart = dt.datetime.fromisoformat("2021-11-19T18:00+01:00")
    un_peu = dt.timedelta(seconds=0.8)
    regler(depart - HEURE)
    service = _service(depart + (HEURE if avance else un_peu))
    brouillons = _brouillons(service, PARTICIPANTS - 1)
    agent = nom_d_acteur(personnel("16"))
    nouvelle = depart + (un_peu if avance else HEURE)

    def deplacer() -> dt.datetime:
        time.sleep(max(0.0, ouvert + random.uniform(0, 0.5) - time.monotonic()))
        with acteur(agent):
            ServiceInscription.objects.filter(pk=service.pk).update(fermeture=nouvelle)
        return instant_de_la_base()

    ouvert = time.monotonic() + 0.2
    actes = list(_actes(brouillons, ouvert, 1.6))
    regler(depart - dt.timedelta(seconds=ouvert - time.monotonic()))
    resultats = ensemble(pool, [*actes, deplacer])
    faits = [r for r in resultats if isinstance(r, Geste)]
    deplacee = next(r for r in resultats if isinstance(r, dt.datetime))
    if avance:  # from the later of the new date and its commit on, nobody; before the new date, everybody
        bornes = (max(nouvelle, deplacee), nouvelle)
    else:  # the old date bites only until the new one is committed
        bornes = (nouvelle, min(depart + un_peu, deplacee)) if deplacee > depart + un_peu else (nouvelle, nouvelle)
    regler(depart + HEURE)
    return _fautes(faits, *bornes), imprevus(resultats)


SANS_GARDE = partial(sans_declencheurs, "registrations_candidature", "registrations_version", "registrations_brouillon")
# Brought forward too late on a busy machine, the new date finds what was rightly saved under the former one: the
# rounds count with both dates, the invariant knows only the new.
DEPLACEMENT = Course(
    "I-11 fermeture déplacée pendant qu'on enregistre",
    deplacement,
    SANS_GARDE,
    partial(deplacement, avance=True),
    sauf=("I-11 version du candidat hors période",),
)


def autour(ampleur: float) -> tuple[Autour, Course]:
    """The rounds, and the race to play with them."""
    rounds = Autour(ampleur)
    return rounds, Course(f"I-11 fermeture, à ± {ampleur} s", rounds, SANS_GARDE)
