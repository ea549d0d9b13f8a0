"""Rows that tests need, made as the portal would make them, with as little said as possible."""

import datetime as dt
import itertools
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_logged_in
from django.db import connection
from django.dispatch import receiver
from django.http import HttpRequest
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Civilite, Role
from accounts.models import AdresseConnue, CandidateProfile, StaffProfile, User
from cyclades.common import clock
from cyclades.common.acteur import acteur
from sessions_cfg.models import Academie, Departement, Pays, ServiceGestionnaire, ServiceInscription, Session
from tests.conftest import SERVICE_DE_TEST

MOT_DE_PASSE = "Demo.2027!"
_rang = itertools.count(1)
_empreintes: dict[str, str] = {}


def _empreinte(mot_de_passe: str) -> str:
    """argon2id is slow on purpose: hash each test password once per process."""
    if mot_de_passe not in _empreintes:
        _empreintes[mot_de_passe] = make_password(mot_de_passe)
    return _empreintes[mot_de_passe]


def compte_candidat(*, email: str = "", actif: bool = True, **profil: Any) -> User:
    """A candidate's account with the guide's civil status (ACCRALL Dack), activated unless told otherwise."""
    email = email or f"candidat{next(_rang)}@test.example"
    maintenant = clock.maintenant()
    numero = None
    if actif:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('accounts_numero_candidat')")
            numero = f"0{maintenant:%y}{cursor.fetchone()[0]:08d}"
    user = User.objects.create(
        identifiant=email.casefold(),
        email=email,
        numero_candidat=numero,
        is_active=actif,
        cree_le=maintenant,
        active_le=maintenant if actif else None,
        password=_empreinte(MOT_DE_PASSE),
    )
    AdresseConnue.objects.create(adresse_normalisee=email.casefold(), compte=user)
    valeurs: dict[str, Any] = {
        "civilite": Civilite.MONSIEUR,
        "nom_naissance": "ACCRALL",
        "prenoms": "Dack",
        "date_naissance": dt.date(2003, 11, 28),
        "pays_naissance": Pays.objects.get(pk="FR"),
        "departement_naissance": Departement.objects.get(pk="14"),
        "commune_naissance": "MAY-SUR-ORNE",
        "commune_code": "14408",
    }
    CandidateProfile.objects.create(user=user, **(valeurs | profil))
    return user


@receiver(user_logged_in, dispatch_uid="tests.second_facteur")
def _montrer_le_second_facteur(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """`client.force_login` signs in on a request without a user, where django-otp finds nobody to confirm."""
    appareil = getattr(user, "otp_device", None)
    if appareil is not None:
        request.session[DEVICE_ID_SESSION_KEY] = appareil.persistent_id


def personnel(*academies: str, role: Role = Role.GESTIONNAIRE, email: str = "", second_facteur: bool = True) -> User:
    """A member of staff of these académies (BCN codes: 16 Toulouse, 23 Nice).

    With a second factor, registered and shown: `client.force_login` opens a session that has it too.
    """
    email = email or f"personnel{next(_rang)}@test.example"
    maintenant = clock.maintenant()
    user = User.objects.create(
        identifiant=email,
        email=email,
        is_active=True,
        is_staff=True,
        cree_le=maintenant,
        active_le=maintenant,
        password=_empreinte(MOT_DE_PASSE),
    )
    AdresseConnue.objects.create(adresse_normalisee=email, compte=user)
    profil = StaffProfile.objects.create(user=user, role=role, nom=email.split("@")[0])
    profil.academies.set(Academie.objects.filter(pk__in=academies))
    if second_facteur:
        user.otp_device = TOTPDevice.objects.create(user=user, name="téléphone")  # type: ignore[attr-defined]
    return user


def service_de_test(
    *,
    ouverture: dt.datetime,
    fermeture: dt.datetime,
    academie: str = "16",
    session: Session | None = None,
    **champs: Any,
) -> ServiceInscription:
    """A service of its own, whose dates a test may move; `base_reelle` deletes it afterwards."""
    session = session or Session.objects.get(examen_id="CAP", mois=dt.date(2027, 6, 1))
    valeurs: dict[str, Any] = {
        "cle": f"{SERVICE_DE_TEST}{next(_rang)}",
        "public": f"TEST{next(_rang)}",
        "service_gestionnaire": ServiceGestionnaire.objects.filter(academie_id=academie).first(),
        "pieces_mode": ServiceInscription.ModePieces.EN_LIGNE,
        "pieces_fermeture": fermeture + dt.timedelta(days=7),
        "fictif": True,
    }
    with acteur("systeme:test"):
        return ServiceInscription.objects.create(
            session=session, academie_id=academie, ouverture=ouverture, fermeture=fermeture, **(valeurs | champs)
        )
