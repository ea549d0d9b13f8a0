"""« Votre convocation est disponible »: one mail for each published version, when the candidate may open it."""

from django.urls import reverse

from cyclades.common import clock
from cyclades.outbox import services as outbox
from cyclades.outbox.courriel import adresse_absolue, envoyer_gabarit
from cyclades.outbox.models import Message
from documents import queries
from documents.enums import PUBLIABLES, Kind
from documents.models import DocumentVersion
from registrations.enums import Etat
from registrations.queries import adresse_de_contact

OBJETS = {
    Kind.CONVOCATION: "Votre convocation est disponible",
    Kind.RELEVE: "Votre relevé de notes est disponible",
    Kind.AMENAGEMENTS: "Votre notification d'aménagements est disponible",
}


def annoncer(version: DocumentVersion) -> None:
    """Ask for the mail of a version whose file is there, in the caller's transaction; it leaves when the embargo
    ends."""
    if version.document.kind in PUBLIABLES:
        _demander(version, cles(version.pk)[0])


def cles(version_id: int) -> tuple[str, str]:
    """The keys of its mail in the outbox: the first, and that of a mail which waits for the embargo again."""
    cle = f"document.publie:{version_id}"
    return cle, f"{cle}+"


def _demander(version: DocumentVersion, cle: str) -> None:
    ids: dict[str, int | str] = {"version": version.pk, "compte": version.document.candidature.compte_id}
    outbox.post("document.publie", ids=ids, cle=cle, a_faire_le=max(version.publie_le, clock.maintenant()))


def ecrire(*, ids: dict[str, int], message: Message) -> None:
    """Tell the candidate, at his contact address; nothing when he has none.

    Nothing for a version taken back, or replaced by another that he sees already: that one has its own mail. Were
    the clock put back meanwhile, the mail waits for the embargo again (I-25).
    """
    version = DocumentVersion.objects.select_related(
        "document__candidature__compte", "document__candidature__service__session__examen"
    ).get(pk=ids["version"])
    instant, candidature = clock.maintenant(), version.document.candidature
    if version.publie_le > instant:
        _demander(version, f"{message.cle_dedoublonnage[:180]}+")
        return
    actuelle = queries.derniere_version(candidature.pk, version.document.kind, instant, document_id=version.document_id)
    if actuelle is None or actuelle.pk != version.pk or candidature.etat == Etat.DESINSCRIT:
        return
    adresse = adresse_de_contact(candidature)
    if not adresse:
        return
    envoyer_gabarit(
        message,
        destinataire=adresse,
        gabarit="emails/document_publie",
        contexte={
            "candidature": candidature,
            "document": version.document,
            "remplace": version.numero > 1,
            "version": version,
            "lien": adresse_absolue(reverse("documents:liste", args=[candidature.numeros])),
        },
        sujet=f"{OBJETS[Kind(version.document.kind)]} : {candidature.service.session.examen.libelle_cyclades}",
    )
