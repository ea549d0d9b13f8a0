"""What is held about an account, for its owner."""

from typing import Any

from accounts.models import Acces, CorrectionIdentite, User

# Openings by staff that the page shows; the file holds all of them.
ACCES_MONTRES = 200


def donnees_de(compte: User) -> dict[str, Any]:
    """Everything that this app holds about the person, ready for JSON; instants are aware datetimes."""
    profil = getattr(compte, "profil", None)
    return {
        "compte": {
            "numero_candidat": compte.numero_candidat,
            "identifiant": compte.identifiant,
            "adresse_mail": compte.email,
            "cree_le": compte.cree_le,
            "active_le": compte.active_le,
            "derniere_connexion": compte.last_login,
        },
        "etat_civil": profil
        and {
            "civilite": profil.civilite,
            "nom_naissance": profil.nom_naissance,
            "nom_usage": profil.nom_usage,
            "prenoms": profil.prenoms,
            "date_naissance": profil.date_naissance,
            "pays_naissance": profil.pays_naissance_id,
            "departement_naissance": profil.departement_naissance_id,
            "departement_saisi_librement": profil.departement_libre,
            "commune_naissance": profil.commune_naissance,
            "commune_code": profil.commune_code,
            "commune_saisie_librement": profil.commune_libre,
            "ville_naissance": profil.ville_naissance,
            "verrouille_le": profil.identite_verrouillee_le,
        },
        "adresses_connues": sorted(compte.adresses.values_list("adresse_normalisee", flat=True)),
        "changements_d_adresse": list(
            compte.changements_adresse.order_by("pk").values(
                "ancienne", "nouvelle", "cree_le", "confirme_le", "annule_le"
            )
        ),
        "codes_de_premiere_connexion": list(
            compte.codes_premier_acces.order_by("pk").values("tire_le", "utilise_le", "revoque_le")
        ),
        "corrections_d_etat_civil": list(
            CorrectionIdentite.objects.filter(compte=compte).values("quand", "qui", "motif", "preuve", "differences")
        ),
        "acces_du_personnel": list(Acces.objects.filter(compte=compte).values("quand", "qui", "objet")),
    }
