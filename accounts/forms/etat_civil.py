"""Civil status: the part of the form that creation and « Modifier mon compte » share."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.urls import reverse

from accounts.enums import Civilite
from accounts.models import CandidateProfile
from accounts.services.creation import EtatCivil
from cyclades.common.forms import Champ, ChoixField, ChoixRadioField, DateFrField, PortailForm, TexteField
from sessions_cfg import queries
from sessions_cfg.models import Departement, Pays

LIBRE = "libre"
NAISSANCE = (
    "date_naissance",
    "confirmation_date",
    "pays_naissance",
    "departement_naissance",
    "departement_libre",
    "commune_naissance",
    "commune_choix",
    "ville_naissance",
)
AUTRE = "autre"
_SI_FRANCE = ("pays_naissance", (queries.FRANCE, ""))


class EtatCivilForm(PortailForm):
    """Civil status as on the identity document.

    A commune is found whatever its accents and hyphens. When its name is not found, or is that of
    several, `commune_choix` appears: the nearest names, and last « as I typed it », which staff will check.
    A département that the list does not hold (Alger, Oran…) is written in `departement_libre`, and checked too; no
    country is asked with it (loi n° 78-731 du 12 juillet 1978, art. 6).
    Somebody without a first name writes what French identity documents print instead (« SP » or three X).
    """

    confirmations = {
        "confirmation_nom": ("nom_naissance", "Les deux noms de naissance ne sont pas identiques."),
        "confirmation_date": ("date_naissance", "Les deux dates de naissance ne sont pas identiques."),
    }

    civilite = ChoixField(label="Civilité", choices=Civilite.choices, largeur="moyen")
    nom_naissance = TexteField(
        label="Nom de famille",
        precision="(Nom de naissance)",
        max_length=80,
        autocomplete="family-name",
    )
    confirmation_nom = TexteField(label="Confirmation du nom de naissance", max_length=80, autocomplete="off")
    nom_usage = TexteField(label="Nom d'usage", precision="(Nom marital par exemple)", max_length=80, required=False)
    prenoms = TexteField(
        label="Prénoms",
        help_text="Tous, dans l'ordre de votre pièce d'identité. Si elle n'en porte aucun : SP (sans prénom).",
        max_length=120,
        autocomplete="given-name",
    )
    date_naissance = DateFrField(label="Date de naissance", help_text="Exemple : 30/05/1998", autocomplete="bday")
    confirmation_date = DateFrField(
        label="Confirmation date de naissance", help_text="Exemple : 30/05/1998", autocomplete="off"
    )
    pays_naissance = ChoixField(label="Pays de naissance")
    departement_naissance = ChoixField(
        label="Département, DOM ou COM de naissance",
        help_text="Celui de votre pièce d'identité. Avant 1968 : 075 pour la Seine, 078 pour la Seine-et-Oise. "
        "S'il n'existe plus, la dernière réponse de la liste.",
        si=_SI_FRANCE,
    )
    departement_libre = TexteField(
        label="Nom de ce département",
        precision="(s'il n'est pas dans la liste)",
        help_text="Tel que sur votre pièce d'identité, par exemple : Alger. Le service le vérifiera.",
        max_length=80,
        required=False,
        autocomplete="off",
        si=("departement_naissance", (AUTRE,)),
    )
    commune_naissance = TexteField(
        label="Commune de naissance",
        help_text="Champ de recherche fonction du département",
        max_length=120,
        autocomplete="off",
        si=_SI_FRANCE,
        attributs={
            "data-propositions": "communes-proposees",
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#communes-proposees",
            "hx-include": "[name=departement_naissance]",
            "hx-sync": "this:replace",
        },
    )
    commune_choix = ChoixRadioField(label="Quelle est votre commune de naissance ?", si=_SI_FRANCE)
    ville_naissance = TexteField(
        label="Ville de naissance",
        precision="(à l'étranger)",
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, profil: CandidateProfile | None = None, **kwargs: Any) -> None:
        if profil is not None:
            kwargs["initial"] = {**initial_de(profil), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        pays = queries.pays_de_naissance()
        self._choix("pays_naissance").choices = pays
        autre = (AUTRE, "Mon département n'est pas dans la liste")
        self._choix("departement_naissance").choices = [*queries.departements(), autre]
        self._champ("commune_naissance").attributs["hx-get"] = reverse("accounts:communes")
        etranger = [code for code, _ in pays if code != queries.FRANCE]
        self._champ("ville_naissance").si = ("pays_naissance", etranger)
        self.trouvee: queries.CommuneTrouvee | None = None
        self.proposees: dict[str, queries.CommuneTrouvee] = {}
        self._preparer_commune()

    def _champ(self, nom: str) -> Champ:
        champ: Any = self.fields[nom]
        return champ  # type: ignore[no-any-return]

    def _choix(self, nom: str) -> ChoixField:
        champ: Any = self.fields[nom]
        return champ  # type: ignore[no-any-return]

    def _saisi(self, nom: str) -> str:
        valeur = self.data.get(self.add_prefix(nom), "") if self.is_bound else ""
        return valeur if isinstance(valeur, str) else ""

    def _preparer_commune(self) -> None:
        """Offer the choice of a commune only when what was typed asks for it."""
        en_france = not self.is_bound or self._saisi("pays_naissance") in (queries.FRANCE, "")
        for nom in ("departement_naissance", "commune_naissance"):
            self.fields[nom].required = en_france
        departement = self._saisi("departement_naissance")
        self.fields["departement_libre"].required = en_france and departement == AUTRE
        saisie = self._commune_saisie() if self.is_bound and en_france and departement != AUTRE else ""
        exactes = queries.communes_exactes(departement, saisie) if saisie else []
        if not saisie or len(exactes) == 1:
            self.trouvee = exactes[0] if exactes else None
            del self.fields["commune_choix"]
            return
        proposees = exactes or queries.chercher_communes(departement, saisie)
        self.proposees = {f"{c.code} {c.nom}": c for c in proposees}
        garder = (LIBRE, f"Elle n'est pas dans la liste : garder « {saisie} », que le service vérifiera")
        choix = self._choix("commune_choix")
        choix.choices = [*((cle, c.libelle) for cle, c in self.proposees.items()), garder]
        choix.error_messages["required"] = self._question(departement, saisie, plusieurs=bool(exactes))

    def _question(self, departement: str, saisie: str, *, plusieurs: bool) -> str:
        """Why the commune must be chosen; when its name is that of one elsewhere, where."""
        if plusieurs:
            return f"Plusieurs communes du département portent le nom « {saisie} ». Choisissez la vôtre."
        ailleurs = queries.departements_de(saisie)
        if ailleurs:
            libelle = self._choix("departement_naissance").libelles[departement]
            return (
                f"« {saisie} » n'est pas dans {libelle}, mais dans {' ; '.join(ailleurs)}. Corrigez le département, "
                "ou choisissez une autre réponse."
            )
        return "Cette commune n'a pas été trouvée telle quelle dans le département. Choisissez une réponse."

    def _commune_saisie(self) -> str:
        """The commune as typed, or "" when its own field or the département will be refused anyway."""
        if self._saisi("departement_naissance") not in self._choix("departement_naissance").libelles:
            return ""
        try:
            return str(self.fields["commune_naissance"].clean(self._saisi("commune_naissance")))
        except ValidationError:
            return ""

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if "commune_choix" in self.fields and "commune_choix" not in self.errors:
            choix = str(donnees.get("commune_choix") or "")
            self.trouvee = self.proposees.get(choix)
        return donnees

    def etat_civil(self) -> EtatCivil:
        """What was typed, once valid."""
        d = self.cleaned_data
        departement = d["departement_naissance"]
        en_france = d["pays_naissance"] == queries.FRANCE
        trouvee = self.trouvee if en_france else None
        return EtatCivil(
            civilite=d["civilite"],
            nom_naissance=d["nom_naissance"],
            nom_usage=d["nom_usage"],
            prenoms=d["prenoms"],
            date_naissance=d["date_naissance"],
            pays_naissance=Pays(pk=d["pays_naissance"]),
            departement_naissance=Departement(pk=departement) if en_france and departement != AUTRE else None,
            departement_libre=d["departement_libre"] if en_france and departement == AUTRE else "",
            commune_naissance=(trouvee.nom if trouvee else d["commune_naissance"]) if en_france else "",
            commune_code=trouvee.code if trouvee else "",
            commune_libre=en_france and trouvee is None,
            ville_naissance="" if en_france else d["ville_naissance"],
        )

    @property
    def naissance(self) -> list[BoundField]:
        """The fields of the birth that apply, in order."""
        return [self[nom] for nom in NAISSANCE if nom in self.fields]

    def verrouiller(self) -> None:
        """Show in grey, without advice, what is known: a candidature exists or existed (I-05)."""
        en_france = self.initial.get("pays_naissance") == queries.FRANCE
        sans_objet = ["ville_naissance"] if en_france else ["departement_naissance", "commune_naissance"]
        if not self.initial.get("departement_libre"):
            sans_objet.append("departement_libre")
        for nom in sans_objet:
            del self.fields[nom]
        for champ in self.fields.values():
            champ.disabled = True
            champ.help_text = ""


def initial_de(profil: CandidateProfile) -> dict[str, object]:
    """The values of a stored civil status, confirmations filled in."""
    return {
        "civilite": profil.civilite,
        "nom_naissance": profil.nom_naissance,
        "confirmation_nom": profil.nom_naissance,
        "nom_usage": profil.nom_usage,
        "prenoms": profil.prenoms,
        "date_naissance": profil.date_naissance,
        "confirmation_date": profil.date_naissance,
        "pays_naissance": profil.pays_naissance_id,
        "departement_naissance": profil.departement_naissance_id or (AUTRE if profil.departement_libre else ""),
        "departement_libre": profil.departement_libre,
        "commune_naissance": profil.commune_naissance,
        "ville_naissance": profil.ville_naissance,
    }
