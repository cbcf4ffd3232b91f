"""Words and two-word phrases that tell furniture from text, in the languages of many news sites.

Each list is one feature: how many of its phrases stand in a block. They only inform the trained model.
"""

from __future__ import annotations

from functools import lru_cache

from extraction.page.texts import Lists, phrase_lists

PHRASES: dict[str, str] = {
    "invite": "read more|read also|also read|read next|read the|see also|more on|more from|related|don t"
    "|watch|listen|lesen sie|mehr zum|mehr dazu|mehr lesen|siehe auch|auch interessant|lire aussi|à lire"
    "|voir aussi|lea también|lea más|leia também|leia mais|leia|leggi anche|lees ook|læs også|les også"
    "|läs också|lue myös|czytaj|zobacz|читайте|читайте также|click here|tap here|recommended"
    "|continue reading|story continues|article continues|editor s|te puede|te recomendamos|más información"
    "|bu haberi|ayrıca|baca juga|xem thêm|đọc thêm|関連記事|続きを|retour aux|back to|zurück zur|zurück zu"
    "|volver a|torna a|до теми|по темата|διαβάστε|اقرأ أيضا|קראו עוד|czytaj też|přečtěte si|olvasta már"
    "|citește și|pročitajte i|preberite|loe ka|lasi arī|skaityti|weiterlesen|see more|check out|find out"
    "|discover|discover more|read our|see our|want more|más en|ver más|voir plus|en savoir|mehr über"
    "|mehr infos",
    "offer": "newsletter|cookie|cookies|subscribe|subscriber|subscribers|subscription|sign up|log in|login"
    "|register|abonnieren|abonnement|abonnez|abonnés|abo|suscríbete|suscripción|inscreva|assine|abbonati"
    "|iscriviti|abonneer|prenumerera|abonner|tilaa|prenumeruj|подписывайтесь|подпишитесь|підписуйтесь|donate"
    "|donation|support us|advertisement|advertising|anzeige|werbung|publicité|publicidad|publicidade"
    "|pubblicità|reklama|reklam|mainos|sponsored|whatsapp|telegram|facebook|twitter|instagram|youtube|tiktok"
    "|linkedin|follow us|join us|free trial|inbox|e mail|email|app|download|unlimited|membership|melde dich"
    "|folgen sie|suivez|síguenos|siga|segui|get started|free demo|affiliate|affiliate links|commission"
    "|may earn|get in|in touch|einverstanden|externer inhalt|externen inhalt|externe inhalte"
    "|personenbezogene daten|third party|javascript|browser|contenu externe|contenido externo|provision"
    "|affiliate link",
    "legal": "copyright|all rights|rights reserved|terms of|privacy policy|privacy|datenschutz|impressum"
    "|disclaimer|droits réservés|derechos reservados|direitos reservados|diritti riservati|права защищены"
    "|reproduction|reproduced|republished|redistributed|permission|syndicated|agb|nutzungsbedingungen"
    "|mentions légales",
    "credit": "photo|photos|image|images|picture|pictures|photograph|photographer|foto|fotos|bild|bilder"
    "|getty|reuters|afp|ap|dpa|epa|efe|ansa|imago|shutterstock|credit|courtesy|source|quelle|crédit|crédits"
    "|photographie|imagen|imagem|immagine|zdjęcie|фото|свимка|kuva|valokuva|fotó|alamy|illustration"
    "|screenshot|pool|handout|via|pictured|from left|v l|im bild|getty images|associated press|à gauche"
    "|à droite|da sinistra|de izquierda|bildquelle|fotoğraf|fotograf|crédito|créditos",
    "byline": "by|von|por|par|di|af|av|door|text|autor|autorin|author|auteur|autore|written by|published"
    "|updated|posted|stand|aktualisiert|veröffentlicht|publicado|actualizado|atualizado|publié|mis à"
    "|pubblicato|aggiornato|gepubliceerd|redaktion|redazione|redacción|redação|editor|editors|reporter"
    "|correspondent|reporting by|editing by|writing by|opublikowano|автор|опубликовано|last updated"
    "|first published|min read|minutes read",
    "talk": "comment|comments|kommentar|kommentare|commentaires|comentarios|comentários|commenti|reply"
    "|replies|share|teilen|partager|compartir|compartilhar|condividi|print|drucken|save|reactions|like|likes"
    "|report|reactie|comentario|reacties|kommentit|комментарии|коментарі|follow|folgen|netiquette|feedback"
    "|share this|moderated|moderiert|kommentieren|leserkommentar|thank you|loading",
    "bio": "is a|he is|she is|is an|covers|writes about|reporter at|based in|is the|author of|graduate"
    "|freelance|contributor|journalist|columnist|can be|reach him|reach her|contact|editor at|contributed to"
    "|this report|ist redakteur|ist redakteurin|ist reporter|ist reporterin|ist journalist|ist journalistin"
    "|ist autor|ist autorin|ist korrespondent|ist korrespondentin|ist freier|ist freie|schreibt über"
    "|schreibt für|arbeitet als|volontariat|est journaliste|journaliste|correspondant|periodista|licenciado"
    "|licenciada|corresponsal|giornalista|scrive per|jornalista|dziennikarz|dziennikarka|redaktor|redakteur"
    "|redakteurin|senior editor|staff writer|she writes|he writes|she covers|he covers|her work|his work",
    "when": "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb"
    "|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier"
    "|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril"
    "|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|uhr|gmt|est|utc|cet|pm|am|hours ago"
    "|days ago|minutes ago|monday|tuesday|wednesday|thursday|friday|saturday|sunday|ago",
    "prose": "the|of|and|to|that|for|with|as|was|on|be|it|at|from|this|are|or|an|but|not|have|which|der|die"
    "|das|und|den|zu|mit|im|nicht|ein|eine|auf|für|sich|dem|des|dass|auch|als|le|la|les|de|et|un|une|du|que"
    "|est|dans|pour|qui|sur|pas|au|plus|el|los|las|y|en|del|se|con|una|por|para|no|lo|il|che|della|per|non"
    "|si|o|os|do|da|em|um|uma|com|não|het|een|van|dat|op|te|zijn|og|det|er|på|til|av|at|har|ikke|och|att|som"
    "|är|för|den|med|inte|w|i|na|z|się|nie|że|jest|a|v|je|az|és|hogy|nem|ve|bir|bu|için|ja|on|ei|että|și|în"
    "|cu|pe|и|в|на|не|что|с|как|по|се|да|от|за|і|що|з|та|у|και|το|να|του|της|في|من|على|أن|של|את|על",
    "host": "we|our|us|you|your|please|want|need|get|let|i|my|me|wir|unser|unsere|unseren|uns|ihr|ihre|ihnen"
    "|sie|bitte|nous|notre|nos|vous|votre|vos|usted|tu|tus|su|nuestro|nuestra|você|seu|sua|nosso|nossa|voi"
    "|vostro|nostro|nostra|je|jouw|uw|ons|onze|du|din|dine|vi|vår|vores|nasz|twój|вы|ваш|наш|мы|nuestros"
    "|nosotros",
    "listing": "latest|popular|trending|most read|meist|meistgelesen|top stories|more stories|more news"
    "|related stories|related articles|related posts|you may|might like|recent posts|editor s|lo más"
    "|más leídas|les plus|plus lus|più letti|mais lidas|in this|table of|key points|highlights|topics|tags"
    "|themen|schlagwörter|mots clés|temas|about the|the author|über den|contents|next article"
    "|previous article|aktuelles|weitere|what s",
}
NAMES = tuple(PHRASES)


@lru_cache(maxsize=1)
def lexicon() -> tuple[Lists, Lists]:
    """The lists' single words, and their pairs of words."""
    return phrase_lists([phrases.split("|") for phrases in PHRASES.values()])
