"""How an épreuve is named with the option taken."""


def intitule(code: str, titre: str, option: str, separateur: str = " - ") -> str:
    """« EG4 - Langue Vivante Etrangère - Allemand »; an option that the title says already is not said twice."""
    dite = option.casefold() in titre.casefold()
    return separateur.join([code, titre] if dite else [code, titre, option])
