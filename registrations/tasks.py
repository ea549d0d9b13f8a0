"""Mails about a candidature, done by the outbox's worker (kinds declared in `apps.ready`)."""

from typing import Any

from django.urls import reverse

from cyclades.outbox.courriel import adresse_absolue, envoyer_gabarit
from cyclades.outbox.models import Message

from .models import Candidature, Version


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
            "service": candidature.service,
            "candidature": candidature,
            "lien": adresse_absolue(reverse("portail:activites", args=[candidature.numeros])),
        },
        sujet=f"{objet} : {contenu['service']['examen']['libelle']}",
    )


def mail_desinscrite(*, ids: dict[str, Any], message: Message) -> None:
    """« Désinscription : <examen> », to the contact address of the last version, else to the account's."""
    candidature = Candidature.objects.select_related(
        "compte__profil", "service__session__examen", "service__academie", "service__service_gestionnaire"
    ).get(pk=ids["candidature"])
    version = Version.objects.filter(candidature=candidature, numero=candidature.version_courante).first()
    envoyer_gabarit(
        message,
        destinataire=version.contenu["coordonnees"]["mail"] if version else candidature.compte.email,
        gabarit="emails/inscription_desinscrite",
        contexte={
            "candidature": candidature,
            "service": candidature.service,
            "lien": adresse_absolue(reverse("registrations:nouvelle")),
        },
        sujet=f"Désinscription : {candidature.service.session.examen.libelle_cyclades}",
    )


def _version(*, pk: int) -> Version:
    return Version.objects.select_related(
        "candidature__compte__profil",
        "candidature__service__session__examen",
        "candidature__service__academie",
        "candidature__service__service_gestionnaire",
    ).get(pk=pk)
