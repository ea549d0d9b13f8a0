"""Tab 4: titles, earlier marks, VAE; the dispensed épreuves are listed, ticked, each with its reason."""

from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.utils.datastructures import MultiValueDict

from cyclades.common.forms import CasesField, ChoixField, NombreField, OuiNonField
from registrations.rules.types import AcquisDecide, Dispense, PieceDemandee, TitrePropose
from registrations.saisie import PAR_EPREUVE, sans_codes, titres_coches
from sessions_cfg.snapshot import QuestionAcquis, ReglePiece

from .base import OngletForm

PREMIERE_ANNEE = 1945
CHANGEMENT = "Vous avez changé de spécialité depuis que vous avez rempli cet onglet : vérifiez ce que vous y déclarez."


@dataclass
class LigneDeTitre:
    """A title of the list as the page draws it. `dispenses` only shows each épreuve once over the tab.

    `seul`: the question has no other, and ticking it declares it (earlier marks, VAE).
    """

    titre: TitrePropose
    cle: str
    coche: bool
    seul: bool
    champs: list[BoundField] = field(default_factory=list)
    questions: list[BoundField] = field(default_factory=list)
    notes: list[BoundField] = field(default_factory=list)
    decide: AcquisDecide | None = None
    dispenses: list[Dispense] = field(default_factory=list)
    preuves: list[PieceDemandee] = field(default_factory=list)


@dataclass
class BlocDeQuestion:
    """A question of the exam, and what may be declared under it.

    `titres` cover an épreuve of the spécialité; `autres` have an effect that the service must verify;
    `sans_effet` cover none, and are only named.
    """

    code: str
    libelle: str
    cochee: bool
    titres: list[LigneDeTitre]
    autres: list[LigneDeTitre]
    sans_effet: list[str]

    @property
    def ouverte(self) -> bool:
        """Is there anything to declare under it?"""
        return bool(self.titres or self.autres)

    @property
    def autres_ouverts(self) -> bool:
        return not self.titres or any(ligne.coche for ligne in self.autres)

    @property
    def seul(self) -> LigneDeTitre | None:
        """The title that ticking the question declares, when it is the only one."""
        return next((ligne for ligne in self.titres if ligne.seul), None)


class AcquisForm(OngletForm):
    onglet = "acquis"
    multiples = ("questions", "titres", "dispenses", "dispenses_montrees", "codes_")

    def preparer(self) -> None:
        self.coches = set(titres_coches(self.valeurs))
        if self.contexte.perime(self.onglet):
            self._oublier_les_codes()
        for titre in self.contexte.decision.titres:
            if _cle(titre) in self.coches:
                self._declarer(titre)

    def _oublier_les_codes(self) -> None:
        """Marks and épreuves named for another spécialité are not shown again: they would be posted for this one."""
        self.initial = {nom: valeur for nom, valeur in self.initial.items() if not nom.startswith(PAR_EPREUVE)}
        if isinstance(self.data, MultiValueDict):
            self.data = MultiValueDict(sans_codes(dict(self.data.lists())))

    def _declarer(self, titre: TitrePropose) -> None:
        annee = self.contexte.service.session.annee
        depuis = titre.validite_depuis
        self.fields[f"annee_{titre.regle}"] = NombreField(
            label="Année",
            minimum=PREMIERE_ANNEE,
            maximum=annee,
            help_text=f"{depuis} ou après." if depuis else "",
            message_requis=f"Indiquez l'année : {titre.titre}.",
        )
        self.fields[f"academie_{titre.regle}"] = ChoixField(
            label="Académie",
            choices=((a.code, a.libelle) for a in self.contexte.academies),
            message_requis=f"Choisissez l'académie : {titre.titre}.",
        )
        if titre.saisie == "notes":
            for epreuve in titre.epreuves:
                self.fields[f"note_{titre.regle}_{epreuve.code}"] = NombreField(
                    label=f"{epreuve.code} : {epreuve.titre}",
                    minimum=0,
                    maximum=20,
                    decimales=2,
                    required=False,
                    largeur="court",
                )
        elif titre.saisie == "epreuves":
            self.fields[f"codes_{titre.regle}"] = CasesField(
                label="Épreuves citées par la décision",
                choices=((e.code, f"{e.code} : {e.titre}") for e in titre.epreuves),
            )
        for question in titre.questions:
            self.fields[f"reponse_{titre.regle}_{question.cle}"] = OuiNonField(
                label=question.libelle, required=titre.saisie != "notes"
            )

    @property
    def declares_avant(self) -> bool:
        """Were some of the titles ticked here declared before the candidate came?"""
        return not self.coches.isdisjoint(self.contexte.preinscription.titres)

    def blocs(self) -> list[BlocDeQuestion]:
        """The questions of the exam with their titles, what is ticked and what it gives."""
        montrees: set[str] = set()
        return [self._bloc(question, montrees) for question in self.contexte.snapshot.questions_acquis]

    def _bloc(self, question: QuestionAcquis, montrees: set[str]) -> BlocDeQuestion:
        decision = self.contexte.decision
        proposes = [t for t in decision.titres if t.question == question.code]
        seul = len(proposes) == 1 and proposes[0].type_droit != "dispense"
        lignes = [self._ligne(t, seul, montrees) for t in proposes]
        return BlocDeQuestion(
            code=question.code,
            libelle=question.libelle,
            cochee=question.code in self.valeurs.get("questions", ()),
            titres=[ligne for ligne in lignes if not ligne.titre.a_verifier],
            autres=[ligne for ligne in lignes if ligne.titre.a_verifier],
            sans_effet=[t.titre for t in decision.sans_effet if t.question == question.code],
        )

    def _ligne(self, titre: TitrePropose, seul: bool, montrees: set[str]) -> LigneDeTitre:
        ligne = LigneDeTitre(titre=titre, cle=_cle(titre), coche=_cle(titre) in self.coches, seul=seul)
        if ligne.coche:
            siens = [nom for nom in self.fields if _de_la_regle(nom, titre.regle)]
            ligne.champs = [self[nom] for nom in siens if nom.startswith(("annee_", "academie_"))]
            ligne.questions = [self[nom] for nom in siens if nom.startswith(("reponse_", "codes_"))]
            ligne.notes = [self[nom] for nom in siens if nom.startswith("note_")]
            decides = self.contexte.decision.acquis
            ligne.decide = next((a for a in decides if (a.question, a.regle) == (titre.question, titre.regle)), None)
            ligne.preuves = self._preuves(titre)
            for dispense in ligne.decide.dispenses if ligne.decide else ():
                if dispense.code not in montrees:
                    montrees.add(dispense.code)
                    ligne.dispenses.append(dispense)
        return ligne

    def _preuves(self, titre: TitrePropose) -> list[PieceDemandee]:
        """What will have to be given for this title, as declared so far."""
        regles = {r.cle: r for r in self.contexte.snapshot.pieces}
        origine = next((r.origine for r in self.contexte.snapshot.regles if r.cle == titre.regle), "")
        return [p for p in self.contexte.decision.pieces if _prouve(regles[p.cle], titre, origine)]

    def champ_de(self, nom: str) -> str:
        """The rules say « <règle>:annee », « <règle>:epreuves », « <règle>:notes:<épreuve> »."""
        regle, _, suite = nom.partition(":")
        genre, _, code = suite.partition(":")
        if genre == "notes" and not code:
            return next((n for n in self.fields if n.startswith(f"note_{regle}_")), "")
        return {"annee": f"annee_{regle}", "epreuves": f"codes_{regle}", "notes": f"note_{regle}_{code}"}.get(genre, "")

    def verifier(self) -> dict[str, list[str]]:
        erreurs = []
        proposes = {_cle(t) for t in self.contexte.decision.titres}
        if not self.coches <= proposes:
            erreurs.append("Un acquis déclaré ne concerne pas la spécialité choisie : il est retiré.")
        titres = {t.partition("/")[0] for t in self.coches}
        for question in self.contexte.snapshot.questions_acquis:
            if question.code in self.valeurs.get("questions", ()) and question.code not in titres:
                erreurs.append(f"Cochez ce que vous déclarez sous « {question.libelle} », ou décochez cette ligne.")
        return {"": erreurs} if erreurs else {}

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        if self.contexte.perime(self.onglet):
            self.add_error(None, CHANGEMENT)
        return propres


def _cle(titre: TitrePropose) -> str:
    return f"{titre.question}/{titre.regle}"


def _prouve(piece: ReglePiece, titre: TitrePropose, origine: str) -> bool:
    condition = piece.condition
    return titre.question in condition.get("acquis", ()) and condition.get("origine", origine) == origine


def _de_la_regle(nom: str, regle: str) -> bool:
    genre, _, suite = nom.partition("_")
    return genre in ("annee", "academie", "note", "codes", "reponse") and (
        suite == regle or suite.startswith(f"{regle}_")
    )
