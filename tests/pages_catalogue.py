"""The pages of the catalogue and of its calendars, public and of `/gestion/`, for `tests.pages`."""

from django.urls import reverse

from sessions_cfg.models import Epreuve, Etablissement
from tests.scenes import Scene
from tests.vues import Chemin, Vue, a, fixe

SERVICES = (
    "cap-2022-toulouse",
    "bac-pro-2024-nice",
    "cap-2025-poitiers",
    "cap-2024-siec",
    "cap-2024-martinique",
    "cap-2027-nouvelle-caledonie",
    "cap-2027-montreal-centre-fictif",
)


def epreuve(code: str) -> Chemin:
    """The staff page of an épreuve of « Arts de la broderie »."""

    def chemin(scene: Scene) -> str:
        trouvee = Epreuve.objects.get(specialite="CAP-50024127", code=code)
        return reverse("gestion:sessions_cfg_epreuve_change", args=[trouvee.pk])

    return chemin


def indiv() -> int:
    return int(Etablissement.objects.get(cle="indiv-toulouse").pk)


def objet(nom: str, cle: str) -> Chemin:
    return lambda scene: reverse(nom, args=[cle])


def service(nom: str, attribut: str = "cle") -> Chemin:
    def chemin(scene: Scene) -> str:
        return reverse(nom, args=[getattr(scene.service, attribut)])

    return chemin


CATALOGUE: dict[str, list[Vue]] = {
    "sessions_cfg:service": [Vue("visiteur", objet("sessions_cfg:service", cle), cle) for cle in SERVICES],
    "gestion:sessions_cfg_serviceinscription_changelist": [
        Vue("responsable", fixe("gestion:sessions_cfg_serviceinscription_changelist"))
    ],
    "gestion:justificatifs_pieceattendue_relance": [
        Vue("responsable", service("gestion:justificatifs_pieceattendue_relance", "pk"))
    ],
    "gestion:sessions_cfg_serviceinscription_change": [
        Vue("responsable", service("gestion:sessions_cfg_serviceinscription_change", "pk"))
    ],
    **{
        f"gestion:sessions_cfg_{modele}_changelist": [
            Vue("superviseur", fixe(f"gestion:sessions_cfg_{modele}_changelist"))
        ]
        for modele in (
            "regleacquis",
            "regleeligibilite",
            "reglepiece",
            "messageponctuel",
            "versioncatalogue",
            "session",
            "servicegestionnaire",
            "etablissement",
            "etapecalendrier",
            "epreuve",
            "examen",
            "lienspecialite",
            "listechoix",
            "specialite",
        )
    },
    "gestion:sessions_cfg_specialite_change": [
        Vue("superviseur", objet("gestion:sessions_cfg_specialite_change", "CAP-50024127")),
        Vue("gestionnaire", objet("gestion:sessions_cfg_specialite_change", "CAP-50024127"), "lecture"),
    ],
    "gestion:sessions_cfg_specialite_copier": [
        Vue("superviseur", objet("gestion:sessions_cfg_specialite_copier", "CAP-50024127"))
    ],
    "gestion:sessions_cfg_epreuve_change": [
        Vue("superviseur", epreuve("EP2A")),
        Vue("gestionnaire", epreuve("EG4"), "lecture"),
    ],
    "gestion:sessions_cfg_epreuve_add": [
        Vue("superviseur", lambda s: reverse("gestion:sessions_cfg_epreuve_add") + "?specialite=CAP-50024127")
    ],
    "gestion:sessions_cfg_lienspecialite_change": [
        Vue("responsable", a("gestion:sessions_cfg_lienspecialite_change", "lien"))
    ],
    "gestion:sessions_cfg_etablissement_importer": [
        Vue("responsable", fixe("gestion:sessions_cfg_etablissement_importer"))
    ],
    "gestion:sessions_cfg_servicegestionnaire_change": [
        Vue("responsable", service("gestion:sessions_cfg_servicegestionnaire_change", "service_gestionnaire_id"))
    ],
    "gestion:sessions_cfg_etablissement_change": [
        Vue("responsable", lambda s: reverse("gestion:sessions_cfg_etablissement_change", args=[indiv()]))
    ],
    **{
        f"gestion:sessions_cfg_{modele}_change": [
            Vue("superviseur", objet(f"gestion:sessions_cfg_{modele}_change", cle))
        ]
        for modele, cle in (
            ("examen", "BAC PRO"),
            ("listechoix", "langue_obligatoire"),
            ("regleacquis", "CAP-CAP"),
            ("regleeligibilite", "CAP_MAJEUR"),
            ("reglepiece", "confirmation_individuel"),
        )
    },
}
