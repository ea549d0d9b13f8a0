"""What a superviseur types to write a spécialité and its épreuves: never JSON."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from cyclades.common.forms import NombreField, PortailForm, TexteField
from sessions_cfg.models import Epreuve, ListeChoix, Specialite
from sessions_cfg.services.coherence_specialites import CODE, MODES, NATURES
from sessions_cfg.services.publication import contenu_specialites
from sessions_cfg.services.redaction import fautes_avec, fautes_sans
from sessions_cfg.services.specialites import place

from .champs import DureeField, LiensField, LignesField, OptionsField, PlusieursField, avec_ce_qui_est_connu
from .mots import DISCIPLINES, LISTES
from .redaction import RedactionForm

DISPENSABLE = (
    "Vous avez choisi de ne pas passer cette épreuve : un candidat individuel peut en être dispensé à sa demande."
)
QUESTIONS = {"enseignement": "Enseignement", "situation_professionnelle": "Situation professionnelle"}


class SpecialiteForm(RedactionForm):
    """The spécialité without its épreuves, which have a page each."""

    partie = "specialites"
    connus = ()
    liens = LiensField(
        label="Règlement en ligne", required=False, help_text="Un lien par ligne : Règlement de l'examen | https://…"
    )
    arrete_date = forms.DateField(
        label="Arrêté du", required=False, widget=forms.DateInput(format="%d/%m/%Y"), help_text="JJ/MM/AAAA"
    )
    q_enseignement = LignesField(
        label="Enseignements au choix",
        required=False,
        help_text="Demandés dans l'onglet 3, un par ligne. Vide : la question n'est pas posée.",
    )
    q_situation_professionnelle = LignesField(
        label="Situations professionnelles au choix",
        required=False,
        help_text="Demandées dans l'onglet 3, une par ligne. Vide : la question n'est pas posée.",
    )

    class Meta:
        model = Specialite
        fields = (
            "cle",
            "libelle",
            "code_bcn",
            "premiere_session",
            "derniere_session",
            "structure_valable",
            "liens",
            "note",
            "retiree",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "arrete_date" not in self.fields:  # a page to read
            return
        date = self.instance.arrete.get("date")
        self.fields["arrete_date"].initial = dt.date.fromisoformat(date) if date else None
        for question in self.instance.questions:
            self.fields[f"q_{question['cle']}"].initial = question["valeurs"]

    def clean(self) -> dict[str, Any]:
        date = self.cleaned_data.get("arrete_date")
        self.instance.arrete = {**self.instance.arrete, "date": date.isoformat() if date else None}
        self.instance.questions = self._questions()
        return super().clean()

    def _questions(self) -> list[dict[str, Any]]:
        connues = {q["cle"]: q for q in self.instance.questions}
        autres = [q for cle, q in connues.items() if cle not in QUESTIONS]
        posees = [
            {"libelle": libelle, "obligatoire": True, **connues.get(cle, {}), "cle": cle, "valeurs": valeurs}
            for cle, libelle in QUESTIONS.items()
            if (valeurs := self.cleaned_data.get(f"q_{cle}"))
        ]
        return [*autres, *posees]

    def _ligne(self, propres: dict[str, Any]) -> dict[str, Any]:
        ligne = contenu_specialites(Specialite.objects.filter(pk=self.instance.pk))[self.instance.pk]
        return {**ligne, **{nom: v for nom, v in propres.items() if nom in ligne}}

    def fautes(self, propres: dict[str, Any]) -> list[str]:
        if propres.get("retiree"):
            return fautes_sans(self.partie, self.instance.pk)
        return super().fautes(propres)


class EpreuveForm(RedactionForm):
    """An épreuve, its place in the tree, and the choice that it offers. `nouvelle_de`: the spécialité of a new one."""

    nouvelle_de: Specialite | None = None
    connus = ("forme",)
    discipline = forms.ChoiceField(label="Discipline", help_text="Les règles d'acquis visent les épreuves par elle.")
    parent_code = forms.ChoiceField(
        label="Sous-épreuve de", required=False, help_text="Vide : une épreuve à part entière."
    )
    apres = forms.ChoiceField(label="Placée après", required=False)
    nature = forms.ChoiceField(label="Nature", choices=[(n, n.capitalize()) for n in NATURES])
    duree_minutes = DureeField(label="Durée")
    mode_individuel = forms.ChoiceField(
        label="Mode, catégories ponctuelles", choices=[(m, m or "—") for m in MODES], required=False
    )
    mode_etablissement = forms.ChoiceField(
        label="Mode, en établissement habilité", choices=[(m, m or "—") for m in MODES], required=False
    )
    a_confirmer = PlusieursField(
        label="À confirmer",
        help_text="Montré au candidat comme à confirmer par le service.",
        choices=(("coefficient", "Coefficient"), ("duree", "Durée"), ("forme", "Forme")),
    )
    c_genre = forms.ChoiceField(
        label="Choix proposé",
        required=False,
        choices=(("", "Aucun"), ("langue", "Une langue"), ("option", "Une option"), ("eps", "Une activité physique")),
    )
    c_liste = forms.ChoiceField(label="Dans une liste", required=False)
    c_valeurs = OptionsField(
        label="Ou parmi ses propres options",
        required=False,
        help_text="Une option par ligne ; « CODE | libellé » quand elle a un code.",
    )
    c_impose = forms.CharField(
        label="Ou une seule, imposée", required=False, max_length=120, help_text="Prise pour le candidat : Anglais."
    )
    c_obligatoire = forms.BooleanField(label="Il faut choisir pour continuer", required=False)
    c_distinct = forms.BooleanField(label="Autre que celle d'une autre épreuve", required=False)
    c_dispensable = forms.BooleanField(label="Dispense à la demande d'un candidat individuel", required=False)
    c_source = forms.CharField(label="Texte qui donne cette dispense", required=False, max_length=300)
    retirer = forms.BooleanField(
        label="Retirer cette épreuve", required=False, help_text="Avec ses sous-épreuves, du règlement écrit ici."
    )

    class Meta:
        model = Epreuve
        fields = (
            "code",
            "titre",
            "nature",
            "parent_code",
            "discipline",
            "unite",
            "coefficient",
            "duree_minutes",
            "forme",
            "mode_individuel",
            "mode_etablissement",
            "a_confirmer",
            "note",
        )
        localized_fields = ("coefficient",)
        help_texts = {"coefficient": "Vide : pas connu.", "unite": "« UP1 » ; vide : le règlement n'en nomme pas."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.nouvelle_de is not None:
            self.instance.specialite = self.nouvelle_de
        if "apres" not in self.fields:  # a page to read
            return
        soeurs = [e for e in self.instance.specialite.epreuves.order_by("ordre") if e.pk != self.instance.pk]
        disciplines = DISCIPLINES | {self.instance.discipline: DISCIPLINES.get(self.instance.discipline, "")}
        listes = [(liste.pk, LISTES.get(liste.pk, liste.pk)) for liste in ListeChoix.objects.all()]
        self.proposer(
            {
                "discipline": [(d, n or d) for d, n in disciplines.items() if d],
                "parent_code": [("", "—"), *((e.code, str(e)) for e in soeurs if not e.parent_code)],
                "apres": [("", "En tête"), *((e.code, str(e)) for e in soeurs)],
                "c_liste": [("", "—"), *listes],
            }
        )
        avant = [e.code for e in soeurs if e.ordre < self.instance.ordre] if self.instance.pk else None
        self.fields["apres"].initial = avant[-1] if avant else "" if self.instance.pk or not soeurs else soeurs[-1].code
        self._montrer_le_choix()

    def _montrer_le_choix(self) -> None:
        choix = self.instance.choix or {}
        for nom in ("genre", "liste", "valeurs", "impose", "distinct"):
            self.fields[f"c_{nom}"].initial = choix.get(nom)
        self.fields["c_obligatoire"].initial = choix.get("obligatoire", True)
        dispense = self._dispense()
        self.fields["c_dispensable"].initial = bool(dispense)
        self.fields["c_source"].initial = dispense.get("source", "")

    def _dispense(self) -> dict[str, Any]:
        positions = (self.instance.choix or {}).get("positions", [])
        return next((p for p in positions if p["position"] == "DISPENSE"), {})

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().upper()
        if not CODE.fullmatch(code):
            raise ValidationError("Un code d'épreuve est fait de majuscules et de chiffres : EP1, EG4A, E5-B.")
        return code

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self.cleaned_data["choix"] = self.instance.choix = self._choix()
        return super().clean()

    def _choix(self) -> dict[str, Any]:
        """The choice in the catalogue's shape; {} for none."""
        d, avant = self.cleaned_data, self.instance.choix or {}
        if not d["c_genre"]:
            return {}
        choix: dict[str, Any] = {"genre": d["c_genre"], "obligatoire": d["c_obligatoire"]}
        if d["c_valeurs"]:
            choix["valeurs"] = avec_ce_qui_est_connu(d["c_valeurs"], avant.get("valeurs", []))
        choix |= {nom: d[f"c_{nom}"] for nom in ("liste", "impose", "distinct") if d[f"c_{nom}"]}
        autres = [p for p in avant.get("positions", []) if p["position"] != "DISPENSE"]
        if d["c_dispensable"]:
            neuve = {"position": "DISPENSE", "publics": ["INDIVIDUEL"], "raison": DISPENSABLE}
            autres.append({**neuve, **self._dispense(), "source": d["c_source"]})
        return choix | ({"positions": autres} if autres else {})

    def fautes(self, propres: dict[str, Any]) -> list[str]:
        """The spécialité as it would be with this épreuve in its place, or without it."""
        specialite = self.instance.specialite
        ligne = contenu_specialites(Specialite.objects.filter(pk=specialite.pk))[specialite.pk]
        epreuves = {e["code"]: e for e in ligne["epreuves"]}
        code = self.instance.code or propres["code"]
        if propres["retirer"]:
            restes = [e for e in ligne["epreuves"] if code not in (e["code"], e["parent_code"])]
        elif not self.instance.pk and code in epreuves:
            return [f"{specialite.pk} : une épreuve {code} existe déjà"]
        else:
            epreuves[code] = {**self._ligne(propres), "code": code, "specialite_id": specialite.pk}
            ordre = [(c, e["parent_code"]) for c, e in epreuves.items()]
            restes = [epreuves[c] for c in place(ordre, code, propres["parent_code"], propres["apres"])]
        return fautes_avec("specialites", {**ligne, "epreuves": restes})


class CopieForm(PortailForm):
    """A new spécialité from another one."""

    libelle = TexteField(label="Libellé de la nouvelle spécialité", max_length=200)
    code_bcn = TexteField(
        label="Code BCN",
        max_length=10,
        largeur="court",
        help_text="Le même que l'ancienne quand seul le règlement change.",
        validators=[RegexValidator(r"^[0-9A-Z]{4,10}$", "Le code est fait de 4 à 10 chiffres ou majuscules.")],
    )
    premiere_session = NombreField(
        label="Première session", required=False, minimum=1990, maximum=2100, largeur="court", help_text="L'année."
    )
