"""What the screen says about keywords and summaries, in Portuguese and in English."""

from __future__ import annotations

from collections.abc import Mapping

STRINGS: Mapping[str, tuple[str, str]] = {
    # Keywords
    "KEYWORD": ("Palavra-chave", "Keyword"),
    "keywords": ("Marcar palavras-chave", "Mark keywords"),
    "why_keywords": (
        "São as palavras que dizem do que o artigo trata: conta sobretudo para onde a rede olha "
        "quando escreve a manchete e a linha fina. Ficam sublinhadas, porque podem ser também um "
        "nome.",
        "They are the words that say what the article is about: what counts most is where the "
        "network looks when it writes the headline and the line under it. They are underlined, "
        "because they can be a name as well.",
    ),
    "keyword_title": ("Palavra-chave, peso {percent}", "Keyword, weight {percent}"),
    "why_this": ("por que esta palavra?", "why this word?"),
    "keyword_look": (
        "Ao escrever a manchete e a linha fina, a rede olhou para “{text}” em {share} do "
        "tempo{writing}; {count}.",
        "While writing the headline and the line under it, the network looked at “{text}” {share} "
        "of the time{writing}; {count}.",
    ),
    "keyword_glance": (
        "A rede quase não olhou para “{text}” ao escrever a manchete e a linha fina, mas contam "
        "também o lugar no texto e a raridade; {count}.",
        "The network hardly looked at “{text}” while writing the headline and the line under it, "
        "but the place in the text and the rarity count too; {count}.",
    ),
    "keyword_writing": (", sobretudo ao escrever {words}", ", most of all while writing {words}"),
    "keyword_word_one": ("a palavra aparece 1 vez", "the word occurs once"),
    "keyword_word_many": ("a palavra aparece {count} vezes", "the word occurs {count} times"),
    "keyword_phrase_one": ("a expressão aparece 1 vez", "the phrase occurs once"),
    "keyword_phrase_many": ("a expressão aparece {count} vezes", "the phrase occurs {count} times"),
    "keyword_name_one": (
        "é também um nome ({label}) e aparece 1 vez",
        "it is a name too ({label}) and occurs once",
    ),
    "keyword_name_many": (
        "é também um nome ({label}) e aparece {count} vezes",
        "it is a name too ({label}) and occurs {count} times",
    ),
    "and": (" e ", " and "),
    "keywords_one": ("Lista com 1 palavra-chave", "List with 1 keyword"),
    "keywords_many": ("Lista com {count} palavras-chave", "List with {count} keywords"),
    "col_weight": ("Peso", "Weight"),
    "col_times": ("Vezes", "Times"),
    # Summarise
    "tab_summarize": ("Resumir", "Summarise"),
    "summarize": ("Resumir", "Summarise"),
    "sentences": ("Frases no resumo", "Sentences in the summary"),
    "why_sentences": (
        "O resumo são frases do próprio artigo, sem mudar uma letra. Uma notícia curta pode ter "
        "menos frases do que você pede.",
        "The summary is made of the article's own sentences, not a letter changed. A short article "
        "may have fewer sentences than you ask for.",
    ),
    "summarize_empty_title": ("O resumo aparece aqui.", "The summary appears here."),
    "summarize_empty": (
        "Cole uma notícia e toque em <b>Resumir</b> (ou Ctrl+Enter). Você recebe uma manchete, uma "
        "linha fina e as frases mais importantes, com o lugar de onde cada uma veio.",
        "Paste a news article and press <b>Summarise</b> (or Ctrl+Enter). You get a headline, a "
        "line under it and the most important sentences, each with the place it came from.",
    ),
    "summary": ("Resumo", "Summary"),
    "headline": ("Manchete", "Headline"),
    "dek": ("Linha fina", "Standfirst"),
    "line_written": ("escrita pela rede", "written by the network"),
    "line_extracted": ("frase do artigo", "a sentence of the article"),
    "summary_one": ("Resumo em 1 frase do artigo", "Summary in 1 sentence of the article"),
    "summary_many": (
        "Resumo em {count} frases do artigo",
        "Summary in {count} sentences of the article",
    ),
    "extracted_note": (
        "O que a rede escreveu citava algo que o artigo não diz. Por isso, aqui está uma frase do "
        "próprio artigo.",
        "What the network wrote named something the article does not say. So this is a sentence "
        "of the article itself.",
    ),
    "extracted_bare": (
        "A rede não escreveu nada seguro. Por isso, aqui está uma frase do próprio artigo.",
        "The network wrote nothing to rely on. So this is a sentence of the article itself.",
    ),
    "dropped": ("o que a rede descartou?", "what did the network drop?"),
    "refused": (
        "“{text}” foi descartada: o artigo não diz “{name}”.",
        "“{text}” was dropped: the article does not say “{name}”.",
    ),
    "go_source": ("Mostrar no artigo de onde veio", "Show where in the article it came from"),
    "gone_source": ("Está marcada no artigo, abaixo.", "It is marked in the article, below."),
    "back_summary": ("Voltar ao resumo", "Back to the summary"),
    "source_article": ("O artigo, com o resumo marcado", "The article, with the summary marked"),
    "source_taken": ("frase do resumo", "sentence in the summary"),
    "source_leaned": (
        "base da manchete ou da linha fina",
        "what the headline or standfirst leans on",
    ),
    "source_hint": (
        "Toque na manchete ou em uma frase do resumo para ver de onde ela veio.",
        "Press the headline or a sentence of the summary to see where it came from.",
    ),
    "why_summary": (
        "A manchete e a linha fina (a frase que vem abaixo dela) são escritas palavra por palavra "
        "por uma rede que olha para o artigo. Cada nome e número aparece no artigo; se estão "
        "juntos do jeito certo, só a leitura diz. As frases do resumo são escolhidas, não "
        "escritas.",
        "The headline and the standfirst (the line under it) are written word by word by a network "
        "that looks at the article. Each name and number appears in the article; whether they are "
        "joined rightly only reading tells. The sentences of the summary are chosen, not "
        "written.",
    ),
    "foreign": (
        "Este texto parece estar em {name}; a rede só aprendeu português. Leia com cuidado.",
        "This text seems to be in {name}; the network learnt Portuguese only. Read with care.",
    ),
    "lang_other": ("outra língua", "another language"),
    "lang_en": ("inglês", "English"),
    "lang_es": ("espanhol", "Spanish"),
    "lang_gl": ("galego", "Galician"),
    "lang_fr": ("francês", "French"),
    "lang_it": ("italiano", "Italian"),
    "lang_de": ("alemão", "German"),
    "lang_ca": ("catalão", "Catalan"),
    "lang_nl": ("holandês", "Dutch"),
    "lang_ro": ("romeno", "Romanian"),
    "short_none": (
        "O texto é curto demais para um resumo.",
        "The text is too short for a summary.",
    ),
    "short_one": (
        "Você pediu {asked} frases, mas este texto só rendeu uma.",
        "You asked for {asked} sentences, but this text only gave one.",
    ),
    "short_many": (
        "Você pediu {asked} frases, mas este texto só rendeu {count}.",
        "You asked for {asked} sentences, but this text only gave {count}.",
    ),
    "read_part": (
        "O que a rede escreveu vem do começo do artigo, até “{words}”.",
        "What the network wrote is based on the beginning of the article, up to “{words}”.",
    ),
    "looked": ("Para onde a rede olhou", "Where the network looked"),
    "why_looked": (
        "Para escolher cada palavra, a rede olha de novo para o artigo. Quanto mais forte a cor, "
        "mais ela olhou para aquela palavra.",
        "To choose each word, the network looks at the article again. The stronger the colour, the "
        "more it looked at that word.",
    ),
    "looked_hint": (
        "Escolha uma palavra escrita pela rede.",
        "Choose a word that the network wrote.",
    ),
    "looked_all": ("todas as palavras", "all words"),
    "looked_say": (
        "Ao escrever “{word}”, a rede olhou para {looked}.",
        "While writing “{word}”, the network looked at {looked}.",
    ),
    "looked_nowhere": (
        "Ao escrever “{word}”, a rede não olhou para nenhuma palavra em especial.",
        "While writing “{word}”, the network looked at no word in particular.",
    ),
    "looked_say_all": (
        "Ao escrever {line}, a rede olhou mais para {looked}.",
        "While writing {line}, the network looked most at {looked}.",
    ),
    "the_headline": ("a manchete", "the headline"),
    "the_dek": ("a linha fina", "the standfirst"),
    "looked_none": (
        "Aqui a rede não escreveu nada: a manchete e a linha fina são frases do artigo.",
        "Here the network wrote nothing: headline and standfirst are sentences of the article.",
    ),
    "looked_excerpt": ("Palavras do artigo", "Words of the article"),
    "looked_numbers": ("Ver os números", "See the numbers"),
    "col_written": ("A rede escreveu", "The network wrote"),
    "col_looked": ("Olhando para", "Looking at"),
    "note_written_written": (
        "[Manchete e linha fina geradas por rede neural (textnn, {model}); as outras frases são do "
        "artigo. Confira antes de usar.]",
        "[Headline and standfirst generated by a neural network (textnn, {model}); the other "
        "sentences are the article's. Check before use.]",
    ),
    "note_written_extracted": (
        "[Manchete gerada por rede neural (textnn, {model}); as outras frases são do artigo. "
        "Confira antes de usar.]",
        "[Headline generated by a neural network (textnn, {model}); the other sentences are the "
        "article's. Check before use.]",
    ),
    "note_extracted_written": (
        "[Linha fina gerada por rede neural (textnn, {model}); as outras frases são do artigo. "
        "Confira antes de usar.]",
        "[Standfirst generated by a neural network (textnn, {model}); the other sentences are the "
        "article's. Check before use.]",
    ),
    "note_extracted_extracted": (
        "[Frases do artigo, escolhidas por rede neural (textnn, {model}). Confira antes de usar.]",
        "[Sentences of the article, chosen by a neural network (textnn, {model}). Check before "
        "use.]",
    ),
    "download": ("Baixar", "Download"),
    "task_summarize": ("Resumos", "Summaries"),
    "one_summarize": ("Resumo", "Summary"),
}
