"""A member of staff: who, with which role, for which académies."""

from collections.abc import Sequence
from typing import Any

from accounts.enums import Role
from cyclades.common.forms import CasesField, ChoixRadioField, CourrielField, PortailForm, TexteField


class MembreForm(PortailForm):
    """`roles` and `academies` are those that the author may give; without `creation`, the address is not asked."""

    adresse_mail = CourrielField(
        label="Adresse mail professionnelle",
        help_text="La personne y reçoit un lien, valable 48 heures, pour choisir son mot de passe.",
        autocomplete="off",
    )
    nom = TexteField(
        label="Nom affiché",
        help_text="Prénom et nom, ou le nom du service.",
        max_length=120,
        autocomplete="off",
    )
    role = ChoixRadioField(label="Rôle", coerce=Role)
    academies = CasesField(label="Académies", required=False)

    def __init__(
        self,
        *args: Any,
        roles: Sequence[Role],
        academies: Sequence[tuple[str, str]],
        creation: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not creation:
            del self.fields["adresse_mail"]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["academies"].choices = academies
        if Role.SUPERVISEUR in roles:
            self.fields["academies"].help_text = "Sans objet pour un superviseur : il voit toutes les académies."
        if len(roles) == 1:
            self.initial.setdefault("role", roles[0].value)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        role = donnees.get("role")
        if role and role != Role.SUPERVISEUR and not donnees.get("academies") and "academies" not in self.errors:
            self.add_error("academies", "Choisissez au moins une académie.")
        return donnees
