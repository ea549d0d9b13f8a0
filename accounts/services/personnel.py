"""Accounts of staff: opened, changed, closed and opened again by those above them; every act is in their history.

`par` is the member of staff who acts, None for the operator's commands. Rights are read again under the lock, so
that someone whose rights are being taken away gives none. All refusals are `Refus`, with a sentence.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import IntegrityError, transaction

from accounts.enums import Evenement, Role
from accounts.models import AdresseConnue, StaffProfile, User
from accounts.permissions import academies_du_profil
from accounts.session_store import fermer
from accounts.validators import normaliser_mot_de_passe
from cyclades.common import clock
from cyclades.common.errors import Refus, refus_traduits
from cyclades.common.normalisation import adresse_normalisee
from cyclades.outbox.services import post
from sessions_cfg.models import Academie

from . import second_facteur
from .creation import effacer_perime, est_conflit_d_adresse
from .evenements import noter

SOI_MEME = "Vous ne pouvez pas changer votre propre accès : demandez-le à un superviseur."
ROLE_REFUSE = "Seul un superviseur peut donner ou changer ce rôle."
ACADEMIE_REFUSEE = "Vous ne pouvez donner que des académies que vous suivez vous-même."
AUTRES_ACADEMIES = (
    "Cette personne suit aussi des académies qui ne sont pas les vôtres : son accès se change par un superviseur."
)
SANS_DROIT = "Votre accès ne permet pas de gérer celui d'autres personnes."
ADRESSE_PRISE = (
    "Cette adresse mail existe déjà dans l'application Cyclades. Une personne qui est aussi candidate a besoin d'une "
    "autre adresse ; un accès désactivé se réactive depuis sa page."
)
SANS_ACADEMIE = "Choisissez au moins une académie."
DEJA_VENU = (
    "Cette personne a déjà choisi son mot de passe. Si elle l'a oublié : « Mot de passe oublié », à la connexion."
)
DESACTIVE = "Cet accès est désactivé : réactivez-le d'abord."
_RANGS = {Role.GESTIONNAIRE: 0, Role.RESPONSABLE: 1, Role.SUPERVISEUR: 2}


@dataclass(frozen=True)
class Droits:
    """What makes a member of staff what he is: displayed name, role, codes of the académies."""

    nom: str
    role: Role
    academies: frozenset[str]

    def en_donnees(self) -> dict[str, object]:
        return {"nom": self.nom, "role": self.role.value, "academies": sorted(self.academies)}

    def est_moins_que(self, autre: "Droits") -> bool:
        """Is something taken away from what `autre` was?"""
        if _RANGS[self.role] < _RANGS[autre.role]:
            return True
        return self.role != Role.SUPERVISEUR and bool(autre.academies - self.academies)


def droits_de(membre: StaffProfile) -> Droits:
    """His present rights (1 query)."""
    return Droits(membre.nom, Role(membre.role), frozenset(membre.academies.values_list("pk", flat=True)))


def creer_membre(*, par: User | None, adresse: str, nom: str, role: Role, academies: Collection[str]) -> User:
    """Open an account of staff and mail the link by which its person chooses a password."""
    cle = adresse_normalisee(adresse)
    maintenant = clock.maintenant()
    try:
        with refus_traduits(), transaction.atomic():
            if par is not None:
                User.objects.select_for_update().get(pk=par.pk)
            droits = _a_donner(par, Droits(nom, role, frozenset(academies)))
            effacer_perime(cle)
            compte = User.objects.create(
                identifiant=cle,
                email=adresse,
                password=make_password(None),
                is_active=True,
                is_staff=True,
                cree_le=maintenant,
                active_le=maintenant,
            )
            AdresseConnue.objects.create(adresse_normalisee=cle, compte=compte)
            membre = StaffProfile.objects.create(user=compte, role=droits.role, nom=droits.nom)
            membre.academies.set(Academie.objects.filter(pk__in=droits.academies))
            noter(
                personne=compte.pk,
                genre=Evenement.CREATION,
                auteur=par.pk if par else None,
                apres={**droits.en_donnees(), "actif": True},
            )
            _inviter(membre)
    except IntegrityError as erreur:
        if est_conflit_d_adresse(erreur):
            raise Refus(ADRESSE_PRISE, champ="adresse_mail") from erreur
        raise
    return compte


def modifier_membre(*, par: User | None, membre_id: int, nom: str, role: Role, academies: Collection[str]) -> bool:
    """Give these name, role and académies; False when nothing changes. What is taken away ends the open sessions."""
    with refus_traduits(), transaction.atomic():
        membre, avant = _sous_verrou(par, membre_id)
        apres = _a_donner(par, Droits(nom, role, frozenset(academies)))
        if apres == avant:
            return False
        membre.nom, membre.role = apres.nom, apres.role
        membre.save(update_fields=["nom", "role"])
        membre.academies.set(Academie.objects.filter(pk__in=apres.academies))
        noter(
            personne=membre.user_id,
            genre=Evenement.DROITS,
            auteur=par.pk if par else None,
            avant=avant.en_donnees(),
            apres=apres.en_donnees(),
        )
        if apres.est_moins_que(avant):
            fermer(membre.user_id)
    return True


def desactiver_membre(*, par: User | None, membre_id: int) -> None:
    """Close the access at once, open sessions included; what the person did stays, under their name."""
    with refus_traduits(), transaction.atomic():
        membre, _ = _sous_verrou(par, membre_id)
        if User.objects.filter(pk=membre.user_id, is_active=True).update(is_active=False):
            noter(
                personne=membre.user_id,
                genre=Evenement.DESACTIVATION,
                auteur=par.pk if par else None,
                avant={"actif": True},
                apres={"actif": False},
            )
        fermer(membre.user_id)


def reactiver_membre(*, par: User | None, membre_id: int) -> None:
    """Open the access again, with the password and the second factor that the person had.

    Counted as used today, so that the closing of unused accesses leaves it its time again.
    """
    with transaction.atomic():
        membre, _ = _sous_verrou(par, membre_id)
        maintenant = clock.maintenant()
        if User.objects.filter(pk=membre.user_id, is_active=False).update(is_active=True, active_le=maintenant):
            noter(
                personne=membre.user_id,
                genre=Evenement.REACTIVATION,
                auteur=par.pk if par else None,
                avant={"actif": False},
                apres={"actif": True},
            )


def inviter_membre(*, par: User | None, membre_id: int) -> None:
    """Mail a new link to someone who has not chosen a password yet; the earlier link is worth nothing any more."""
    with transaction.atomic():
        membre, _ = _sous_verrou(par, membre_id)
        if not membre.user.is_active:
            raise Refus(DESACTIVE)
        if membre.user.has_usable_password():
            raise Refus(DEJA_VENU)
        _inviter(membre)
        noter(personne=membre.user_id, genre=Evenement.INVITATION, auteur=par.pk if par else None)


def reinitialiser_facteur(*, par: User | None, membre_id: int) -> None:
    """Forget the phone and the recovery codes of someone who lost both; only a superviseur may. The person is told."""
    with transaction.atomic():
        membre, _ = _sous_verrou(par, membre_id)
        if par is not None and _profil(par).role != Role.SUPERVISEUR:
            raise Refus("Seul un superviseur peut réinitialiser un second facteur.")
        if not second_facteur.oublier(compte=membre.user):
            raise Refus("Cette personne n'a enregistré ni téléphone, ni code de secours.")
        fermer(membre.user_id)
        second_facteur.prevenir(
            noter(personne=membre.user_id, genre=Evenement.REINITIALISATION, auteur=par.pk if par else None)
        )


def membre_invite(*, compte_id: int, invite_le: dt.datetime) -> User | None:
    """The account that this link invites, as long as it may serve: 48 hours, once, and only the last link sent."""
    limite = clock.maintenant() - dt.timedelta(hours=settings.INVITATION_HEURES)
    if invite_le <= limite:
        return None
    invites = User.objects.filter(pk=compte_id, is_active=True, is_staff=True, personnel__invite_le=invite_le)
    return invites.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).select_related("personnel").first()


def choisir_premier_mot_de_passe(*, compte_id: int, invite_le: dt.datetime, mot_de_passe: str) -> bool:
    """Set the first password, which the form has accepted; False when the link no longer serves."""
    hache = make_password(normaliser_mot_de_passe(mot_de_passe))
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=compte_id).first()
        compte = membre_invite(compte_id=compte_id, invite_le=invite_le)
        if compte is None:
            return False
        User.objects.filter(pk=compte_id).update(password=hache)
        StaffProfile.objects.filter(user=compte_id).update(invite_le=None)
        noter(personne=compte_id, genre=Evenement.MOT_DE_PASSE, auteur=compte_id)
    return True


def refus_de_gerer(*, par: User | None, membre: StaffProfile, academies: Collection[str]) -> str:
    """Why `par` may not change the access of `membre`, who follows these académies; "" when he may."""
    if par is None:
        return ""
    if par.pk == membre.user_id:
        return SOI_MEME
    profil = _profil(par)
    if profil.role == Role.SUPERVISEUR:
        return ""
    if profil.role != Role.RESPONSABLE:
        return SANS_DROIT
    if membre.role != Role.GESTIONNAIRE:
        return ROLE_REFUSE
    siennes = set(academies_du_profil(profil).values_list("pk", flat=True))
    return "" if siennes.issuperset(academies) else AUTRES_ACADEMIES


def _profil(par: User) -> StaffProfile:
    """The rights of the author, as they are now."""
    profil = StaffProfile.objects.filter(user=par.pk, user__is_active=True, user__is_staff=True).first()
    if profil is None:
        raise Refus(SANS_DROIT)
    return profil


def _sous_verrou(par: User | None, membre_id: int) -> tuple[StaffProfile, Droits]:
    """The member and his rights, both accounts locked in the order of their ids; raises Refus."""
    ids = [membre_id] if par is None else [membre_id, par.pk]
    list(User.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    membre = StaffProfile.objects.select_related("user").get(user=membre_id)
    avant = droits_de(membre)
    phrase = refus_de_gerer(par=par, membre=membre, academies=avant.academies)
    if phrase:
        raise Refus(phrase)
    return membre, avant


def _a_donner(par: User | None, droits: Droits) -> Droits:
    """The rights as they will be, within what `par` may give; a superviseur sees all and follows no académie."""
    profil = None if par is None else _profil(par)
    if profil is not None and profil.role != Role.SUPERVISEUR:
        if profil.role != Role.RESPONSABLE:
            raise Refus(SANS_DROIT)
        if droits.role != Role.GESTIONNAIRE:
            raise Refus(ROLE_REFUSE, champ="role")
        if droits.academies - set(academies_du_profil(profil).values_list("pk", flat=True)):
            raise Refus(ACADEMIE_REFUSEE, champ="academies")
    if droits.role == Role.SUPERVISEUR:
        return Droits(droits.nom, droits.role, frozenset())
    if not droits.academies:
        raise Refus(SANS_ACADEMIE, champ="academies")
    return droits


def _inviter(membre: StaffProfile) -> None:
    membre.invite_le = clock.maintenant()
    membre.save(update_fields=["invite_le"])
    ids: dict[str, int | str] = {"compte": membre.user_id}
    post("personnel.invitation", ids=ids, cle=f"personnel-invitation:{membre.user_id}:{uuid4()}")
