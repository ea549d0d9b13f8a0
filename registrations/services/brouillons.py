"""Drafts: rows written at each step; the database holds them to the opening hours (I-11)."""

from collections.abc import Collection, Iterable, Mapping

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import refus_traduits
from registrations.enums import ETATS_ACTIFS
from registrations.models import Brouillon, Candidature, Version
from sessions_cfg.models import ServiceInscription

from .erreurs import BrouillonPerime, DejaInscrit

TAILLE_VALEUR = 4_000
NOMBRE_VALEURS = 60

Saisie = dict[str, list[str]]


def _conservable(texte: str) -> str:
    """What PostgreSQL can keep in JSON: everything typed, but NUL and lone surrogates."""
    return texte.replace("\x00", "").encode("utf-8", "ignore").decode()[:TAILLE_VALEUR]


def saisie_conservable(valeurs: Mapping[str, Iterable[str]]) -> Saisie:
    """The typed values of a tab as the draft keeps them: as typed, each bounded in size."""
    return {
        _conservable(nom): [_conservable(v) for v in list(liste)[:NOMBRE_VALEURS]] for nom, liste in valeurs.items()
    }


def taille(saisie: Saisie) -> int:
    """Characters that a tab's values take, names included."""
    return sum(len(nom) + sum(map(len, liste)) for nom, liste in saisie.items())


def ouvrir(*, compte: User, service: ServiceInscription) -> Brouillon:
    """The draft of this person for this service, created if need be.

    Raises `DejaInscrit` when the exam allows one candidature per session and one is active, `Refus`
    (CY011) when the service is not open.
    """
    if not service.session.examen.plusieurs_specialites:
        active = Candidature.objects.filter(compte=compte, session=service.session_id, etat__in=ETATS_ACTIFS).first()
        if active is not None:
            active.compte = compte
            raise DejaInscrit(active)
    existant = Brouillon.objects.filter(compte=compte, service=service, candidature=None).first()
    if existant is not None:
        return existant
    maintenant = clock.maintenant()
    with refus_traduits():
        try:
            with transaction.atomic():
                return Brouillon.objects.create(
                    compte=compte, service=service, cree_le=maintenant, modifie_le=maintenant
                )
        except IntegrityError:  # a second page created it meanwhile
            return Brouillon.objects.get(compte=compte, service=service, candidature=None)


def ouvrir_modification(*, candidature: Candidature) -> Brouillon:
    """The draft that changes this candidature, filled in from its last version.

    Every tab counts as done, since it was saved; a candidature *À compléter* starts from the first tab, with what was
    entered before the candidate came. It is read again under the account's lock, which whoever corrects it takes first:
    a school that does so at this instant corrects the draft too, or is read here.
    Raises `Refus` (CY011) when the service is not open.
    """
    existant = Brouillon.objects.filter(candidature=candidature).first()
    if existant is not None:
        return existant
    maintenant = clock.maintenant()
    with refus_traduits():
        try:
            with transaction.atomic():
                User.objects.select_for_update().get(pk=candidature.compte_id)
                candidature = Candidature.objects.get(pk=candidature.pk)
                version = Version.objects.filter(candidature=candidature, numero=candidature.version_courante).first()
                return Brouillon.objects.create(
                    compte_id=candidature.compte_id,
                    service_id=candidature.service_id,
                    candidature=candidature,
                    donnees=version.saisie if version else candidature.preinscription,
                    onglets_faits=list(version.saisie) if version else [],
                    version_lue=candidature.version_courante,
                    cree_le=maintenant,
                    modifie_le=maintenant,
                )
        except IntegrityError:
            return Brouillon.objects.get(candidature=candidature)


def ecrire_onglet(
    *, brouillon: Brouillon, revision: int, onglet: str, saisie: Saisie, faits: Collection[str]
) -> Brouillon:
    """Keep what was typed in a tab, valid or not; `faits` are the tabs done after this step.

    `revision` is the one that the page was drawn from. Raises `BrouillonPerime` when another page wrote
    meanwhile (nothing is written), `Refus` (CY011) when the service is not open.
    """
    donnees = brouillon.donnees | {onglet: saisie}
    maintenant = clock.maintenant()
    with refus_traduits(), transaction.atomic():
        ecrites = Brouillon.objects.filter(pk=brouillon.pk, revision=revision).update(
            donnees=donnees, onglets_faits=sorted(faits), revision=F("revision") + 1, modifie_le=maintenant
        )
    if not ecrites:
        raise BrouillonPerime
    brouillon.donnees, brouillon.onglets_faits = donnees, sorted(faits)
    brouillon.revision, brouillon.modifie_le = revision + 1, maintenant
    return brouillon


def garder_frappe(*, brouillon: Brouillon, revision: int, onglet: str, saisie: Saisie) -> Brouillon:
    """Keep what is being typed in a tab, not judged; the same as what is kept writes nothing.

    `revision` is then the page's again, since nothing differs. A tab that was done is to be confirmed again: half a
    word must not pass for the answer that was given.
    Raises as `ecrire_onglet`.
    """
    if brouillon.donnees.get(onglet) == saisie:
        return brouillon  # kept already, though the page may not know: the answer was lost on the way
    faits = [cle for cle in brouillon.onglets_faits if cle != onglet]
    return ecrire_onglet(brouillon=brouillon, revision=revision, onglet=onglet, saisie=saisie, faits=faits)


def preremplir(*, compte: User, service: ServiceInscription, donnees: Mapping[str, Saisie], revision: int) -> Brouillon:
    """Put answers given before (the simulator's) into this person's draft, opened if need be.

    Tab 1, once typed, stays; in tab 2 what is given replaces its like; tabs 3 and 4 are replaced whole, and 5 is
    emptied, since they go with a spécialité. Every tab changed is to be confirmed again. `revision` is that of the
    draft shown to the person, 0 for none: raises `BrouillonPerime` when it is another, and nothing is written.
    Raises as `ouvrir` too.
    """
    with refus_traduits(), transaction.atomic():
        brouillon = ouvrir(compte=compte, service=service)
        if brouillon.revision != revision:
            raise BrouillonPerime
        avant: dict[str, Saisie] = brouillon.donnees
        repris = {**avant, **donnees, "informations": {**avant.get("informations", {}), **donnees["informations"]}}
        if avant.get("identification"):
            repris["identification"] = avant["identification"]
        repris.pop("epreuves", None)
        faits = sorted(o for o in brouillon.onglets_faits if repris.get(o) == avant.get(o) and o in repris)
        maintenant = clock.maintenant()
        ecrites = Brouillon.objects.filter(pk=brouillon.pk, revision=revision).update(
            donnees=repris, onglets_faits=faits, revision=F("revision") + 1, modifie_le=maintenant
        )
        if not ecrites:
            raise BrouillonPerime
    brouillon.service = service
    brouillon.donnees, brouillon.onglets_faits = repris, faits
    brouillon.revision, brouillon.modifie_le = revision + 1, maintenant
    return brouillon


def abandonner(*, brouillon: Brouillon) -> None:
    """Give the draft up; a saved candidature stays as it is."""
    brouillon.delete()
