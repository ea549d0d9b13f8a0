"""What a responsable types to write a rule, a piece or a condition: words and lists, never JSON."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from sessions_cfg.models import (
    Academie,
    CategorieCandidat,
    Epreuve,
    Examen,
    QuestionAcquis,
    RegleAcquis,
    RegleEligibilite,
    ReglePiece,
    Specialite,
)
from sessions_cfg.services.publication import HORS_CONTENU
from sessions_cfg.services.redaction import fautes_avec

from .champs import LignesField, PlusieursField
from .mots import mot

OUI_NON = (("", "Sans condition"), ("oui", "Oui"), ("non", "Non"))


class RedactionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Keeps what the form does not show, and judges the whole catalogue with this record in it."""

    partie = ""
    # Fields whose values the rules know: chosen among those in use, never typed.
    connus: tuple[str, ...] = ("fiabilite",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in (n for n in self.connus if n in self.fields):  # a page to read has none
            valeurs = self._meta.model._default_manager.order_by(nom).values_list(nom, flat=True).distinct()
            choix = [(v, mot(nom, v)) for v in valeurs]
            libelle = self.fields[nom].label
            self.fields[nom] = forms.ChoiceField(label=libelle, choices=choix, required=all(v for v, _ in choix))

    def proposer(self, listes: dict[str, Any]) -> None:
        """Give the fields that are shown their values."""
        for nom, choix in listes.items():
            if nom in self.fields:
                self.fields[nom].choices = choix  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        propres: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return propres
        for phrase in self.fautes(propres):
            self.add_error(None, ValidationError(phrase, code="incoherent"))
        return propres

    def fautes(self, propres: dict[str, Any]) -> list[str]:
        """What this record would bring that contradicts the catalogue."""
        return [] if propres.get("retiree") else fautes_avec(self.partie, self._ligne(propres))

    def _ligne(self, propres: dict[str, Any]) -> dict[str, Any]:
        champs = [c.name for c in self._meta.model._meta.concrete_fields if c.name not in HORS_CONTENU]
        return {nom: propres[nom] if nom in propres else getattr(self.instance, nom) for nom in champs}


class AvecConditionForm(RedactionForm):
    """The usual conditions as fields; those that have none here are kept as they are, and named."""

    c_publics = PlusieursField(
        label="Public", choices=(("INDIVIDUEL", "Candidats individuels"), ("ETABLISSEMENT", "En établissement"))
    )
    c_academies = PlusieursField(label="Académies", longue=True)
    c_examens = PlusieursField(label="Examens")
    c_specialites = PlusieursField(label="Spécialités", longue=True)
    c_categories = PlusieursField(label="Catégories de candidat")
    c_formes = PlusieursField(
        label="Formes de passage", choices=(("Globale", "Globale"), ("Progressive", "Progressive"))
    )
    c_acquis = PlusieursField(label="Acquis déclarés")
    c_nationalite = forms.ChoiceField(
        label="Nationalité", required=False, choices=(("", "Toutes"), ("FRA", "Française seulement"))
    )
    c_age_min = forms.IntegerField(label="Âge minimum", required=False, min_value=0, max_value=120)
    c_age_max_exclu = forms.IntegerField(label="Moins de (ans)", required=False, min_value=1, max_value=120)
    c_handicap = forms.ChoiceField(label="Aménagement demandé", required=False, choices=OUI_NON)
    c_derogation = forms.ChoiceField(label="Dérogation demandée", required=False, choices=OUI_NON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._listes()
        condition = self.instance.condition or {}
        for nom, champ in self.fields.items():
            if nom.startswith("c_"):
                valeur = condition.get(nom[2:])
                champ.initial = {True: "oui", False: "non"}.get(valeur, valeur) if isinstance(valeur, bool) else valeur
        self.autres = {cle: v for cle, v in condition.items() if f"c_{cle}" not in self.fields}

    def _listes(self) -> None:
        listes = {
            "c_academies": [(a.pk, str(a)) for a in Academie.objects.all()],
            "c_examens": [(e.pk, e.pk) for e in Examen.objects.all()],
            "c_specialites": [(s.pk, f"{s.examen_id} - {s.libelle}") for s in Specialite.objects.order_by("examen")],
            "c_categories": [(c.pk, c.libelle) for c in CategorieCandidat.objects.all()],
            "c_acquis": sorted({(q.code, mot("c_acquis", q.code)) for q in QuestionAcquis.objects.all()}),
        }
        self.proposer(listes)

    def clean(self) -> dict[str, Any]:
        condition: dict[str, Any] = dict(self.autres)
        for nom, valeur in self.cleaned_data.items():
            if nom.startswith("c_") and valeur not in (None, "", []):
                condition[nom[2:]] = {"oui": True, "non": False}.get(valeur, valeur) if nom in BOOLEENS else valeur
        self.cleaned_data["condition"] = condition
        propres = super().clean()
        self.instance.condition = propres["condition"]
        return propres


BOOLEENS = ("c_handicap", "c_derogation")


class PieceForm(AvecConditionForm):
    partie = "pieces"
    connus = ("fiabilite", "famille")
    alternatives = LignesField(label="Autres pièces admises", required=False)
    sources = LignesField(label="Sources")

    class Meta:
        model = ReglePiece
        fields = (
            "cle",
            "code",
            "libelle",
            "famille",
            "famille_libelle",
            "quand",
            "obligatoire",
            "alternatives",
            "sources",
            "fiabilite",
            "ordre",
            "retiree",
        )


class EligibiliteForm(AvecConditionForm):
    partie = "eligibilite"
    connus = ("fiabilite", "effet", "onglet", "champ")
    examens = PlusieursField(label="Examens (tous si vide)")
    specialites = PlusieursField(label="Spécialités visées (toutes si vide)", longue=True)
    sources = LignesField(label="Sources")

    class Meta:
        model = RegleEligibilite
        fields = (
            "cle",
            "phrase",
            "effet",
            "onglet",
            "champ",
            "examens",
            "specialites",
            "sources",
            "fiabilite",
            "ordre",
            "retiree",
        )

    def _listes(self) -> None:
        super()._listes()
        self.proposer({nom: self.fields[f"c_{nom}"].choices for nom in ("examens", "specialites")})  # type: ignore[attr-defined]


class AcquisForm(RedactionForm):
    partie = "regles"
    connus = ("fiabilite", "question", "type_droit", "origine")
    examens = PlusieursField(label="Examens", required=True)
    disciplines = PlusieursField(label="Disciplines visées", longue=True)
    codes = LignesField(label="Codes d'épreuves", required=False)
    specialites = PlusieursField(label="Spécialités visées (toutes si vide)", longue=True)
    sources = LignesField(label="Sources")

    class Meta:
        model = RegleAcquis
        localized_fields = ("seuil",)
        fields = (
            "cle",
            "titre",
            "examens",
            "question",
            "type_droit",
            "disciplines",
            "codes",
            "specialites",
            "validite_sessions",
            "seuil",
            "report_progressif",
            "apres_validite",
            "origine",
            "condition",
            "note",
            "sources",
            "fiabilite",
            "ordre",
            "retiree",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visees = set(self.instance.disciplines or [])
        disciplines = set(Epreuve.objects.order_by().values_list("discipline", flat=True)) | visees | {"*"}
        listes = {
            "examens": [(e.pk, e.pk) for e in Examen.objects.all()],
            "disciplines": sorted(
                (d, mot("disciplines", d)) for d in disciplines | set(self.instance.disciplines or [])
            ),
            "specialites": [(s.pk, f"{s.examen_id} - {s.libelle}") for s in Specialite.objects.order_by("examen")],
        }
        self.proposer(listes)


FORMULAIRES: dict[type[Model], type[RedactionForm]] = {
    RegleAcquis: AcquisForm,
    ReglePiece: PieceForm,
    RegleEligibilite: EligibiliteForm,
}
