"""The templates themselves: each compiles, names sentences that exist, and escapes."""

from __future__ import annotations

import re

import pytest
from jinja2 import nodes
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from textnn.html.markup import exact
from textnn.html.templates import environment
from textnn.locale import sentences

TEMPLATES = [
    name
    for name in environment("pt").list_templates(extensions=["html"])
    if not name.startswith("tasks/")  # found without it too
]
SOURCE = environment("pt").from_string


def source_of(name: str) -> str:
    env = environment("pt")
    assert env.loader is not None
    return env.loader.get_source(env, name)[0]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_sentence_a_template_names_exists(name: str) -> None:
    env = environment("pt")
    env.get_template(name)
    tree = env.parse(source_of(name))
    asked = [
        call.args[0].value
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name == "say"
        and isinstance(call.args[0], nodes.Const)
    ]
    assert set(asked) <= sentences("pt").keys()


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_macro_imported_is_there_and_used(name: str) -> None:
    env = environment("pt")
    source = source_of(name)
    for one in env.parse(source).find_all(nodes.FromImport):
        assert isinstance(one.template, nodes.Const)
        module = env.get_template(one.template.value).module
        for named in one.names:
            macro, here = named if isinstance(named, tuple) else (named, named)
            assert hasattr(module, macro), macro
            assert re.search(rf"\b{here}\(", source), here


def test_line_breaks_of_a_template_are_not_part_of_the_page() -> None:
    shown = SOURCE('<p\n  class="a">\n  {% if true %}\n    {{ text }}\n  {% endif %}\n</p>\n')
    assert shown.render(text=" a\n b ") == '<p class="a"> a\n b </p>'


def test_what_a_person_gave_is_escaped_and_what_a_macro_made_is_not() -> None:
    template = SOURCE(
        "{% macro b(text) %}<b>{{ text }}</b>{% endmacro %}{{ b(given) }}{{ given }}{{ made }}"
    )
    assert template.render(given="<i>", made=Markup("<u>")) == "<b>&lt;i&gt;</b>&lt;i&gt;<u>"


def test_a_sentence_made_of_sentences_is_escaped_once() -> None:
    template = SOURCE(
        '{% macro name() %}d\'or & "x"{% endmacro %}'
        '{{ say("shared_title", kind=name(), title="<b>") }}'
    )
    assert Markup(template.render()).unescape() == 'd\'or & "x": <b>'
    assert "<b>" not in template.render()


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        SOURCE("{{ nothing }}").render()


def test_markup_is_exact_once_and_stays_so() -> None:
    once = exact("a\r\n{{x}} ${y} `z`")
    assert once == "a&#13;\n&#123;&#123;x}} &#36;&#123;y} &#96;z&#96;"
    assert exact(once) == once


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_macro_takes_a_language(name: str) -> None:
    tree = environment("pt").parse(source_of(name))
    for macro in tree.find_all(nodes.Macro):
        assert not {"language", "lang"} & {arg.name for arg in macro.args}, macro.name
