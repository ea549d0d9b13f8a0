"""Pieces, acts of staff and the clock, added to the rules of `vie_candidats`: the whole machine."""

import datetime as dt
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from cyclades.common import clock
from justificatifs.echeances import completes
from justificatifs.enums import STATUTS_ACQUIS, Statut
from justificatifs.models import Depot, GroupePieces
from justificatifs.services.annulations import annuler_sans_confirmation
from justificatifs.services.decisions import confirmer_dossier, decider
from justificatifs.services.depots import deposer, supprimer, verrouiller
from justificatifs.services.preuves import demander_avec_preuve
from justificatifs.services.reprises import reprendre
from registrations.contenu import Difference
from registrations.enums import Etat
from registrations.models import Candidature, Rectification
from registrations.rectifiables import PAR_CLE
from registrations.services import actes
from registrations.services.rectifications import accepter, refuser, retirer
from registrations.wizard.relecture import comprendre
from tests.justificatifs.fichiers import envoi, pdf

from .vie_candidats import JUSTE, Candidats
from .vie_socle import RANG, ouverte

DUREE = {"amenagement_duree": ["oui"]}
CHANGE: list[Difference] = [{"libelle": "Aménagement de la durée de formation", "avant": "Non", "apres": "Oui"}]


class Pieces(Candidats):
    """Deposits and what staff decide of them."""

    @rule(rang=RANG, laquelle=RANG)
    def depose(self, rang: int, laquelle: int) -> None:
        fiche = self.une(rang)
        pieces = self.pieces(fiche)
        if not pieces:
            return
        piece = pieces[laquelle % len(pieces)]
        fichier = envoi(pdf(f"n{next(self.rang)}"), "piece.pdf")
        libre = not Depot.objects.filter(piece=piece, supprime_le=None, valide_le=None).exists()
        attendu = fiche.etat == Etat.INSCRIT and ouverte(piece) and libre
        self.essayer(attendu, lambda: deposer(piece=piece, fichier=fichier))

    @rule(rang=RANG)
    def depose_tout(self, rang: int) -> None:
        """A file for each piece that is open and has none."""
        fiche = self.une(rang)
        for piece in self.pieces(fiche):
            vide = not Depot.objects.filter(piece=piece, supprime_le=None).exists()
            if vide and fiche.etat == Etat.INSCRIT and ouverte(piece):
                fichier = envoi(pdf(f"n{next(self.rang)}"), "piece.pdf")
                self.essayer(True, partial(deposer, piece=piece, fichier=fichier))

    @rule(rang=RANG)
    def trouve_tout_conforme(self, rang: int) -> None:
        """Staff find each piece that was sent *Conforme*."""
        for piece in self.pieces(self.une(rang)):
            if Depot.objects.filter(piece=piece, supprime_le=None, valide_le__isnull=False).exists():
                juger = partial(
                    decider, piece_id=piece.pk, revision=piece.revision, statut=Statut.CONFORME, par=self.agent
                )
                self.essayer(True, juger)

    @rule(rang=RANG, laquelle=RANG)
    def reprend_son_fichier(self, rang: int, laquelle: int) -> None:
        depots = Depot.objects.filter(piece__candidature=self.une(rang).pk, supprime_le=None)
        courants = list(depots.select_related("piece__groupe__candidature__service").order_by("pk"))
        if courants:
            depot = courants[laquelle % len(courants)]
            interdit = depot.valide_le is not None or not ouverte(depot.piece) or self.une(rang).etat != Etat.INSCRIT
            self.essayer(not interdit, lambda: supprimer(depot=depot))

    @rule(rang=RANG, laquelle=RANG)
    def transmet(self, rang: int, laquelle: int) -> None:
        """« J'ai fourni toutes mes pièces »: nothing obligatory is left open, nothing added is left behind."""
        fiche = self.une(rang)
        groupes = list(GroupePieces.objects.filter(candidature=fiche.pk).select_related("candidature__service"))
        if not groupes:
            return
        groupe = groupes[laquelle % len(groupes)]
        if self.essayer(None, lambda: verrouiller(groupe=groupe, par=fiche.compte)) is None:
            return
        groupe.refresh_from_db()
        if groupe.verrouille_le is None:
            return  # only pieces with a deadline of their own left, in a group of theirs
        assert not Depot.objects.filter(piece__groupe=groupe, supprime_le=None, valide_le=None).exists()
        for piece in groupe.pieces.filter(obligatoire=True, retiree_le=None, rouverte_le=None, statut=""):
            assert piece.depots.filter(supprime_le=None).exists(), piece

    @rule(rang=RANG, laquelle=RANG, statut=st.sampled_from(list(Statut)), juste=JUSTE)
    def decide(self, rang: int, laquelle: int, statut: Statut, juste: bool) -> None:
        pieces = self.pieces(self.une(rang))
        if not pieces:
            return
        piece = pieces[laquelle % len(pieces)]
        courant = Depot.objects.filter(piece=piece, supprime_le=None).first()
        a_lui = courant is not None and courant.valide_le is None and ouverte(piece)
        envoye = courant is not None and courant.valide_le is not None
        jugeable = envoye or statut != Statut.CONFORME or piece.statut in STATUTS_ACQUIS
        decidee = self.essayer(
            juste and jugeable and not a_lui,
            lambda: decider(
                piece_id=piece.pk,
                revision=piece.revision if juste else piece.revision + 1,
                statut=statut,
                par=self.agent,
                information="Illisible.",
            ),
        )
        if decidee is not None:
            assert decidee.statut == statut
            assert (decidee.rouverte_le is None) == (statut in STATUTS_ACQUIS)

    @rule(rang=RANG)
    def mene_le_dossier_a_son_terme(self, rang: int) -> None:
        """All that leads to a whole file, in a row: seldom met by chance."""
        self.depose_tout(rang=rang)
        for laquelle in range(GroupePieces.objects.filter(candidature=self.une(rang).pk).count()):
            self.transmet(rang=rang, laquelle=laquelle)
        self.trouve_tout_conforme(rang=rang)

    @rule(rang=RANG, laquelle=RANG)
    def revient_sur_sa_decision(self, rang: int, laquelle: int) -> None:
        pieces = self.pieces(self.une(rang))
        if pieces:
            piece = pieces[laquelle % len(pieces)]
            self.essayer(None, lambda: reprendre(piece_id=piece.pk, revision=piece.revision, par=self.agent))

    @rule()
    def declare_les_dossiers_complets(self) -> None:
        for candidature in completes(Candidature.objects.order_by("pk")):
            assert self.essayer(True, partial(confirmer_dossier, candidature_id=candidature.pk, par=self.agent))


class Vie(Pieces):
    """Acts of staff on the whole candidature, rectifications, and time."""

    @rule(rang=RANG, acte=st.sampled_from(["ecarter", "annuler", "retablir", "retablir"]), juste=JUSTE)
    def accomplit(self, rang: int, acte: str, juste: bool) -> None:
        fiche = self.une(rang)
        vu = fiche.etat if juste else next(e for e in (Etat.INSCRIT, Etat.ECARTE) if e != fiche.etat)
        if acte == "retablir":
            permis = fiche.etat in (Etat.ECARTE, Etat.ANNULE) and not self.active_de(fiche.compte, sauf=fiche.pk)
            vers = Etat.INSCRIT if fiche.version else Etat.A_COMPLETER
        else:
            permis, vers = fiche.active, {"ecarter": Etat.ECARTE, "annuler": Etat.ANNULE}[acte]
        faire = getattr(actes, acte)
        fait = self.essayer(
            permis and juste, lambda: faire(candidature_id=fiche.pk, vu=vu, par=self.agent, motif="Essai.")
        )
        if fait is not None:
            fiche.etat = vers

    @rule(rang=RANG, juste=JUSTE)
    def demande_une_rectification(self, rang: int, juste: bool) -> None:
        fiche = self.une(rang)
        if not fiche.version:
            return
        en_cours = Rectification.objects.filter(candidature=fiche.pk, etat="demandee").exists()
        self.essayer(
            not self.ouvert and fiche.active and juste and not en_cours,
            lambda: demander_avec_preuve(
                candidature_id=fiche.pk,
                vu=fiche.version if juste else fiche.version + 1,
                point=PAR_CLE["duree"],
                valeurs=DUREE,
                changements=CHANGE,
                explication="Je me suis trompé.",
                fichiers=[envoi(pdf(f"preuve{next(self.rang)}"), "preuve.pdf")],
            ),
        )

    @rule(rang=RANG, reponse=st.sampled_from(["accepter", "refuser", "retirer"]))
    def repond(self, rang: int, reponse: str) -> None:
        demandes = list(Rectification.objects.order_by("pk"))
        if not demandes:
            return
        demande = demandes[rang % len(demandes)]
        fiche = next(f for f in self.fiches if f.pk == demande.candidature_id)
        ouverte_ = demande.etat == "demandee"
        if reponse == "accepter":
            fait = self.essayer(
                None if ouverte_ and fiche.active else False,
                lambda: accepter(demande_id=demande.pk, vu=fiche.version, par=self.agent, comprendre=comprendre),
            )
            fiche.version += fait is not None
        elif reponse == "refuser":
            self.essayer(ouverte_, lambda: refuser(demande_id=demande.pk, par=self.agent, motif="Preuve illisible."))
        else:
            self.essayer(ouverte_, lambda: retirer(demande_id=demande.pk))

    @rule(jours=st.sampled_from([0, 0, 1, 3, 8]))
    def le_temps_passe(self, jours: int) -> None:
        """Some days, or forty seconds: a decision may still be taken back."""
        duree = dt.timedelta(days=jours) if jours else dt.timedelta(seconds=40)
        clock.regler(clock.maintenant() + duree - clock.temps_reel())

    @rule()
    def passage_des_annulations(self) -> None:
        """Only those past their limit with no file for the confirmation, where the service says so."""
        self.essayer(True, annuler_sans_confirmation)
        for fiche in self.fiches:
            etat = Candidature.objects.values_list("etat", flat=True).get(pk=fiche.pk)
            if etat != fiche.etat:
                assert (etat, fiche.etat) == (Etat.ANNULE, Etat.INSCRIT)
                assert self.service.sans_depot_annule
                assert clock.maintenant() >= self.service.pieces_fermeture
                confirmation = Depot.objects.filter(piece__candidature=fiche.pk, piece__famille="CONFIRMATION")
                assert not confirmation.filter(supprime_le=None).exists()
                fiche.etat = etat
