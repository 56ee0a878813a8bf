"""Which language a text is written in."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.language import (
    LANGUAGES,
    Language,
    ThirdLanguage,
    is_foreign,
    language_of,
    third_language,
)

EXAMPLES = Path(__file__).parents[3] / "data" / "nlu"


@pytest.mark.parametrize(
    ("text", "current", "expected"),
    [
        ("سفارش من کجاست؟", "en", "fa"),
        ("order 1042 کجاست", "en", "fa"),
        ("where is my order", "fa", "en"),
        ("ok", "fa", "fa"),
        ("ok", "en", "en"),
        ("iPhone 15", "fa", "fa"),
        ("a b c", "fa", "fa"),
        ("۱۰۴۲", "en", "en"),
        ("۱۰۴۲", "fa", "fa"),
        ("1042", "fa", "fa"),
        ("؟!", "en", "en"),
        ("🙂👍", "fa", "fa"),
        ("nika.shop@example.com", "fa", "fa"),
        ("https://shop.example/order/status", "fa", "fa"),
        ("see https://shop.example please", "fa", "en"),
        ("", "en", "en"),
        ("گچپژ", "en", "fa"),
        ("می\u200cخواهم", "en", "fa"),
    ],
)
def test_words_decide(text: str, current: Language, expected: Language) -> None:
    """Persian ones from the first on, English ones from two on; all else changes nothing."""
    assert language_of(text, current) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Is «سووشون» available as a paperback?",
        'do you still have "کلیدر" please',
        "My brother's name is رضا, he has paid already",
        "what does مرجوعی mean in your policy",
        "Hi, I'm سارا and my parcel has not arrived",
        "please send it to خیابان ولیعصر, the second door, not to my old address",
    ],
)
@pytest.mark.parametrize("current", LANGUAGES)
def test_a_persian_name_or_title_in_an_english_sentence_does_not_turn_it(
    text: str, current: Language
) -> None:
    assert language_of(text, current) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "PayPal قبول دارید؟",
        "لینک پرداخت online کار نمی‌کنه",
        "iPhone 15 Pro رو کی می‌فرستید",
        "ok ممنون",
        "order من کجاست؟",
        "«The Blind Owl» رو موجود دارید؟",
        "Samsung دارید؟",
    ],
)
@pytest.mark.parametrize("current", LANGUAGES)
def test_foreign_words_in_a_persian_sentence_do_not_turn_it(text: str, current: Language) -> None:
    """Brands, titles, and the English words that everybody uses."""
    assert language_of(text, current) == "fa"


@pytest.mark.parametrize(
    "text", ["«بوف کور»", '"The Blind Owl"', "“Samfonie der Welt”", "«Sanam» 2", "Blind Owl رمان"]
)
@pytest.mark.parametrize("current", LANGUAGES)
def test_a_title_alone_leaves_the_language_alone(text: str, current: Language) -> None:
    assert language_of(text, current) == current


FOREIGN = [
    ("ar", "أريد إلغاء طلبي"),
    ("ar", "متى يصل الطلب من فضلكم؟"),
    ("ar", "هل عندكم هذا الكتاب"),
    ("ar", "شكرا جزيلا"),
    ("ar", "لم تصل الطلبية حتى الآن"),
    ("ur", "میرا پارسل کہاں ہے؟"),
    ("ur", "کیا آپ کے پاس یہ کتاب ہے"),
    ("ps", "زما امر چیرته دی؟ ډېره مننه"),
    ("ckb", "داواکارییەکەم لە کوێیە؟"),
    ("ru", "Где мой заказ 1042?"),
    ("uk", "Де моє замовлення? Він іще їде"),
    ("zh", "我的订单什么时候到"),
    ("ja", "注文はいつ届きますか"),
    ("ko", "주문이 아직 안 왔어요"),
    ("he", "מתי יגיע ההזמנה"),
    ("el", "Πού είναι η παραγγελία μου;"),
    ("hi", "मेरा ऑर्डर कहाँ है"),
    ("und", "ჩემი შეკვეთა სად არის"),
    ("de", "Hallo, wann kommt mein Paket an?"),
    ("de", "Bestellung 1042 ist noch nicht da"),
    ("fr", "Bonjour, où est mon colis ?"),
    ("fr", "Je n’ai pas reçu ma commande"),
    ("es", "todavía no ha llegado mi paquete"),
    ("it", "non ho ancora ricevuto il mio ordine"),
    ("nl", "ik heb mijn bestelling nog niet ontvangen"),
    ("pt", "quero devolver um livro, está quebrado"),
    ("tr", "Merhaba, siparişim nerede?"),
    ("tr", "kitap bozuk geldi"),
    ("az", "bağlama hələ gəlməyib"),
]


@pytest.mark.parametrize(("language", "text"), FOREIGN)
@pytest.mark.parametrize("current", LANGUAGES)
def test_a_third_language_is_known_as_such(
    language: ThirdLanguage, text: str, current: Language
) -> None:
    """Arabic and Urdu above all, whose letters are nearly those of Persian; it turns nothing."""
    assert third_language(text) == language
    assert language_of(text, current) == current


@pytest.mark.parametrize(
    "text",
    [
        "do you ship to El Salvador, please?",
        "c'est la vie I guess, where is my order",
        "have you got Les Misérables or Le Petit Prince",
        "Das Kapital darid?",
        "hasta la vista",
        "ok danke",
        "merci",
        "teşekkürler",
    ],
)
def test_a_word_or_a_title_is_no_third_language(text: str) -> None:
    """Everybody thanks in French, and shops sell books of the world."""
    assert third_language(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "كتاب رو كي ميفرستيد؟",
        "سفارشم هنوز نرسيده است",
        "لطفاً پیگیری کنید",
        "السلام علیکم، سفارش من کجاست؟",
        "مؤسسه شما کجاست",
        "ان شاء الله کی می‌رسه؟",
        "الان چه خبر از سفارش ۱۰۴۲؟",
        "مرسی",
        "لیست قیمت",
        "Café Müller naïve",
        "1042",
        "🙂👍",
        "",
        "سلام, my order, заказ",
    ],
)
def test_ours_are_not_taken_for_a_third_language(text: str) -> None:
    """Persian from an Arabic keyboard, with Arabic phrases, or a single word of it."""
    assert not is_foreign(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_example_that_the_bot_learns_from_is_foreign(language: str) -> None:
    """Some thousands of messages, in Latin letters, too."""
    examples = [
        line.removeprefix("- ")
        for file in sorted((EXAMPLES / language).glob("*.yml"))
        for entry in yaml.safe_load(file.read_text("utf-8"))["nlu"]
        for line in entry["examples"].splitlines()
    ]
    assert len(examples) > 1000
    assert [text for text in examples if is_foreign(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "salam",
        "sefaresham kojast?",
        "Sefareshe 1042 hanooz naresid",
        "nemidoonam chera pardakht nashod",
        "mikham ba poshtiban harf bezanam",
        "esmetoon chie",
        "kheyli mamnoon, iPhone 15 darid?",
        "sorry, tracking code e man kar mikone?",
        "hello, delivery ta shiraz chand rooze?",
        "bishoor haye ahmagh",
        "hamatun khasis hastin",
        "ghoori ghashang",
    ],
)
@pytest.mark.parametrize("current", LANGUAGES)
def test_persian_in_latin_letters_is_answered_in_persian(text: str, current: Language) -> None:
    """Its words tell it, whichever spelling they have, and whatever was spoken before."""
    assert language_of(text, current) == "fa"


@pytest.mark.parametrize(
    "text",
    [
        "I don't know where my order is",
        "can I talk to Adam",
        "my name is Ali Rahimi",
        "are you a man or a bot, be honest, in a word",
        "do you sell salam candles and other gifts",
        "the swimming pool towel is bad",
        "is the book by Sho Harf in English",
        "the khaki one looks ghastly",
    ],
)
@pytest.mark.parametrize("current", LANGUAGES)
def test_english_stays_english(text: str, current: Language) -> None:
    """Persian names, and words that both languages have, do not make a sentence Persian."""
    assert language_of(text, current) == "en"


@pytest.mark.parametrize("text", ["Samsung Galaxy Ultra", "Nika Rahimi", "ok", "OK thanks", "Ali"])
@pytest.mark.parametrize("current", LANGUAGES)
def test_names_and_brands_leave_the_language_alone(text: str, current: Language) -> None:
    """So do the few English words that everybody uses."""
    assert language_of(text, current) == current


@pytest.mark.parametrize(
    "text",
    [
        "my mobile is 0912 555 0142",
        "order number 1063",
        "my email is a@b.example",
        "ok thank you",
        "yes please",
        "merci",
        "salam",
        "سووشون",
        "perfect",
        "1042",
    ],
)
@pytest.mark.parametrize("current", LANGUAGES)
def test_details_courtesies_and_single_words_turn_no_conversation_under_way(
    text: str, current: Language
) -> None:
    """A Persian customer gives a number in English words, an English one says merci."""
    assert language_of(text, current, spoken=True) == current


@pytest.mark.parametrize(
    ("text", "current", "expected"),
    [
        ("where is my parcel", "fa", "en"),
        ("my phone is broken", "fa", "en"),
        ("سلام", "en", "fa"),
        ("sefaresham koja mund", "en", "fa"),
    ],
)
def test_a_sentence_turns_a_conversation_under_way(
    text: str, current: Language, expected: Language
) -> None:
    """A customer who changes the language is answered in the new one; Persian letters are no accident."""
    assert language_of(text, current, spoken=True) == expected


def test_what_says_little_decides_where_nothing_was_said_before() -> None:
    """The first message of an English customer on a Persian page may be a number with its name."""
    assert language_of("my order number is 1063", "fa") == "en"


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_has_one_of_the_two_languages(text: str, current: Language) -> None:
    """Whatever is typed, the answer is a language we speak, and stays so when asked again."""
    language = language_of(text, current)
    assert language in LANGUAGES
    assert language_of(text, language) == language


@given(st.text(alphabet="0123456789۰۱۲۳۴۵۶۷۸۹ .,!؟?+-()"), st.sampled_from(LANGUAGES))
def test_numbers_and_signs_have_no_language(text: str, current: Language) -> None:
    """A number, in whatever digits, leaves the conversation's language alone."""
    assert language_of(text, current) == current
