"""Which role each staff page is for: every registered model and every view of `/gestion/` is in one of the two tables.

A page that a role may not open answers 403; what it contains is narrowed to its académies besides (`matrice`).
"""

from typing import NamedTuple

from accounts.enums import Role

G, R, S = Role.GESTIONNAIRE, Role.RESPONSABLE, Role.SUPERVISEUR


class Pages(NamedTuple):
    """The lowest role that may do it with the admin's own pages; None: nobody."""

    lit: Role
    change: Role | None = None
    ajoute: Role | None = None
    supprime: Role | None = None


class Vue(NamedTuple):
    """The lowest role that may open (GET) and send (POST) a page of our own."""

    ouvre: Role
    envoie: Role


MODELES = {
    "accounts.StaffProfile": Pages(lit=R, ajoute=R),  # changed by its own page and acts, below
    "documents.DocumentVersion": Pages(lit=G),
    "documents.EditionPapillons": Pages(lit=R),
    "documents.Lot": Pages(lit=G),
    "justificatifs.PieceAttendue": Pages(lit=G, change=G),
    "registrations.Candidature": Pages(lit=G),
    "registrations.Envoi": Pages(lit=R),
    "registrations.LotPreinscription": Pages(lit=G),
    "registrations.Rectification": Pages(lit=G),
    "sessions_cfg.Epreuve": Pages(lit=G, change=S, ajoute=S),
    "sessions_cfg.EtapeCalendrier": Pages(lit=G, change=R, ajoute=R, supprime=R),
    "sessions_cfg.Etablissement": Pages(lit=G, change=R),
    "sessions_cfg.Examen": Pages(lit=G, change=S),
    "sessions_cfg.LienSpecialite": Pages(lit=G, change=R, ajoute=R, supprime=R),
    "sessions_cfg.ListeChoix": Pages(lit=G, change=S),
    "sessions_cfg.MessagePonctuel": Pages(lit=G, change=S, ajoute=S, supprime=S),
    "sessions_cfg.RegleAcquis": Pages(lit=G, change=S, ajoute=S),
    "sessions_cfg.RegleEligibilite": Pages(lit=G, change=S, ajoute=S),
    "sessions_cfg.ReglePiece": Pages(lit=G, change=R, ajoute=R),
    "sessions_cfg.ServiceGestionnaire": Pages(lit=G, change=R, ajoute=R),
    "sessions_cfg.ServiceInscription": Pages(lit=G, change=R),
    "sessions_cfg.Session": Pages(lit=G, change=R),
    "sessions_cfg.Specialite": Pages(lit=G, change=S),
    "sessions_cfg.VersionCatalogue": Pages(lit=G),
}

VUES = {
    "gestion:index": Vue(G, G),
    "gestion:jsi18n": Vue(G, G),
    "gestion:app_list": Vue(G, G),
    "gestion:accounts_staffprofile_add": Vue(R, R),
    "gestion:accounts_staffprofile_change": Vue(R, R),
    "gestion:accounts_staffprofile_acte": Vue(R, R),
    "gestion:documents_documentversion_pdf": Vue(G, G),
    "gestion:documents_editionpapillons_classe": Vue(R, R),
    "gestion:documents_editionpapillons_editer": Vue(R, R),
    "gestion:documents_editionpapillons_change": Vue(R, R),
    "gestion:documents_editionpapillons_fichier": Vue(R, R),
    "gestion:documents_lot_publier": Vue(R, R),
    "gestion:documents_lot_un": Vue(R, R),
    "gestion:documents_lot_embargo": Vue(R, R),
    "gestion:documents_lot_acte": Vue(R, R),
    "gestion:documents_lot_liste": Vue(G, G),
    "gestion:justificatifs_pieceattendue_change": Vue(G, G),
    "gestion:justificatifs_pieceattendue_decider": Vue(G, G),
    "gestion:justificatifs_pieceattendue_annuler": Vue(G, G),
    "gestion:justificatifs_pieceattendue_fichier": Vue(G, G),
    "gestion:justificatifs_pieceattendue_page": Vue(G, G),
    "gestion:justificatifs_pieceattendue_suivi": Vue(G, G),
    "gestion:justificatifs_pieceattendue_courrier": Vue(G, G),
    "gestion:justificatifs_pieceattendue_enveloppe": Vue(G, G),
    "gestion:justificatifs_pieceattendue_relance": Vue(G, G),
    "gestion:registrations_candidature_acte": Vue(G, G),
    "gestion:justificatifs_preuve_fichier": Vue(G, G),
    "gestion:registrations_envoi_change": Vue(R, R),
    "gestion:registrations_lotpreinscription_importer": Vue(R, R),
    "gestion:registrations_lotpreinscription_preparer": Vue(R, R),
    "gestion:registrations_lotpreinscription_acte": Vue(R, R),
    "gestion:registrations_lotpreinscription_decider": Vue(R, R),
    "gestion:registrations_lotpreinscription_refusees": Vue(G, G),
    "gestion:registrations_rectification_change": Vue(G, G),
    "gestion:registrations_rectification_repondre": Vue(G, G),
    "gestion:registrations_candidature_identite": Vue(G, G),
    "gestion:registrations_candidature_apercu": Vue(G, G),
    "gestion:sessions_cfg_etablissement_importer": Vue(G, R),
    "gestion:sessions_cfg_specialite_copier": Vue(S, S),
    "gestion:sessions_cfg_versioncatalogue_exporter": Vue(G, G),
    "gestion:sessions_cfg_versioncatalogue_importer": Vue(G, S),
    "gestion:sessions_cfg_versioncatalogue_publier": Vue(G, R),  # a responsable: the pieces of his académies
}

# Of the admin: the two ends of a session, and an address that the models' own permissions answer for.
ECARTEES = {"gestion:login", "gestion:logout", "gestion:autocomplete"}
PAGES_DU_MODELE = ("changelist", "change", "add", "delete", "history")
