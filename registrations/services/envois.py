"""Writing to a selection of candidates: the selection is frozen first, then the mail is written, looked at and sent.

Variables are words in braces, replaced by plain text; nothing of what staff type is run or read as HTML.
"""

import re
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import nom_d_acteur
from cyclades.common import clock
from cyclades.common.errors import Refus
from cyclades.outbox import services as outbox
from registrations.models import Candidature, Destinataire, Envoi, Journal

DESTINATAIRES_MAX = 20_000
VARIABLES = {
    "civilite": "Madame ou Monsieur",
    "prenom": "premier prénom",
    "nom": "nom de naissance",
    "numero": "N° candidat et N° d'inscription",
    "examen": "libellé de l'examen",
    "session": "la session",
    "specialite": "la spécialité, ou un tiret",
    "academie": "l'académie",
    "service": "le service gestionnaire",
}
_MOT = re.compile(r"\{([^{}\n]{0,40})\}")


def mots(candidature: Candidature) -> dict[str, str]:
    """What each variable is worth for this candidate; needs profile, service, session, exam and spécialité loaded."""
    profil, service = candidature.compte.profil, candidature.service
    return {
        "civilite": profil.get_civilite_display().capitalize(),
        "prenom": profil.prenoms.split(",")[0].split(" ")[0],
        "nom": profil.nom_naissance,
        "numero": candidature.numeros,
        "examen": service.session.examen.libelle_cyclades,
        "session": str(service.session),
        "specialite": str(candidature.specialite or "-"),
        "academie": str(service.academie),
        "service": candidature.bureau.nom,
    }


def composer(texte: str, valeurs: Mapping[str, str]) -> str:
    """`texte` with its variables replaced; unknown ones stay as typed (`inconnues` has refused them before)."""
    return _MOT.sub(lambda trouve: valeurs.get(trouve[1].strip(), trouve[0]), texte)


def inconnues(texte: str) -> list[str]:
    """The words in braces that are no variable."""
    return sorted({trouve[1] for trouve in _MOT.finditer(texte) if trouve[1].strip() not in VARIABLES})


@transaction.atomic
def preparer(*, candidatures: QuerySet[Candidature], par: User) -> Envoi:
    """Freeze a selection: each person once, for the latest of the candidatures chosen."""
    choisies = dict(
        candidatures.filter(compte__is_active=True).order_by("compte_id", "pk").values_list("compte_id", "pk")
    )
    if not choisies:
        raise Refus("Aucun candidat de cette sélection ne peut recevoir de mail.")
    if len(choisies) > DESTINATAIRES_MAX:
        raise Refus(f"La sélection compte plus de {DESTINATAIRES_MAX} candidats : restreignez-la par un filtre.")
    envoi = Envoi.objects.create(auteur=par, cree_le=clock.maintenant())
    Destinataire.objects.bulk_create(
        (Destinataire(envoi=envoi, compte_id=compte, candidature_id=pk) for compte, pk in choisies.items()),
        batch_size=2000,
    )
    return envoi


@transaction.atomic
def envoyer(*, envoi_id: int, par: User, objet: str, corps: str) -> int:
    """Post one mail for each person of the selection; how many. Sent already, it is refused.

    The draft is locked, so that two clicks send one mail; the journal of each candidature says who wrote.
    """
    envoi = Envoi.objects.select_for_update().get(pk=envoi_id)
    if envoi.envoye_le is not None:
        raise Refus("Ce mail est déjà parti : rien n'a été envoyé une seconde fois.", code="parti")
    fautes = inconnues(objet) + inconnues(corps)
    if fautes:
        raise Refus(f"Variable inconnue : {{{fautes[0]}}}.", champ="corps")
    instant = clock.maintenant()
    envoi.objet, envoi.corps, envoi.envoye_le, envoi.auteur = objet, corps, instant, par
    envoi.save(update_fields=["objet", "corps", "envoye_le", "auteur"])
    destinataires = list(Destinataire.objects.filter(envoi=envoi))
    with outbox.en_un_envoi():
        for d in destinataires:
            ids: dict[str, int | str] = {"destinataire": d.pk, "compte": d.compte_id}
            outbox.post("candidature.message", ids=ids, cle=f"envoi:{envoi.pk}:{d.compte_id}")
    motif = f"« {objet} » (mail n° {envoi.pk}, {len(destinataires)} candidat(s))"
    Journal.objects.bulk_create(
        (
            Journal(
                candidature_id=d.candidature_id, quand=instant, acteur=nom_d_acteur(par), action="mail", motif=motif
            )
            for d in destinataires
        ),
        batch_size=2000,
    )
    return len(destinataires)


@transaction.atomic
def garder(*, envoi_id: int, objet: str, corps: str) -> None:
    """Keep what was typed in a draft; what has left is not touched."""
    envoi = Envoi.objects.select_for_update().get(pk=envoi_id)
    if envoi.envoye_le is None:
        envoi.objet, envoi.corps = objet, corps
        envoi.save(update_fields=["objet", "corps"])


@transaction.atomic
def abandonner(*, envoi_id: int) -> None:
    """Forget a draft and its selection."""
    envoi = Envoi.objects.select_for_update().get(pk=envoi_id)
    if envoi.envoye_le is not None:
        raise Refus("Ce mail est déjà parti.")
    envoi.delete()
