"""What a number in a message is: orders, phones, dates, amounts, and which is which."""

from __future__ import annotations

from datetime import date, timedelta

import jdatetime
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.components.numbers import NOTHING_KNOWN, Context, numbers_in
from bot.components.shapes import number_shape
from bot.spelling import normalise

DIGITS = [
    str.maketrans("0123456789", digits) for digits in ("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")
]
DOCUMENTED = "[A-Z0-9-]+"  # the shape in docs/orders.md


def found(text: str, asked: str | None = None, shape: str | None = None) -> list[tuple[str, str]]:
    context = Context(asked, number_shape(shape) if shape else None)
    numbers = numbers_in(normalise(text), context)
    return [(number.kind, number.value) for number in numbers if number.kind is not None]


def orders(text: str, asked: str | None = None, shape: str | None = None) -> list[str]:
    return [value for kind, value in found(text, asked, shape) if kind == "order_number"]


def phones(text: str, asked: str | None = None) -> list[str]:
    return [value for kind, value in found(text, asked) if kind == "phone"]


digits = st.sampled_from(DIGITS)
# Plain numbers that are no year, so that nothing else claims them.
plain_numbers = st.integers(100, 999_999_999).filter(lambda n: not 1300 <= n <= 2099).map(str)
mobiles = st.from_regex(r"9[0-9]{9}", fullmatch=True).filter(str.isascii)
MOBILE_FORMS = [
    "0{0}{1}{2}",
    "0{0} {1} {2}",
    "0{0}-{1}-{2}",
    "0{0}.{1}.{2}",
    "(0{0}) {1} {2}",
    "+98{0}{1}{2}",
    "+98 {0} {1} {2}",
    "+98(0){0}{1}{2}",
    "+98 (0) {0} {1} {2}",
    "(+98) {0}-{1}-{2}",
    "0098{0}{1}{2}",
    "0098 {0} {1}{2}",
    "98{0}{1}{2}",
    "{0} {1} {2}",
    "{0}{1}{2}",
]
mobile_forms = st.sampled_from(MOBILE_FORMS)


def written(form: str, mobile: str) -> str:
    return form.format(mobile[:3], mobile[3:6], mobile[6:])


class TestOrders:
    @given(
        plain_numbers,
        digits,
        st.sampled_from(["where is {}", "سفارش {} کجاست", "{}", "#{}", "no: {}!"]),
    )
    def test_a_plain_number_is_an_orders(
        self, number: str, digits: dict[int, str], said: str
    ) -> None:
        """Whosever digits it is written in."""
        assert orders(said.format(number.translate(digits))) == [number]

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("any news of WC-20418?", "WC-20418"),
            ("wc-20418", "wc-20418"),
            ("FZ7731 هنوز نیومده", "FZ7731"),
            ("it's 2025-0091", "2025-0091"),
            ("2025/0091", "2025/0091"),
            ("SO00731", "SO00731"),
            ("INV-2025-118", "INV-2025-118"),
            ("#5512-C", "5512-C"),
            ("number:5512", "5512"),
            ("order-5512", "5512"),
            ("order no. 17", "17"),
            ("order #7", "7"),
            ("my order number is 17", "17"),
            ("سفارش:۵۵۱۲", "5512"),
            ("شماره سفارشم ۱۷ هست", "17"),
            ("سفارش شماره ۱۷", "17"),
            ("sefareshe 17 kojast", "17"),
            ("shomare sefaresh: FZ7731", "FZ7731"),
        ],
    )
    def test_prefixes_marks_and_groups(self, text: str, number: str) -> None:
        assert orders(text) == [number]

    @pytest.mark.parametrize("number", ["A-4410", "B-7", "XK-22-9"])
    @pytest.mark.parametrize("said", ["{}", "it is {}", "no, it really is {}", "شماره‌اش {} هست"])
    def test_the_shops_own_shape(self, number: str, said: str) -> None:
        """As the orders file describes it, with the documented expression."""
        assert orders(said.format(number), "order_number", DOCUMENTED) == [number]

    @given(st.from_regex(r"[A-Z]{2}[0-9]{6}", fullmatch=True))
    def test_a_number_of_the_shops_shape_needs_no_mark(self, number: str) -> None:
        assert orders(f"when does {number} arrive", shape="[A-Z]{2}[0-9]{6}") == [number]

    def test_what_has_another_shape_is_none_unless_it_is_marked(self) -> None:
        """A typing error in a marked number is still meant as one."""
        assert orders("about 4410", shape="[A-Z]{2}[0-9]{6}") == []
        assert orders("order 4410", shape="[A-Z]{2}[0-9]{6}") == ["4410"]

    @pytest.mark.parametrize("text", ["7", "17", "B7", "it's 17", "۱۷"])
    def test_what_is_typed_where_a_number_was_asked_for_is_one(self, text: str) -> None:
        """However short, which elsewhere would be nothing."""
        assert len(orders(text, "order_number")) == 1
        assert orders(text) == []

    @pytest.mark.parametrize("text", ["no", "cancel", "hello", "I don't have it", "نمی‌دونم", "بله"])
    def test_words_are_no_answer_to_the_question_for_a_number(self, text: str) -> None:
        """Although the documented expression would take them."""
        assert orders(text, "order_number", DOCUMENTED) == []

    def test_the_marked_one_counts(self) -> None:
        assert orders("order 5512 has 300 pages and 4410 words") == ["5512"]

    @given(st.text(max_size=80), st.sampled_from([None, "order_number", "contact"]))
    def test_anything_may_be_typed(self, text: str, asked: str | None) -> None:
        """Places are in the text, in order, and never one on another."""
        typed = normalise(text)
        numbers = numbers_in(typed, Context(asked))
        ends = [0]
        for number in numbers:
            assert ends[-1] <= number.start < number.end <= len(typed)
            ends.append(number.end)


class TestPhones:
    @given(mobiles, mobile_forms, digits)
    def test_an_iranian_mobile_however_it_is_written(
        self, mobile: str, form: str, digits: dict[int, str]
    ) -> None:
        (phone,) = phones(written(form, mobile).translate(digits))
        assert phone.endswith(mobile)
        assert phone.lstrip("+").isdigit()

    @given(
        plain_numbers.filter(lambda number: not number.startswith("9")),
        mobiles,
        mobile_forms,
        st.sampled_from([" ", "\n", ", ", " - ", " / ", " و "]),
        st.sampled_from([1, -1]),
        digits,
    )
    def test_a_number_beside_a_phone_stays_a_number(  # noqa: PLR0913, PLR0917 - ways to write it
        self,
        number: str,
        mobile: str,
        form: str,
        between: str,
        step: int,
        digits: dict[int, str],
    ) -> None:
        """Before it or after it, on its line or on another."""
        phone = written(form, mobile)
        pair = (number, phone)[::step]
        kinds = dict(found(between.join(pair).translate(digits)))
        assert kinds["order_number"] == number
        assert kinds["phone"].endswith(mobile)

    @pytest.mark.parametrize("text", ["1000 989121234567", "۹۸۹۱۲۱۲۳۴۵۶۷ ۱۰۰۰"])
    def test_four_digits_and_a_mobile_with_its_country_are_no_card(self, text: str) -> None:
        """Together they have sixteen digits, as a card has."""
        assert dict(found(text)) == {"order_number": "1000", "phone": "989121234567"}

    @pytest.mark.parametrize(
        ("text", "phone"),
        [
            ("021 5550 0199", "02155500199"),
            ("(021) 5550-0199", "02155500199"),
            ("+98 21 5550 0199", "+982155500199"),
            ("+49 30 1230 4567", "+493012304567"),
            ("+44 20 7946 0000", "+442079460000"),
            ("+1 (202) 555-0143", "+12025550143"),
            ("(202) 555-0143", "2025550143"),
            ("0171 2345678", "01712345678"),
            ("call:09125550143", "09125550143"),
        ],
    )
    def test_other_phones(self, text: str, phone: str) -> None:
        assert phones(text) == [phone]
        kinds = dict(found(f"{text} 5512"))
        assert kinds == {"phone": phone, "order_number": "5512"}

    def test_where_one_was_asked_for_a_short_one_is_one(self) -> None:
        assert phones("5550199", "contact") == ["5550199"]
        assert orders("5550199") == ["5550199"]

    @pytest.mark.parametrize(
        "text",
        [
            "5022 2910 1234 5678",
            "5022-2910-1234-5678",
            "5022291012345678",
            "IR82 0540 1026 8002 0817 9090 02",
            "215480034500012345678901",
        ],
    )
    def test_cards_accounts_and_parcels_are_neither(self, text: str) -> None:
        assert found(text) == []


class TestDates:
    SIGNS = ("/", "-", ".", "\\", "–", "_", " ", " / ", "／")

    @given(
        st.dates(date(1990, 1, 1), date(2049, 12, 31)),
        st.sampled_from(SIGNS),
        st.sampled_from([1, -1]),
        digits,
    )
    def test_a_gregorian_date_is_no_number_of_an_order(
        self,
        day: date,
        sign: str,
        step: int,
        digits: dict[int, str],
    ) -> None:
        """Year, month and day in whichever order, with whatever between."""
        parts = [f"{day.year}", f"{day.month:02}", f"{day.day}"]
        text = sign.join(parts[::step]).translate(digits)
        assert [kind for kind, _ in found(f"ordered on {text}, where is it?")] == ["date"]

    @given(st.dates(date(1990, 4, 1), date(2049, 12, 31)), st.sampled_from(SIGNS), digits)
    def test_nor_is_a_persian_one(self, day: date, sign: str, digits: dict[int, str]) -> None:
        persian = jdatetime.date.fromgregorian(date=day)
        text = f"{persian.year}{sign}{persian.month:02}{sign}{persian.day:02}".translate(digits)
        assert [kind for kind, _ in found(f"سفارشم رو {text} دادم، چی شد؟")] == ["date"]

    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), plain_numbers)
    def test_a_number_beside_a_date_is_found(self, day: date, number: str) -> None:
        assume(not number.startswith(("19", "20")))
        assert dict(found(f"order {number} of {day.isoformat()}")) == {
            "order_number": number,
            "date": day.isoformat(),
        }

    @pytest.mark.parametrize(
        "text",
        [
            "on 22 Nov 2026",
            "on November 22nd, 2026",
            "the 3rd of March",
            "۳۰ آبان ۱۴۰۵",
            "۳۰ آبان ماه سال ۱۴۰۵",
            "1405 aban 30",
            "۲۲ نوامبر ۲۰۲۶",
            "since 2025",
            "سال ۱۴۰۴",
            "at 14:30",
            "ساعت ۹:۱۵",
        ],
    )
    def test_dates_and_times_in_words(self, text: str) -> None:
        assert orders(f"I bought it {text} and paid") == []

    @pytest.mark.parametrize("text", ["یک میلیون و ۲۰۰ خرید کردم", "ye milyon o 200 kharid konam"])
    def test_what_comes_on_top_of_a_million_is_an_amount(self, text: str) -> None:
        assert found(text) == []

    def test_where_the_shops_numbers_look_like_dates_the_answer_is_one(self) -> None:
        """But a date within a sentence is a date."""
        assert orders("2026/11/22", "order_number", "[0-9/]+") == ["2026/11/22"]
        assert orders("on 2026/11/22, I think", "order_number", "[0-9/]+") == []


class TestAmounts:
    @given(
        st.integers(100, 99_999_999),
        st.sampled_from(
            [
                "{:,} rials",
                "{} tomans",
                "${}",
                "€{:,}",
                "{}%",
                "{} تومان",
                "{:,} ریال",
                "{} هزار تومن",
            ]
        ),
    )
    def test_money_is_no_number_of_an_order(self, amount: int, said: str) -> None:
        assert found(f"I paid {said.format(amount)} already") == []

    @pytest.mark.parametrize(
        "text",
        [
            "250 grams",
            "300 pages",
            "۲۵۰ گرم",
            "۳۰۰ صفحه",
            "order 2 books",
            "سفارش ۳ جلد دادم",
            "12.5",
            "1,250,000",
        ],
    )
    def test_nor_is_a_measure(self, text: str) -> None:
        assert orders(text) == []

    def test_links_are_left_alone(self) -> None:
        assert found("see https://shop.example/p/55120 please") == []


def test_a_shape_that_is_none_matches_nothing() -> None:
    """The gateway refuses it with words; a bot that gets it all the same goes on."""
    assert not number_shape("[")("1042")
    assert numbers_in("1042", NOTHING_KNOWN)[0].value == "1042"


def test_days_ago_is_no_order() -> None:
    assert orders(f"order 2 days ago, on {date(2026, 11, 22) + timedelta(days=1)}") == []
