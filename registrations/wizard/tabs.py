"""The seven tabs, declared once: order, address, label (specification §4, labels to the letter)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Onglet:
    """A tab. `saisie`: the candidate types there, and the draft keeps it under `cle`."""

    numero: int
    cle: str
    libelle: str
    saisie: bool = True

    @property
    def titre(self) -> str:
        return f"{self.numero} - {self.libelle}"


ONGLETS: tuple[Onglet, ...] = (
    Onglet(1, "identification", "Identification"),
    Onglet(2, "informations", "Informations candidature"),
    Onglet(3, "qualification", "Qualification présentée"),
    Onglet(4, "acquis", "Acquis"),
    Onglet(5, "epreuves", "Epreuves"),
    Onglet(6, "recapitulatif", "Récapitulatif", saisie=False),
    Onglet(7, "numero", "N° Inscription", saisie=False),
)

PAR_CLE = {onglet.cle: onglet for onglet in ONGLETS}
SAISIS = tuple(onglet for onglet in ONGLETS if onglet.saisie)
RECAPITULATIF, NUMERO = PAR_CLE["recapitulatif"], PAR_CLE["numero"]


def suivant(onglet: Onglet) -> Onglet:
    """The tab after this one; the last one is its own next."""
    return ONGLETS[min(onglet.numero, len(ONGLETS) - 1)]


def precedent(onglet: Onglet) -> Onglet:
    """The tab before this one; the first one is its own previous."""
    return ONGLETS[max(onglet.numero - 2, 0)]
