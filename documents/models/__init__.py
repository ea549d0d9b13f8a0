"""Issued documents, the publications that issue them by the thousand, and papillons, which are kept nowhere."""

from .emis import Document, DocumentImmuable, DocumentVersion
from .lots import EvenementLot, LigneLot, Lot
from .papillons import EditionPapillons, PapillonEdite

__all__ = [
    "Document",
    "DocumentImmuable",
    "DocumentVersion",
    "EditionPapillons",
    "EvenementLot",
    "LigneLot",
    "Lot",
    "PapillonEdite",
]
