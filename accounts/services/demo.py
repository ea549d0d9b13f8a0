"""The accounts of the demonstration; refused anywhere else."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from accounts import papillon
from accounts.enums import Civilite, Role
from accounts.models import AdresseConnue, CandidateProfile, CodePremierAcces, StaffProfile, User
from cyclades.common import clock
from sessions_cfg.models import Academie, Departement, Pays

MOT_DE_PASSE = "Demo.2027!"
CANDIDAT = "dack.accrall@demo.example"
CONVOQUE = "noa.accueil@demo.example"  # his candidature is saved, and documents are published to him
ELEVE = "acculi.accame"  # the login of a papillon, without a mail address nor a password
# What her papillon bears, known to everybody: in demonstration only.
CODE_ELEVE = "ELEV-EDEM-2345"
PERSONNEL = {
    "gestionnaire.toulouse@demo.example": (Role.GESTIONNAIRE, "Gestionnaire de Toulouse", ["Toulouse"]),
    "gestionnaire.nice@demo.example": (Role.GESTIONNAIRE, "Gestionnaire de Nice", ["Nice"]),
    "responsable.toulouse@demo.example": (Role.RESPONSABLE, "Responsable de Toulouse", ["Toulouse"]),
    "superviseur@demo.example": (Role.SUPERVISEUR, "Superviseur", []),
}
# Where they were born: département, commune, its INSEE code.
MAY_SUR_ORNE = ("Calvados", "MAY-SUR-ORNE", "14408")
TOULOUSE = ("Haute-Garonne", "TOULOUSE", "31555")
# The first and the last are the guide's, which does not say where its pupil (chapter 8) was born.
ETATS_CIVILS = {
    CANDIDAT: (Civilite.MONSIEUR, "ACCRALL", "Dack", dt.date(2004, 11, 28), MAY_SUR_ORNE),
    CONVOQUE: (Civilite.MONSIEUR, "ACCUEIL", "Noa", dt.date(2002, 5, 14), TOULOUSE),
    ELEVE: (Civilite.MADAME, "ACCAME", "Acculi", dt.date(2001, 9, 20), TOULOUSE),
}
TOUS = (CANDIDAT, CONVOQUE, *PERSONNEL, ELEVE)
# Before every service of the catalogue, so that the clock can start at any of them.
NAISSANCE = dt.datetime(2021, 9, 1, 8, 0, tzinfo=clock.PARIS)


def creer_comptes_de_demonstration() -> int:
    """Create the accounts that are missing, with MOT_DE_PASSE or, for the pupil, CODE_ELEVE; how many were created.

    The catalogue must be loaded (academies, countries, communes). An account that exists is left as it is.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Les comptes de démonstration n'existent qu'en démonstration.")
    presents = set(User.objects.filter(identifiant__in=TOUS).values_list("identifiant", flat=True))
    manquants = [identifiant for identifiant in TOUS if identifiant not in presents]
    with transaction.atomic():
        for identifiant in manquants:
            compte = _compte(identifiant)
            if identifiant in PERSONNEL:
                _personnel(compte)
            else:
                _etat_civil(compte)
            if identifiant == ELEVE:
                _papillon(compte)
    return len(manquants)


def _compte(identifiant: str) -> User:
    instant = min(NAISSANCE, clock.maintenant())
    mail = identifiant if "@" in identifiant else ""
    compte = User.objects.create(
        identifiant=identifiant,
        email=mail,
        password=make_password(None if identifiant == ELEVE else MOT_DE_PASSE),
        numero_candidat=None if identifiant in PERSONNEL else _numero(instant),
        is_active=True,
        is_staff=identifiant in PERSONNEL,
        cree_le=instant,
        active_le=instant,
    )
    if mail:
        AdresseConnue.objects.create(adresse_normalisee=mail, compte=compte)
    return compte


def _numero(instant: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('accounts_numero_candidat')")
        return f"0{instant:%y}{cursor.fetchone()[0]:08d}"


def _etat_civil(compte: User) -> None:
    civilite, nom, prenoms, naissance, (departement, commune, code) = ETATS_CIVILS[compte.identifiant]
    CandidateProfile.objects.create(
        user=compte,
        civilite=civilite,
        nom_naissance=nom,
        prenoms=prenoms,
        date_naissance=naissance,
        pays_naissance=Pays.objects.get(iso2="FR"),
        departement_naissance=Departement.objects.get(nom__iexact=departement),
        commune_naissance=commune,
        commune_code=code,
    )


def _papillon(compte: User) -> None:
    CodePremierAcces.objects.create(
        compte=compte,
        empreinte=papillon.empreinte(compte.pk, str(papillon.lire(CODE_ELEVE))),
        tire_par="systeme:demo",
        tire_le=clock.maintenant(),
    )


def code_de_demonstration() -> CodePremierAcces | None:
    """The code of the pupil, for the page of the demonstration; None anywhere else."""
    if not settings.DEMO:
        return None
    return CodePremierAcces.objects.filter(compte__identifiant=ELEVE, tire_par="systeme:demo").first()


def _personnel(compte: User) -> None:
    role, nom, academies = PERSONNEL[compte.identifiant]
    membre = StaffProfile.objects.create(user=compte, role=role, nom=nom)
    membre.academies.set(Academie.objects.filter(libelle__in=academies))
