"""Words that tell what stands beside them, in the languages of the field: patterns on plain writing, one per word."""

from __future__ import annotations


def either(*lists: str) -> str:
    """Return one pattern out of lists of patterns separated by white space."""
    return "|".join(word for words in lists for word in words.split())


CALL = r"""
telf? tele?(?:ph|f)on\w* phone fono? mobiles? movil cel celular cell gsm portable handy\w* fixe fax sms text
wh?ats?h?app? wsp wapp viber imo signal hotline call ring dial reach appel\w* rappel\w* join\w+ contact\w* llam\w+
marc\w+ ruf\w* anruf\w* erreichbar meld\w+ kontakt\w*
"""
CALL_OTHERWISE = """
هاتف تلفون تليفون موبايل جوال محمول واتس اتصل اتصال يتصل كلمن تواصل تلفن تماس زنگ همراه [☎☏✆📞📱📲🤙]
"""
NUMBER = "nummer numeros? numbers?"
NUMBER_OTHERWISE = "رقم شماره خط"

OTHER = r"""
order commandes? command cmd factur\w+ invoice bill refs? referen\w+ dossiers? tickets? ids? isbn issn ean siren siret
tracking suivi colis parcel code pin serial serie lot version passe?ports? visa matricule allocataire bestell\w*
rechnung\w* akten\w* kunden\w* konto\w* steuer\w* sendung\w* vorgang\w* pedido expediente pasaporte nie dni nif doi pmid
case file claim article iban account compte cuenta barcode zip plz cp licen[cs]e secu trial registr\w+
"""
OTHER_OTHERWISE = """
طلب فاتور ملف مرجع تذكر جواز حساب سفارش فاكتور پرونده كد رمز شابك شبا پاسپورت رهگيري
"""

COUNTED = r"""
eur euros? usd dollars? gbp chf pounds? dh mad dt tnd f?cfa xof xaf ll lbp tl try lira egp syp irr rials? tomans?
people persons? personnes personas personen menschen habitants? habitantes inhabitants einwohner refugees refugies
refugiados migrants? migrantes views? vues likes votes? voix votos followers abonn\w+ downloads? members membres
miembros mitglieder km2? m2 kg tonn\w+ times words
"""
COUNTED_OTHERWISE = "شخص نفر تومان ريال ليره درهم دينار جنيه دولار يورو مشترك عضو"

NETWORK = r"""
telegram(?:me?)? tg insta(?:gram)? ig snap(?:chat)? facebook fb tik\s?tok twitter discord messenger skype viber
wh?ats?app youtube linkedin bluesky bsky mastodon reddit kik wechat twitch username usuario benutzername
"""
NETWORK_OTHERWISE = r"""
تل[يى]?غرام تيل[يى]?جرام تل[يى]?جرام تيل[يى]?غرام تلكرام تلگرام انست[اغقجك]\w* [اي]ينست\w* سناب(?:\s?شات)? فيس\s?بوك
تيك\s?توك تويتر ديسكورد مسنجر واتس\s?ا[بپ]
"""
NETWORK_AND_WORD = "signal threads line imo pseudo"
"""Names of networks that are everyday words too."""

NO_ACCOUNT = """
http https www the this that these les des une mon mes los las der die das and est not pas now new why how what
"""
PAGES = """
home search hashtag hashtags i intent share sharer sharer.php explore settings login signup p reel reels tv accounts
groups group watch events event photo photos photo.php video videos permalink.php story.php story stories pages page
marketplace help about privacy terms legal policies ads business status tag tags music discover foryou following shorts
playlist feed results embed live gaming hashtag.php notes media profile.php dialog plugins addstickers proxy socks
setlanguage addtheme iv bg joinchat oauth download apps blog jobs watch.php channel user c s t
"""
"""First steps of addresses on the networks' sites that are no account."""
