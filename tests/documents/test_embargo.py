"""The embargo of a publication (I-25): held to its second, and moved until it ends."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cyclades.common import clock
from cyclades.common.errors import Refus, sqlstate
from cyclades.outbox.models import Message
from cyclades.outbox.services import vider
from documents.enums import Kind
from documents.models import DocumentVersion, EvenementLot, Lot
from documents.services import embargo, publication
from documents.services.publication import avancer
from registrations.models import Candidature, Journal

from .publications import annonces, csv, ligne, publier

pytestmark = pytest.mark.django_db
UNE_SECONDE = dt.timedelta(seconds=1)
UN_JOUR = dt.timedelta(days=1)


def dans(delai: dt.timedelta) -> dt.datetime:
    return clock.maintenant().replace(microsecond=0) + delai


def etat_a(instant: dt.datetime, candidature: Candidature, client: Client, horloge: Any) -> tuple[int, bool, int]:
    """At that instant: the answer to the download, is it in the list, and how many mails have left."""
    # The rehearsal clock moves in the base, the outbox's own rows do not: what is due is what was due then.
    attendus = {m.pk: m.a_faire_le + clock.decalage() for m in Message.objects.filter(genre="document.publie")}
    horloge(instant.isoformat())
    for pk, du in attendus.items():
        Message.objects.filter(pk=pk, etat="a_faire").update(a_faire_le=du - clock.decalage())
    vider()
    client.force_login(candidature.compte)
    pdf = client.get(reverse("documents:telecharger", args=[candidature.numeros, Kind.CONVOCATION]))
    liste = client.get(reverse("documents:liste", args=[candidature.numeros])).content.decode()
    return pdf.status_code, "Convocation" in liste, len(annonces())


CACHE, VISIBLE = (404, False, 0), (200, True, 1)


def test_an_embargo_holds_document_and_mail_to_its_second(
    par: User, trois: list[Candidature], client: Client, horloge: Any
) -> None:
    fin = dans(2 * UN_JOUR)
    publier(csv([ligne(trois[0])]), par, publie_le=fin)
    vider()

    assert etat_a(fin - UNE_SECONDE, trois[0], client, horloge) == CACHE
    assert etat_a(fin + UNE_SECONDE, trois[0], client, horloge) == VISIBLE


def test_the_mail_waits_in_the_outbox_for_the_end_of_the_embargo(par: User, trois: list[Candidature]) -> None:
    fin = clock.maintenant() + dt.timedelta(days=2)
    publier(csv([ligne(c) for c in trois]), par, publie_le=fin)
    vider()

    attendent = Message.objects.filter(genre="document.publie", etat="a_faire")

    assert {m.a_faire_le + clock.decalage() for m in attendent} == {fin}
    assert len(attendent) == 3
    assert annonces() == []


def test_a_replaced_or_withdrawn_version_is_not_announced(par: User, trois: list[Candidature]) -> None:
    fin = clock.maintenant() + dt.timedelta(hours=1)
    for salle in ("A", "B"):
        publier(csv([ligne(trois[0], salle=salle)]), par, publie_le=fin)
        vider()
    retire = publier(csv([ligne(trois[1])]), par, publie_le=fin)
    vider()
    publication.retirer(lot_id=retire.pk, par=par)
    clock.regler(dt.timedelta(hours=2))
    Message.objects.filter(genre="document.publie").update(a_faire_le=clock.temps_reel())
    vider()

    assert len(annonces()) == 1
    assert "nouvelle version" in str(mail.outbox[-1].body)
    assert Journal.objects.filter(action="document_retire").count() == 1


@pytest.mark.parametrize("delai", [UN_JOUR, 3 * UN_JOUR], ids=["avance", "recule"])
def test_a_moved_embargo_holds_document_and_mail_to_its_new_second(
    par: User, trois: list[Candidature], client: Client, horloge: Any, delai: dt.timedelta
) -> None:
    avant, apres = dans(2 * UN_JOUR), dans(delai)
    lot = publier(csv([ligne(trois[0])]), par, publie_le=avant)
    vider()

    assert embargo.deplacer(lot_id=lot.pk, par=par, publie_le=apres, motif="Le jury délibère.") == 1

    assert etat_a(min(avant, apres) - UNE_SECONDE, trois[0], client, horloge) == CACHE
    assert etat_a(apres - UNE_SECONDE, trois[0], client, horloge) == CACHE
    assert etat_a(apres + UNE_SECONDE, trois[0], client, horloge) == VISIBLE
    assert etat_a(max(avant, apres) + UNE_SECONDE, trois[0], client, horloge) == VISIBLE


def test_an_embargo_lifted_at_once_shows_the_document_and_sends_its_mail(
    par: User, trois: list[Candidature], client: Client, horloge: Any
) -> None:
    lot = publier(csv([ligne(trois[0])]), par, publie_le=dans(2 * UN_JOUR))
    vider()
    embargo.deplacer(lot_id=lot.pk, par=par, publie_le=None, motif="Prêt plus tôt.")

    assert etat_a(clock.maintenant(), trois[0], client, horloge) == VISIBLE


def test_a_pdf_made_after_the_move_is_announced_at_the_new_instant(par: User, trois: list[Candidature]) -> None:
    lot = publier(csv([ligne(c) for c in trois]), par, publie_le=dans(UN_JOUR))
    avancer(lot_id=lot.pk, rang=0, dernier_essai=False)
    apres = dans(3 * UN_JOUR)
    embargo.deplacer(lot_id=lot.pk, par=par, publie_le=apres, motif="x")
    vider()

    assert {m.a_faire_le + clock.decalage() for m in Message.objects.filter(genre="document.publie")} == {apres}


def test_an_embargo_moves_until_its_last_seconds_and_never_after(
    par: User, trois: list[Candidature], horloge: Any
) -> None:
    fin = dans(UN_JOUR)
    lots = [publier(csv([ligne(c)]), par, publie_le=fin) for c in trois[:2]]
    vider()

    horloge((fin - embargo.MARGE - UNE_SECONDE).isoformat())
    assert embargo.deplacer(lot_id=lots[0].pk, par=par, publie_le=fin + UN_JOUR, motif="x") == 1
    horloge((fin - UNE_SECONDE).isoformat())
    with pytest.raises(Refus, match="trop tard"):
        embargo.deplacer(lot_id=lots[1].pk, par=par, publie_le=fin + UN_JOUR, motif="x")
    horloge((fin + UNE_SECONDE).isoformat())
    with pytest.raises(Refus, match="déjà levé"):
        embargo.deplacer(lot_id=lots[1].pk, par=par, publie_le=fin + UN_JOUR, motif="x")
    with pytest.raises(DatabaseError) as erreur, transaction.atomic():
        DocumentVersion.objects.filter(document__candidature=trois[1], document__kind=Kind.CONVOCATION).update(
            publie_le=fin + UN_JOUR
        )

    assert sqlstate(erreur.value) == "CY010"
    assert not EvenementLot.objects.filter(lot=lots[1], acte="deplacer").exists()


def test_documents_still_to_be_issued_or_taken_back_do_not_move(par: User, trois: list[Candidature]) -> None:
    lot = publier(csv([ligne(trois[0])]), par, publie_le=dans(UN_JOUR))
    with pytest.raises(Refus, match="encore à émettre"):
        embargo.deplacer(lot_id=lot.pk, par=par, publie_le=dans(2 * UN_JOUR), motif="x")
    vider()
    publication.retirer(lot_id=lot.pk, par=par)
    with pytest.raises(Refus, match="aucun document sous embargo"):
        embargo.deplacer(lot_id=lot.pk, par=par, publie_le=dans(2 * UN_JOUR), motif="x")


def deplacement(client: Client, lot: Lot, **champs: str) -> Any:
    adresse = reverse("gestion:documents_lot_embargo", args=[lot.pk])
    return client.post(adresse, {"jour": "01/03/2098", "heure": "10:00", "motif": "Le jury délibère", **champs})


def test_the_page_moves_it_and_the_history_says_why(par: User, trois: list[Candidature], client: Client) -> None:
    lot = publier(csv([ligne(trois[0])]), par, publie_le=dt.datetime(2099, 3, 1, 9, tzinfo=dt.UTC))
    vider()
    client.force_login(par)
    page = client.get(reverse("gestion:documents_lot_embargo", args=[lot.pk])).content.decode()
    fiche = client.get(deplacement(client, lot)["Location"]).content.decode()

    assert 'value="01/03/2099"' in page
    assert 'value="10:00"' in page
    assert "avant le 01/03/2098 à 10:00:00" in fiche
    assert "du 01/03/2099 à 10:00 au 01/03/2098 à 10:00 (heure de Paris). Le jury délibère" in fiche


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"motif": ""}, "Le champ « Motif » est obligatoire."),
        ({"jour": "", "heure": ""}, "ou cochez « Publier tout de suite"),
        ({"jour": ""}, "Donnez le jour et l&#x27;heure, ou aucun des deux."),
        ({"jour": "01/03/2019"}, "Cet instant est déjà passé"),
        ({"jour": "01/03/2099"}, "finit déjà à cet instant"),
    ],
)
def test_a_wrong_move_is_told_and_nothing_moves(
    par: User, trois: list[Candidature], client: Client, champs: dict[str, str], phrase: str
) -> None:
    fin = dt.datetime(2099, 3, 1, 9, tzinfo=dt.UTC)
    lot = publier(csv([ligne(trois[0])]), par, publie_le=fin)
    vider()
    client.force_login(par)

    page = deplacement(client, lot, **champs)

    assert page.status_code in (409, 422)
    assert phrase in page.content.decode()
    assert f'value="{champs.get("heure", "10:00")}"' in page.content.decode()
    assert Lot.objects.get(pk=lot.pk).publie_le == fin


def test_a_publication_without_embargo_has_none_to_move(par: User, trois: list[Candidature], client: Client) -> None:
    lot = publier(csv([ligne(trois[0])]), par)
    client.force_login(par)

    page = client.get(reverse("gestion:documents_lot_embargo", args=[lot.pk]), follow=True)

    assert "a pas d&#x27;embargo" in page.content.decode()
