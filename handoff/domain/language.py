"""Which of the two languages a text is written in: by its letters, and, since Persian is often typed
in Latin ones ("sefaresham kojast"), by its most frequent words.

How often that is right is measured in docs/subsystems/understanding.md.
"""

import re
from functools import lru_cache
from typing import Literal, get_args

Language = Literal["en", "fa"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Letters of the Arabic block and its Persian additions, without digits and punctuation.
_PERSIAN_LETTER = re.compile(r"[\u0620-\u065F\u066E-\u06D3\u06FA-\u06FC]")
_LATIN_WORD = re.compile(r"[a-z]+")

# One Latin word inside a Persian chat ("ok", a brand, a name) does not make it English.
_LATIN_WORDS_FOR_ENGLISH = 2

# Persian words as people spell them in Latin letters, spellings folded. What is an English word or
# a common name, too, is left out ("be", "in", "are", "bad", "man", "adam"), however frequent it is.
_PERSIAN = frozenset(
    """
    adami adresam adrese adreso aha alan asabam asabani asabi ast az azatun ba badan bahal balke
    bara baram baraye bashe bashid bastam baste basteam basteh bayad baz bazid bebakhshid
    bebinam bebinid bedam bede bedid bedin befrestid begam begid begin begu behem bekharam
    bekheyr benevis berese bezanam bezar biad biaid biarid bud budam budid chand chande che
    cheghad cheghadr cheghadre chera chetor chetore chetori chi chie chikar chis chiz chizi
    dadam dadid dame damet darad daram darid darin dastet dige digeh doroste dorud emruz emshab
    ersal ersale eshtebah eshtebahi faghat farda felan ferestadid foroshgah forush forushgah
    gereftam gheymat gheymate goftam gofte goftid hafte hamegi hamin hamun hanuz hast hastam
    haste hastid hastin hazine hesabam hich hichkas inja injast inke javab jome kalafe kardam
    karde kardid kasi ke ketab ketabe key khahesh kharab kharid kharidam khastam khaste kheyli
    kheyr khob khobe khobid khoda khodafez khodahafez khosh khosham khub khube khubid khune kie
    kodom kodum kodume koja kojai kojast kojaye konam konid konin ku laanati laghv lanati lazem
    lotfan maghaze mahsul mamnun mano marju marjui masalan miad mide migam mige mire mirese
    mishe miyad moddat modir mojud mojude mojudi momken montazer montazeram moshkel moshtari
    motavajeh nadadid nadaram nadare nadarid nakardid nakheyr nakonid namafhum narahat narahatam
    narazi naresid nareside narsid nashod nashodam nashode nayumad nayumade neshuni nist nistam
    nistid omade pardakht pasesh payam peygiri peyk peykam porsidam poshtiban poshtibani pulam
    pulamo pule pulesh pulo raftam rafte rahgiri ramz ramzamo resid residam ro robati ru ruz
    ruze saat sabr sabt salaam salam sefaresh sefaresham sefareshamo sefareshe sefaresho shab
    shaba shekaste shekayat shod shodam shode shoma shomarash shomare shomareh slm soal soale
    sobh taghir tahvil taid takhfif takhfife takhir tamas tamum tashakor toman tunestam umad
    umade vaghean vaght vaghti vajh vali variz vasl vaslam vaziat vaziyat yadam yani yavash ye
    yekam yeki yekshanbe zadam zade zang zud zudtar
    """.split()  # noqa: SIM905 - a list of words reads better as words
)

# Forms that no English word shares: mikham, mitunid, nemishe, nemidunam; esmetun, dastetun.
_PERSIAN_FORM = re.compile(
    r"ne?mi[a-z]{2,20}|mi(?:kh|tun|kon|fres|gir[aei]|zan|gard|dun|bin)[a-z]{0,20}|[a-z]{2,20}etun"
)

# Up to the apostrophe: "don't" is "don". What Persians say, too ("ok thanks", "online shop", "email",
# "code"), is left out.
_ENGLISH = frozenset(
    """
    about account address again all already an and another any anyone anything are aren arrive
    arrived at available back been before bought but buy by can cancel change charged come
    complaint contact cost could couldn customer day days deliver delivered delivery did didn
    different discount does doesn don every everything fee find for forgot free from gave get
    gift give go going good got great had has have haven help her here hers hi his how human i
    if im is isn issue it item its just know last late let like long look lost made make many
    may me mine money month more morning much must my name need never new next nobody not
    nothing now of off on one only open or order ordered orders other our out own package paid
    parcel pay payment people person phone please possible price problem product purchase put
    question really received refund return returned right said say see send sent service she
    shipped shipping should show someone something speak still stop store take talk tell than
    that the their them then there these they thing think this those time today told tomorrow
    track tracking until up use very wait waiting want wanted was way we week went were what
    when where which while who why will with without won work working would write wrong
    yesterday yet you your
    """.split()  # noqa: SIM905 - as above
)


def language_of(text: str, current: Language) -> Language:
    """The language to answer `text` in, given the `current` one of the conversation.

    Persian letters decide at once. Latin ones are Persian if more Persian than English words are
    among them, English if it is the other way round and there are two words at least. What has
    neither (numbers, names, e-mail addresses, emoji) leaves the language as it is.
    """
    if _PERSIAN_LETTER.search(text):
        return "fa"
    words = _LATIN_WORD.findall(_without_addresses(text.lower()))
    persian = sum(map(_is_persian, words))
    english = sum(word in _ENGLISH for word in words)
    if persian > english:
        return "fa"
    if english > persian and len(words) >= _LATIN_WORDS_FOR_ENGLISH:
        return "en"
    return current


@lru_cache(maxsize=4096)
def _is_persian(word: str) -> bool:
    folded = word.replace("oo", "u").replace("ou", "u").replace("ee", "i").replace("ei", "ey")
    return folded in _PERSIAN or _PERSIAN_FORM.fullmatch(folded) is not None


def _without_addresses(text: str) -> str:
    return " ".join(word for word in text.split() if "@" not in word and "://" not in word)
