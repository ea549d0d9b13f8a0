"""Issued documents, and the publications that issue them by the thousand."""

from .emis import Document, DocumentImmuable, DocumentVersion
from .lots import EvenementLot, LigneLot, Lot

__all__ = ["Document", "DocumentImmuable", "DocumentVersion", "EvenementLot", "LigneLot", "Lot"]
