"""Drafts, saves, désinscription: the acts of candidates, as rules of the machine in `vie_socle`."""

from functools import partial
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.stateful import rule

from registrations import queries
from registrations.contenu import Coordonnees
from registrations.enums import Etat
from registrations.models import Brouillon, Candidature
from registrations.services.brouillons import abandonner, ecrire_onglet, garder_frappe, ouvrir, ouvrir_modification
from registrations.services.coordonnees import changer_coordonnees
from registrations.services.desinscription import desinscrire
from registrations.services.saving import Enregistrement, enregistrer
from registrations.wizard.parcours import Parcours

from .vie_socle import RANG, Fiche, Socle

JUSTE = st.sampled_from([True, True, True, False])


class Candidats(Socle):
    """Drafts, saves, désinscription."""

    def _brouillon(self, rang: int) -> Brouillon | None:
        brouillons = list(Brouillon.objects.select_related("compte").order_by("pk"))
        if not brouillons:
            return None
        choisi = brouillons[rang % len(brouillons)]
        choisi.service = self.service
        return choisi

    @rule(rang=RANG)
    def commence(self, rang: int) -> None:
        compte = self.comptes[rang % 2]
        deja = Brouillon.objects.filter(compte=compte, candidature=None).exists()
        attendu = not self.active_de(compte) and (self.ouvert or deja)
        self.essayer(attendu, lambda: ouvrir(compte=compte, service=self.service))

    @rule(rang=RANG)
    def modifie(self, rang: int) -> None:
        fiche = self.une(rang)
        if not fiche.active:
            return  # its page is closed
        candidature = Candidature.objects.get(pk=fiche.pk)
        deja = Brouillon.objects.filter(candidature=candidature).exists()
        self.essayer(self.ouvert or deja, lambda: ouvrir_modification(candidature=candidature))

    @rule(rang=RANG, juste=JUSTE, rue=st.integers(1, 99))
    def remplit(self, rang: int, juste: bool, rue: int) -> None:
        """Every tab, one after the other; from a page that is not up to date, none."""
        brouillon = self._brouillon(rang)
        if brouillon is None:
            return
        saisies: dict[str, Any] = self.saisies[brouillon.compte_id]
        faits: set[str] = set()
        for onglet, saisie in saisies.items():
            faits.add(onglet)
            valeurs = {nom: valeur if isinstance(valeur, list) else [valeur] for nom, valeur in saisie.items()}
            if onglet == "identification":
                valeurs["voie"] = [f"{rue} voie verte"]
            if onglet != "identification" or brouillon.candidature_id:
                valeurs = {**brouillon.donnees.get(onglet, {}), **valeurs}
            revision = brouillon.revision if juste else brouillon.revision - 1
            ecrire = partial(
                ecrire_onglet, brouillon=brouillon, revision=revision, onglet=onglet, saisie=valeurs, faits=faits
            )
            self.essayer(self.ouvert and juste, ecrire)

    @rule(rang=RANG)
    def tape_une_lettre(self, rang: int) -> None:
        """A tab that was done is to be confirmed again."""
        brouillon = self._brouillon(rang)
        if brouillon is None:
            return
        saisie = {**brouillon.donnees.get("identification", {}), "localite": [f"TOULOUS{next(self.rang)}"]}
        garde = self.essayer(
            self.ouvert,
            lambda: garder_frappe(
                brouillon=brouillon, revision=brouillon.revision, onglet="identification", saisie=saisie
            ),
        )
        assert garde is None or "identification" not in garde.onglets_faits

    @rule(rang=RANG, juste=JUSTE, deux_fois=st.booleans())
    def enregistre(self, rang: int, juste: bool, deux_fois: bool) -> None:
        brouillon = self._brouillon(rang)
        if brouillon is None or len(brouillon.onglets_faits) < len(self.saisies[brouillon.compte_id]):
            return
        parcours = Parcours(compte=brouillon.compte, brouillon=brouillon)
        if parcours.a_reprendre():
            return
        fiche = next((f for f in self.fiches if f.pk == brouillon.candidature_id), None)
        a_jour = fiche is None or (fiche.active and fiche.version == brouillon.version_lue)
        libre = not self.active_de(brouillon.compte, sauf=fiche.pk if fiche else 0)

        def clic() -> Enregistrement:
            return enregistrer(
                compte=brouillon.compte,
                brouillon=brouillon,
                revision=brouillon.revision if juste else brouillon.revision + 1,
                cle=brouillon.cle_formulaire,
                saisie=parcours.saisie(),
                contexte=parcours.contexte,
            )

        fait = self.essayer(self.ouvert and juste and a_jour and libre, clic)
        if fait is None:
            return
        if fiche is None:
            self.fiches.append(Fiche(fait.candidature.pk, brouillon.compte, Etat.INSCRIT, 1))
        else:
            fiche.etat, fiche.version = Etat.INSCRIT, fiche.version + 1
        if deux_fois:
            encore = self.essayer(True, clic)
            assert encore.rejoue
            assert encore.version.pk == fait.version.pk

    @rule(rang=RANG)
    def abandonne(self, rang: int) -> None:
        brouillon = self._brouillon(rang)
        if brouillon is not None and self.ouvert:
            self.essayer(True, lambda: abandonner(brouillon=brouillon))

    @rule(rang=RANG)
    def se_desinscrit(self, rang: int) -> None:
        fiche = self.une(rang)
        candidature = Candidature.objects.get(pk=fiche.pk)
        attendu = self.ouvert and fiche.active and not fiche.ecole
        avant = fiche.etat
        self.essayer(attendu, lambda: desinscrire(candidature=candidature))
        fiche.etat = Etat.DESINSCRIT if attendu else avant

    @rule(rang=RANG, juste=JUSTE)
    def change_d_adresse(self, rang: int, juste: bool) -> None:
        fiche = self.une(rang)
        version = queries.derniere_version(Candidature.objects.get(pk=fiche.pk))
        if version is None:
            return
        voie = f"{next(self.rang)} rue neuve"
        nouvelles = cast(Coordonnees, {**version.contenu["coordonnees"], "voie": voie})
        ecrite = self.essayer(
            not self.ouvert and fiche.active and juste,
            lambda: changer_coordonnees(
                candidature_id=fiche.pk,
                vu=fiche.version if juste else fiche.version + 1,
                coordonnees=nouvelles,
                tapees={"voie": [voie]},
            ),
        )
        fiche.version += ecrite is not None
