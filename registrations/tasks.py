"""Mails about a candidature, done by the outbox's worker (kinds declared in `apps.ready`)."""

from typing import Any

from celery import shared_task
from django.urls import reverse

from cyclades.common import clock
from cyclades.outbox.courriel import adresse_absolue, envoyer_gabarit
from cyclades.outbox.models import Message

from . import queries
from .contenu import a_signer
from .enums import ETATS_ACTIFS
from .models import Candidature, Destinataire, Journal, Rectification, Version
from .services import conservation, envois, lots

DUREE_MAX = 60  # seconds of a run that takes up where the last one stopped

# Action of the journal → subject and first sentence of its mail.
DECISIONS = {
    "ecarter": ("Candidature écartée", "Votre candidature a été écartée par le service gestionnaire."),
    "annuler": (
        "Candidature annulée",
        "Votre candidature a été annulée : votre confirmation d'inscription n'a pas été reçue.",
    ),
    "conforme": (
        "Dossier complet",
        "Votre dossier est complet : le service gestionnaire l'a déclaré conforme. Vous n'avez rien à envoyer. Votre "
        "convocation arrivera dans « Mes documents » ; un mail vous préviendra.",
    ),
    "retablir": ("Candidature rétablie", "Votre candidature est rétablie par le service gestionnaire."),
}


def mail_enregistree(*, ids: dict[str, Any], message: Message) -> None:
    """« Inscription enregistrée »: to the contact address of that version."""
    _mail_de_version(ids, message, "emails/inscription_enregistree", "Inscription enregistrée")


def mail_modifiee(*, ids: dict[str, Any], message: Message) -> None:
    """« Modification d'inscription : <examen> », with what changed."""
    _mail_de_version(ids, message, "emails/inscription_modifiee", "Modification d'inscription")


def _mail_de_version(ids: dict[str, Any], message: Message, gabarit: str, objet: str) -> None:
    version = _version(pk=ids["version"])
    candidature, contenu = version.candidature, version.contenu
    envoyer_gabarit(
        message,
        destinataire=contenu["coordonnees"]["mail"],
        gabarit=gabarit,
        contexte={
            "contenu": contenu,
            "version": version,
            "a_signer": a_signer(contenu),
            "service": candidature.service,
            "candidature": candidature,
            "lien": adresse_absolue(_activites(candidature)),
        },
        sujet=f"{objet} : {contenu['service']['examen']['libelle']}",
    )


def mail_desinscrite(*, ids: dict[str, Any], message: Message) -> None:
    """« Désinscription : <examen> »."""
    candidature = _candidature(pk=ids["candidature"])
    _mail(message, candidature, "inscription_desinscrite", "Désinscription", reverse("registrations:nouvelle"))


def mail_decision(*, ids: dict[str, Any], message: Message) -> None:
    """What staff decided, as the line of the journal says it, with its reason.

    Sent even when something else was decided since: each decision is told, in order.
    """
    ligne = Journal.objects.get(pk=ids["journal"])
    candidature = _candidature(pk=ligne.candidature_id)
    objet, phrase = DECISIONS[ligne.action]
    dit = {"phrase": phrase, "motif": ligne.motif, "active": ligne.action == "conforme" or ligne.vers in ETATS_ACTIFS}
    _mail(message, candidature, "inscription_decision", objet, _activites(candidature), **dit)


def mail_rectification_refusee(*, ids: dict[str, Any], message: Message) -> None:
    """« Rectification refusée », with what was asked and the reason."""
    demande = Rectification.objects.get(pk=ids["rectification"])
    candidature = _candidature(pk=demande.candidature_id)
    lien = reverse("registrations:rectifications", args=[candidature.numeros])
    _mail(message, candidature, "rectification_refusee", "Rectification refusée", lien, demande=demande)


def mail_preinscrite(*, ids: dict[str, Any], message: Message) -> None:
    """« Préinscription : <examen> », to a candidate of last session: nothing counts until he has completed it."""
    candidature = _candidature(pk=ids["candidature"])
    _mail(message, candidature, "inscription_preparee", "Préinscription", _activites(candidature))


def _mail(
    message: Message, candidature: Candidature, gabarit: str, objet: str, chemin: str, **contexte: object
) -> None:
    """To the contact address of the last version, else to the account's; nothing when there is none."""
    destinataire = queries.adresse_de_contact(candidature)
    if not destinataire:
        return
    envoyer_gabarit(
        message,
        destinataire=destinataire,
        gabarit=f"emails/{gabarit}",
        contexte={
            "candidature": candidature,
            "service": candidature.service,
            "lien": adresse_absolue(chemin),
            **contexte,
        },
        sujet=f"{objet} : {candidature.service.session.examen.libelle_cyclades}",
    )


def _activites(candidature: Candidature) -> str:
    return reverse("portail:activites", args=[candidature.numeros])


def mail_du_service(*, ids: dict[str, Any], message: Message) -> None:
    """What staff wrote to a selection, with this candidate's own words in it; that it left is noted with it."""
    destinataire = Destinataire.objects.select_related("envoi").get(pk=ids["destinataire"])
    candidature = _candidature(pk=destinataire.candidature_id)
    adresse = queries.adresse_de_contact(candidature)
    if not adresse:
        return
    mots = envois.mots(candidature)
    envoyer_gabarit(
        message,
        destinataire=adresse,
        gabarit="emails/message_du_service",
        contexte={
            "candidature": candidature,
            "corps": envois.composer(destinataire.envoi.corps, mots),
            "bureau": candidature.bureau,
        },
        sujet=envois.composer(destinataire.envoi.objet, mots),
    )
    Destinataire.objects.filter(pk=destinataire.pk).update(parti_le=clock.maintenant())


def preinscrire_lot(*, ids: dict[str, Any], message: Message) -> None:
    """A slice of a batch of pre-registrations."""
    lots.avancer(lot_id=int(ids["lot"]), rang=int(ids["rang"]))


@shared_task(name="registrations.effacer")  # type: ignore[untyped-decorator]
def effacer_lignes() -> int:
    """Every hour: the lines of imports whose time is over."""
    return conservation.effacer_echues(duree_max=DUREE_MAX)


def _candidature(*, pk: int) -> Candidature:
    return Candidature.objects.select_related(
        "compte__profil",
        "specialite",
        "service__session__examen",
        "service__academie",
        "service__service_gestionnaire",
        "bureau_suivi",
    ).get(pk=pk)


def _version(*, pk: int) -> Version:
    return Version.objects.select_related(
        "candidature__compte__profil",
        "candidature__service__session__examen",
        "candidature__service__academie",
        "candidature__service__service_gestionnaire",
        "candidature__bureau_suivi",
    ).get(pk=pk)
