"""Files made to harm, or merely broken: one table of (name, bytes, what may become of it).

What may become: the code of a refusal (`scanning.refus.PHRASES`), « garde » (kept, looked at as pictures only) or
« infecte » (kept, then taken back by the antivirus). Several when chance decides, as for bytes turned at random.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

GARDE, INFECTE = "garde", "infecte"
GRAINE = 20260727


@dataclass(frozen=True, slots=True)
class Hostile:
    """`nom` is what the browser says that the file is called; `titre` what the table calls it."""

    titre: str
    nom: str
    octets: bytes
    attendu: frozenset[str]

    def __str__(self) -> str:
        return self.titre


def hostile(titre: str, nom: str, octets: bytes, *attendu: str) -> Hostile:
    return Hostile(titre, nom, octets, frozenset(attendu))


def coupes(octets: bytes, nombre: int) -> Iterator[tuple[int, bytes]]:
    """(offset, what is left) for `nombre` offsets from the first bytes to the last but one."""
    longueur = len(octets)
    for rang in range(nombre):
        coupe = max(1, longueur * rang // nombre) if rang < nombre - 1 else longueur - 1
        yield coupe, octets[:coupe]


def retournes(octets: bytes, nombre: int, *, graine: int) -> Iterator[tuple[int, bytes]]:
    """(rank, the same file with one byte in fifty turned at random beyond its signature); always the same ones."""
    hasard = random.Random(GRAINE + graine)
    for rang in range(nombre):
        copie = bytearray(octets)
        for _ in range(max(1, len(copie) // 50 // (rang % 4 + 1))):
            copie[hasard.randrange(16, len(copie))] = hasard.randrange(256)
        yield rang, bytes(copie)


def tous() -> list[Hostile]:
    """The whole table but the heavy ones (`lourds`), in a fixed order, each title once."""
    from . import hostiles_archives, hostiles_images, hostiles_noms, hostiles_pdf

    return [*hostiles_images.table(), *hostiles_pdf.table(), *hostiles_archives.table(), *hostiles_noms.table()]


def lourds() -> list[Hostile]:
    """Those that keep a parser busy until it is stopped: seconds each."""
    from . import hostiles_pdf

    return list(hostiles_pdf.lourds())


def echantillon(nombre: int) -> list[Hostile]:
    """`nombre` of them drawn with the seed, in the order of the table."""
    table = tous()
    choisis = set(random.Random(GRAINE).sample(range(len(table)), nombre))
    return [fichier for rang, fichier in enumerate(table) if rang in choisis]
