"""Mail domains that are often mistyped."""

_CONNUS = [
    "gmail.com",
    "hotmail.fr",
    "hotmail.com",
    "outlook.fr",
    "outlook.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "sfr.fr",
    "laposte.net",
    "yahoo.fr",
    "yahoo.com",
    "icloud.com",
    "live.fr",
    "bbox.fr",
    "protonmail.com",
]


def _distance(a: str, b: str) -> int:
    """Edit distance where two letters swapped count once (Damerau, restricted)."""
    avant: list[int] = []
    ligne = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        suite = [i]
        for j, y in enumerate(b, 1):
            cout = min(ligne[j] + 1, suite[j - 1] + 1, ligne[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cout = min(cout, avant[j - 2] + 1)
            suite.append(cout)
        avant, ligne = ligne, suite
    return ligne[-1]


def adresse_suggeree(adresse: str) -> str:
    """« dack@gmail.com » for « dack@gmial.com »; "" when the domain looks right or like none that we know."""
    local, _, domaine = adresse.rpartition("@")
    domaine = domaine.casefold()
    if not local or not domaine or domaine in _CONNUS or len(domaine) > 30:
        return ""
    ecart, voisin = min((_distance(domaine, connu), connu) for connu in _CONNUS)
    return f"{local}@{voisin}" if ecart <= 2 and ecart < len(domaine) / 3 else ""
