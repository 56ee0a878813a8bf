"""The frequent words by which a language is known."""

from collections.abc import Mapping
from typing import Literal

LatinLanguage = Literal["az", "de", "es", "fr", "it", "nl", "pt", "tr"]

# Persian words as people spell them in Latin letters, spellings folded. What is an English word or
# a common name, too, is left out ("be", "in", "are", "bad", "man", "adam"), however frequent it is.
FINGLISH = frozenset(
    """
    adami adresam adrese adreso afarin aha ahmagh ahmaq alan anjam asabam asabani asabi ashghal
    asle ast aval avaz avordan az azatun ba bache badan badtarin bahal balke bara baram baraye
    bashe bashid bastam baste basteam basteh bayad baz bazam bazgashte bazid bebakhshid bebinam
    bebinid bedam bede bedid bedin bedune befrestam befrestid befrestin begam begid begin begir
    begiram begirid begu behem behtare bekharam bekheyr benevis beram berese beshe bezan bezanam
    bezar bezarid biad biaid biam biar biarid bimasraf bishur bud budam budan budid budin chahar
    chand chande che cheghad cheghadr cheghadre chejuri chera chetor chetore chetori chi chie
    chikar chis chiz chizi dadam dadan dade dadid dadin dafe daghighan dame damet darad daram
    darid darin darkhaste dasht dashtam dastam daste dastet didam dige digeh diruz dishab dobare
    doroste dorud dorugh dovom emruz emshab engar entekhab ersal ersale eshtebah eshtebahe
    eshtebahi esme estefade ezafe faghat faktor faramush farda fargh felan ferestadan ferestadid
    ferestadin foroshgah forush forushgah garanti gereft gereftam gerefte gereftin ghabl ghabul
    ghalat gharar ghat ghaza ghesti gheymat gheymate gheymatesh ghol goftam goftan gofte goftid
    goftin gom gushi hafte hamegi hamin hamkar hamkare hamun hanuz harf hast hastam haste hasti
    hastid hastin haye hazf hazine hesab hesabam hich hichi hichkas hozuri inja injast inke
    jadid javab jaye jelde jense jome kado kafsh kalafe kalahbardar kalahbardari kardam kardan
    karde kardid kardin karshenas kartam kasi ke keraye kesafat ketab ketabe key keyfiatesh
    khabari khafe khahesh khali kharab kharabe kharej kharid kharidam kharide khastam khaste
    khata khejalat kheyli kheyr khob khobe khobid khoda khodafez khodahafez khodam khorde khosh
    khosham khoshesh khoshk khoshmaze khub khube khubi khubid khune kie kise kodom kodum kodume
    koja kojai kojast kojaye komak konam konid konin ku laanati laghv lanati lazem lotfan
    maghaze mahsul mamnun mano marju marjui masalan maskhare mersi meshki miad midam mide midid
    midin miferestin migam mige mire mirese mishe miyad moddat modir moghe mojud mojude mojudi
    momken montazer montazeram montazere moshkel moshkele moshkeli moshtari motavajeh mozakhraf
    munde nabud nadadid nadadin nadaram nadare nadarid nadarin nadasht nafar nagereftam nakardam
    nakardid nakheyr nakone nakonid namafhum narahat narahatam narazi naresid nareside narsid
    nashod nashodam nashode nayumad nayumade neshani neshuni neveshtam neveshte nist nistam
    nistid noskhe olagh omade panjshanbe pardakht pasesh payam paye peygiri peyk peykam porsidam
    poshtiban poshtibani pul pulam pulamo pule pulesh pulo raftam rafte rahe rahgiri ramz
    ramzamo ramze ravesh raygan raygane razi resid residam ro robati ru ruz ruze saat saate sabr
    sabt sabte safhe salaam salam sare seda sefaresh sefaresham sefareshamo sefareshe sefaresho
    shab shaba shahrestan shekaste shekayat sho shod shodam shode shoma shomarash shomare
    shomareh shoru slm soal soale sobh sohbat taghir tahvil taid takhfif takhfife takhir tamas
    tamum tarak tashakor taviz taze telefon toman tunestam umad umade vaghean vaght vaghti vajh
    vali vared variz vasl vaslam vaziat vaziate vaziyat vorud yadam yani yavash ye yek yekam
    yeki yekshanbe zadam zade zamane zang ziad zud zudtar
    """.split()  # noqa: SIM905 - a list of words reads better as words
)

# English words, and names, that begin as Persian ones do in Latin letters ("gh", "kh").
BEGIN_AS_PERSIAN = frozenset(
    """
    ghana ghanaian ghastly gherkin gherkins ghetto ghost ghosted ghostly ghosts ghoul ghouls
    khaki khakis khaled khalid khalil khadija
    """.split()  # noqa: SIM905 - as above
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

# English words that people of any language write: courtesies, and the names of details with what stands around
# them ("my phone is", "order number"). They tell no language of a customer who has written before.
SAID_IN_ANY = frozenset(
    """
    address bye cell code contact email fine good goodbye great hello hey hi id is its mail mobile my name no
    number ok okay order perfect phone please sorry super tel thank thanks the thx tracking welcome yes you
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

# Frequent words of languages that are neither of ours, in lower case as `str.lower` makes it. What is an
# English word, a Persian one in Latin letters, a common name or a brand is left out ("die", "was", "hat",
# "on", "pour", "con", "che", "para", "ben"), however frequent it is.
_LATIN: Mapping[LatinLanguage, str] = {
    "de": """
        aber alles auch bekomme bestellen bestellt bestellung bezahlen bezahlt bitte brauche danke das dem
        der deutsch dich diese dieser dir ein eine einen einer eines etwas falsch für geht geld gibt guten
        habe haben hallo heute ich ihnen ihr immer ist jemand kann kaputt kein keine kostet können lieferung
        mein meine meinem meinen meiner mich morgen muss möchte nach nicht nichts noch nur oder paket
        rechnung schon sehr sein seit sie sind sprechen sprichst und uns versand von wann warum wegen welche
        wenn wie wieder wird wo wurde zu zum zur zurück
    """,
    "fr": """
        acheté aide alors après aucun aujourd'hui avec avez avoir bonjour bonsoir c'est cassé ce cela ces
        cet cette chez colis combien commande commandé comment dans depuis elle encore et faire fait
        français j'ai jamais je jours l'ai livraison livre livré mais merci n'ai nous où parce parler parlez
        peut peux plaît pourquoi quand que quel quelle qui remboursement rembourser reçu s'il savoir suis
        toujours trop très vos votre voudrais vous été êtes être
    """,
    "es": """
        ahora algo alguien ayer buenas buenos cambiar cancelar comprar con cuesta cuál cuándo cuánto cómo
        desde devolución devolver dinero donde dónde el ella ellos en entrega envío español estoy está están
        favor gracias habla hablar hablas hasta hay hola hoy llega llegado llegó mañana mis mucho muy más
        ningún nunca paquete pedido pedí pero persona porque puede puedo quiero quién qué recibido recibí
        roto sobre soy su sí también tengo tiempo tiene todavía todo una uno usted ustedes vosotros
    """,
    "it": """
        adesso alla anche ancora aspetto avete buonasera buongiorno ciao cosa così degli della delle devo ed
        gli grazie hanno ho indietro italiano mia mio nella nessuno non oggi ordinato ordine pacco pagato
        parlare parlate perché però più posso può qualcuno quale quando quanto quello questa questo ricevuto
        rimborso rotto sbagliato sempre senza sono spedizione tutto una voi vorrei è
    """,
    "nl": """
        alsjeblieft besteld bestelling betaald betalen bij boek deze gebroken geen goedemiddag goedendag
        haar hallo heb hebben hebt heeft het hoeveel iemand ik jij jullie kapot kunnen kunt levering maar
        met mij mijn morgen nederlands niet niets niks nog ontvangen ook pakket praat rekening spreek
        spreekt terug uw vandaag verkeerd verzending vraag waar waarom wanneer weten worden wordt zeer zijn
        zonder
    """,
    "pt": """
        agora ainda alguém aqui chegar chegou como compra comprar comprei dinheiro dos ela ele encomenda
        entrega estou está eu fala falar favor foi gostaria hoje isso já livro mais mas meu minha muito na
        nunca não obrigada obrigado olá onde ontem pacote pagamento para pedido pelo pode porque português
        posso qual quando quanto que quebrado quem quero recebi reembolso sim são tem tenho uma você vocês é
    """,
    "tr": """
        acaba ancak bekliyorum beni benim biriyle bozuk bozulmuş bugün burada daha değil diye dün edebilir
        ediyorum evet fatura fiyatı geldi gelecek gelmedi gibi günaydın hangi hayır henüz hâlâ iade ilgili
        istiyorum için kadar kargo kargom kitap konuşmak lütfen merhaba misiniz mu musunuz mü müsünüz mı
        mısınız nasıl neden nerede niçin olarak olur onu paket paramı siparis sipariş siparişim siparişimi
        siz sizin sonra süre teşekkür teşekkürler türkçe ve veya yanlış yarın yok çok çünkü önce ürün şey şu
    """,
    "az": """
        bağlama bağlamam bilərsiniz bilərəm bugün deyil edin edirəm gəlib gəlməyib hansı harada haradadır
        hələ hər istəyirəm kömək məni mənim necə niyə nə olar onun qədər sabah sifariş sifarişim siz sizdə
        sizin təşəkkür və xahiş yox zəhmət çatdırılma çatmayıb çox ödəniş üçün əgər
    """,
}
LATIN: Mapping[LatinLanguage, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _LATIN.items()
}
