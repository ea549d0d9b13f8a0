"""The guide's candidate, as « Voir comme un candidat » is asked about him."""

from typing import Any

from sessions_cfg.models import ServiceInscription


def choix(**autres: Any) -> dict[str, Any]:
    """The choices of the page; `autres` replaces some of them."""
    return {
        "service": ServiceInscription.objects.get(cle="cap-2022-toulouse").pk,
        "jour": "10/11/2021",
        "catalogue": "publie",
        "specialite": "CAP-50024127",
        "categorie": "INDIVIDUEL_SALARIE",
        "forme": "Globale",
        "naissance": "28/11/2003",
        "nationalite": "FRA",
        **autres,
    }
