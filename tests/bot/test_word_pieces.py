"""Words are cut into the pieces of the highest score, in time linear in their length."""

from __future__ import annotations

from array import array

from bot.components.e5_weights import Pieces
from bot.components.word_pieces import Piece, WordPieces
from tests.hostile import processor_seconds

TEXTS = ["<s>", "</s>", "<unk>", "▁", "▁late", "▁lat", "late", "er", "r", "l", "a"]
SCORES = [0.0, 0.0, 0.0, -3.0, -2.0, -3.0, -5.0, -1.0, -9.0, -6.0, -6.0]
ALONE, LATE, LAT, LATE_WITHIN, ER, UNKNOWN = 3, 4, 5, 6, 7, 2


def pieces() -> WordPieces:
    read_as = {ord("\n"): " ", ord("ﬂ"): "fl"}
    return WordPieces(Pieces(TEXTS, array("f", SCORES), 0, 1, UNKNOWN, read_as))


def tokens(text: str) -> list[int]:
    cut = pieces()
    return [piece.token for piece in cut.cut(cut.read(text))]


def test_the_best_cut_wins_over_the_longest_pieces() -> None:
    assert tokens("later") == [LAT, ER]


def test_a_letter_of_no_piece_is_unknown_and_costs_most() -> None:
    assert tokens("xlate") == [ALONE, UNKNOWN, LATE_WITHIN]


def test_each_word_begins_with_its_space_and_spaces_in_a_row_are_one() -> None:
    assert tokens("late   late\n later") == [LATE, LATE, LAT, ER]


def test_a_piece_knows_where_it_ends_in_the_text_that_is_read() -> None:
    cut = pieces()
    read = cut.read("late  later")
    assert read == "late later"
    assert cut.cut(read) == [Piece(LATE, 4), Piece(LAT, 8), Piece(ER, 10)]


def test_places_hold_behind_a_leading_space() -> None:
    cut = pieces()
    assert cut.cut(" late") == [Piece(LATE, 5)]


def test_an_endless_word_takes_time_in_proportion_to_its_length() -> None:
    cut = pieces()
    short = processor_seconds(lambda: cut.cut("la" * 2_000))
    assert processor_seconds(lambda: cut.cut("la" * 20_000), 30 * short) < 30 * short
