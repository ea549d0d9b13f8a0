"""Changing a civil status: one's own until a candidature locks it; then by staff, traced."""

import hashlib

from django.db import transaction

from accounts.models import CandidateProfile, CorrectionIdentite, User
from accounts.models.comptes import IDENTITE
from cyclades.common import clock
from cyclades.common.errors import Refus, refus_traduits

from .acces import role_en_mots
from .creation import EtatCivil
from .effacement import CompteVerrouille


def modifier_etat_civil(*, compte_id: int, etat_civil: EtatCivil) -> None:
    """Replace the civil status of an account without candidature.

    Raises CompteVerrouille when one exists or existed; the database's guard decides in a race (I-05).
    """
    with refus_traduits(), transaction.atomic():
        profil = CandidateProfile.objects.select_for_update().get(user_id=compte_id)
        if profil.identite_verrouillee_le is not None:
            raise CompteVerrouille
        for nom, valeur in etat_civil.champs().items():
            setattr(profil, nom, valeur)
        profil.save()


def empreinte(profil: CandidateProfile) -> str:
    """What tells whether a civil status is still the one that a page showed (I-18)."""
    valeurs = "\n".join(f"{champ}={getattr(profil, champ)}" for champ in (*IDENTITE, "commune_libre"))
    return hashlib.sha256(valeurs.encode()).hexdigest()


def en_mots(profil: CandidateProfile) -> dict[str, str]:
    """A civil status as a person reads it, « Date de naissance » → « 28/11/2003 »; "" where there is nothing."""
    departement = profil.departement_naissance
    return {
        "Civilité": str(profil.get_civilite_display()),
        "Nom de famille": profil.nom_naissance,
        "Nom d'usage": profil.nom_usage,
        "Prénoms": profil.prenoms,
        "Date de naissance": f"{profil.date_naissance:%d/%m/%Y}",
        "Pays de naissance": profil.pays_naissance.libelle_cyclades,
        "Département, DOM ou COM de naissance": str(departement) if departement else profil.departement_libre,
        "Commune de naissance": profil.commune_naissance,
        "Ville de naissance": profil.ville_naissance,
        "Lieu de naissance vérifié dans la liste": "Non" if profil.commune_libre else "Oui",
    }


def corriger_etat_civil(
    *, compte_id: int, vu: str, etat_civil: EtatCivil, agent: User, motif: str, preuve: str
) -> CorrectionIdentite:
    """Replace a locked civil status, with the reason and the proof, in the caller's transaction.

    The caller holds the account's lock and has named himself (`cyclades.common.acteur`): the database refuses
    anybody else (I-05). `vu` is the `empreinte` that was on the page. Raises `Refus`: changed meanwhile
    (CY009, I-18), nothing to change, no reason or proof.
    """
    profil = _lire(compte_id)
    if empreinte(profil) != vu:
        raise Refus("Cet état civil a été corrigé entre-temps. Relisez-le avant de corriger.", code="CY009")
    for champ, valeur in (("motif", motif), ("preuve", preuve)):
        if not valeur.strip():
            raise Refus("Dites pourquoi, et quelle pièce le prouve.", champ=champ, code=champ)
    avant = en_mots(profil)
    CandidateProfile.objects.filter(pk=profil.pk).update(**etat_civil.champs())
    apres = en_mots(_lire(compte_id))
    if empreinte(_lire(compte_id)) == vu:
        raise Refus("Rien n'a changé : c'est déjà l'état civil enregistré.", code="identique")
    lignes = [{"libelle": nom, "avant": avant[nom], "apres": apres[nom]} for nom in avant if avant[nom] != apres[nom]]
    return CorrectionIdentite.objects.create(
        compte_id=compte_id,
        agent=agent,
        qui=role_en_mots(agent),
        quand=clock.maintenant(),
        motif=motif.strip(),
        preuve=preuve.strip(),
        differences=lignes,
    )


def _lire(compte_id: int) -> CandidateProfile:
    return CandidateProfile.objects.select_related("pays_naissance", "departement_naissance").get(user=compte_id)
