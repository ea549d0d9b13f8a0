"""The forms of one document published by hand: what is said once, then a form a line of what would be its file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from cyclades.common import forms
from cyclades.common.lecture_csv import LigneLue
from documents.enums import Kind
from documents.publication import colonnes
from documents.publication.colonnes import Colonne
from documents.publication.controle import Erreur
from registrations import lecture
from registrations.contenu import Contenu
from registrations.enums import Position

from .forms import EmbargoForm

LIGNES_MAX = 100
MESURES_EN_PLUS = 4
# Said once for the document; a line that says otherwise has its own.
PARTAGEES: dict[str, tuple[str, ...]] = {Kind.CONVOCATION: ("centre", "adresse")}
Lignes = Sequence[Mapping[str, str]]


def _phrase(texte: str) -> str:
    return f"{texte[:1].upper()}{texte[1:]}" + ("" if texte.endswith(".") else ".")


def _champ(colonne: Colonne, *, requis: bool = False, aide: str = "") -> forms.Champ:
    if colonne.nom == "reponse":
        choix = [(reponse, reponse.capitalize()) for reponse in ("accordée", "refusée")]
        return forms.ChoixField(label=colonne.intitule, choices=choix, required=requis, largeur="moyen")
    return forms.TexteField(
        label=colonne.intitule,
        required=requis,
        max_length=colonne.longueur,
        help_text=aide or ("" if colonne.aide == colonne.nom else _phrase(colonne.aide)),
        largeur="court" if colonne.nom in ("date", "heure", "duree", "note", "jury", "moyenne") else "",
    )


class _ColonnesForm(forms.PortailForm):
    """Cells of a line, each told what is wrong with it beside it."""

    colonnes: tuple[Colonne, ...] = ()

    def clean(self) -> dict[str, Any]:
        valeurs = super().clean() or self.cleaned_data
        for colonne in self.colonnes:
            texte = valeurs.get(colonne.nom)
            try:
                if texte:
                    colonne.lire(texte)
            except ValueError as erreur:
                self.add_error(colonne.nom, _phrase(str(erreur)))
        return valeurs

    def cellules(self) -> dict[str, str]:
        """What was typed, column by column."""
        return {c.nom: str(self.cleaned_data.get(c.nom) or "") for c in self.colonnes}


class DocumentForm(_ColonnesForm, EmbargoForm):
    """What the document says once, and when it is published."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siennes = [c for c in colonnes.COLONNES[kind] if c.commune or c.nom in (*PARTAGEES.get(kind, ()), "serie")]
        self.colonnes = tuple(siennes)
        self.fields = {c.nom: _champ(c, requis=c.commune and c.obligatoire) for c in siennes} | self.fields


class LigneForm(_ColonnesForm):
    """A line: an épreuve, or a measure. Left empty, it is not there."""

    def __init__(self, *args: Any, kind: str, intitules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        connues = [c for c in colonnes.COLONNES[kind] if not c.commune and c not in colonnes.COMMUNES]
        self.partagees = PARTAGEES.get(kind, ())
        self.colonnes = tuple(c for c in connues if c.nom != "epreuve")
        self.kind, self.intitules = kind, intitules
        for colonne in self.colonnes:
            aide = "S'il n'est pas celui du document." if colonne.nom in self.partagees else ""
            self.fields[colonne.nom] = _champ(colonne, aide=aide)
        if kind == Kind.AMENAGEMENTS:
            choix = [("", "Toutes les épreuves"), *intitules.items()]
            self.fields["epreuve"] = forms.ChoixField(label="Épreuve", choices=choix, required=False, invite="")
        else:
            self.fields["epreuve"] = forms.CacheField(required=False)

    @property
    def intitule(self) -> str:
        """« EP1A - Pratique »; a measure is only numbered."""
        code = str(self["epreuve"].value() or "")
        if self.kind == Kind.AMENAGEMENTS:
            return f"Mesure {int(str(self.prefix).removeprefix('l')) + 1}"
        return self.intitules.get(code, code)

    @property
    def remplie(self) -> bool:
        return any(self[c.nom].value() for c in self.colonnes)

    @property
    def ouverte(self) -> bool:
        return self.remplie or (self.is_bound and bool(self.errors))


class Saisie:
    """All the forms of a document, from what was published last (`avant`) or from what is posted."""

    def __init__(
        self, kind: str, contenu: Contenu, *, donnees: Any = None, serie: str = "", avant: Lignes = ()
    ) -> None:
        self.kind = kind
        intitules = {e["code"]: lecture.intitule_de(e) for e in contenu["epreuves"] if self._a_passer(e["position"])}
        avant = [_a_taper(ligne) for ligne in avant]
        commune = {nom: valeur for nom, valeur in (avant[0] if avant else {}).items() if self._dit_une_fois(nom)}
        self.document = DocumentForm(donnees, kind=kind, initial={"serie": serie, **commune})
        if donnees is not None:
            prefixes = [f"l{rang}" for rang in range(LIGNES_MAX) if f"l{rang}-epreuve" in donnees]
            self.lignes = [LigneForm(donnees, kind=kind, intitules=intitules, prefix=p) for p in prefixes]
            return
        self.lignes = [
            LigneForm(kind=kind, intitules=intitules, prefix=f"l{rang}", initial=self._sans_repetition(ligne, commune))
            for rang, ligne in enumerate(self._a_proposer(avant, intitules))
        ]

    def _a_passer(self, position: str) -> bool:
        return self.kind != Kind.CONVOCATION or position == Position.INSCRIT

    def _dit_une_fois(self, nom: str) -> bool:
        return any(c.nom == nom and c.commune for c in colonnes.COLONNES[self.kind]) or nom in PARTAGEES.get(
            self.kind, ()
        )

    def _a_proposer(self, avant: Lignes, intitules: Mapping[str, str]) -> Lignes:
        """Every épreuve once, and as often as it was published; measures, and a few more."""
        if self.kind == Kind.AMENAGEMENTS:
            return [*avant[: LIGNES_MAX - MESURES_EN_PLUS], *({} for _ in range(MESURES_EN_PLUS))]
        lignes: list[Mapping[str, str]] = []
        for code in intitules:
            lignes += [ligne for ligne in avant if ligne["epreuve"] == code] or [{"epreuve": code}]
        return lignes[:LIGNES_MAX]

    def _sans_repetition(self, ligne: Mapping[str, str], commune: Mapping[str, str]) -> dict[str, str]:
        """A line without what the document says for all of them."""
        partagees = PARTAGEES.get(self.kind, ())
        return {nom: v for nom, v in ligne.items() if not (nom in partagees and commune.get(nom) == v)}

    @property
    def obligatoires(self) -> str:
        """« Date, Heure, Centre »: what a line that is begun must have."""
        siennes = [c for c in colonnes.COLONNES[self.kind] if c.obligatoire and not c.commune]
        return ", ".join(c.intitule for c in siennes if c not in colonnes.COMMUNES and c.nom != "epreuve")

    @property
    def formulaires(self) -> list[forms.PortailForm]:
        return [self.document, *self.lignes]

    def est_juste(self) -> bool:
        """Is every cell readable, and is there a line at all?"""
        justes = [form.is_valid() for form in self.formulaires]
        if all(justes) and not any(ligne.remplie for ligne in self.lignes):
            quoi = "une mesure" if self.kind == Kind.AMENAGEMENTS else "une épreuve"
            self.document.add_error(None, f"Remplissez au moins {quoi}.")
            return False
        return all(justes)

    def lues(self, numeros: tuple[str, str]) -> list[LigneLue]:
        """As the lines of a file, numbered from 1 with the empty ones."""
        commune = self.document.cellules() | dict(zip(("candidat", "inscription"), numeros, strict=True))
        lues = []
        for numero, form in enumerate(self.lignes, start=1):
            if form.remplie:
                siennes = {nom: valeur for nom, valeur in form.cellules().items() if valeur}
                vides = dict.fromkeys(colonnes.noms(self.kind), "")
                valeurs = vides | commune | siennes | {"epreuve": str(form.cleaned_data["epreuve"] or "")}
                lues.append(LigneLue(numero, valeurs))
        return lues

    def refuser(self, erreurs: Sequence[Erreur]) -> None:
        """Show each refusal in its line, beside the cell that it names when it names one."""
        for erreur in erreurs:
            form = self.lignes[erreur.ligne - 1]
            nommee = next((c.nom for c in form.colonnes if f"« {c.nom} »" in erreur.phrase), form.colonnes[0].nom)
            form.add_error(nommee, _phrase(erreur.phrase))


def _a_taper(ligne: Mapping[str, str]) -> dict[str, str]:
    """A line as kept, as it is typed: dates in French."""
    return {
        nom: f"{dt.date.fromisoformat(valeur):%d/%m/%Y}" if nom in ("date", "jury") else valeur
        for nom, valeur in ligne.items()
    }
