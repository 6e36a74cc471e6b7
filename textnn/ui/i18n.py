"""Every sentence of the screen, in Portuguese and in English.

Two mechanisms say them. What stands on the page from the start is an ``I18nData`` that the browser
resolves (``t``); what is computed for a visitor is said in Python (``say``) in the language of the
request. Both look at the visitor's first language only, so a page never mixes the two.
"""

from __future__ import annotations

from collections.abc import Mapping

import gradio as gr
from gradio.i18n import I18nData

from textnn.results.names import LABEL_NAMES
from textnn.text.figures import duration as duration
from textnn.text.figures import number as number
from textnn.text.figures import percent as percent
from textnn.ui import (
    phrases,
    strings_cards,
    strings_chat,
    strings_images,
    strings_public,
    strings_samples,
    strings_sharing,
)

LANGUAGES = ("pt", "en")

STRINGS: Mapping[str, tuple[str, str]] = {
    **phrases.STRINGS,
    **strings_samples.STRINGS,
    **strings_images.STRINGS,
    **strings_cards.STRINGS,
    **strings_sharing.STRINGS,
    **strings_public.STRINGS,
    **strings_chat.STRINGS,
    # The page
    "tagline": (
        "Redes neurais leem, marcam, resumem e escrevem notícias em português, e reconhecem e "
        "criam imagens. Tudo fica nesta máquina.",
        "Neural networks read, mark, summarise and write news in Portuguese, and recognise and "
        "make pictures. All of it stays on this machine.",
    ),
    "tab_highlight": ("Destacar", "Highlight"),
    "tab_generate": ("Escrever", "Write"),
    "tab_history": ("Histórico", "History"),
    "private_mode": ("Não guardar no histórico", "Do not keep in the history"),
    "stays_here": (
        "O texto fica nesta máquina: nada é enviado para fora.",
        "The text stays on this machine: nothing is sent elsewhere.",
    ),
    "stop": ("Parar", "Stop"),
    "what": ("o que é isto?", "what is this?"),
    "model_card": ("ficha do modelo", "model card"),
    "took": ("em {seconds}", "in {seconds}"),
    "kept": ("guardado no histórico", "kept in the history"),
    "not_kept": ("não guardado", "not kept"),
    "toast_title": ("Não deu certo", "That did not work"),
    "toast_warning": ("Atenção", "Note"),
    "toast_info": ("Pronto", "Done"),
    "out_of_range": (
        "O número está fora dos limites do campo. Corrija-o e tente de novo.",
        "The number is outside the limits of its field. Correct it and try again.",
    ),
    "slider_number": ("{label}: número", "{label}: number"),
    "slider_reset": ("{label}: voltar ao valor inicial", "{label}: back to the first value"),
    "footer": ("Rodapé", "Footer"),
    "slider_most": (
        "O máximo é {limit}: o número foi trocado por ele.",
        "The most is {limit}: the number was changed to it.",
    ),
    "slider_least": (
        "O mínimo é {limit}: o número foi trocado por ele.",
        "The least is {limit}: the number was changed to it.",
    ),
    "busy": (
        "Há muita gente na fila agora. O que você fez continua aqui; tente de novo em um minuto.",
        "Many people are waiting right now. What you made is still here; try again in a minute.",
    ),
    "broken": (
        "Algo falhou do nosso lado. O que você fez continua aqui; tente de novo.",
        "Something failed on our side. What you made is still here; try again.",
    ),
    "disconnected": (
        "A conexão com esta máquina caiu. Recarregue a página quando o programa voltar.",
        "The connection to this machine was lost. Reload the page when the program is back.",
    ),
    "too_big": (
        "O arquivo é grande demais: o limite é {limit}. Divida-o em partes ou cole o texto.",
        "The file is too large: the limit is {limit}. Split it into parts or paste the text.",
    ),
    "stopped": (
        "Você parou. O que já estava pronto continua aqui.",
        "You stopped it. What was ready is still here.",
    ),
    # Highlight
    "article": ("Artigo", "Article"),
    "article_hint": (
        "Cole aqui uma notícia em português…",
        "Paste a news article in Portuguese here…",
    ),
    "highlight": ("Destacar", "Highlight"),
    "upload": ("Abrir .txt, .pdf, .docx ou .html", "Open .txt, .pdf, .docx or .html"),
    "address": ("Ou o endereço de uma notícia", "Or the address of an article"),
    "opening": ("Abrindo…", "Opening…"),
    "opened": ("Aberto:", "Opened:"),
    "opened_title": ("“{title}”", "“{title}”"),
    "opened_size": ("{count} letras", "{count} letters"),
    "examples": ("Ou comece por um destes:", "Or start with one of these:"),
    "example_cidade": ("Cidade", "City"),
    "example_economia": ("Economia", "Economy"),
    "example_ciencia": ("Ciência", "Science"),
    "example_esporte": ("Esporte", "Sport"),
    "example_cultura": ("Cultura", "Culture"),
    "highlight_empty_title": ("Seu artigo aparece aqui, marcado.", "Your article appears here."),
    "highlight_empty": (
        "Cole um texto e toque em <b>Destacar</b> (ou Ctrl+Enter). Pessoas, lugares, "
        "organizações, datas e valores ganham cor; nenhuma letra muda.",
        "Paste a text and press <b>Highlight</b> (or Ctrl+Enter). People, places, organisations, "
        "dates and amounts get a colour; not a letter changes.",
    ),
    "reading": ("Lendo o artigo… {percent}", "Reading the article… {percent}"),
    "starting": ("Acordando a rede…", "Waking the network…"),
    "left": ("faltam cerca de {seconds}", "about {seconds} left"),
    **LABEL_NAMES,
    "legend": ("Marcas por categoria", "Marks by category"),
    "legend_hint": (
        "Toque em uma categoria para esconder ou mostrar.",
        "Press a category to hide or show it.",
    ),
    "mark_hint": (
        "Toque em uma marca, ou ande por elas com as setas, para ver quanto a rede confia.",
        "Press a mark, or walk through them with the arrow keys, to see how sure the network is.",
    ),
    "mark_title": ("{label}, confiança {percent}", "{label}, confidence {percent}"),
    "sure": ("A rede está segura.", "The network is sure."),
    "likely": ("A rede acha provável.", "The network finds it likely."),
    "hesitates": ("A rede hesita.", "The network hesitates."),
    "no_marks": (
        "A rede não encontrou nomes, datas nem valores neste texto.",
        "The network found no names, dates or amounts in this text.",
    ),
    "table_one": ("Tabela com 1 marca", "Table with 1 mark"),
    "table_many": ("Tabela com {count} marcas", "Table with {count} marks"),
    "col_text": ("Texto", "Text"),
    "col_label": ("Categoria", "Category"),
    "col_start": ("Início", "Start"),
    "col_end": ("Fim", "End"),
    "col_score": ("Confiança", "Confidence"),
    "export": ("Exportar", "Export"),
    "marked_article": ("Artigo marcado", "Marked article"),
    # Write
    "prefix": ("Comece a frase", "Start the sentence"),
    "prefix_hint": ("A prefeitura anunciou ontem que…", "In Portuguese: A prefeitura anunciou…"),
    "prefixes": ("Sem ideia? Comece assim:", "No idea? Start like this:"),
    "write": ("Escrever", "Write"),
    "write_more": ("Escrever mais", "Write more"),
    "length": ("Comprimento", "Length"),
    "why_length": (
        "Quantas letras a rede escreve, no máximo. Ela não conhece o fim de um assunto: para "
        "quando a conta acaba.",
        "How many letters the network writes at most. It does not know where a subject ends: it "
        "stops when the count is reached.",
    ),
    "temperature": ("Criatividade", "Creativity"),
    "why_temperature": (
        "Com 0 a rede escolhe sempre a letra mais provável e logo se repete. Quanto maior, mais "
        "ela arrisca letras improváveis, e mais erra.",
        "At 0 the network always takes the likeliest letter and soon repeats itself. The higher, "
        "the more it risks unlikely letters, and the more it errs.",
    ),
    "finer": ("Ajustes finos", "Finer settings"),
    "top_k": ("Só as k mais prováveis", "Only the k likeliest"),
    "why_top_k": (
        "A cada letra, a rede sorteia apenas entre as k mais prováveis (top-k). Com 0, todas "
        "participam.",
        "At each letter the network draws only among the k likeliest (top-k). With 0 all take "
        "part.",
    ),
    "top_p": ("Núcleo de probabilidade", "Probability nucleus"),
    "why_top_p": (
        "A rede sorteia apenas entre as letras que, juntas, somam esta probabilidade (top-p). "
        "Com 1, nenhuma fica de fora.",
        "The network draws only among the letters that together reach this probability (top-p). "
        "With 1 none is left out.",
    ),
    "seed": ("Semente", "Seed"),
    "why_seed": (
        "É o número de onde saem os sorteios. A mesma semente, com o mesmo começo e os mesmos "
        "ajustes, dá o mesmo texto, letra por letra.",
        "It is the number the draws come from. The same seed, with the same beginning and the "
        "same settings, gives the same text, letter by letter.",
    ),
    "new_seed": ("Sortear", "Draw one"),
    "stop_at": ("Parar em", "Stop at"),
    "why_stop_at": (
        "A rede para assim que escrever exatamente isto. Um ponto, por exemplo, termina na "
        "primeira frase.",
        "The network stops as soon as it writes exactly this. A full stop, for example, ends it "
        "after the first sentence.",
    ),
    "generate_empty_title": ("A continuação aparece aqui.", "The continuation appears here."),
    "generate_empty": (
        "Escreva um começo e toque em <b>Escrever</b> (ou Ctrl+Enter). A rede continua letra por "
        "letra; o que você escreveu não muda.",
        "Write a beginning and press <b>Write</b> (or Ctrl+Enter). The network goes on letter by "
        "letter; what you wrote does not change.",
    ),
    "generated_text": ("Texto com continuação gerada", "Text with generated continuation"),
    "writing": ("Escrevendo… {count} letras", "Writing… {count} letters"),
    "finish_length": ("Chegou ao comprimento pedido.", "It reached the length you asked for."),
    "finish_stop": ("Parou onde você pediu.", "It stopped where you asked."),
    "finish_cancelled": ("Você parou aqui.", "You stopped it here."),
    "finish_running": ("", ""),
    "is_generated": (
        "O trecho em cor foi escrito por uma rede neural. Não é notícia: nomes, números e fatos "
        "são inventados.",
        "The coloured part was written by a neural network. It is not news: names, numbers and "
        "facts are invented.",
    ),
    "copy": ("Copiar", "Copy"),
    "copied": ("Copiado, com o aviso", "Copied, with the notice"),
    "copy_note": (
        "[Texto gerado por rede neural (textnn, {model}). Não é notícia.]",
        "[Text generated by a neural network (textnn, {model}). It is not news.]",
    ),
    "settings_line": (
        "semente {seed} · criatividade {temperature}",
        "seed {seed} · creativity {temperature}",
    ),
    "memo": ("Decorado do treino", "Learnt by heart"),
    "memo_none": (
        "Nada decorado: nenhum trecho de {window} palavras seguidas também está no texto de "
        "treino.",
        "Nothing learnt by heart: no {window} words in a row also stand in the training text.",
    ),
    "memo_little": (
        "Quase tudo é novo: {percent} está em trechos que também estão no texto de treino. "
        "O mais longo tem {count} letras e está sublinhado.",
        "Almost all is new: {percent} lies in stretches that also stand in the training text. "
        "The longest has {count} letters and is underlined.",
    ),
    "memo_some": (
        "Uma parte é cópia: {percent} está em trechos que também estão no texto de treino. "
        "O mais longo tem {count} letras e está sublinhado.",
        "Part of it is copied: {percent} lies in stretches that also stand in the training text. "
        "The longest has {count} letters and is underlined.",
    ),
    "memo_much": (
        "Grande parte é cópia: {percent} está em trechos que também estão no texto de treino. "
        "O mais longo tem {count} letras e está sublinhado.",
        "Much of it is copied: {percent} lies in stretches that also stand in the training text. "
        "The longest has {count} letters and is underlined.",
    ),
    "memo_why": (
        "Procuramos no texto de treino cada sequência de {window} palavras do que a rede "
        "escreveu. A busca usa um filtro compacto, que acusa por engano {rate} das sequências.",
        "We look up each sequence of {window} words that the network wrote in the training text. "
        "The search uses a compact filter that wrongly reports {rate} of the sequences.",
    ),
    "memo_unknown": (
        "Este modelo veio sem o filtro do texto de treino; não sabemos o que foi decorado.",
        "This model came without the filter of its training text; we do not know what was learnt "
        "by heart.",
    ),
    "ask_surprise": ("O que a rede esperava?", "What did the network expect?"),
    "surprise_title": ("O que a rede esperava", "What the network expected"),
    "surprise_text": ("Texto letra por letra", "Text letter by letter"),
    "surprise_why": (
        "Antes de cada letra a rede faz uma aposta. Quanto mais forte a cor, mais a letra a "
        "surpreendeu.",
        "Before each letter the network makes a bet. The stronger the colour, the more the letter "
        "surprised it.",
    ),
    "surprise_mean": (
        "Em média, {bits} por letra: como escolher entre {choices} letras igualmente prováveis.",
        "On average {bits} per letter: like choosing among {choices} equally likely letters.",
    ),
    "surprise_hint": (
        "Toque em uma letra, ou ande com as setas, para ver as apostas.",
        "Press a letter, or walk with the arrow keys, to see the bets.",
    ),
    "surprise_say": (
        "{char} custou {bits}. A rede apostava em {expected}.",
        "{char} cost {bits}. The network was betting on {expected}.",
    ),
    "expected": ("já esperava", "expected"),
    "surprised": ("surpresa", "surprise"),
    "char_space": ("espaço", "space"),
    "char_newline": ("nova linha", "new line"),
    "char_unknown": ("outro", "other"),
    # History
    "search": ("Procurar no que você fez", "Search what you made"),
    "search_hint": ("Uma palavra do texto…", "A word of the text…"),
    "task": ("Mostrar", "Show"),
    "task_all": ("Tudo", "All"),
    "task_highlight": ("Destaques", "Highlights"),
    "task_generate": ("Escritos", "Writings"),
    "task_surprise": ("Surpresas", "Surprises"),
    "one_highlight": ("Destaque", "Highlight"),
    "one_generate": ("Escrito", "Writing"),
    "one_surprise": ("Surpresa", "Surprise"),
    "open": ("Abrir", "Open"),
    "delete": ("Apagar", "Delete"),
    "delete_sure": ("Apagar mesmo?", "Really delete?"),
    "history_empty_title": ("Ainda não há nada aqui.", "Nothing here yet."),
    "history_empty": (
        "Destaque ou resuma um artigo, escreva uma frase ou classifique uma imagem: cada resultado "
        "fica guardado nesta máquina, só para este navegador, até você apagar.",
        "Highlight or summarise an article, write a sentence or classify a picture: each result "
        "is kept on this machine, for this browser only, until you delete it.",
    ),
    "found_none_title": ("Nada encontrado.", "Nothing found."),
    "found_none": (
        "Tente outra palavra ou mostre tudo. A busca ignora maiúsculas e acentos.",
        "Try another word or show all. The search ignores case and accents.",
    ),
    "count_one": ("1 resultado", "1 result"),
    "count_many": ("{count} resultados", "{count} results"),
    "count_part": ("{shown} de {count} resultados", "{shown} of {count} results"),
    "history_list": ("Resultados guardados", "Kept results"),
    "more": ("Mostrar mais", "Show more"),
    "tidy": ("Arrumar e exportar", "Tidy up and export"),
    "days": ("Apagar o que tem mais de … dias", "Delete what is older than … days"),
    "delete_older": ("Apagar antigos", "Delete old ones"),
    "delete_older_sure": ("Apagar antigos mesmo?", "Really delete old ones?"),
    "delete_all": ("Apagar tudo", "Delete all"),
    "delete_all_sure": ("Apagar tudo mesmo? Não há volta.", "Really delete all? No way back."),
    "export_history": ("Baixar tudo (JSONL)", "Download all (JSONL)"),
    "deleted_none": ("Não havia nada para apagar.", "There was nothing to delete."),
    "deleted_one": ("1 resultado apagado.", "1 result deleted."),
    "deleted_many": ("{count} resultados apagados.", "{count} results deleted."),
    # Model cards
    "card_title": ("Ficha do modelo {name}", "Model card: {name}"),
    "card_figures": ("Medidas", "Figures"),
    "card_sizes": ("Tamanhos", "Sizes"),
    "card_back": ("Voltar ao textnn", "Back to textnn"),
    "card_missing_title": ("Esta ficha não existe", "There is no such card"),
    "card_missing": (
        "O modelo que fez este resultado não está mais nesta máquina. O resultado continua "
        "guardado.",
        "The model that made this result is no longer on this machine. The result is still kept.",
    ),
}


def say(language: str, name: str, /, **fields: object) -> str:
    """The sentence ``name`` in ``language`` (``"pt"`` or ``"en"``), its fields filled in.

    >>> say("pt", "deleted_many", count=3)
    '3 resultados apagados.'
    """
    sentence = STRINGS[name][LANGUAGES.index(language)]
    return sentence.format(**fields) if fields else sentence


def t(name: str) -> I18nData:
    """The same for what stands on the page from the start: the browser chooses the language."""
    if name not in STRINGS and ":" not in name:
        raise KeyError(name)
    return I18nData(name)


def translations(fragments: Mapping[str, Mapping[str, str]]) -> gr.I18n:
    """Everything for Gradio.

    Both ``pt`` and ``pt-BR`` are needed: with one of them, readers of the other get English.

    Args:
        fragments: pieces of HTML by language and name, as ``fragments.everything`` makes them.
    """
    plain = {lang: {name: say(lang, name) for name in STRINGS} for lang in LANGUAGES}
    pt, en = ({**plain[lang], **fragments[lang]} for lang in LANGUAGES)
    return gr.I18n(**{"pt": pt, "pt-BR": pt, "en": en})


def language_of(accept_language: str | None) -> str:
    """``"pt"`` or ``"en"`` from an ``Accept-Language`` header.

    >>> language_of("pt-PT,pt;q=0.9,en;q=0.8"), language_of("es-MX,pt;q=0.5"), language_of(None)
    ('pt', 'en', 'pt')
    """
    first = (accept_language or "").split(",")[0].split(";")[0].strip().lower()
    return "pt" if first in ("", "*") or first.split("-")[0] == "pt" else "en"
