"""The source of a rule reads as words; its address is only where the link goes."""

import pytest

from registrations.templatetags.inscription import source


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (
            "arrêté du 23 juin 2014, art. LV : https://a.example/x",
            '<a href="https://a.example/x" rel="noreferrer">arrêté du 23 juin 2014, art. LV</a>',
        ),
        ("https://a.example/x (arrêté)", '<a href="https://a.example/x" rel="noreferrer">arrêté</a>'),
        ("https://www.a.example/x", '<a href="https://www.a.example/x" rel="noreferrer">a.example</a>'),
        ("code de l'éducation", "code de l'éducation"),
        (
            'https://a.example/"><script> (<b>)',
            '<a href="https://a.example/&quot;&gt;&lt;script&gt;" rel="noreferrer">&lt;b&gt;</a>',
        ),
    ],
)
def test_source_shows_words(texte: str, attendu: str) -> None:
    assert source(texte) == attendu
