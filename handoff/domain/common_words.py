"""The frequent words by which a language is known."""

# Persian words as people spell them in Latin letters, spellings folded. What is an English word or
# a common name, too, is left out ("be", "in", "are", "bad", "man", "adam"), however frequent it is.
FINGLISH = frozenset(
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

# Up to the apostrophe: "don't" is "don". What Persians say, too ("ok thanks", "online shop", "email",
# "code"), is left out.
ENGLISH = frozenset(
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

# Persian words in their own script and in one spelling (`persian.spelled`). What Arabic has, too, is
# left out ("من", "ما", "هم"), however frequent it is.
PERSIAN = frozenset(
    """
    آقا اگر اگه الان این است از اون با باید برای برسه بسته بگید بده بدید بود به پول پولم پیگیری تا تماس تو
    جان چرا چطور چقدر چند چنده چه چی چیه خانم خواستم خوب خوبه خیلی دارم داره دارید در دیگه را رسید رسیده
    رو روز سفارش سفارشم سفارشمو سلام شد شده شما عزیز فرستادید فروشگاه کجا کجاست کرد کرده کردم کن کنم کنید
    کنین که کو کی کیه گرفت گرفتم لطفا مرسی ممنون متشکرم می میخوام میرسه میشه نداره ندارم ندارید نرسیده نشد
    نشده نمی نمیشه نیست هست هستم هستید هنوز وقت یک یه
    """.split()  # noqa: SIM905 - as above
)

# Arabic words in the same spelling, but for those that Persian has, too ("این", "قبل", "ممکن", "رقم").
ARABIC = frozenset(
    """
    ابغی ارید اریده استرجاع الحساب الدفع الذی الرقم السعر الشحن الطلب الطلبیه الغاء الکتاب المال المبلغ المتجر
    المنتج المنتجات التوصیل التی الیوم امس انا انت انتم اهلا ایش تصل تلک توصیل جزیلا دلوقتی ذلک رجاء سعر
    سمحت شکرا شلون طلبت طلبی طلبیتی عاوز عایز عن عندک عندکم عندی غدا فضلک فی کانت کیف لدیک لدیکم لم
    لماذا لن لیس لیش ماذا متوفر متی مرحبا مع نحن نرید نعم هذا هذه هل هنا هناک وصلنی یرجی یرید یصل
    یصلنی یکون یوجد
    """.split()  # noqa: SIM905 - as above
)
