"""What textnn says in a conversation, in the visitor's language: sentences, names, buttons."""

from __future__ import annotations

from textnn.chat.sentences import SENTENCES
from textnn.errors import UserError
from textnn.locale import number
from textnn.results.conversation import Button

LIMITED: dict[str, tuple[str, str]] = {
    "length": ("tamanho em letras", "length in characters"),
    "temperature": ("criatividade", "creativity"),
    "seed": ("semente", "seed"),
    "count": ("imagens de uma vez", "pictures at once"),
}
"""What has a limit."""

COUNTED: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "word": (("palavra", "palavras"), ("word", "words")),
    "sentence": (("frase", "frases"), ("sentence", "sentences")),
    "mark": (("trecho", "trechos"), ("stretch", "stretches")),
    "PER": (("pessoa", "pessoas"), ("person", "people")),
    "LOC": (("local", "locais"), ("place", "places")),
    "ORG": (("organização", "organizações"), ("organisation", "organisations")),
    "EVENT": (("acontecimento", "acontecimentos"), ("event", "events")),
    "WORK": (("obra", "obras"), ("work", "works")),
    "TIME": (("data ou hora", "datas ou horas"), ("date or time", "dates or times")),
    "VALUE": (("valor", "valores"), ("amount", "amounts")),
    "conversation": (("conversa", "conversas"), ("conversation", "conversations")),
    "result": (("resultado", "resultados"), ("result", "results")),
}
"""Name -> one and many, in Portuguese and in English."""

BUTTONS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "highlight": (("Destacar", "Highlight"), ("Destaque os nomes", "Highlight the names")),
    "keywords": (("Palavras-chave", "Keywords"), ("Palavras-chave", "Keywords")),
    "summarize": (("Resumir", "Summarise"), ("Resuma o artigo", "Summarise the article")),
    "headline": (("Título", "Headline"), ("Dê um título", "Give it a headline")),
    "other_title": (("Outro título", "Another headline"), ("Outro título", "Another headline")),
    "write": (("Escrever", "Write"), ("Escreva um texto", "Write a text")),
    "classify": (("Ver uma imagem", "Look at a picture"),
                 ("O que há nesta imagem?", "What does this picture show?")),
    "sample": (("Desenhar", "Draw"), ("Desenhe quatro vestidos", "Draw four dresses")),
    "explain": (("O que é uma LSTM?", "What is an LSTM?"),
                ("O que é uma LSTM?", "What is an LSTM?")),
    "how": (("Como foi feito?", "How was it done?"),
            ("Como você fez isso?", "How did you do that?")),
    "history": (("Histórico", "History"), ("Mostre o histórico", "Show the history")),
    "delete": (("Apagar", "Delete"), ("Apagar", "Delete")),
    "help": (("Ajuda", "Help"), ("Ajuda", "Help")),
    "shorter": (("Mais curto", "Shorter"), ("Mais curto", "Make it shorter")),
    "one_sentence": (("Em uma frase", "In one sentence"),
                     ("Resuma em uma frase", "Summarise it in one sentence")),
    "longer": (("Mais longo", "Longer"), ("Mais longo", "Make it longer")),
    "go_on": (("Continuar", "Go on"), ("Continue o texto", "Go on writing")),
    "bolder": (("Mais criativo", "More creative"), ("Mais criativo", "More creative")),
    "soberer": (("Menos criativo", "Less creative"), ("Menos criativo", "Less creative")),
    "others": (("Outras", "Others"), ("Desenhe outras", "Draw others")),
    "dresses": (("Quatro vestidos", "Four dresses"),
                ("Desenhe quatro vestidos", "Draw four dresses")),
    "boots": (("Seis botas", "Six boots"), ("Desenhe seis botas", "Draw six boots")),
    "sevens": (("Um sete", "A seven"), ("Desenhe um 7", "Draw a 7")),
    "who": (("Quem é citado?", "Who is quoted?"), ("Quem é citado?", "Who is quoted?")),
    "when": (("Quando?", "When?"), ("Quando?", "When?")),
    "where": (("Onde?", "Where?"), ("Onde?", "Where?")),
    "amounts": (("Todos os valores", "All amounts"),
                ("Quais são os valores?", "List the amounts")),
    "delete_last": (("O último resultado", "The last result"),
                    ("Apague o último resultado", "Delete the last result")),
    "delete_all": (("Todos os resultados", "All results"), ("Apague tudo", "Delete everything")),
    "as_photo": (("Ver como foto", "As a photo"),
                 ("Veja a imagem como foto", "Look at the picture as a photo")),
    "as_digit": (("Ver como algarismo", "As a digit"),
                 ("Veja a imagem como algarismo", "Look at the picture as a digit")),
    "as_clothes": (("Ver como roupa", "As clothes"),
                   ("Veja a imagem como roupa", "Look at the picture as clothes")),
    "delete_talks": (("Todas as conversas", "All conversations"),
                     ("Apague todas as conversas", "Delete all conversations")),
    "delete_conversation": (("Esta conversa", "This conversation"),
                            ("Apague esta conversa", "Delete this conversation")),
    "yes": (("Sim, apagar", "Yes, delete"), ("Sim, apagar", "Yes, delete")),
    "no": (("Não, deixar", "No, leave it"), ("Não, deixar", "No, leave it")),
}  # fmt: skip
"""Name -> what stands on the button and what it sends, each in Portuguese and in English."""


def say(language: str, name: str, /, **values: object) -> str:
    """A sentence in ``"pt"`` or else in English, with its values put in."""
    return SENTENCES[name][language != "pt"].format(**values)


def error(name: str, code: str, **values: int | str) -> UserError:
    """An error that says a sentence of ``SENTENCES``, numbers as either language writes them."""

    def told(language: str) -> str:
        numbers = {k: number(language, n) for k, n in values.items() if isinstance(n, int)}
        return say(language, name, **{**values, **numbers})

    return UserError(told("pt"), told("en"), code=code)


def button(language: str, name: str) -> Button:
    """A button in ``"pt"`` or else in English."""
    label, message = BUTTONS[name]
    return Button(label[language != "pt"], message[language != "pt"])


def limited(language: str, name: str) -> str:
    """What has a limit, in ``"pt"`` or else in English."""
    return LIMITED[name][language != "pt"]


def counted(language: str, count: int, name: str) -> str:
    """A number and what is counted.

    >>> counted("pt", 1, "sentence"), counted("en", 1200, "word")
    ('1 frase', '1,200 words')
    """
    word = COUNTED[name][language != "pt"][count != 1]
    return f"{number(language, count)} {word}"
