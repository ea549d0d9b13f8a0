"""Import of 10,000 pupils: `python -m bench.import_eleves [lines]` (loaded catalogue, usual environment).

What a responsable waits for: the control of the file, in the page; the launch; then the slices, one worker after the
other, here in one process. The figure to reach is two minutes for all of it. Then the same file, each class corrected,
is controlled: a page has 30 seconds. Everything is rolled back at the end.
"""

import csv
import datetime as dt
import io
import os
import random
import re
import sys
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cyclades.settings.dev")

import django

django.setup()

from django.db import connection, transaction

from accounts.enums import Role
from accounts.models import StaffProfile, User
from cyclades.common import clock
from cyclades.outbox import services as outbox
from registrations.imports.controle import controler
from registrations.models import Candidature, LignePreinscription
from registrations.services.lots import lancer_import
from sessions_cfg.models import Commune
from sessions_cfg.queries import services_proposes

LIGNES = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
TOULOUSE = "16"
SYLLABES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "mar", "tin")
TITRES = (
    *("etablissement", "classe", "examen", "session", "specialite", "forme", "options"),
    *("civilite", "nom", "prenoms", "date_naissance", "departement_naissance", "commune_naissance"),
    *("nationalite", "adresse", "code_postal", "localite"),
)
hasard = random.Random(2027)  # noqa: S311  reproducible draws


def mot() -> str:
    return "".join(hasard.choices(SYLLABES, k=3))


def fichier(session: str) -> bytes:
    communes = list(
        Commune.objects.filter(departement__in=["31", "81", "09"]).values_list("departement_id", "nom")[:800]
    )
    sortie = io.StringIO()
    ecrivain = csv.writer(sortie, delimiter=";")
    ecrivain.writerow(TITRES)
    for rang in range(LIGNES):
        departement, commune = hasard.choice(communes)
        naissance = dt.date(2004, 1, 1) + dt.timedelta(days=hasard.randrange(1400))
        examen = ("0310038Y", f"DIV{rang // 30}", "CAP", session, "50033205", "Globale", "EF1=Non inscrit")
        civil = ("Mme", mot().upper(), f"{mot().title()} {mot().title()}", f"{naissance:%d/%m/%Y}")
        adresse = ("FRA", f"{rang} rue de la Paix", "31000", "TOULOUSE")
        ecrivain.writerow((*examen, *civil, departement, commune, *adresse))
    return sortie.getvalue().encode("utf-8-sig")


def chrono(titre: str, depart: float) -> float:
    duree = time.perf_counter() - depart
    print(f"{titre} : {duree:.1f} s ({1000 * duree / LIGNES:.2f} ms par élève)", flush=True)
    return duree


service = services_proposes(clock.maintenant()).filter(academie=TOULOUSE, session__examen="CAP").first()
if service is None:
    sys.exit("Aucun service du CAP de Toulouse n'est ouvert ni à venir : chargez le catalogue de démonstration.")
with transaction.atomic():
    with connection.cursor() as curseur:  # a page controls the file outside of any transaction
        curseur.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    auteur = User.objects.create(
        identifiant=f"bench-{uuid.uuid4()}", is_staff=True, is_active=True, cree_le=clock.maintenant(),
        active_le=clock.maintenant(),
    )  # fmt: skip
    StaffProfile.objects.create(user=auteur, role=Role.RESPONSABLE, nom="bench").academies.set([TOULOUSE])
    octets = fichier(service.session.mois_libelle)
    print(f"{LIGNES} lignes, {len(octets) / 1e6:.1f} Mo")
    depart = time.perf_counter()
    rapport = controler(octets, academie=TOULOUSE)
    total = chrono("contrôle", depart)
    depart = time.perf_counter()
    lot = lancer_import(rapport=rapport, academie=TOULOUSE, par=auteur, cle=uuid.uuid4())
    total += chrono("lancement", depart)
    depart = time.perf_counter()
    outbox.vider()
    total += chrono("préinscription", depart)
    nes = Candidature.objects.filter(preinscriptions__lot=lot).count()
    etats = set(LignePreinscription.objects.filter(lot=lot).values_list("etat", flat=True))
    print(f"en tout : {total:.0f} s pour {nes} comptes et candidatures (états : {', '.join(sorted(etats))})")
    depart = time.perf_counter()
    corrige = controler(re.sub(rb";DIV(\d)", rb";CLASSE \1", octets), academie=TOULOUSE)
    chrono("contrôle du même fichier, chaque classe changée", depart)
    print(f"{len(corrige.corrections)} corrections à décider")
    for erreur in rapport.erreurs[:5]:
        print(erreur)
    transaction.set_rollback(True)
