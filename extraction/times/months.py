"""Month names: those of the Gregorian calendar in 80 languages, and of the Persian and Islamic calendars.

From the Unicode CLDR (format and stand-alone, wide and abbreviated), with spellings that newspapers
use beside. A name stands under the first language that has it. Lower case, without full stops.
"""

from __future__ import annotations

# January | February | ... ; spellings divided by "/".
GREGORIAN = {
    "en": (
        "january/jan | february/feb | march/mar | april/apr | may | june/jun | july/jul | "
        "august/aug | september/sep/sept | october/oct | november/nov | december/dec"
    ),
    "de": (
        "januar/jänner/jän | februar/feber | märz/mär/mrz/maerz |  | mai | juni | juli |  |  | "
        "oktober/okt |  | dezember/dez"
    ),
    "fr": (
        "janvier/janv | février/févr/fevrier/fév | mars | avril/avr |  | juin | juillet/juil | "
        "août/aout | septembre | octobre | novembre | décembre/déc/decembre"
    ),
    "es": (
        "enero/ene | febrero | marzo | abril/abr | mayo | junio | julio | agosto/ago | "
        "septiembre/setiembre/set | octubre | noviembre | diciembre/dic"
    ),
    "pt": (
        "janeiro | fevereiro/fev | março |  | maio | junho | julho |  | setembro | outubro/out "
        "| novembro | dezembro"
    ),
    "it": (
        "gennaio/gen | febbraio |  | aprile | maggio/mag | giugno/giu | luglio/lug |  | "
        "settembre | ottobre/ott |  | dicembre"
    ),
    "nl": "januari | februari | maart/mrt |  | mei |  |  | augustus |  |  |  | ",
    "ru": (
        "января/янв/январь | февраля/февр/февраль | марта/мар/март | апреля/апр/апрель | "
        "мая/май | июня/июн/июнь | июля/июл/июль | августа/авг/август | сентября/сент/сентябрь "
        "| октября/окт/октябрь | ноября/нояб/ноябрь | декабря/дек/декабрь"
    ),
    "uk": (
        "січня/січ/січень | лютого/лют/лютий | березня/бер/березень | квітня/квіт/квітень | "
        "травня/трав/травень | червня/черв/червень | липня/лип/липень | серпня/серп/серпень | "
        "вересня/вер/вересень | жовтня/жовт/жовтень | листопада/лист/листопад | "
        "грудня/груд/грудень"
    ),
    "ar": (
        "يناير/كانون الثاني/جانفي | فبراير/شباط/فيفري | مارس/آذار/اذار | "
        "أبريل/نيسان/ابريل/إبريل/أفريل | مايو/أيار/ايار/ماي | يونيو/حزيران/يونيه/جوان | "
        "يوليو/تموز/يوليوز/جويلية | أغسطس/آب/اغسطس/غشت/أوت | سبتمبر/أيلول/ايلول/شتنبر | "
        "أكتوبر/تشرين الأول/تشرين الاول/اكتوبر | نوفمبر/تشرين الثاني/تشرين الثانى/نونبر | "
        "ديسمبر/كانون الأول/كانون الاول/دجنبر"
    ),
    "fa": (
        "ژانویهٔ/ژانویه | فوریهٔ/فوریه |  | آوریل/آپریل | مهٔ/مه/می | ژوئن/جون | "
        "ژوئیهٔ/ژوئیه/جولای | اوت/آگوست | سپتامبر | اکتبر | نوامبر | دسامبر"
    ),
    "tr": (
        "ocak/oca | şubat/şub | mart | nisan/nis | mayıs | haziran/haz | temmuz/tem | "
        "ağustos/ağu | eylül/eyl | ekim/eki | kasım/kas | aralık/ara"
    ),
    "pl": (
        "stycznia/sty/styczeń | lutego/lut/luty | marca/marzec | kwietnia/kwi/kwiecień | "
        "maja/maj | czerwca/cze/czerwiec | lipca/lip/lipiec | sierpnia/sie/sierpień | "
        "września/wrz/wrzesień | października/paź/październik | listopada/lis/listopad | "
        "grudnia/gru/grudzień"
    ),
    "af": "januarie | februarie |  |  |  | junie | julie |  |  |  |  | desember/des",
    "az": (
        "yanvar | fevral |  | aprel |  | iyun/iyn | iyul/iyl | avqust/avq | sentyabr/sen | "
        "oktyabr | noyabr/noy | dekabr/dek"
    ),
    "az_Cyrl": (
        "јанвар/јан | феврал/фев |  | апрел |  | ијун/ијн | ијул/ијл |  | сентјабр/сен | "
        "октјабр | нојабр/ној | декабр"
    ),
    "be": (
        "студзеня/сту/студзень | лютага/люты | сакавіка/сак/сакавік | красавіка/кра/красавік | "
        "| чэрвеня/чэр/чэрвень | ліпеня/ліп/ліпень | жніўня/жні/жнівень | верасня/верасень | "
        "кастрычніка/кас/кастрычнік | лістапада/ліс/лістапад | снежня/сне/снежань"
    ),
    "bg": (
        "януари/яну | февруари |  | април |  | юни | юли |  | септември/сеп | октомври | "
        "ноември/ное | декември"
    ),
    "bn": (
        "জানুয়ারী/জানু/জানুয়ারি | ফেব্রুয়ারী/ফেব/ফেব্রুয়ারি | মার্চ | এপ্রিল/এপ্রি | মে | জুন | জুলাই/জুল | "
        "আগস্ট/আগ/অগস্ট | সেপ্টেম্বর/সেপ | অক্টোবর/অক্টো | নভেম্বর/নভে | ডিসেম্বর/ডিসে"
    ),
    "bs": "|  |  |  |  |  |  |  | septembar | oktobar | novembar | decembar",
    "ca": (
        "de gener/de gen/gener | de febrer/de febr/febrer/febr | de març/març | d’abril/d’abr "
        "| de maig/maig | de juny/juny | de juliol/de jul/juliol | d’agost/d’ag/agost | de "
        "setembre/de set/setembre | d’octubre/d’oct | de novembre/de nov | de desembre/de "
        "des/desembre"
    ),
    "cs": (
        "ledna/led/leden | února/úno/únor | března/bře/březen | dubna/dub/duben | "
        "května/kvě/květen | června/čvn/červen | července/čvc/červenec | srpna/srp/srpen | "
        "září/zář | října/říj/říjen | listopadu | prosince/pro/prosinec"
    ),
    "cy": (
        "ionawr/ion | chwefror/chwef/chw | mawrth/maw | ebrill/ebr |  | mehefin/meh | "
        "gorffennaf/gorff/gor | awst | medi | hydref/hyd | tachwedd/tach | rhagfyr/rhag"
    ),
    "da": "|  | marts |  |  |  |  |  |  |  |  | ",
    "el": (
        "ιανουαρίου/ιαν/ιανουάριος | φεβρουαρίου/φεβ/φεβρουάριος | μαρτίου/μαρ/μάρτιος/μάρ | "
        "απριλίου/απρ/απρίλιος | μαΐου/μαΐ/μάιος/μάι | ιουνίου/ιουν/ιούνιος/ιούν | "
        "ιουλίου/ιουλ/ιούλιος/ιούλ | αυγούστου/αυγ/αύγουστος/αύγ | σεπτεμβρίου/σεπ/σεπτέμβριος "
        "| οκτωβρίου/οκτ/οκτώβριος | νοεμβρίου/νοε/νοέμβριος/νοέ | δεκεμβρίου/δεκ/δεκέμβριος"
    ),
    "eo": (
        "januaro | februaro | marto | aprilo | majo |  |  | aŭgusto/aŭg | septembro | oktobro |  | decembro"
    ),
    "et": (
        "jaanuar/jaan | veebruar/veebr | märts | aprill |  | juuni | juuli |  |  | oktoober |  "
        "| detsember/dets"
    ),
    "eu": (
        "urtarrila/urt | otsaila/ots | martxoa | apirila/api | maiatza | ekaina/eka | "
        "uztaila/uzt | abuztua/abu | iraila/ira | urria/urr | azaroa/aza | abendua/abe"
    ),
    "fi": (
        "tammikuuta/tammi/tammikuu | helmikuuta/helmi/helmikuu | maaliskuuta/maalis/maaliskuu "
        "| huhtikuuta/huhti/huhtikuu | toukokuuta/touko/toukokuu | kesäkuuta/kesä/kesäkuu | "
        "heinäkuuta/heinä/heinäkuu | elokuuta/elo/elokuu | syyskuuta/syys/syyskuu | "
        "lokakuuta/loka/lokakuu | marraskuuta/marras/marraskuu | joulukuuta/joulu/joulukuu"
    ),
    "ga": (
        "eanáir/ean | feabhra/feabh | márta | aibreán/aib | bealtaine/beal | meitheamh/meith | "
        "iúil | lúnasa/lún | meán fómhair/mfómh | deireadh fómhair/dfómh | samhain/samh | "
        "nollaig/noll"
    ),
    "gl": "xaneiro/xan | febreiro |  |  |  | xuño | xullo/xul |  |  |  |  | ",
    "gu": (
        "જાન્યુઆરી/જાન્યુ | ફેબ્રુઆરી/ફેબ્રુ | માર્ચ | એપ્રિલ | મે | જૂન | જુલાઈ | ઑગસ્ટ | "
        "સપ્ટેમ્બર/સપ્ટે | ઑક્ટોબર/ઑક્ટો | નવેમ્બર/નવે | ડિસેમ્બર/ડિસે"
    ),
    "he": (
        "ינואר/ינו׳ | פברואר/פבר׳ | מרץ | אפריל/אפר׳ | מאי | יוני | יולי | אוגוסט/אוג׳ | "
        "ספטמבר/ספט׳ | אוקטובר/אוק׳ | נובמבר/נוב׳ | דצמבר/דצמ׳"
    ),
    "hi": (
        "जनवरी/जन॰ | फ़रवरी/फ़र॰/फरवरी/फर॰ | मार्च | अप्रैल | मई | जून | जुलाई/जुल॰ | अगस्त/अग॰ | "
        "सितंबर/सित॰/सितम्बर | अक्टूबर/अक्टू॰/अक्तूबर | नवंबर/नव॰/नवम्बर | दिसंबर/दिस॰/दिसम्बर"
    ),
    "hr": (
        "siječnja/sij/siječanj | veljače/velj/veljača | ožujka/ožu/ožujak | "
        "travnja/tra/travanj | svibnja/svi/svibanj | lipnja/lipanj | srpnja/srpanj | "
        "kolovoza/kol/kolovoz | rujna/ruj/rujan |  | studenoga/stu/studeni | prosinca/prosinac"
    ),
    "hu": (
        "január | február | március/márc | április/ápr | május/máj | június/jún | július/júl | "
        "augusztus | szeptember/szept | október |  | "
    ),
    "hy": (
        "հունվարի/հնվ/հունվար | փետրվարի/փտվ/փետրվար | մարտի/մրտ/մարտ | ապրիլի/ապր/ապրիլ | "
        "մայիսի/մյս/մայիս | հունիսի/հնս/հունիս | հուլիսի/հլս/հուլիս | օգոստոսի/օգս/օգոստոս | "
        "սեպտեմբերի/սեպ/սեպտեմբեր | հոկտեմբերի/հոկ/հոկտեմբեր | նոյեմբերի/նոյ/նոյեմբեր | "
        "դեկտեմբերի/դեկ/դեկտեմբեր"
    ),
    "id": "|  | maret |  |  |  |  | agustus/agu/agt/ags |  |  |  | ",
    "is": "janúar | febrúar |  | apríl | maí | júní | júlí | ágúst/ágú |  |  | nóvember/nóv | ",
    "ka": (
        "იანვარი/იან | თებერვალი/თებ | მარტი/მარ | აპრილი/აპრ | მაისი/მაი | ივნისი/ივნ | "
        "ივლისი/ივლ | აგვისტო/აგვ | სექტემბერი/სექ | ოქტომბერი/ოქტ | ნოემბერი/ნოე | "
        "დეკემბერი/დეკ"
    ),
    "kk": (
        "қаңтар/қаң | ақпан/ақп | наурыз/нау | сәуір/сәу | мамыр/мам | маусым/мау | шілде/шіл "
        "| тамыз/там | қыркүйек/қыр | қазан/қаз | қараша/қар | желтоқсан/жел"
    ),
    "la": (
        "ianuarii/ian/ianuarius | februarii/februarius | martii/martius | aprilis | maii/maius "
        "| iunii/iun/iunius | iulii/iul/iulius | augusti | septembris | octobris | novembris | "
        "decembris"
    ),
    "lg": (
        "janwaliyo | febwaliyo | marisi | apuli/apu | maayi/maa | juu | julaayi | agusito | "
        "sebuttemba/seb | okitobba/oki | novemba | desemba"
    ),
    "lt": (
        "sausio/saus/sausis | vasario/vas/vasaris | kovo/kov/kovas | balandžio/bal/balandis | "
        "gegužės/geg/gegužė | birželio/birž/birželis | liepos/liep/liepa | "
        "rugpjūčio/rugp/rugpjūtis | rugsėjo/rugs/rugsėjis | spalio/spal/spalis | "
        "lapkričio/lapkr/lapkritis | gruodžio/gruod/gruodis"
    ),
    "lv": (
        "janvāris | februāris |  | aprīlis | maijs | jūnijs/jūn | jūlijs/jūl | augusts |  | oktobris |  | "
    ),
    "mi": (
        "hānuere/hān | pēpuere/pēp | māehe/māe | āpereira/āpe/āperira |  | hune/hun | "
        "hūrae/hūr | ākuhata/āku | hepetema/hep | oketopa/oke | noema/noe | tīhema/tīh"
    ),
    "mk": "јануари |  |  |  | мај | јуни/јун | јули/јул |  |  |  |  | ",
    "mn": (
        "нэгдүгээр сар | хоёрдугаар сар | гуравдугаар сар | дөрөвдүгээр сар | тавдугаар сар | "
        "зургаадугаар сар | долоодугаар сар | наймдугаар сар | есдүгээр сар | аравдугаар сар | "
        "арван нэгдүгээр сар | арван хоёрдугаар сар"
    ),
    "mr": (
        "जानेवारी/जाने | फेब्रुवारी/फेब्रु |  | एप्रिल/एप्रि | मे |  | जुलै | ऑगस्ट/ऑग | "
        "सप्टेंबर/सप्टें | ऑक्टोबर/ऑक्टो | नोव्हेंबर/नोव्हें | डिसेंबर/डिसें"
    ),
    "mt": (
        "jannar | frar/fra | marzu |  | mejju/mej | ġunju/ġun | lulju/lul | awwissu/aww | "
        "settembru | ottubru | novembru | diċembru/diċ"
    ),
    "pa": (
        "ਜਨਵਰੀ/ਜਨ | ਫ਼ਰਵਰੀ/ਫ਼ਰ/ਫਰਵਰੀ | ਮਾਰਚ | ਅਪ੍ਰੈਲ/ਅਪ੍ਰੈ | ਮਈ | ਜੂਨ | ਜੁਲਾਈ/ਜੁਲਾ | ਅਗਸਤ/ਅਗ | "
        "ਸਤੰਬਰ/ਸਤੰ | ਅਕਤੂਬਰ/ਅਕਤੂ | ਨਵੰਬਰ/ਨਵੰ | ਦਸੰਬਰ/ਦਸੰ"
    ),
    "pap": (
        "yanüari | febrüari |  |  |  | yüni/yün | yüli/yül | ougùstùs/oug | sèptèmber/sèp | "
        "òktober/òkt | novèmber | desèmber"
    ),
    "ro": (
        "ianuarie |  | martie | aprilie |  | iunie | iulie |  | septembrie | octombrie | "
        "noiembrie | decembrie"
    ),
    "sk": (
        "januára | februára | marec | apríla | mája | júna | júla | augusta | septembra | "
        "októbra | novembra | decembra"
    ),
    "sl": "|  |  |  |  | junij | julij | avgust/avg |  |  |  | ",
    "sn": (
        "ndira/ndi | kukadzi/kuk | kurume/kur | kubvumbi/kub | chivabvu/chv | chikumi/chk | "
        "chikunguru/chg | nyamavhuvhu/nya | gunyana/gun | gumiguru/gum | mbudzi/mbu | "
        "zvita/zvi"
    ),
    "so": (
        "janaayo/jannaayo | febraayo | maarso | abriil | maayo | juun | luulyo | ogs/ogosto | "
        "sebtembar/sebteembar | oktoobar | noofeembar/nof | diseembar/dis"
    ),
    "sq": (
        "janar | shkurt/shk |  | prill/pri |  | qershor/qer | korrik/korr | gusht/gush | "
        "shtator/sht | tetor/tet | nëntor/nën | dhjetor/dhj"
    ),
    "sr": ("јануар | фебруар/феб |  |  |  |  |  |  | септембар | октобар | новембар/нов | децембар/дец"),
    "st": (
        "pherekgong/phe | hlakola | hlakubele/ube | mmesa/mme | motsheanong/mot | phupjane | "
        "phupu/upu | phato/pha | lwetse/leo | mphalane/mph | pudungwana/pun | tshitwe/tsh"
    ),
    "sw": "|  | machi/mac | aprili |  |  | julai | agosti | septemba | oktoba |  | ",
    "ta": (
        "ஜனவரி/ஜன | பிப்ரவரி/பிப் | மார்ச்/மார் | ஏப்ரல்/ஏப் | மே | ஜூன் | ஜூலை | ஆகஸ்ட்/ஆக | "
        "செப்டம்பர்/செப் | அக்டோபர்/அக் | நவம்பர்/நவ | டிசம்பர்/டிச"
    ),
    "te": (
        "జనవరి/జన | ఫిబ్రవరి/ఫిబ్ర | మార్చి | ఏప్రిల్/ఏప్రి | మే | జూన్ | జులై | ఆగస్టు/ఆగ | "
        "సెప్టెంబర్/సెప్టెం | అక్టోబర్/అక్టో | నవంబర్/నవం | డిసెంబర్/డిసెం"
    ),
    "th": (
        "มกราคม/มค | กุมภาพันธ์/กพ | มีนาคม/มีค | เมษายน/เมย | พฤษภาคม/พค | มิถุนายน/มิย | "
        "กรกฎาคม/กค | สิงหาคม/สค | กันยายน/กย | ตุลาคม/ตค | พฤศจิกายน/พย | ธันวาคม/ธค"
    ),
    "tl": (
        "| pebrero/peb | marso |  |  | hunyo | hulyo/hul |  | setyembre | oktubre | nobyembre/nob | disyembre"
    ),
    "tn": (
        "ferikgong/fer | tlhakole/tlh | mopitlo/mop | moranang/mor | motsheganang | "
        "seetebosigo/see | phukwi/phu | phatwe | lwe | diphalane/dip | ngwanatsele/ngw | "
        "sedimonthole/sed"
    ),
    "ts": (
        "sunguti/sun | nyenyenyani | nyenyankulu/kul | dzivamisoko/dzi | mudyaxihi/mud | "
        "khotavuxika/kho | mawuwani | mhawuri/mha | ndzhati/ndz | nhlangula/nhl | hukuri/huk | "
        "n’wendzamhala/n’w"
    ),
    "ur": ("جنوری | فروری | مارچ | اپریل | مئی |  | جولائی | اگست | ستمبر | اکتوبر | نومبر | دسمبر"),
    "uz": "|  |  |  |  |  |  |  | sentabr | oktabr |  | ",
    "uz_Cyrl": "январ |  |  |  |  |  |  |  | сентябр | октябр | ноябр/ноя | ",
    "xh": (
        "janyuwari | februwari | matshi/mat | epreli/epr | meyi/mey |  | julayi | agasti/aga | "
        "| okthobha/okthoba |  | disemba"
    ),
    "yo": (
        "oṣù ṣẹ́rẹ́ | oṣù èrèlè | oṣù ẹrẹ̀nà | oṣù ìgbé | oṣù ẹ̀bibi | oṣù òkúdu | oṣù agẹmọ | "
        "oṣù ògún | oṣù owewe | oṣù ọ̀wàrà | oṣù bélú | oṣù ọ̀pẹ̀"
    ),
    "as": ("জানুৱাৰী | ফেব্ৰুৱাৰী | মাৰ্চ | এপ্ৰিল |  |  |  | আগষ্ট | ছেপ্টেম্বৰ/ছেপ্তেম্বৰ | অক্টোবৰ | নৱেম্বৰ | ডিচেম্বৰ"),
    "km": "មករា | កុម្ភៈ | មីនា | មេសា | ឧសភា | មិថុនា | កក្កដា | សីហា | កញ្ញា | តុលា | វិច្ឆិកា | ធ្នូ",
    "kn": ("ಜನವರಿ | ಫೆಬ್ರವರಿ/ಫೆಬ್ರುವರಿ | ಮಾರ್ಚ್ | ಏಪ್ರಿಲ್/ಎಪ್ರಿಲ್ | ಮೇ | ಜೂನ್ | ಜುಲೈ | ಆಗಸ್ಟ್ | ಸೆಪ್ಟೆಂಬರ್ | ಅಕ್ಟೋಬರ್ | ನವೆಂಬರ್ | ಡಿಸೆಂಬರ್"),
    "lo": ("ມັງກອນ | ກຸມພາ | ມີນາ | ເມສາ | ພຶດສະພາ | ມິຖຸນາ | ກໍລະກົດ | ສິງຫາ | ກັນຍາ | ຕຸລາ | ພະຈິກ | ທັນວາ"),
    "ml": (
        "ജനുവരി | ഫെബ്രുവരി | മാർച്ച് | ഏപ്രിൽ | മേയ്/മെയ് | ജൂൺ | ജൂലൈ | ഓഗസ്റ്റ്/ആഗസ്റ്റ് | സെപ്റ്റംബർ | "
        "ഒക്ടോബർ | നവംബർ | ഡിസംബർ"
    ),
    "ms": " |  | mac |  |  | jun | julai | ogos |  |  |  | disember",
    "my": ("ဇန်နဝါရီ | ဖေဖော်ဝါရီ | မတ် | ဧပြီ | မေ | ဇွန် | ဇူလိုင် | သြဂုတ်/ဩဂုတ် | စက်တင်ဘာ | အောက်တိုဘာ | နိုဝင်ဘာ | ဒီဇင်ဘာ"),
    "si": ("ජනවාරි | පෙබරවාරි | මාර්තු | අප්‍රේල් | මැයි | ජූනි | ජූලි | අගෝස්තු | සැප්තැම්බර් | ඔක්තෝබර් | නොවැම්බර් | දෙසැම්බර්"),
    "zh": "一月 | 二月 | 三月 | 四月 | 五月 | 六月 | 七月 | 八月 | 九月 | 十月 | 十一月 | 十二月",
    "zu": "januwari |  | mashi/mas | ephreli/eph |  |  |  |  | septhemba |  |  | ",
}

# Names that mean another month in one language than in those above: counted only on its pages.
OWN = {
    "hr": {"lip": 6, "srp": 7, "listopada": 10, "listopad": 10, "lis": 10},
    "st": {"kol": 2, "jan": 6},
    "ts": {"maw": 7},
}
PERSIAN = (
    "فروردین/حمل/وری | اردیبهشت/ثور/غویی | خرداد/جوزا/غبرګولی | تیر/سرطان/چنګاښ | مرداد/امرداد/اسد/زمری | "
    "شهریور/سنبله/وږی | مهر/میزان/تله | آبان/عقرب/لړم | آذر/قوس/لیندۍ | دی/جدی/مرغومی | بهمن/دلو/سلواغه | "
    "اسفند/حوت/کب"
)
ISLAMIC = (
    "محرم/المحرم | صفر | ربيع الأول/ربيع الاول/ربیع الاول | ربيع الآخر/ربيع الثاني/ربیع الثانی | "
    "جمادى الأولى/جمادى الاولى/جمادی الاول | جمادى الآخرة/جمادى الثانية/جمادی الثانی | رجب | شعبان | "
    "رمضان | شوال | ذو القعدة/ذي القعدة/ذیقعده | ذو الحجة/ذي الحجة/ذیحجه"
)
