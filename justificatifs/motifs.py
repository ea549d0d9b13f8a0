"""Sentences that a gestionnaire starts from when a piece is *Non conforme*; he may complete them."""

COMMUNS = (
    "Le document est illisible : envoyez une photo nette et entière, ou une numérisation.",
    "Le document est incomplet : envoyez toutes les pages, recto et verso.",
    "Le document n'est pas celui qui est demandé.",
    "Le document n'est pas à votre nom.",
)
PAR_FAMILLE = {
    "CONFIRMATION": (
        "La confirmation d'inscription n'est pas signée : datez-la, signez-la et envoyez-la de nouveau.",
        "Cette confirmation n'est pas la dernière version : imprimez celle de « Mes documents » et signez-la.",
    ),
    "IDENTITE": ("La pièce d'identité n'est plus valable : envoyez un titre en cours de validité.",),
    "NATIONALITE": ("Ce document ne prouve pas la nationalité : envoyez une carte d'identité ou un passeport.",),
    "ACQUIS": ("Ce document ne prouve pas le diplôme déclaré : envoyez le diplôme, ou l'attestation de réussite.",),
}


def motifs(famille: str) -> tuple[str, ...]:
    """The sentences offered for a piece of that family, its own first."""
    return (*PAR_FAMILLE.get(famille, ()), *COMMUNS)
