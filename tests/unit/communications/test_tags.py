"""Tags. Source: reference of the Communications API, section 1.4."""

import pytest

from cordboard.communications.tags import BadTag, tag_faults, tag_filler


def test_ten_tags_of_the_longest_names_and_values_are_right() -> None:
    assert tag_faults({f"{n}".rjust(128, "k"): "v" * 256 for n in range(10)}) == []


@pytest.mark.parametrize(
    "tags",
    [
        {str(n): "v" for n in range(11)},
        {"": "v"},
        {"k" * 129: "v"},
        {"a b": "v"},
        {"k": ""},
        {"k": "v" * 257},
        {"k": "ä"},
        {"k": "a\n"},
        {"k": None},
        {"k": 1},
        {"k": {"a": "b"}},
        {"k": "{{ name"},
        {"k": "{% include 'x' %}"},
    ],
)
def test_tags_out_of_bounds_are_told(tags: dict[object, object]) -> None:
    assert len(tag_faults(tags)) == 1


def test_every_fault_is_told_at_once() -> None:
    assert [fault.name for fault in tag_faults({"a b": "v", "k": "", "fine": "v"})] == ["a b", "k"]


def test_a_templated_value_is_filled_for_each_recipient() -> None:
    fill = tag_filler({"city": "{{ city }}", "campaign": "fall.2025"})
    assert fill({"city": "Bern"}) == {"city": "Bern", "campaign": "fall.2025"}


@pytest.mark.parametrize("city", ["", "New York", "x" * 257])
def test_a_value_that_comes_out_of_pattern_is_refused_when_it_is_filled(city: str) -> None:
    with pytest.raises(BadTag) as caught:
        tag_filler({"city": "{{ city }}"})({"city": city})
    assert caught.value.name == "city"
