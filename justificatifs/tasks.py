"""What workers do for pieces: mails, written from what is true when they are sent, and virus scans."""

import datetime as dt
from typing import Any

from celery import shared_task
from django.urls import reverse

from cyclades.common import clock
from cyclades.outbox.courriel import adresse_absolue, envoyer_gabarit
from cyclades.outbox.models import Message
from registrations import queries
from registrations.models import Candidature

from .echeances import pieces_dues
from .enums import Mode
from .fenetres import derniere_minute
from .models import Depot, Revue
from .services import analyse, annulations, conservation, preuves, rapprochement, relances
from .services.annonces import Tranche, a_dire
from .services.decisions import a_complete_le_dossier
from .services.relances import SUJET_RELANCE, contexte_relance
from .signals import pieces_relancees

DUREE_MAX = 60  # seconds of a run that takes up where the last one stopped


def analyser(*, ids: dict[str, Any], message: Message) -> None:
    """Have a deposited file read by the antivirus; unreachable, it is asked again by the outbox."""
    analyse.analyser(depot_id=int(ids["depot"]))


def analyser_preuve(*, ids: dict[str, Any], message: Message) -> None:
    """Have the proof of a request read by the antivirus, likewise."""
    preuves.analyser(preuve_id=int(ids["preuve"]))


@shared_task(name="justificatifs.reprendre_analyses")  # type: ignore[untyped-decorator]
def reprendre_analyses() -> int:
    """Every ten minutes: the files that still wait for the antivirus."""
    return analyse.reprendre() + preuves.reprendre()


def fichier_retire(*, ids: dict[str, Any], message: Message) -> None:
    """Tell the candidate that a file he had not sent yet was taken back; nothing when he has replaced it."""
    depot = Depot.objects.select_related("piece").get(pk=ids["depot"])
    piece = depot.piece
    if piece.retiree_le is not None or piece.depots.filter(supprime_le=None).exists():
        return
    contexte = {"piece": piece, "nom": depot.nom}
    _ecrire(
        message, _candidature(piece.candidature_id), "emails/pieces_fichier_retire", contexte, "Un fichier a été retiré"
    )


@shared_task(name="justificatifs.relancer")  # type: ignore[untyped-decorator]
def relancer() -> int:
    """Every hour: the reminders of pieces that are not sent."""
    return relances.relancer()


@shared_task(name="justificatifs.annuler")  # type: ignore[untyped-decorator]
def annuler() -> int:
    """Every hour: the candidatures whose signed confirmation never came, where the service cancels them."""
    return annulations.annuler_sans_confirmation()


@shared_task(name="justificatifs.rapprocher")  # type: ignore[untyped-decorator]
def rapprocher() -> dict[str, int]:
    """Every hour: some of the files on the disk and some of the rows that name them, compared."""
    return dict(rapprochement.rapprocher(duree_max=DUREE_MAX))


@shared_task(name="justificatifs.effacer")  # type: ignore[untyped-decorator]
def effacer() -> dict[str, int]:
    """Every hour: the pieces whose time is over."""
    return dict(conservation.effacer_echues(duree_max=DUREE_MAX))


def relance(*, ids: dict[str, Any], message: Message) -> None:
    """Remind the candidate of the pieces he has not sent; nothing when he has, or when it is too late to act."""
    dues = list(pieces_dues().filter(candidature=ids["candidature"]).order_by("limite", "ordre", "pk"))
    instant = clock.maintenant()
    pieces = [piece for piece in dues if piece.limite > instant]
    if not pieces:
        return
    candidature = _candidature(int(ids["candidature"]))
    # In the transaction that marks the mail as sent: reminded once, told once.
    pieces_relancees.send(sender=Candidature, candidature=candidature, pieces=pieces, instant=instant)
    ajoutees = Depot.objects.filter(piece__in=pieces, supprime_le=None, valide_le=None).count()
    contexte = contexte_relance(
        candidature.service, pieces, pieces[0].limite, instant, toutes_ajoutees=ajoutees == len(pieces)
    )
    _ecrire(message, candidature, "emails/pieces_relance", contexte, SUJET_RELANCE)


def non_conforme(*, ids: dict[str, Any], message: Message) -> None:
    """Tell the candidate that a piece is refused, why, and until when he can replace it.

    Says nothing when the decision was taken back or the piece replaced since, nor for a service that writes no
    mail at decisions: the candidate then reads it in « Mes justificatifs ».
    """
    revue = Revue.objects.select_related("piece").get(pk=ids["revue"])
    piece = revue.piece
    if piece.statut != revue.vers or piece.retiree_le is not None or piece.echeance_propre is None:
        return
    candidature = _candidature(piece.candidature_id)
    if not candidature.service.mails_pieces:
        return
    contexte = {"piece": piece, "echeance": derniere_minute(piece.echeance_propre)}
    _ecrire(message, candidature, "emails/pieces_non_conforme", contexte, "Une pièce justificative est à remplacer")


def decisions(*, ids: dict[str, Any], message: Message) -> None:
    """Tell the candidate what was decided of his pieces in a half hour, and that his file is complete when it is.

    Nothing when all was taken back, nor for a service that writes no mail at decisions.
    """
    candidature = _candidature(int(ids["candidature"]))
    if "revue" in ids:
        revues = list(Revue.objects.filter(pk=ids["revue"]).select_related("piece__groupe"))
        tranche = Tranche.de(revues[0].quand)
    else:
        tranche = Tranche(dt.datetime.fromisoformat(str(ids["debut"])))
        revues = a_dire(candidature.pk, tranche)
    if not revues or not candidature.service.mails_pieces:
        return
    rouvertes = [r for r in revues if r.echeance is not None]
    complet = a_complete_le_dossier(candidature.pk, tranche)
    contexte = {
        "rouvertes": [(r, derniere_minute(r.echeance)) for r in rouvertes if r.echeance is not None],
        "a_deposer": any(r.piece.groupe.mode == Mode.EN_LIGNE for r in rouvertes),
        "controlees": [r for r in revues if r.echeance is None],
        "complet": complet,
    }
    sujet = "Une pièce justificative est à remplacer" if rouvertes else "Vos pièces justificatives ont été contrôlées"
    if complet:
        sujet = "Vos pièces justificatives sont conformes"
    _ecrire(message, candidature, "emails/pieces_decisions", contexte, sujet)


def _candidature(pk: int) -> Candidature:
    return Candidature.objects.select_related("compte__profil", "service__session__examen", "specialite").get(pk=pk)


def _ecrire(message: Message, candidature: Candidature, gabarit: str, contexte: dict[str, Any], sujet: str) -> None:
    """Nothing for who has no address: « Mes justificatifs » says the same."""
    adresse = queries.adresse_de_contact(candidature)
    if not adresse:
        return
    lien = reverse("justificatifs:liste", args=[candidature.numeros])
    envoyer_gabarit(
        message,
        destinataire=adresse,
        gabarit=gabarit,
        contexte={"candidature": candidature, "lien": adresse_absolue(lien), **contexte},
        sujet=sujet,
    )
