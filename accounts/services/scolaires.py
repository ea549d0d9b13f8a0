"""Accounts of pupils: their school registers them, they never sign up (specification §2, guide chapter 8)."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.models import CandidateProfile, User
from cyclades.common import clock
from cyclades.common.normalisation import cle_recherche

from .creation import EtatCivil

_NUMEROS = """
SELECT '0' || to_char(cyclades_maintenant() AT TIME ZONE 'Europe/Paris', 'YY')
           || lpad(nextval('accounts_numero_candidat')::text, 8, '0')
  FROM generate_series(1, %s)
"""


def creer_compte_scolaire(*, etat_civil: EtatCivil) -> User:
    """The account of one pupil, in the caller's transaction: see `creer_comptes_scolaires`."""
    return creer_comptes_scolaires(etats_civils=[etat_civil])[0]


def creer_comptes_scolaires(*, etats_civils: Sequence[EtatCivil], gele_le: dt.datetime | None = None) -> list[User]:
    """Accounts that are active at once, in the same order: a login, a N° candidat, neither password nor mail address.

    Whoever registers the pupil says where: school and class are the candidature's (`Candidature.ecole`, `classe`).
    `gele_le`: the instant from which the civil status is frozen, when a candidature is born with the account (I-05).
    Called in a transaction (4 queries, however many). Two transactions that draw the same login at once: the second
    gets the IntegrityError of `accounts_user.identifiant`, and draws again.
    """
    instant = clock.maintenant()
    logins = _logins([login_de(e.prenoms, e.nom_naissance) for e in etats_civils])
    with connection.cursor() as curseur:
        curseur.execute(_NUMEROS, [len(etats_civils)])
        numeros = [numero for (numero,) in curseur.fetchall()]
    comptes = [
        User(
            identifiant=login,
            password=make_password(None),
            numero_candidat=numero,
            is_active=True,
            cree_le=instant,
            active_le=instant,
        )
        for login, numero in zip(logins, numeros, strict=True)
    ]
    # In one order, whoever writes: two transactions wait for each other, and never both.
    User.objects.bulk_create(sorted(comptes, key=lambda c: c.identifiant))
    profils = [
        CandidateProfile(user=c, identite_verrouillee_le=gele_le, **e.champs())
        for c, e in zip(comptes, etats_civils, strict=True)
    ]
    CandidateProfile.objects.bulk_create(profils)
    return comptes


def empreinte_civile(identite: CandidateProfile) -> str:
    """The same for the same names, birth date and birthplace, without regard to accents, case or hyphens."""
    lieu = identite.commune_naissance or identite.ville_naissance
    mots = [cle_recherche(t) for t in (identite.nom_naissance, identite.prenoms, lieu)]
    morceaux = [*mots, identite.date_naissance.isoformat(), identite.pays_naissance_id]
    return hashlib.sha256("\x1f".join(morceaux).encode()).hexdigest()


def login_de(prenoms: str, nom: str) -> str:
    """« acculi.accame » : the first prénom and the name, in lower case without accents, words joined by hyphens."""
    premier = next(iter(re.split(r"[\s,]+", prenoms.strip())), "")
    morceaux = [cle_recherche(texte).replace(" ", "-") for texte in (premier, nom)]
    return ".".join(filter(None, morceaux)) or "eleve"


def _logins(voulus: Iterable[str]) -> list[str]:
    """Each login as wanted, or with the first free number when it is taken: « acculi.accame2 »."""
    voulus = list(voulus)
    pris = set(User.objects.filter(identifiant__in=set(voulus)).values_list("identifiant", flat=True))
    for login in list(pris):
        pris |= set(User.objects.filter(identifiant__startswith=login).values_list("identifiant", flat=True))
    donnes = []
    for login in voulus:
        libre = next(c for c in (login if n == 1 else f"{login}{n}" for n in count(1)) if c not in pris)
        pris.add(libre)
        donnes.append(libre)
    return donnes
