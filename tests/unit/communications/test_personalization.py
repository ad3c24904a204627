"""Liquid in messages. The language: https://shopify.github.io/liquid; limits: ours."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from liquid.exceptions import LiquidError

from cordboard.communications.liquid_sandbox import Sandbox
from cordboard.communications.personalization import Template, TemplateFault, filler

SANDBOX = Sandbox()
TEN = "{% assign ten = 'a,b,c,d,e,f,g,h,i,j' | split: ',' %}"
BOMBS = {
    "a number that is squared 500 times": "{% assign x = 3 %}" + "{% assign x = x | times: x %}" * 500,
    "a text that is doubled 500 times": "{% assign s = 'aa' %}" + "{% assign s = s | append: s %}" * 500,
    "a range": "{% for i in (1..100000000) %}{% endfor %}",
    "a range that is written": "{{ (1..99999999999) | join }}",
    "a range that is searched": "{% if (1..1000000000000) contains 'a' %}x{% endif %}",
    "a range in a filter": "{{ 'a' | append: (1..99999999999) }}",
    "loops in loops": TEN + "".join(f"{{% for l{n} in ten %}}" for n in range(9)) + "{% endfor %}" * 9,
    "loops that write nothing": TEN
    + "{% for a in ten %}{% for b in ten %}{% for c in ten %}"
    + "{% if true %}{% endif %}" * 400
    + "{% endfor %}" * 3,
    "a replacement that multiplies": "{{ '" + "a" * 900 + "' | replace: 'a', '" + "b" * 50 + "' }}",
    "a glue that multiplies": TEN + "{% assign glue = '" + "b" * 900 + "' | append: '" + "b" * 900 + "' %}"
    "{{ ten | join: glue }}",
    "many open tags": "{{" * 50_000,
    "an open tag and a long text": "{{" + "a" * 90_000,
    "a path that does not end": "{{ " + "a[" * 400 + " }}",
    "blocks that are nested": "{% if a %}" * 20 + "{% endif %}" * 20,
    "a long template": "a" * 100_000 + "{{ a }}",
    "many tags": "{{ a }}" * 1001,
    "a file": "{% include '/etc/passwd' %}",
    "a template": "{% render 'other' %}",
    "a filter that is none": "{{ 'a' | system }}",
    "a tag that is none": "{% import os %}",
    "a division by nothing": "{{ 10 | divided_by: 0 }}",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_template_that_would_take_too_much_is_refused_with_a_reason(bomb: str) -> None:
    with pytest.raises(TemplateFault, match=r"\w"):
        Template(bomb).fill({"a": "b"})


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("Hi {{ name }}!", "Hi Ada!"),
        ("Hi {{ nobody }}!", "Hi !"),
        ("Hi {{ nobody | default: 'there' }}!", "Hi there!"),
        ("{% if name == 'Ada' %}yes{% else %}no{% endif %}", "yes"),
        ("{% unless nobody %}none{% endunless %}", "none"),
        ("{% case name %}{% when 'Ada' %}A{% else %}?{% endcase %}", "A"),
        ("{% assign n = name | upcase %}{{ n }}", "ADA"),
        ("{% capture n %}<{{ name }}>{% endcapture %}{{ n | escape }}", "&lt;Ada&gt;"),
        ("{% assign l = 'a,b' | split: ',' %}{% for x in l %}{{ forloop.index }}{{ x }}{% endfor %}", "1a2b"),
        ("{{ '2025-09-11' | date: '%d.%m.%Y' }}", "11.09.2025"),
        ("{{ 'someday' | date: '%Y' }}", "someday"),
        ("{% raw %}{{ name }}{% endraw %}", "{{ name }}"),
        ("{% comment %}{{ name }}{% endcomment %}", ""),
        ("no template { name } 50%", "no template { name } 50%"),
    ],
)
def test_a_template_is_filled_as_the_language_says(template: str, filled: str) -> None:
    assert Template(template).fill({"name": "Ada"}) == filled


@pytest.mark.parametrize(
    "secret", ["{{ name.__class__ }}", "{{ name.format }}", "{{ now }}", "{{ today }}", "{{ size }}", "{{ env }}"]
)
def test_a_template_sees_nothing_but_its_variables(secret: str) -> None:
    assert Template(secret).fill({"name": "Ada"}) == ""


def test_the_time_is_not_told() -> None:
    assert Template("{{ 'now' | date: '%Y' }}").fill({}) == "now"


def test_what_a_variable_holds_is_never_a_template_itself() -> None:
    assert Template("Hi {{ name }}").fill({"name": "{{ other }}{% include 'x' %}"}) == "Hi {{ other }}{% include 'x' %}"


def test_one_rendering_leaves_nothing_for_the_next() -> None:
    template = Template("{{ seen }}{% assign seen = name %}{{ seen }}")
    assert [template.fill({"name": name}) for name in ("a", "b")] == ["a", "b"]


def test_nested_content_is_filled_text_by_text() -> None:
    fill = filler({"text": "Hi {{ name }}", "media": [{"url": "https://x.example/{{ name }}.png"}], "height": 3})
    assert fill({"name": "Ada"}) == {
        "text": "Hi Ada",
        "media": [{"url": "https://x.example/Ada.png"}],
        "height": 3,
    }


def test_the_reference_names_every_filter_and_tag_and_no_other() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/personalization.md").read_text()
    table = page.partition("## Bounds")[0]
    named = set(re.findall(r"`([a-z0-9_]+)`", table)) - {"include", "render", "variables"}
    tags = {name for name in SANDBOX.tags if name.isalpha()} - {"content", "output", "illegal", "expression"}
    assert named == set(SANDBOX.filters) | tags | {"raw", "break", "continue"}


PIECES = [
    *("Hi ", "{", "}", "\n", " %}", "{{ name }}", "{{name}}", "{{ nobody }}", "{{ true }}", "{{ nil }}"),
    *("{{ nobody | default: 'you' }}", '{{empty_one|default:"it\'s"}}', "{{ name | default: '' }}"),
    *("{{ name | upcase }}", "{{- name -}}"),
]


@settings(deadline=None)  # what it takes depends on who else uses the machine
@given(st.lists(st.sampled_from(PIECES), max_size=8), st.text(max_size=5))
def test_templates_that_only_name_variables_say_what_the_library_says(pieces: list[str], name: str) -> None:
    text, variables = "".join(pieces), {"name": name, "empty_one": ""}
    try:
        expected = SANDBOX.parsed(text).render(variables)
    except LiquidError:
        with pytest.raises(TemplateFault):
            Template(text)
        return
    assert Template(text).fill(variables) == expected


def test_what_is_filled_has_an_end() -> None:
    with pytest.raises(TemplateFault):
        Template("{{ a }}" * 700).fill({"a": "x" * 1600})
