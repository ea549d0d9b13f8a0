"""What a publication issues, once; what it says; what its acts do."""

import uuid
from collections import Counter
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import StaffProfile, User
from cyclades.common import clock
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, sqlstate
from cyclades.outbox.models import Message
from cyclades.outbox.services import vider
from documents import queries_lots
from documents.enums import Kind
from documents.kinds import commun
from documents.models import DocumentVersion, EvenementLot, LigneLot
from documents.services import publication
from documents.services.publication import PAR_TRANCHE, avancer
from registrations.models import Candidature, Journal
from sessions_cfg.models import Academie
from tests.usines import personnel

from . import publications
from .publications import annonces, csv, ligne, publier

pytestmark = pytest.mark.django_db


def etats(lot: Any) -> Counter[str]:
    return Counter(LigneLot.objects.filter(lot=lot).values_list("etat", flat=True))


def convocations() -> int:
    return DocumentVersion.objects.filter(document__kind=Kind.CONVOCATION).count()


@pytest.mark.parametrize("kind", list(publications.ENTETES))
def test_each_kind_is_issued_produced_announced_once_and_written_down(
    par: User, trois: list[Candidature], kind: str
) -> None:
    lot = publier(csv([ligne(c, kind) for c in trois], kind), par, kind)

    vider()
    vider()

    assert etats(lot) == {"faite": 3}
    versions = DocumentVersion.objects.filter(document__kind=kind)
    assert {(v.etat, v.numero, v.auteur) for v in versions} == {("produit", 1, f"gestionnaire:{par.pk}")}
    assert len(annonces()) == 3
    assert Journal.objects.filter(action="document_publie", acteur=f"gestionnaire:{par.pk}").count() == 3
    assert EvenementLot.objects.get(lot=lot).nombre == 3


def test_the_same_file_again_changes_nothing_and_a_new_content_makes_a_version(
    par: User, trois: list[Candidature]
) -> None:
    publier(csv([ligne(c) for c in trois]), par)
    vider()
    encore = publier(csv([ligne(c) for c in reversed(trois)]), par)
    vider()
    autre = publier(csv([ligne(trois[0], salle="C 3"), *(ligne(c) for c in trois[1:])]), par)
    vider()

    assert etats(encore) == {"inchangee": 3}
    assert etats(autre) == {"faite": 1, "inchangee": 2}
    assert convocations() == 4
    assert len(annonces()) == 4


def test_a_content_that_comes_back_after_another_is_a_version_of_its_own(par: User, trois: list[Candidature]) -> None:
    for salle in ("A", "B", "A", "A"):
        publier(csv([ligne(trois[0], salle=salle)]), par)
        vider()

    assert convocations() == 3


def test_the_base_refuses_the_same_publication_twice_in_a_row(par: User, trois: list[Candidature]) -> None:
    publier(csv([ligne(trois[0])]), par)
    vider()
    premiere = DocumentVersion.objects.get(document__kind=Kind.CONVOCATION)
    copie = {
        champ: getattr(premiere, champ)
        for champ in ("document_id", "contexte", "gabarit", "nom_fichier", "source", "cree_le", "publie_le")
    }

    with pytest.raises(DatabaseError) as erreur, transaction.atomic():
        DocumentVersion.objects.create(**copie, numero=2, code="X" * 16)

    assert sqlstate(erreur.value) == "CY020"


def test_the_same_form_sent_twice_is_one_publication(par: User, trois: list[Candidature]) -> None:
    rapport = publications.controle(csv([ligne(c) for c in trois]), par)
    cle = uuid.uuid4()

    lots = {publication.lancer(rapport=rapport, par=par, cle=cle, publie_le=None).pk for _ in range(2)}

    assert len(lots) == 1
    assert LigneLot.objects.count() == 3


def test_what_is_withdrawn_is_no_longer_seen_and_can_be_published_again(
    par: User, trois: list[Candidature], client: Client
) -> None:
    octets = csv([ligne(c) for c in trois])
    lot = publier(octets, par)
    vider()
    assert publication.retirer(lot_id=lot.pk, par=par) == 3
    client.force_login(trois[0].compte)
    adresse = reverse("documents:telecharger", args=[trois[0].numeros, Kind.CONVOCATION])
    retiree = client.get(adresse).status_code
    encore = publier(octets, par)
    vider()

    assert (retiree, client.get(adresse).status_code) == (404, 200)
    assert etats(encore) == {"faite": 3}
    with pytest.raises(Refus, match="plus aucun document"):
        publication.retirer(lot_id=lot.pk, par=par)


def test_stopping_leaves_what_is_issued_and_nothing_more_is(par: User, trois: list[Candidature]) -> None:
    lot = publier(csv([ligne(c) for c in trois]), par)
    LigneLot.objects.filter(lot=lot, rang=0).update(rang=PAR_TRANCHE + 1)
    avancer(lot_id=lot.pk, rang=0, dernier_essai=False)

    assert publication.arreter(lot_id=lot.pk, par=par) == 1
    vider()

    assert etats(lot) == {"faite": 2, "arretee": 1}
    assert convocations() == 2
    with pytest.raises(Refus, match="Rien n'attend plus"):
        publication.arreter(lot_id=lot.pk, par=par)


def test_what_fails_says_why_and_is_retried_alone(
    par: User, trois: list[Candidature], monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = publier(csv([ligne(c) for c in trois]), par)
    vrai = commun.candidat

    def casse(contenu: Any) -> Any:
        if contenu["identite"]["numero_candidat"] == trois[1].compte.numero_candidat:
            raise ZeroDivisionError
        return vrai(contenu)

    monkeypatch.setattr(commun, "candidat", casse)
    vider()
    assert etats(lot) == {"faite": 2, "echec": 1}
    rate = LigneLot.objects.get(etat="echec")
    assert (rate.candidature, rate.erreur) == (trois[1], "L'émission a échoué (ZeroDivisionError).")
    monkeypatch.undo()

    assert publication.reprendre(lot_id=lot.pk, par=par) == 1
    vider()

    assert etats(lot) == {"faite": 3}
    assert convocations() == 3
    assert len(annonces()) == 3


def test_a_pdf_that_failed_is_made_again_with_the_rest(par: User, trois: list[Candidature]) -> None:
    lot = publier(csv([ligne(c) for c in trois]), par)
    avancer(lot_id=lot.pk, rang=0, dernier_essai=False)
    rate = LigneLot.objects.filter(lot=lot).order_by("rang")[0].version
    assert rate is not None
    DocumentVersion.objects.filter(pk=rate.pk).update(etat="echec")
    Message.objects.filter(cle_dedoublonnage=f"document.produire:{rate.pk}").delete()
    vider()

    assert [ligne_.motif for ligne_ in queries_lots.en_echec(lot, par)] == ["Le PDF n'a pas pu être produit."]
    assert publication.reprendre(lot_id=lot.pk, par=par) == 1
    vider()

    assert list(queries_lots.en_echec(lot, par)) == []
    assert DocumentVersion.objects.filter(document__kind=Kind.CONVOCATION, etat="produit").count() == 3


@pytest.mark.parametrize("changement", ["parti", "degrade", "deplace"])
def test_an_author_who_lost_the_right_meanwhile_issues_nothing(
    par: User, trois: list[Candidature], changement: str
) -> None:
    lot = publier(csv([ligne(c) for c in trois]), par)
    if changement == "parti":
        User.objects.filter(pk=par.pk).update(is_active=False)
    elif changement == "degrade":
        StaffProfile.objects.filter(user=par).update(role=Role.GESTIONNAIRE)
    else:
        par.personnel.academies.set(Academie.objects.filter(pk="23"))
    vider()

    assert etats(lot) == {"echec": 3}
    assert convocations() == 0


def test_a_candidature_that_is_no_longer_active_fails_alone(par: User, trois: list[Candidature]) -> None:
    lot = publier(csv([ligne(c) for c in trois]), par)
    with acteur("gestionnaire:1"):
        Candidature.objects.filter(pk=trois[0].pk).update(etat="ecarte")
    vider()

    assert etats(lot) == {"faite": 2, "echec": 1}
    assert LigneLot.objects.get(etat="echec").erreur.startswith("La candidature n'est plus active")


def test_the_unread_are_those_who_may_open_and_never_did(par: User, trois: list[Candidature], client: Client) -> None:
    lot = publier(csv([ligne(c) for c in trois]), par)
    vider()
    client.force_login(trois[0].compte)
    client.get(reverse("documents:telecharger", args=[trois[0].numeros, Kind.CONVOCATION]))
    publier(csv([ligne(trois[1], salle="C 3")]), par)
    vider()

    non_lus = queries_lots.non_lus(lot, par, clock.maintenant())

    assert [ligne_.candidature for ligne_ in non_lus] == [trois[2]]


def test_progress_and_lists_stop_at_the_academies_of_the_person(trois: list[Candidature]) -> None:
    siec = publications.responsable("16", "23")
    nice = publications.inscrites(2, academie="23")
    lot = publier(csv([ligne(c) for c in [*trois, *nice]]), siec)
    vider()
    vus = {}
    for nom, qui in {"toulouse": personnel("16"), "nice": personnel("23"), "ailleurs": personnel("14")}.items():
        avancement = queries_lots.avancements([lot.pk], qui)[lot.pk]
        non_lus = queries_lots.non_lus(lot, qui, clock.maintenant()).count()
        vus[nom] = (queries_lots.lots_visibles(qui).count(), avancement.emis, non_lus)

    assert vus == {"toulouse": (1, 3, 3), "nice": (1, 2, 2), "ailleurs": (0, 0, 0)}
    assert not queries_lots.peut_agir(lot, publications.responsable("16"))
    assert queries_lots.peut_agir(lot, siec)
