"""Every sentence of the screen, in Portuguese and in English.

What is computed for a visitor is said here (``say``) in the language of the request; what stands on
the page from the start is resolved by the browser (``textnn.ui.i18n``). Both look at the visitor's
first language only, so a page never mixes the two.
"""

from __future__ import annotations

from collections.abc import Mapping

from textnn.locale import (
    strings_cards,
    strings_chat,
    strings_generate,
    strings_images,
    strings_public,
    strings_samples,
    strings_sharing,
    strings_summary,
)
from textnn.results.names import LABEL_NAMES
from textnn.text.figures import duration as duration
from textnn.text.figures import number as number
from textnn.text.figures import percent as percent

LANGUAGES = ("pt", "en")

STRINGS: Mapping[str, tuple[str, str]] = {
    **strings_summary.STRINGS,
    **strings_generate.STRINGS,
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
}


def say(language: str, name: str, /, **fields: object) -> str:
    """The sentence ``name`` in ``language`` (``"pt"`` or ``"en"``), its fields filled in.

    >>> say("pt", "deleted_many", count=3)
    '3 resultados apagados.'
    """
    sentence = STRINGS[name][LANGUAGES.index(language)]
    return sentence.format(**fields) if fields else sentence


def language_of(accept_language: str | None) -> str:
    """``"pt"`` or ``"en"`` from an ``Accept-Language`` header.

    >>> language_of("pt-PT,pt;q=0.9,en;q=0.8"), language_of("es-MX,pt;q=0.5"), language_of(None)
    ('pt', 'en', 'pt')
    """
    first = (accept_language or "").split(",")[0].split(";")[0].strip().lower()
    return "pt" if first in ("", "*") or first.split("-")[0] == "pt" else "en"
