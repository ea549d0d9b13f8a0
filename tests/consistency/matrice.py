"""Who may go where: every named URL of the resolver with its declared access.

`ACCES` is the table; a URL that is not in it fails the test. Staff pages of the Django admin are declared by
pattern, since the resolver makes them from the registered models.
"""

from dataclasses import dataclass
from enum import Enum

from django.urls import URLPattern, URLResolver, get_resolver


class Acces(Enum):
    PUBLIC = "public"  # everyone reads it
    VISITEUR = "visiteur"  # for people who are not signed in; the others may be sent home
    CANDIDAT = "candidat"  # any signed-in candidate
    TITULAIRE = "titulaire"  # the candidate whose candidature it is, nobody else
    PERSONNEL = "personnel"  # any staff; contents scoped
    ACADEMIE = "academie"  # staff of the object's académie, and superviseurs
    TECHNIQUE = "technique"  # health, demo: no personal data


@dataclass(frozen=True)
class Adresse:
    nom: str
    motif: str
    parametres: tuple[str, ...]


def adresses() -> list[Adresse]:
    """Every named URL of the project, with its converters."""
    trouvees: list[Adresse] = []

    def parcourir(noeud: URLResolver, prefixe: str, motif: str) -> None:
        for enfant in noeud.url_patterns:
            if isinstance(enfant, URLResolver):
                espace = f"{prefixe}{enfant.namespace}:" if enfant.namespace else prefixe
                parcourir(enfant, espace, motif + str(enfant.pattern))
            elif isinstance(enfant, URLPattern):
                if enfant.name is None and str(enfant.pattern) == "<path:object_id>/":
                    continue  # the admin's redirection of its old addresses to « …/change/ », checked there
                parametres = tuple(enfant.pattern.converters) or tuple(enfant.pattern.regex.groupindex)
                trouvees.append(Adresse(f"{prefixe}{enfant.name or ''}", motif + str(enfant.pattern), parametres))

    parcourir(get_resolver(), "", "/")
    return trouvees


SECOND_FACTEUR = ("", "_commencer", "_telephone", "_codes", "_verifier", "_secours")

ACCES: dict[str, Acces] = {
    "healthz": Acces.TECHNIQUE,
    "readyz": Acces.TECHNIQUE,
    "portail:accueil": Acces.PUBLIC,
    "portail:aide": Acces.PUBLIC,
    "portail:plan": Acces.PUBLIC,
    "portail:accessibilite": Acces.PUBLIC,
    "portail:mentions": Acces.PUBLIC,
    "portail:donnees": Acces.PUBLIC,
    "portail:robots": Acces.PUBLIC,
    "portail:security_txt": Acces.PUBLIC,
    "sessions_cfg:ouverture": Acces.PUBLIC,
    "sessions_cfg:service": Acces.PUBLIC,
    "sessions_cfg:icalendrier": Acces.PUBLIC,
    "simulateur:choix": Acces.PUBLIC,
    "simulateur:reponses": Acces.PUBLIC,
    "simulateur:resultat": Acces.PUBLIC,
    "simulateur:effacer": Acces.PUBLIC,
    "simulateur:reprendre": Acces.CANDIDAT,
    "documents:verification": Acces.PUBLIC,
    "documents:verifier_code": Acces.PUBLIC,
    "documents:verifier_fichier": Acces.PUBLIC,
    "accounts:creer": Acces.VISITEUR,
    "accounts:creer_envoye": Acces.VISITEUR,
    "accounts:renvoyer": Acces.VISITEUR,
    "accounts:corriger": Acces.VISITEUR,
    "accounts:communes": Acces.PUBLIC,
    "accounts:activer": Acces.VISITEUR,
    "accounts:connexion": Acces.VISITEUR,
    "accounts:premiere_connexion": Acces.VISITEUR,
    "accounts:premiere_connexion_choisir": Acces.VISITEUR,
    "accounts:deconnexion": Acces.PUBLIC,
    "accounts:mot_de_passe_oublie": Acces.VISITEUR,
    "accounts:mot_de_passe_envoye": Acces.VISITEUR,
    "accounts:mot_de_passe_choisir": Acces.VISITEUR,
    "accounts:adresse_confirmer": Acces.PUBLIC,
    "accounts:modifier": Acces.CANDIDAT,
    "accounts:modifier_adresse": Acces.CANDIDAT,
    "accounts:modifier_mot_de_passe": Acces.CANDIDAT,
    "accounts:adresse_renvoyer": Acces.CANDIDAT,
    "accounts:adresse_abandonner": Acces.CANDIDAT,
    "accounts:adresse_retablir": Acces.PUBLIC,
    "accounts:supprimer": Acces.CANDIDAT,
    "accounts:supprime": Acces.VISITEUR,
    **{f"accounts:second_facteur{page}": Acces.PERSONNEL for page in SECOND_FACTEUR},
    "accounts:invitation": Acces.PUBLIC,
    "accounts:session": Acces.PUBLIC,
    "accounts:reprendre": Acces.CANDIDAT,
    "portail:mes_donnees": Acces.CANDIDAT,
    "portail:mes_donnees_exporter": Acces.CANDIDAT,
    "portail:inscriptions": Acces.CANDIDAT,
    "registrations:nouvelle": Acces.CANDIDAT,
    "registrations:localites": Acces.CANDIDAT,
    "registrations:brouillon": Acces.CANDIDAT,
    "registrations:annuler_brouillon": Acces.CANDIDAT,
    "registrations:garder_brouillon": Acces.CANDIDAT,
    "portail:activites": Acces.TITULAIRE,
    "portail:formulaires": Acces.TITULAIRE,
    "registrations:onglet": Acces.TITULAIRE,
    "registrations:garder": Acces.TITULAIRE,
    "registrations:modifier": Acces.TITULAIRE,
    "registrations:annuler": Acces.TITULAIRE,
    "registrations:desinscrire": Acces.TITULAIRE,
    "registrations:coordonnees": Acces.TITULAIRE,
    "registrations:rectifications": Acces.TITULAIRE,
    "registrations:retirer": Acces.TITULAIRE,
    "documents:liste": Acces.TITULAIRE,
    "documents:etat": Acces.TITULAIRE,
    "documents:telecharger": Acces.TITULAIRE,
    "documents:agenda": Acces.TITULAIRE,
    "justificatifs:liste": Acces.TITULAIRE,
    "justificatifs:ajouter": Acces.TITULAIRE,
    "justificatifs:telecharger": Acces.TITULAIRE,
    "justificatifs:retirer": Acces.TITULAIRE,
    "justificatifs:transmettre": Acces.TITULAIRE,
    "justificatifs:demander": Acces.TITULAIRE,
    "demo:mails": Acces.TECHNIQUE,
    "demo:mail": Acces.TECHNIQUE,
    "gestion:index": Acces.PERSONNEL,
    "gestion:login": Acces.VISITEUR,
    "gestion:logout": Acces.PUBLIC,
    "gestion:autocomplete": Acces.PERSONNEL,
    "gestion:jsi18n": Acces.PERSONNEL,
    "gestion:app_list": Acces.PERSONNEL,
    "gestion:justificatifs_pieceattendue_decider": Acces.ACADEMIE,
    "gestion:justificatifs_pieceattendue_annuler": Acces.ACADEMIE,
    "gestion:justificatifs_pieceattendue_fichier": Acces.ACADEMIE,
    "gestion:justificatifs_pieceattendue_page": Acces.ACADEMIE,
    "gestion:justificatifs_pieceattendue_suivi": Acces.PERSONNEL,
    "gestion:justificatifs_pieceattendue_courrier": Acces.PERSONNEL,
    "gestion:justificatifs_pieceattendue_enveloppe": Acces.ACADEMIE,
    "gestion:justificatifs_pieceattendue_relance": Acces.ACADEMIE,
    "gestion:documents_documentversion_pdf": Acces.ACADEMIE,
    "gestion:documents_lot_publier": Acces.PERSONNEL,
    "gestion:documents_lot_un": Acces.ACADEMIE,
    "gestion:documents_lot_embargo": Acces.ACADEMIE,
    "gestion:documents_lot_acte": Acces.ACADEMIE,
    "gestion:documents_lot_liste": Acces.ACADEMIE,
    "gestion:documents_editionpapillons_classe": Acces.ACADEMIE,
    "gestion:documents_editionpapillons_editer": Acces.ACADEMIE,
    "gestion:documents_editionpapillons_fichier": Acces.ACADEMIE,
    "gestion:registrations_candidature_acte": Acces.ACADEMIE,
    "gestion:registrations_lotpreinscription_importer": Acces.PERSONNEL,
    "gestion:registrations_lotpreinscription_preparer": Acces.PERSONNEL,
    "gestion:registrations_lotpreinscription_acte": Acces.ACADEMIE,
    "gestion:registrations_lotpreinscription_decider": Acces.ACADEMIE,
    "gestion:registrations_lotpreinscription_refusees": Acces.ACADEMIE,
    "gestion:registrations_candidature_identite": Acces.ACADEMIE,
    "gestion:registrations_rectification_repondre": Acces.ACADEMIE,
    "gestion:justificatifs_preuve_fichier": Acces.ACADEMIE,
    "gestion:accounts_staffprofile_acte": Acces.ACADEMIE,
    "gestion:registrations_candidature_apercu": Acces.PERSONNEL,
    "gestion:sessions_cfg_versioncatalogue_publier": Acces.PERSONNEL,
    "gestion:sessions_cfg_specialite_copier": Acces.PERSONNEL,
    "gestion:sessions_cfg_etablissement_importer": Acces.PERSONNEL,
    "gestion:sessions_cfg_versioncatalogue_exporter": Acces.PERSONNEL,
    "gestion:sessions_cfg_versioncatalogue_importer": Acces.PERSONNEL,
}

# National data, that all staff read: the admin's page of one object belongs to no académie.
NATIONAUX = (
    "epreuve",
    "examen",
    "listechoix",
    "messageponctuel",
    "regleacquis",
    "regleeligibilite",
    "reglepiece",
    "session",
    "specialite",
)

# What the Django admin makes of each registered model.
ACCES_ADMIN = {
    "changelist": Acces.PERSONNEL,
    "add": Acces.PERSONNEL,
    "change": Acces.ACADEMIE,
    "delete": Acces.ACADEMIE,
    "history": Acces.ACADEMIE,
}


def acces_de(adresse: Adresse) -> Acces | None:
    """The declared access of a URL, or None."""
    if adresse.nom in ACCES:
        return ACCES[adresse.nom]
    if any(f"sessions_cfg_{modele}_" in adresse.nom for modele in NATIONAUX):
        return Acces.PERSONNEL
    if adresse.nom.startswith("gestion:"):
        return ACCES_ADMIN.get(adresse.nom.rsplit("_", 1)[-1])
    return None
