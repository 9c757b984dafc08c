from __future__ import annotations

import pytest

from studio.listing import Fault, Item, as_csv, decode, parse


def prompts(text: str, **facts: str) -> list[str]:
    return [item.prompt for item in parse(text, **facts).items]


def faults(text: str, **facts: str) -> list[tuple[int, str]]:
    return [(fault.number, fault.message) for fault in parse(text, **facts).faults]


def test_lines_are_prompts_without_blanks_and_comments() -> None:
    listing = parse("a cat\r\n\r\n# later\n  a dog  \n")
    assert listing.unit == "Line"
    assert listing.items == [Item(number=1, prompt="a cat"), Item(number=4, prompt="a dog")]
    assert listing.faults == []


def test_csv_reads_its_columns_in_any_order() -> None:
    (item,) = parse("Count,name,PROMPT,aspect ratio\n3,Kettle,a red kettle,16:9\n").items
    assert item == Item(
        number=2, prompt="a red kettle", name="Kettle", aspect_ratio="16:9", count=3
    )


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_finds_its_delimiter(mark: str) -> None:
    (item,) = parse(f"prompt{mark}model{mark}priority\na cat{mark}lite{mark}critical").items
    assert (item.prompt, item.model, item.priority) == ("a cat", "lite", "critical")


def test_csv_keeps_commas_line_ends_and_quotes_within_quotes() -> None:
    text = '\N{ZERO WIDTH NO-BREAK SPACE}prompt,name\n"a ""big"" cat,\nasleep",Tom\n\n'
    assert prompts(text) == ['a "big" cat,\nasleep']


def test_csv_names_the_row_of_each_problem() -> None:
    text = "prompt,count\na cat,two\n,1\na dog,1,again\na fox,2"
    assert faults(text) == [
        (2, "“two” is not a number of pictures."),
        (3, "It has no prompt."),
        (4, "It has more cells than the first row. Put quotes around text that holds commas."),
    ]
    assert prompts(text) == ["a fox"]


def test_csv_file_without_a_header_says_which_it_needs() -> None:
    ((number, message), *_) = faults("a cat,a dog", file_name="pets.csv")
    assert number == 1
    assert "one of them prompt: prompt, aspect_ratio" in message


def test_csv_with_a_column_that_nobody_knows_is_refused() -> None:
    ((_, message),) = faults("prompt,colour\na cat,red", file_name="pets.csv")
    assert message.startswith("There is no column “colour”.")


@pytest.mark.parametrize(
    "text",
    ['["a cat", {"prompt": "a dog", "count": 2}]', '{"prompts": ["a cat", {"prompt": "a dog"}]}'],
)
def test_json_takes_texts_and_objects(text: str) -> None:
    listing = parse(text)
    assert listing.unit == "Entry"
    assert [item.prompt for item in listing.items] == ["a cat", "a dog"]


def test_json_names_the_entry_of_each_problem() -> None:
    assert faults('["a cat", 7, {"prompt": 1}, {"prompt": "x", "colour": 1}, {}]') == [
        (2, "It is neither a text nor an object."),
        (3, "Its prompt is not a text."),
        (4, "There is no “colour”. The names are prompt, aspect_ratio, resolution, model, count, "
            "name, priority."),
        (5, "It has no prompt."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('["a cat"', "This is not valid JSON, from line 1, column 9 on."),
        ('{"prompts": 1}', "The JSON must be a list of prompts, or an object with “prompts”."),
        ('["' + "[" * 5, "This is not valid JSON, from line 1, column 2 on."),
    ],
)
def test_json_that_is_none_says_where(text: str, sentence: str) -> None:
    assert faults(text) == [(0, sentence)]


def test_prompt_in_brackets_is_no_json() -> None:
    assert prompts("[[fail:IMAGE_SAFETY]] a cat\n[1] a dog") == [
        "[[fail:IMAGE_SAFETY]] a cat",
        "[1] a dog",
    ]


def test_choices_make_every_combination() -> None:
    listing = parse("a {red|blue} {cat|dog}")
    assert [item.prompt for item in listing.items] == [
        "a red cat", "a red dog", "a blue cat", "a blue dog",
    ]  # fmt: skip
    assert {item.number for item in listing.items} == {1}


def test_choice_may_be_nothing_and_escapes_stand_for_themselves() -> None:
    assert prompts(r"a {|big\|huge} cat \{here\}") == ["a  cat {here}", "a big|huge cat {here}"]


def test_field_that_nobody_filled_in_is_named() -> None:
    assert faults("fine\na {colour} cat") == [
        (2, "Nobody filled in the field {colour}. Put words in its place.")
    ]


def test_brace_that_stands_alone_says_how_to_write_it() -> None:
    assert faults("a { cat") == [(1, r"A “{” stands alone. Write \{ for the character itself.")]


def test_too_many_pictures_are_counted_and_not_made() -> None:
    listing = parse("{a|b|c|d|e|f|g|h|i|j}" * 40)
    assert len(listing.items) == 1
    assert listing.faults[0].number == 0
    assert listing.faults[0].message.endswith("000 pictures; 1,000 fit into one batch.")


def test_thousand_pictures_still_fit() -> None:
    listing = parse("prompt,count\n" + "a cat,10\n" * 100)
    assert listing.faults == []
    assert parse("prompt,count\n" + "a cat,10\n" * 101).faults == [
        Fault(0, "The list makes 1,010 pictures; 1,000 fit into one batch.")
    ]


def test_csv_written_is_csv_read() -> None:
    items = [Item(number=2, prompt='a {b|c} \\ "d",\ne', name="N", count=2, model="lite")]
    assert parse(as_csv(items)).items == items


def test_file_is_read_in_utf8_and_utf16_and_else_refused() -> None:
    assert decode("é".encode("utf-8-sig")) == decode("é".encode("utf-16")) == "é"
    with pytest.raises(ValueError, match="not text in UTF-8"):
        decode("é".encode("latin-1"))
