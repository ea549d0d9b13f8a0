"""Tab 1: postal address and contact; the account's civil status is shown in grey."""

from collections.abc import Mapping
from typing import Any

from cyclades.common.forms import ChoixField, CourrielField, TelephoneField, TexteField
from cyclades.common.normalisation import cle_recherche
from registrations.checks import verifier_identification
from registrations.contexte import Contexte
from registrations.saisie import Identification

from .base import OngletForm

FRANCE = "FR"


class IdentificationForm(OngletForm):
    onglet = "identification"
    contexte: Contexte  # of an account: its civil status is shown

    nationalite = ChoixField(label="Nationalité")
    pays = ChoixField(label="Pays", autocomplete="country")
    voie = TexteField(label="Numéro, rue, voie", max_length=100, autocomplete="address-line1")
    complement_1 = TexteField(
        label="Complément adresse 1", max_length=100, required=False, autocomplete="address-line2"
    )
    complement_2 = TexteField(
        label="Complément adresse 2", max_length=100, required=False, autocomplete="address-line3"
    )
    complement_3 = TexteField(label="Complément adresse 3", max_length=100, required=False)
    code_postal = TexteField(
        label="Code postal",
        max_length=12,
        autocomplete="postal-code",
        largeur="court",
        attributs={
            "hx-get": "/inscriptions/localites/",
            "hx-trigger": "change, keyup changed delay:400ms",
            "hx-target": "#localites",
        },
    )
    localite = TexteField(
        label="Localité", max_length=80, autocomplete="address-level2", attributs={"list": "localites"}
    )
    telephone_mobile = TelephoneField(label="Téléphone mobile", mobile=True)
    telephone_fixe = TelephoneField(label="Téléphone fixe", required=False, autocomplete="tel-local")
    mail = CourrielField(
        label="Adresse mail",
        help_text="Elle sert à vous écrire au sujet de cette candidature. "
        "Elle ne change pas votre identifiant de connexion.",
    )
    pere = TexteField(
        label="Nom et prénoms du père", max_length=160, required=False, help_text="Si vous les connaissez."
    )
    mere = TexteField(
        label="Nom de naissance et prénoms de la mère",
        max_length=160,
        required=False,
        help_text="Si vous les connaissez.",
    )

    def preparer(self) -> None:
        pays = self.contexte.pays
        self._champ("nationalite").choices = tuple(
            sorted(((p.iso3, p.nationalite) for p in pays if p.nationalite), key=lambda c: cle_recherche(c[1]))
        )
        self._champ("pays").choices = tuple((p.iso2, p.libelle) for p in pays if not p.territoire_francais)
        francais = next((p for p in pays if p.iso2 == FRANCE), None)
        self.fields["pays"].initial = FRANCE
        self.fields["nationalite"].initial = francais.iso3 if francais else None
        self.fields["mail"].initial = self.contexte.compte.email
        if not self.ne_a_l_etranger:
            del self.fields["pere"], self.fields["mere"]

    @property
    def ne_a_l_etranger(self) -> bool:
        return self.contexte.identite.pays_naissance_id != FRANCE

    @property
    def lieu(self) -> dict[str, object]:
        """Where and when the candidate was born, as the account has it."""
        identite = self.contexte.identite
        pays = next((p.libelle for p in self.contexte.pays if p.iso2 == identite.pays_naissance_id), "")
        return {
            "pays": pays,
            "date": f"{identite.date_naissance:%d/%m/%Y}",
            "departement": identite.departement_naissance or identite.departement_libre,
            "ville": identite.commune_naissance or identite.ville_naissance,
            "libelle_ville": "Ville de naissance" if self.ne_a_l_etranger else "Commune de naissance *",
        }

    def _champ(self, nom: str) -> ChoixField:
        champ = self.fields[nom]
        assert isinstance(champ, ChoixField)  # noqa: S101  declared above
        return champ

    def comprendre(self) -> Identification:
        """The cleaned tab."""
        propres: dict[str, Any] = self.cleaned_data
        return Identification(**{nom: propres.get(nom, "") for nom in Identification.__dataclass_fields__})

    def verifier(self) -> Mapping[str, list[str]]:
        saisie = self.comprendre()
        return verifier_identification(saisie, francais=saisie.pays == FRANCE, ne_a_l_etranger=self.ne_a_l_etranger)
