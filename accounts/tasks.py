"""What workers do for accounts: mails of the outbox, the purge, housekeeping."""

import datetime as dt
from typing import Any

from axes.models import AccessAttempt
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from cyclades.common import clock
from cyclades.outbox.courriel import adresse_absolue, envoyer_gabarit
from cyclades.outbox.models import Message
from cyclades.outbox.services import post

from .enums import Evenement
from .jetons import jeton_activation, jeton_changement, jeton_invitation, jeton_retablissement
from .models import Adieu, ChangementAdresse, CorrectionIdentite, EvenementPersonnel, StaffProfile, User
from .services import adresse, connexion, effacement, evenements, inactivite, limites
from .services.creation import fin_activation, limite_activation
from .services.purge import purger_non_actives
from .session_store import SessionStore

Ids = dict[str, Any]
SUJETS_SECURITE = {
    Evenement.TELEPHONE: "Un téléphone est enregistré pour vos connexions",
    Evenement.CODES: "Vos codes de secours sont renouvelés",
    Evenement.CONNEXION_SECOURS: "Connexion avec un code de secours",
    Evenement.REINITIALISATION: "Votre second facteur est réinitialisé",
}


def envoyer_activation(*, ids: Ids, message: Message) -> None:
    """« Activer mon compte »; nothing when the account is active, erased or too old."""
    compte = User.objects.filter(pk=ids["compte"], active_le=None).first()
    if compte is None or compte.cree_le <= limite_activation():
        return
    lien = adresse_absolue(reverse("accounts:activer", args=[jeton_activation(compte)]))
    envoyer_gabarit(
        message,
        destinataire=compte.email,
        gabarit="emails/activation",
        contexte={"lien": lien, "identifiant": compte.email, "limite": localtime(fin_activation(compte))},
        sujet="Activer mon compte",
    )


def envoyer_mot_de_passe_oublie(*, ids: Ids, message: Message) -> None:
    """The link to choose another password."""
    _choisir_un_mot_de_passe(ids, message, "emails/mot_de_passe_oublie", "Choisir un nouveau mot de passe")


def envoyer_adresse_retablie(*, ids: Ids, message: Message) -> None:
    """To the old mailbox, once it undid a change: choose another password."""
    _choisir_un_mot_de_passe(ids, message, "emails/adresse_retablie", "Votre adresse mail est rétablie")


def _choisir_un_mot_de_passe(ids: Ids, message: Message, gabarit: str, sujet: str) -> None:
    compte = User.objects.filter(pk=ids["compte"], is_active=True).first()
    if compte is None or not compte.email:
        return
    chemin = reverse("accounts:mot_de_passe_choisir", args=[compte.pk, connexion.jeton_mot_de_passe(compte)])
    envoyer_gabarit(
        message,
        destinataire=compte.email,
        gabarit=gabarit,
        contexte={
            "lien": adresse_absolue(chemin),
            "identifiant": compte.email,
            "heures": settings.PASSWORD_RESET_TIMEOUT // 3600,
        },
        sujet=sujet,
    )


def envoyer_mot_de_passe_change(*, ids: Ids, message: Message) -> None:
    """Tells the owner that the password changed."""
    compte = User.objects.filter(pk=ids["compte"]).first()
    if compte is None or not compte.email:
        return
    envoyer_gabarit(
        message,
        destinataire=compte.email,
        gabarit="emails/mot_de_passe_change",
        contexte={"lien": adresse_absolue(reverse("accounts:mot_de_passe_oublie"))},
        sujet="Votre mot de passe a été modifié",
    )


def envoyer_adresse_a_confirmer(*, ids: Ids, message: Message) -> None:
    """To the new mailbox: the link that confirms it."""
    changement = ChangementAdresse.objects.filter(pk=ids["changement"], confirme_le=None).first()
    if changement is None:
        return
    lien = adresse_absolue(reverse("accounts:adresse_confirmer", args=[jeton_changement(changement)]))
    envoyer_gabarit(
        message,
        destinataire=changement.nouvelle,
        gabarit="emails/adresse_a_confirmer",
        contexte={"lien": lien, "nouvelle": changement.nouvelle, "limite": localtime(adresse.expire_le(changement))},
        sujet="Confirmer ma nouvelle adresse mail",
    )


def envoyer_adresse_changee(*, ids: Ids, message: Message) -> None:
    """To the old mailbox: the address changed, and how to undo it."""
    changement = ChangementAdresse.objects.filter(pk=ids["changement"], confirme_le__isnull=False).first()
    if changement is None or changement.confirme_le is None or not changement.ancienne:
        return
    lien = adresse_absolue(reverse("accounts:adresse_retablir", args=[jeton_retablissement(changement)]))
    envoyer_gabarit(
        message,
        destinataire=changement.ancienne,
        gabarit="emails/adresse_changee",
        contexte={
            "quand": localtime(changement.confirme_le),
            "limite": localtime(changement.confirme_le + adresse.RETABLISSEMENT),
            "lien": lien,
        },
        sujet="Votre adresse mail a été modifiée",
    )


def envoyer_adresse_retiree(*, ids: Ids, message: Message) -> None:
    """To the mailbox that no longer signs in, after its change was undone."""
    changement = ChangementAdresse.objects.filter(pk=ids["changement"], annule_le__isnull=False).first()
    if changement is None or changement.annule_le is None:
        return
    envoyer_gabarit(
        message,
        destinataire=changement.nouvelle,
        gabarit="emails/adresse_retiree",
        contexte={"quand": localtime(changement.annule_le), "adresse": changement.nouvelle},
        sujet="Le changement d'adresse mail a été annulé",
    )


def envoyer_adieu(*, ids: Ids, message: Message) -> None:
    """The person deleted the account; the address is forgotten in the transaction that marks the mail as sent."""
    adieu = Adieu.objects.filter(pk=ids["adieu"]).first()
    if adieu is None:
        return
    envoyer_gabarit(
        message,
        destinataire=adieu.adresse,
        gabarit="emails/compte_supprime",
        contexte={"quand": localtime(adieu.quand)},
        sujet="Votre compte est supprimé",
    )
    adieu.delete()


def envoyer_etat_civil_corrige(*, ids: Ids, message: Message) -> None:
    """Staff corrected the civil status of somebody whom no version of a candidature tells."""
    correction = CorrectionIdentite.objects.select_related("compte").get(pk=ids["correction"])
    if not correction.compte.email:
        return
    envoyer_gabarit(
        message,
        destinataire=correction.compte.email,
        gabarit="emails/etat_civil_corrige",
        contexte={"correction": correction, "lien": adresse_absolue(reverse("portail:mes_donnees"))},
        sujet="Votre état civil est corrigé",
    )


def envoyer_inactivite(*, ids: Ids, message: Message) -> None:
    """Tells the person of an unused account when it will be erased; nothing when they came back."""

    def envoyer(compte: User, efface_le: dt.datetime) -> None:
        derniere = max(filter(None, (compte.last_login, compte.active_le)))
        envoyer_gabarit(
            message,
            destinataire=compte.email,
            gabarit="emails/compte_inactif",
            contexte={
                "personnel": compte.is_staff,
                "identifiant": compte.email,
                "derniere": localtime(derniere),
                "efface_le": localtime(efface_le),
                "lien": adresse_absolue(reverse("accounts:connexion")),
            },
            sujet="Votre accès sera bientôt fermé" if compte.is_staff else "Votre compte sera bientôt effacé",
        )

    inactivite.annoncer(avis_id=ids["avis"], envoyer=envoyer)


def envoyer_invitation(*, ids: Ids, message: Message) -> None:
    """The link by which a member of staff chooses a first password; nothing once it is chosen."""
    membre = StaffProfile.objects.filter(user=ids["compte"], user__is_active=True).select_related("user").first()
    if membre is None or membre.invite_le is None or membre.user.has_usable_password():
        return
    envoyer_gabarit(
        message,
        destinataire=membre.user.email,
        gabarit="emails/personnel_invitation",
        contexte={
            "lien": adresse_absolue(reverse("accounts:invitation", args=[jeton_invitation(membre)])),
            "identifiant": membre.user.email,
            "nom": membre.nom,
            "role": membre.get_role_display(),
            "heures": settings.INVITATION_HEURES,
        },
        sujet="Votre accès à l'espace de gestion",
    )


def envoyer_securite(*, ids: Ids, message: Message) -> None:
    """Tells a member of staff what was just done to the access of their account."""
    evenement = EvenementPersonnel.objects.filter(pk=ids["evenement"]).select_related("personne").first()
    if evenement is None or not evenement.personne.email:
        return
    envoyer_gabarit(
        message,
        destinataire=evenement.personne.email,
        gabarit="emails/personnel_securite",
        contexte={
            "genre": evenement.genre,
            "quand": localtime(evenement.quand),
            "par_soi": evenement.auteur_id == evenement.personne_id,
            "lien": adresse_absolue(reverse("accounts:second_facteur")),
        },
        sujet=SUJETS_SECURITE[Evenement(evenement.genre)],
    )


# A work of the outbox is one transaction: it does a little, and asks for the rest.
UN_PEU = 1.0


def traiter_inactifs_par_travail(*, ids: Ids, message: Message) -> None:
    """The sweep of unused accounts as asked by `manage.py purge_comptes --inactifs`."""
    if inactivite.passer(duree_max=UN_PEU):
        poster_inactifs()


def poster_inactifs() -> None:
    """Ask for a sweep of unused accounts through the outbox."""
    with transaction.atomic():
        post("comptes.inactifs", ids={}, cle=f"inactifs:{clock.temps_reel().timestamp()}")


def purger_par_travail(*, ids: Ids, message: Message) -> None:
    """The purge as asked by `manage.py purge_comptes`, from the account where the work before stopped."""
    passage = purger_non_actives(apres=ids.get("apres", 0), duree_max=UN_PEU)
    if not passage.fini:
        poster_purge(apres=passage.dernier)


def poster_purge(*, apres: int = 0) -> None:
    """Ask for a purge through the outbox."""
    with transaction.atomic():
        post("comptes.purger", ids={"apres": apres}, cle=f"purge:{clock.temps_reel().timestamp()}", file="bulk")


@shared_task(name="accounts.purger")  # type: ignore[untyped-decorator]
def purger() -> None:
    """Beat, every 5 minutes."""
    purger_non_actives()


@shared_task(name="accounts.inactifs")  # type: ignore[untyped-decorator]
def inactifs() -> None:
    """Beat, every hour."""
    inactivite.passer()


@shared_task(name="accounts.menage")  # type: ignore[untyped-decorator]
def menage() -> None:
    """Beat, every hour: what serves no more (sessions, sign-ins, counters, address changes, farewells)."""
    SessionStore.clear_expired()
    limites.oublier_anciens()
    AccessAttempt.objects.filter(attempt_time__lt=clock.temps_reel() - dt.timedelta(days=1)).delete()
    adresse.oublier_anciens_changements()
    effacement.oublier_adieux()
    evenements.oublier_anciennes_connexions()
