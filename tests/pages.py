"""The page that each address of the portal shows, to one person of `tests.scenes`.

`PAGES` says, for every named URL of the resolver, who looks at it and with which parameters; `SANS_PAGE` names
those that draw none. An address in neither is an error, so that a new page is looked at from its first day.
"""

from urllib.parse import urlencode

from django.urls import reverse

from sessions_cfg.models import ServiceInscription
from tests.pages_catalogue import CATALOGUE
from tests.pages_catalogue import service as _service
from tests.pages_comptes import COMPTES
from tests.pages_documents import DOCUMENTS
from tests.pages_personnel import PERSONNEL
from tests.registrations import apercus
from tests.scenes import Scene
from tests.vues import Chemin, Vue
from tests.vues import a as _a
from tests.vues import fixe as _fixe


def _onglet(nom: str, onglet: str) -> Chemin:
    def chemin(scene: Scene) -> str:
        assert scene.service is not None
        premier = scene.service.cle if nom == "registrations:brouillon" else scene.numeros_modifies
        return reverse(nom, args=[premier, onglet])

    return chemin


def _onglet_d_eleve(onglet: str) -> Chemin:
    return lambda scene: reverse("registrations:onglet", args=[scene.numeros_eleve_saisie, onglet])


def _choix(**requete: str) -> Chemin:
    """« M'inscrire », some choices made."""

    def chemin(scene: Scene) -> str:
        assert scene.service is not None
        valeurs = {
            "examen": scene.service.session.examen_id,
            "session": str(scene.service.session_id),
            "academie": scene.service.academie_id,
        }
        suite = "&".join(f"{nom}={valeurs[nom]}" for nom in requete)
        return f"{reverse('registrations:nouvelle')}?{suite}"

    return chemin


def _choix_reel(cle: str) -> Chemin:
    """« M'inscrire » at a service of a real calendar, two years later."""

    def chemin(scene: Scene) -> str:
        service = ServiceInscription.objects.select_related("session").get(cle=cle)
        choix = f"examen={service.session.examen_id}&session={service.session_id}&academie={service.academie_id}"
        return f"{reverse('registrations:nouvelle')}?{choix}"

    return chemin


def _apercu(scene: Scene) -> str:
    return f"{reverse('gestion:registrations_candidature_apercu')}?{urlencode(apercus.choix())}"


def _rectifier(point: str) -> Chemin:
    return lambda scene: reverse("justificatifs:demander", args=[scene.numeros_clos, point])


ONGLETS = ("identification", "informations", "qualification", "acquis", "epreuves", "recapitulatif")

PAGES: dict[str, list[Vue]] = {
    **COMPTES,
    **PERSONNEL,
    **DOCUMENTS,
    **CATALOGUE,
    **{
        nom: [Vue("visiteur", _fixe(nom))]
        for nom in (
            "portail:accueil",
            "portail:plan",
            "portail:accessibilite",
            "portail:mentions",
            "portail:donnees",
            "sessions_cfg:ouverture",
            "accounts:creer",
            "accounts:connexion",
            "accounts:premiere_connexion",
            "accounts:mot_de_passe_oublie",
            "accounts:mot_de_passe_envoye",
            "demo:mails",
        )
    },
    "portail:aide": [Vue("visiteur", _fixe("portail:aide")), Vue("candidat", _fixe("portail:aide"), "candidat")],
    "simulateur:choix": [
        Vue("visiteur", _fixe("simulateur:choix")),
        Vue("visiteur", lambda s: reverse("simulateur:choix") + "?examen=CAP", "examen"),
    ],
    "simulateur:reponses": [
        Vue("visiteur", _service("simulateur:reponses")),
        Vue("simulation-commencee", _service("simulateur:reponses"), "commencee"),
        Vue("simulation", _service("simulateur:reponses"), "remplie"),
    ],
    "simulateur:resultat": [
        Vue("simulation", _service("simulateur:resultat")),
        Vue("simulation-verifier", _service("simulateur:resultat"), "a-verifier"),
    ],
    "simulateur:reprendre": [
        Vue("simulation-nouveau", _fixe("simulateur:reprendre")),
        Vue("brouillon", _fixe("simulateur:reprendre"), "brouillon-existant"),
    ],
    "portail:inscriptions": [
        Vue(qui, _fixe("portail:inscriptions"), qui) for qui in ("nouveau", "brouillon", "candidat", "eleve")
    ],
    "portail:mes_donnees": [
        Vue("transmis", _fixe("portail:mes_donnees")),
        Vue("nouveau", _fixe("portail:mes_donnees"), "nouveau"),
    ],
    "portail:activites": [Vue("candidat", _a("portail:activites", "numeros"))],
    "portail:formulaires": [Vue("candidat", _a("portail:formulaires", "numeros"))],
    "registrations:nouvelle": [
        Vue("nouveau", _choix()),
        Vue("nouveau", _choix(examen="x"), "examen"),
        Vue("nouveau", _choix(examen="x", session="x"), "session"),
        Vue("nouveau", _choix(examen="x", session="x", academie="x"), "academie"),
        Vue("nouveau", _choix_reel("cap-2024-siec"), "a-venir"),
    ],
    "registrations:brouillon": [
        *(Vue("brouillon", _onglet("registrations:brouillon", onglet), onglet) for onglet in ONGLETS),
        *(
            Vue("progressif", _onglet("registrations:brouillon", onglet), f"{onglet}-progressif")
            for onglet in ("acquis", "epreuves", "recapitulatif")
        ),
    ],
    "registrations:annuler_brouillon": [Vue("brouillon", _service("registrations:annuler_brouillon"))],
    "registrations:onglet": [
        *(Vue("modification", _onglet("registrations:onglet", onglet), onglet) for onglet in ONGLETS),
        Vue("candidat", lambda s: reverse("registrations:onglet", args=[s.numeros, "numero"]), "numero"),
        Vue("candidat", lambda s: reverse("registrations:onglet", args=[s.numeros, "recapitulatif"]), "consultation"),
        Vue("clos", lambda s: reverse("registrations:onglet", args=[s.numeros_clos, "recapitulatif"]), "clos"),
        Vue("eleve", lambda s: reverse("registrations:onglet", args=[s.numeros_eleve, "recapitulatif"]), "a-completer"),
        *(Vue("eleve-saisie", _onglet_d_eleve(onglet), f"eleve-{onglet}") for onglet in ONGLETS),
    ],
    "registrations:annuler": [Vue("modification", _a("registrations:annuler", "numeros_modifies"))],
    "registrations:desinscrire": [
        Vue("candidat", _a("registrations:desinscrire", "numeros")),
        Vue("eleve", _a("registrations:desinscrire", "numeros_eleve"), "eleve"),
    ],
    "registrations:coordonnees": [Vue("clos", _a("registrations:coordonnees", "numeros_clos"))],
    "registrations:rectifications": [Vue("clos", _a("registrations:rectifications", "numeros_clos"))],
    "justificatifs:demander": [Vue("clos", _rectifier(point), point) for point in ("handicap", "etat-civil", "forme")],
    "gestion:registrations_candidature_identite": [
        Vue("gestionnaire", _a("gestion:registrations_candidature_identite", "candidature"))
    ],
    "gestion:registrations_rectification_changelist": [
        Vue("gestionnaire", _fixe("gestion:registrations_rectification_changelist"))
    ],
    "gestion:registrations_rectification_change": [
        Vue("gestionnaire", _a("gestion:registrations_rectification_change", "rectification"))
    ],
    "justificatifs:liste": [
        Vue("candidat", _a("justificatifs:liste", "numeros")),
        Vue("transmis", _a("justificatifs:liste", "numeros_transmis"), "transmis"),
    ],
    "justificatifs:ajouter": [Vue("candidat", _a("justificatifs:ajouter", "numeros", "piece_vide"))],
    "justificatifs:retirer": [Vue("candidat", _a("justificatifs:retirer", "numeros", "depot"))],
    "justificatifs:transmettre": [Vue("candidat", _a("justificatifs:transmettre", "numeros", "groupe"))],
    "demo:mail": [Vue("visiteur", _a("demo:mail", "mail"))],
    "gestion:index": [Vue("gestionnaire", _fixe("gestion:index"))],
    "gestion:app_list": [Vue("gestionnaire", lambda s: reverse("gestion:app_list", args=["justificatifs"]))],
    "gestion:justificatifs_pieceattendue_changelist": [
        Vue("gestionnaire", _fixe("gestion:justificatifs_pieceattendue_changelist")),
        Vue(
            "gestionnaire",
            lambda s: reverse("gestion:justificatifs_pieceattendue_changelist") + "?situation=toutes",
            "toutes",
        ),
    ],
    "gestion:justificatifs_pieceattendue_change": [
        Vue("gestionnaire", _a("gestion:justificatifs_pieceattendue_change", "piece_transmise"))
    ],
    "gestion:justificatifs_pieceattendue_courrier": [
        Vue("gestionnaire", _fixe("gestion:justificatifs_pieceattendue_courrier"))
    ],
    "gestion:justificatifs_pieceattendue_enveloppe": [
        Vue("gestionnaire", _a("gestion:justificatifs_pieceattendue_enveloppe", "numeros"))
    ],
    "gestion:justificatifs_pieceattendue_suivi": [
        Vue(
            "gestionnaire",
            lambda s, liste=liste: reverse("gestion:justificatifs_pieceattendue_suivi", args=[liste]),  # type: ignore[misc]
            liste,
        )
        for liste in ("complets", "risque", "annulation", "ajoutees")
    ],
    "gestion:registrations_candidature_changelist": [
        Vue("gestionnaire", _fixe("gestion:registrations_candidature_changelist"))
    ],
    "gestion:registrations_candidature_change": [
        Vue("gestionnaire", _a("gestion:registrations_candidature_change", "candidature"))
    ],
    "gestion:registrations_candidature_apercu": [
        Vue("responsable", _fixe("gestion:registrations_candidature_apercu")),
        Vue("responsable", _apercu, "resultat"),
    ],
    "gestion:registrations_candidature_acte": [
        Vue(
            "gestionnaire",
            lambda s: reverse("gestion:registrations_candidature_acte", args=[s.candidature, "ecarter"]),
        )
    ],
}

SANS_PAGE = {
    "healthz": "état du processus",
    "readyz": "état des dépendances",
    "documents:verifier_fichier": "la réponse à un envoi, dessinée comme documents:verification",
    "portail:robots": "texte",
    "portail:security_txt": "texte",
    "accounts:renvoyer": "POST",
    "accounts:corriger": "POST",
    "accounts:session": "JSON",
    "accounts:second_facteur_commencer": "POST",
    "accounts:second_facteur_codes": "POST ; ce qu'il montre est dans tests/e2e/test_personnel.py",
    "portail:mes_donnees_exporter": "fichier",
    "sessions_cfg:icalendrier": "fichier",
    "accounts:communes": "fragment de « Créer mon compte »",
    "accounts:deconnexion": "POST",
    "accounts:modifier_adresse": "POST",
    "accounts:adresse_renvoyer": "POST",
    "accounts:adresse_abandonner": "POST",
    "accounts:modifier_mot_de_passe": "POST",
    "registrations:localites": "fragment de l'onglet Identification",
    "registrations:modifier": "POST",
    "registrations:garder": "JSON",
    "registrations:garder_brouillon": "JSON",
    "simulateur:effacer": "POST",
    "documents:etat": "fragment de « Mes documents »",
    "documents:telecharger": "fichier",
    "gestion:registrations_lotpreinscription_refusees": "fichier",
    "documents:agenda": "fichier",
    "gestion:documents_editionpapillons_fichier": "fichier",
    "justificatifs:telecharger": "fichier",
    "gestion:login": "renvoie à la connexion du portail",
    "gestion:logout": "POST",
    "gestion:autocomplete": "JSON",
    "gestion:jsi18n": "JavaScript",
    "gestion:justificatifs_pieceattendue_decider": "POST",
    "gestion:justificatifs_pieceattendue_annuler": "POST",
    "gestion:registrations_rectification_repondre": "POST",
    "gestion:justificatifs_preuve_fichier": "fichier",
    "registrations:retirer": "POST",
    "gestion:sessions_cfg_session_change": "la liste a tout",
    "gestion:sessions_cfg_etapecalendrier_change": "page de l'administration Django ; les champs de la liste",
    "gestion:sessions_cfg_messageponctuel_change": "page de l'administration Django ; aucun message dans la scène",
    "gestion:sessions_cfg_versioncatalogue_publier": "POST",
    "gestion:sessions_cfg_versioncatalogue_importer": "POST",
    "gestion:sessions_cfg_versioncatalogue_exporter": "fichier",
    "gestion:justificatifs_pieceattendue_fichier": "fichier",
    "gestion:justificatifs_pieceattendue_page": "fichier",
    "gestion:documents_documentversion_pdf": "fichier",
    **{
        f"gestion:{modele}_{page}": "page de l'administration Django, refusée ou sans usage ici"
        for modele in (
            "registrations_candidature",
            "sessions_cfg_serviceinscription",
            "sessions_cfg_regleacquis",
            "sessions_cfg_regleeligibilite",
            "sessions_cfg_reglepiece",
            "sessions_cfg_messageponctuel",
            "sessions_cfg_session",
            "sessions_cfg_servicegestionnaire",
            "sessions_cfg_etablissement",
            "sessions_cfg_etapecalendrier",
            "sessions_cfg_examen",
            "sessions_cfg_lienspecialite",
            "sessions_cfg_listechoix",
            "sessions_cfg_specialite",
        )
        for page in ("add", "delete", "history")
    },
    "gestion:sessions_cfg_epreuve_delete": "refusée : une épreuve se retire dans sa page",
    "gestion:sessions_cfg_epreuve_history": "page de l'administration Django",
}
