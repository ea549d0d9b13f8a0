"""`{% load composants %}`: one tag per declared component, and the drawing of forms."""

from dataclasses import MISSING, fields

from django import template
from django.forms.boundfield import BoundField
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString

from cyclades.common.composants import COMPOSANTS, Composant
from cyclades.common.forms.base import PortailForm
from cyclades.common.forms.dessin import dessiner, erreurs_de

register = template.Library()


def _gabarit(context: Context, nom: str) -> template.base.Template:
    if context.template is None:
        raise template.TemplateSyntaxError("un composant se dessine dans une page")
    return context.template.engine.get_template(nom)


class NoeudComposant(template.Node):
    def __init__(
        self, classe: type[Composant], attributs: dict[str, FilterExpression], contenu: NodeList | None
    ) -> None:
        self.classe, self.attributs, self.nodelist = classe, attributs, contenu or NodeList()

    def render(self, context: Context) -> SafeString:
        valeurs = {nom: expression.resolve(context) for nom, expression in self.attributs.items()}
        if self.classe.bloc:
            valeurs["contenu"] = self.nodelist.render(context)
        composant = self.classe(**valeurs)
        return _gabarit(context, composant.gabarit).render(context.new(composant.donnees()))


def _compilateur(classe: type[Composant]) -> None:
    declares = {f.name: f for f in fields(classe) if f.name != "contenu"}
    obligatoires = {nom for nom, f in declares.items() if f.default is MISSING and f.default_factory is MISSING}

    def compiler(parser: Parser, token: Token) -> NoeudComposant:
        morceaux = token.split_contents()[1:]
        attributs: dict[str, FilterExpression] = {}
        positions = list(classe.positions)
        while morceaux:
            nommes = token_kwargs(morceaux, parser)  # takes what it understands off the list
            if nommes:
                attributs.update(nommes)
            elif positions:
                attributs[positions.pop(0)] = parser.compile_filter(morceaux.pop(0))
            else:
                raise template.TemplateSyntaxError(f"{classe.nom} : « {morceaux[0]} » est en trop")
        inconnus = attributs.keys() - declares.keys()
        manquants = obligatoires - attributs.keys()
        if inconnus:
            raise template.TemplateSyntaxError(f"{classe.nom} : attribut non déclaré {', '.join(sorted(inconnus))}")
        if manquants:
            raise template.TemplateSyntaxError(f"{classe.nom} : il manque {', '.join(sorted(manquants))}")
        contenu = None
        if classe.bloc:
            contenu = parser.parse((f"fin{classe.nom}",))
            parser.delete_first_token()
        return NoeudComposant(classe, attributs, contenu)

    register.tag(classe.nom, compiler)


for _classe in COMPOSANTS:
    _compilateur(_classe)


@register.simple_tag(takes_context=True)
def champs(context: Context, form: PortailForm, *noms: str) -> SafeString:
    """`{% champs form %}` all fields, or `{% champs form "a" "b" %}` those named, by one flat template."""
    lies = [form[nom] for nom in (noms or form.fields)]
    return _gabarit(context, "components/champs.html").render(context.new({"champs": dessiner(lies)}))


@register.simple_tag(takes_context=True)
def champ(context: Context, lie: BoundField) -> SafeString:
    """`{% champ form.nom %}`: one field."""
    return _gabarit(context, "components/champs.html").render(context.new({"champs": dessiner([lie])}))


@register.simple_tag(takes_context=True)
def resume_erreurs(context: Context, *formulaires: PortailForm | list[PortailForm] | None) -> SafeString:
    """Summary of the errors, at the top of the page, announced and focused; nothing when there is none.

    A form that the page does not have is None; a list is as many forms as it holds.
    """
    listes = [f if isinstance(f, list) else [f] for f in formulaires if f is not None]
    erreurs = erreurs_de(form for liste in listes for form in liste)
    if not erreurs:
        return SafeString("")
    return _gabarit(context, "components/resume_erreurs.html").render(context.new({"erreurs": erreurs}))
