"""URL converters; each refuses what the database could not hold, so that no odd path becomes a 500."""

from django.urls import register_converter


class NumerosConverter:
    """« 02146028333-001 »: N° candidat and N° d'inscription of a candidature."""

    regex = r"[0-9]{11}-[0-9]{3}"

    def to_python(self, value: str) -> tuple[str, int]:
        candidat, inscription = value.split("-")
        return candidat, int(inscription)

    def to_url(self, value: tuple[str, int] | str) -> str:
        if isinstance(value, str):
            return value
        return f"{value[0]}-{value[1]:03d}"


class IdentifiantConverter:
    """A positive bigint."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(NumerosConverter, "numeros")
register_converter(IdentifiantConverter, "ident")
