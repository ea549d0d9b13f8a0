"""« Enregistrer »: everything in one transaction, answered only after commit (I-06 to I-12)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, Func

from accounts.models import AdresseConnue, User
from cyclades.common.errors import refus_traduits
from cyclades.common.normalisation import adresse_normalisee
from registrations.checks import verifier_identification, verifier_informations, verifier_qualification
from registrations.contenu import Contenu
from registrations.contexte import Contexte
from registrations.enums import ETATS_ACTIFS, Etat
from registrations.models import Brouillon, Candidature, Version
from registrations.queries import preinscription_de
from registrations.rules.types import Decision
from registrations.saisie import Saisie
from registrations.states import CANDIDAT

from .annonces import annoncer
from .differences import differences
from .erreurs import BrouillonDisparu, BrouillonPerime, DejaInscrit, SaisieIncomplete, VersionPerimee
from .instantane import instantane
from .naissance import geler, naitre, verrouiller
from .transitions import transition

ONGLETS = ("identification", "informations", "qualification", "acquis", "epreuves")
FRANCE = "FR"
# The portal's instant as the database has it: what is shown as saved is what the guards judged by (I-11).
INSTANT_DE_LA_BASE = Func(function="cyclades_maintenant", output_field=DateTimeField())


@dataclass(frozen=True)
class Enregistrement:
    """What a save gave. `rejoue`: this form had already been saved; nothing was written again."""

    candidature: Candidature
    version: Version
    rejoue: bool = False


def enregistrer(
    *, compte: User, brouillon: Brouillon, revision: int, cle: uuid.UUID, saisie: Saisie, contexte: Contexte
) -> Enregistrement:
    """Save the draft as a candidature, or as its next version; delete the draft.

    `saisie` was understood from the draft at `revision`; `cle` is the form's one-time key. Under the
    account's lock, then the candidature's: replay of the same key returns what it gave; the draft must
    still be at `revision` (`BrouillonPerime`, `BrouillonDisparu`); the version read must be the current
    one (`VersionPerimee`, I-09); every tab must be done, and is judged again (`SaisieIncomplete`, I-14); one active
    candidature per session unless the exam allows more (`DejaInscrit`). The database refuses the write
    outside the opening hours (`Refus`, CY011, I-11). Refused, nothing is written and the draft stays.
    """
    with refus_traduits():
        try:
            with transaction.atomic():
                return _enregistrer(compte, brouillon.pk, revision, cle, saisie, contexte)
        except IntegrityError as erreur:
            if "reg_une_active_par_session" in str(erreur):
                raise DejaInscrit(None) from erreur
            raise


def _enregistrer(
    compte: User, brouillon_id: int, revision: int, cle: uuid.UUID, saisie: Saisie, contexte: Contexte
) -> Enregistrement:
    identite = verrouiller(compte)
    brouillon = (
        Brouillon.objects.select_for_update()
        .filter(pk=brouillon_id, compte=compte)
        .annotate(instant=INSTANT_DE_LA_BASE)
        .first()
    )
    if brouillon is None or brouillon.cle_formulaire != cle:
        # A save takes its draft away, and the key with it: only then can this form have been saved already.
        return _rejouer(compte, cle, disparu=brouillon is None)
    if brouillon.revision != revision:
        raise BrouillonPerime
    for onglet in ONGLETS:
        if onglet not in brouillon.onglets_faits:
            raise SaisieIncomplete(onglet, {})  # kept while it was being typed, never confirmed
    compte.profil = identite
    contexte = contexte.relu()
    decision = juger(contexte, saisie)
    maintenant: dt.datetime = brouillon.instant
    contenu = instantane(contexte=contexte, saisie=saisie, decision=decision)
    if brouillon.candidature_id is None:
        candidature, precedente = _naissance(compte, contexte, saisie, maintenant), None
    else:
        candidature, precedente = _reprise(brouillon)
        if preinscription_de(candidature) != contexte.preinscription:
            raise BrouillonPerime  # the school corrected its own entry since the page was drawn
    version = _version(candidature, precedente, contenu, brouillon, contexte, maintenant)
    if precedente is not None or brouillon.candidature_id is not None:
        candidature = _tenir_a_jour(candidature, version, contexte, saisie, maintenant)
    geler(identite, maintenant)
    _connaitre(saisie.identification.mail, compte)
    annoncer(candidature=candidature, version=version, action="modification" if precedente else "enregistrement")
    Brouillon.objects.filter(pk=brouillon.pk).delete()
    return Enregistrement(candidature, version)


def _rejouer(compte: User, cle: uuid.UUID, *, disparu: bool) -> Enregistrement:
    """What the save of this form gave; raises when it never was saved."""
    deja = Version.objects.filter(cle_formulaire=cle, candidature__compte=compte).select_related("candidature").first()
    if deja is not None:
        return Enregistrement(deja.candidature, deja, rejoue=True)
    raise BrouillonDisparu if disparu else BrouillonPerime


def _connaitre(mail: str, compte: User) -> None:
    """The contact address can no longer open another account (I-01); the account's own is known already."""
    cle = adresse_normalisee(mail)
    if cle != adresse_normalisee(compte.email):
        connue = AdresseConnue(adresse_normalisee=cle, compte=compte)
        AdresseConnue.objects.bulk_create([connue], ignore_conflicts=True)


def juger(contexte: Contexte, saisie: Saisie) -> Decision:
    """The rules' decision on the whole; raises `SaisieIncomplete` at the first tab that does not hold."""
    decision = contexte.decision
    par_onglet = {
        "identification": verifier_identification(
            saisie.identification,
            francais=saisie.identification.pays == FRANCE,
            ne_a_l_etranger=contexte.identite.pays_naissance_id != FRANCE,
        ),
        "informations": verifier_informations(
            saisie.informations,
            categories=[c.code for c in decision.categories],
            etablissements=[e.code for e in contexte.etablissements],
            accord=contexte.accord,
        ),
        "qualification": verifier_qualification(
            saisie.qualification,
            specialites=[s.code for s in contexte.specialites],
            formes=decision.formes,
        ),
    }
    for onglet in ONGLETS:
        erreurs = {**contexte.erreurs(onglet), **par_onglet.get(onglet, {})}
        if erreurs:
            raise SaisieIncomplete(onglet, erreurs)
    return decision


def _naissance(compte: User, contexte: Contexte, saisie: Saisie, maintenant: dt.datetime) -> Candidature:
    return naitre(
        compte=compte,
        service=contexte.service,
        etat=Etat.INSCRIT,
        maintenant=maintenant,
        specialite_id=saisie.qualification.specialite,
        etablissement=etablissement_de(contexte, saisie),
        bureau_suivi=contexte.bureau,
        version_courante=1,
    )


def _reprise(brouillon: Brouillon) -> tuple[Candidature, Version | None]:
    """The candidature being changed, locked, with its version in force."""
    candidature = Candidature.objects.select_for_update().get(brouillon=brouillon)
    if candidature.version_courante != brouillon.version_lue:
        raise VersionPerimee(candidature)
    if candidature.etat not in ETATS_ACTIFS:
        raise BrouillonDisparu
    precedente = Version.objects.filter(candidature=candidature, numero=candidature.version_courante).first()
    return candidature, precedente


def _version(
    candidature: Candidature,
    precedente: Version | None,
    contenu: Contenu,
    brouillon: Brouillon,
    contexte: Contexte,
    maintenant: dt.datetime,
) -> Version:
    version = Version(
        candidature=candidature,
        numero=(precedente.numero if precedente else 0) + 1,
        contenu=contenu,
        saisie=contexte.donnees,
        differences=differences(precedente.contenu, contenu) if precedente else [],
        catalogue_id=contexte.snapshot.version,
        auteur=CANDIDAT,
        cle_formulaire=brouillon.cle_formulaire,
        cree_le=maintenant,
    )
    version.save(force_insert=True)
    return version


def _tenir_a_jour(
    candidature: Candidature, version: Version, contexte: Contexte, saisie: Saisie, maintenant: dt.datetime
) -> Candidature:
    """The columns of the candidature that lists read; one *À compléter* becomes *Inscrit*."""
    candidature.version_courante = version.numero
    candidature.specialite_id = saisie.qualification.specialite
    candidature.bureau_suivi = contexte.bureau
    candidature.etablissement = etablissement_de(contexte, saisie)
    candidature.modifiee_le = maintenant
    champs = ["version_courante", "specialite", "bureau_suivi", "etablissement", "modifiee_le"]
    candidature.save(update_fields=champs)
    if candidature.etat == Etat.A_COMPLETER:
        return transition(candidature=candidature, vers=Etat.INSCRIT, acteur=version.auteur)
    return candidature


def etablissement_de(contexte: Contexte, saisie: Saisie) -> str:
    """« CNED », as lists of candidatures show it."""
    choisi = next(e for e in contexte.etablissements if e.code == saisie.informations.etablissement)
    return choisi.libelle[:200]
