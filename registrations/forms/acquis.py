"""Tab 4: titles, earlier marks, VAE; the dispensed épreuves are listed, ticked, each with its reason."""

from dataclasses import dataclass, field

from django.forms import BoundField

from cyclades.common.forms import CasesField, ChoixField, NombreField, OuiNonField
from registrations.rules.types import AcquisDecide, Dispense, PieceDemandee, TitrePropose
from registrations.saisie import titres_coches
from sessions_cfg.snapshot import QuestionCondition

from .base import OngletForm

PREMIERE_ANNEE = 1945
FAMILLE_DES_PREUVES = "ACQUIS"


@dataclass
class LigneDeTitre:
    """A title of the list as the page draws it. `dispenses` only shows each épreuve once over the tab."""

    titre: TitrePropose
    cle: str
    coche: bool
    champs: list[BoundField] = field(default_factory=list)
    decide: AcquisDecide | None = None
    dispenses: list[Dispense] = field(default_factory=list)


@dataclass
class BlocDeQuestion:
    """A question of the exam, and what may be declared under it."""

    code: str
    libelle: str
    cochee: bool
    titres: list[LigneDeTitre]


class AcquisForm(OngletForm):
    onglet = "acquis"
    multiples = frozenset({"questions", "titres", "dispenses", "dispenses_montrees"})

    def preparer(self) -> None:
        self.coches = set(titres_coches(self.valeurs))
        for titre in self.contexte.decision.titres:
            if f"{titre.question}/{titre.regle}" in self.coches:
                self._declarer(titre)

    def _declarer(self, titre: TitrePropose) -> None:
        annee = self.contexte.service.session.annee
        self.fields[f"annee_{titre.regle}"] = NombreField(label="Année", minimum=PREMIERE_ANNEE, maximum=annee)
        self.fields[f"academie_{titre.regle}"] = ChoixField(
            label="Académie", choices=((a.code, a.libelle) for a in self.contexte.academies)
        )
        if titre.saisie == "notes":
            for epreuve in titre.epreuves:
                self.fields[f"note_{titre.regle}_{epreuve.code}"] = NombreField(
                    label=f"Note obtenue à {epreuve.code} : {epreuve.titre}",
                    minimum=0,
                    maximum=20,
                    decimales=2,
                    required=False,
                )
        elif titre.saisie == "epreuves":
            self.fields[f"codes_{titre.regle}"] = CasesField(
                label="Épreuves citées par la décision",
                choices=((e.code, f"{e.code} : {e.titre}") for e in titre.epreuves),
            )
        for question in titre.questions:
            self.fields[f"reponse_{titre.regle}_{question.cle}"] = _oui_non(question)

    def blocs(self) -> list[BlocDeQuestion]:
        """The questions of the exam with their titles, what is ticked and what it gives."""
        decision, montrees = self.contexte.decision, set[str]()
        decides = {(a.question, a.regle): a for a in decision.acquis}
        cochees = set(self.valeurs.get("questions", ()))
        blocs = []
        for question in self.contexte.snapshot.questions_acquis:
            lignes = []
            for titre in decision.titres:
                if titre.question != question.code:
                    continue
                cle = f"{titre.question}/{titre.regle}"
                ligne = LigneDeTitre(titre=titre, cle=cle, coche=cle in self.coches)
                if ligne.coche:
                    ligne.champs = [self[nom] for nom in self.fields if _de_la_regle(nom, titre.regle)]
                    ligne.decide = decides.get((titre.question, titre.regle))
                    for dispense in ligne.decide.dispenses if ligne.decide else ():
                        if dispense.code not in montrees:
                            montrees.add(dispense.code)
                            ligne.dispenses.append(dispense)
                lignes.append(ligne)
            blocs.append(BlocDeQuestion(question.code, question.libelle, question.code in cochees, lignes))
        return blocs

    @property
    def preuves(self) -> list[PieceDemandee]:
        """What will have to be given for the acquis declared so far."""
        return [piece for piece in self.contexte.decision.pieces if piece.famille == FAMILLE_DES_PREUVES]

    def champ_de(self, nom: str) -> str:
        """The rules say « <règle>:annee », « <règle>:epreuves », « <règle>:notes:<épreuve> »."""
        regle, _, suite = nom.partition(":")
        genre, _, code = suite.partition(":")
        return {"annee": f"annee_{regle}", "epreuves": f"codes_{regle}", "notes": f"note_{regle}_{code}"}.get(genre, "")

    def verifier(self) -> dict[str, list[str]]:
        erreurs = []
        proposes = {f"{t.question}/{t.regle}" for t in self.contexte.decision.titres}
        if not self.coches <= proposes:
            erreurs.append("Un acquis déclaré ne concerne pas la spécialité choisie : il est retiré.")
        titres = {t.partition("/")[0] for t in self.coches}
        for question in self.contexte.snapshot.questions_acquis:
            if question.code in self.valeurs.get("questions", ()) and question.code not in titres:
                erreurs.append(f"Cochez ce que vous déclarez sous « {question.libelle} », ou décochez cette ligne.")
        return {"": erreurs} if erreurs else {}


def _de_la_regle(nom: str, regle: str) -> bool:
    genre, _, suite = nom.partition("_")
    return genre in ("annee", "academie", "note", "codes", "reponse") and (
        suite == regle or suite.startswith(f"{regle}_")
    )


def _oui_non(question: QuestionCondition) -> OuiNonField:
    return OuiNonField(label=question.libelle)
