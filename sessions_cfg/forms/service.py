"""What a responsable decides of a service: its dates, its return of pieces, what is asked and said."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from cyclades.common import clock
from cyclades.common.clock import PARIS
from sessions_cfg.models import ServiceInscription
from sessions_cfg.periodes import HEURE_DE_PARIS

from .champs import LignesField

MODALITES_MAX = 20
MODALITE_MAX = 500
VIDE = "—"


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service as a whole must hold together: each refusal names the service, beside the field to mend."""

    modalites = LignesField(
        label="Modalités que le candidat accepte",
        required=False,
        help_text="Une phrase par ligne. Un candidat qui reprend son inscription accepte les nouvelles.",
    )

    class Meta:
        model = ServiceInscription
        fields = ()  # the page of `/gestion/` says which
        labels = {"libelle_heure": "Mention de l'heure"}
        help_texts = {
            "libelle_heure": "Écrite après chaque heure : « heure de Paris », « heure locale »…",
            "instructions": "Imprimées sur la confirmation d'inscription, affichées avec les pièces demandées.",
            "lien_handicap": "Adresse https de la page où demander un aménagement d'épreuves.",
            "sans_depot_annule": "Sans confirmation signée à la fin du dépôt, la candidature est annulée.",
            "relance_texte": "Ajoutée après les pièces et la date limite, que le portail écrit ; « Aperçu » la montre.",
            "mails_pieces": "Sinon, le candidat lit les décisions dans « Mes justificatifs » seulement.",
        }

    def clean_modalites(self) -> list[str]:
        phrases: list[str] = self.cleaned_data["modalites"]
        if len(phrases) > MODALITES_MAX:
            raise ValidationError(f"{MODALITES_MAX} modalités au plus : regroupez-les.")
        longue = next((p for p in phrases if len(p) > MODALITE_MAX), None)
        if longue:
            raise ValidationError(f"« {longue[:40]}… » : {MODALITE_MAX} caractères au plus par modalité.")
        return phrases

    def clean(self) -> dict[str, Any]:
        propres: dict[str, Any] = super().clean() or self.cleaned_data
        for champ, phrase in self._fautes(propres):
            if champ in self.fields and champ not in self.errors:
                self.add_error(champ, ValidationError(f"{self.instance} : {phrase}", code="incoherent"))
        return propres

    def _fautes(self, propres: dict[str, Any]) -> list[tuple[str, str]]:
        """Fields and sentences: what contradicts the rest of the service."""
        fautes = []
        bureau, mode = propres.get("service_gestionnaire"), propres.get("pieces_mode")
        if bureau is not None and bureau.academie_id != self.instance.academie_id:
            fautes.append(("service_gestionnaire", f"« {bureau} » est d'une autre académie."))
        elif bureau is not None and mode == ServiceInscription.ModePieces.COURRIER and not bureau.adresse.strip():
            fautes.append(("pieces_mode", f"« {bureau} » n'a pas d'adresse postale où renvoyer les pièces."))
        fermeture, fin_pieces = propres.get("fermeture"), propres.get("pieces_fermeture")
        if fermeture and fin_pieces and fin_pieces < fermeture:
            fautes.append(
                (
                    "pieces_fermeture",
                    "le dépôt des pièces finit avant la fermeture des inscriptions : le dernier inscrit "
                    "ne pourrait rien remettre.",
                )
            )
        for champ in self._fins_passees(propres):
            fautes.append((champ, "cet instant est déjà passé. Pour fermer, donnez-en un à venir, même proche."))
        if fermeture and propres.get("libelle_heure") == HEURE_DE_PARIS and not self._a_l_heure_de_paris(fermeture):
            fautes.append(
                (
                    "libelle_heure",
                    f"ses heures s'affichent dans le fuseau {self.instance.fuseau}, qui n'est pas à l'heure de Paris.",
                )
            )
        return fautes

    def _fins_passees(self, propres: dict[str, Any]) -> list[str]:
        """Ends moved to where they are over: somebody whom the portal let in would have come too late."""
        if not self.instance.pk or not propres.get("ouverture"):
            return []
        changees = [champ for champ in ("fermeture", "pieces_fermeture") if champ in self.changed_data]
        return [c for c in changees if propres.get(c) and propres["ouverture"] < propres[c] <= clock.maintenant()]

    def _a_l_heure_de_paris(self, instant: dt.datetime) -> bool:
        ici = instant.astimezone(ZoneInfo(self.instance.fuseau))
        return ici.utcoffset() == instant.astimezone(PARIS).utcoffset()


def changements(form: "forms.ModelForm[Any]") -> str:
    """« Fin du dépôt des pièces : 06/12/2026 23:59 → 08/12/2026 23:59 », a line for each field that changed."""
    lignes = []
    for nom in form.changed_data:
        champ = form.fields[nom]
        avant, apres = form.initial.get(nom), form.cleaned_data.get(nom)
        lignes.append(f"{champ.label or nom} : {_dit(champ, avant)} → {_dit(champ, apres)}")
    return "\n".join(lignes) or "Aucun champ modifié."


def _dit(champ: forms.Field, valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if valeur in (None, "", []):
        return VIDE
    if isinstance(valeur, dt.datetime):
        return f"{valeur.astimezone(PARIS):%d/%m/%Y %H:%M}"
    if isinstance(valeur, list):
        return " / ".join(valeur)
    if isinstance(champ, forms.ModelChoiceField):
        cle = valeur.pk if isinstance(valeur, Model) else valeur
        return str(champ.queryset.filter(pk=cle).first() or cle)  # type: ignore[union-attr]
    if isinstance(champ, forms.ChoiceField):
        return str(dict(champ.choices).get(valeur, valeur))  # type: ignore[arg-type]
    return str(valeur)
