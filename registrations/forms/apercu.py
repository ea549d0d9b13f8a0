"""« Voir comme un candidat »: whom a responsable imagines, and when."""

import datetime as dt
from typing import Any

from cyclades.common.forms import ChoixField, DateFrField, OuiNonField, PortailForm
from registrations.rules.types import GLOBALE, PROGRESSIVE, Profil, Public
from sessions_cfg.models import CategorieCandidat, ServiceInscription, Specialite

ECRIT, PUBLIE = "ecrit", "publie"


class ApercuForm(PortailForm):
    service = ChoixField(label="Service d'inscription")
    jour = DateFrField(label="À la date du", futur_permis=True, help_text="À midi, là où est le service.")
    catalogue = ChoixField(
        label="Catalogue", choices=((PUBLIE, "Publié"), (ECRIT, "Tel qu'il est écrit ici, avant publication"))
    )
    specialite = ChoixField(label="Spécialité", required=False)
    categorie = ChoixField(label="Catégorie du candidat", required=False)
    forme = ChoixField(
        label="Forme de passage", required=False, choices=((GLOBALE, GLOBALE), (PROGRESSIVE, PROGRESSIVE))
    )
    naissance = DateFrField(label="Né(e) le")
    nationalite = ChoixField(label="Nationalité", choices=(("FRA", "Française"), ("BEL", "Autre")))
    handicap = OuiNonField(label="Demande d'aménagement(s) d'épreuves", required=False)

    def __init__(self, *args: Any, services: list[ServiceInscription], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {str(s.pk): s for s in services}
        listes = {
            "service": [(cle, str(s)) for cle, s in self.services.items()],
            "specialite": [
                (s.pk, f"{s.examen_id} - {s.libelle}") for s in Specialite.objects.order_by("examen", "libelle")
            ],
            "categorie": [(c.pk, c.libelle) for c in CategorieCandidat.objects.all()],
        }
        for nom, choix in listes.items():
            champ: Any = self.fields[nom]
            champ.choices = choix

    @property
    def jour_choisi(self) -> dt.date:
        jour: dt.date = self.cleaned_data["jour"]
        return jour

    def profil(self) -> Profil:
        """The person imagined."""
        d = self.cleaned_data
        return Profil(
            date_naissance=d["naissance"],
            nationalite=d["nationalite"],
            public=Public.INDIVIDUEL,
            categorie=d["categorie"] or "",
            forme=d["forme"] or "",
            handicap=bool(d["handicap"]),
        )
