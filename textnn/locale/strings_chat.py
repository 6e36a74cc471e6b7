"""What the screen says around a conversation, in Portuguese and in English.

What textnn answers in it is said by ``textnn.chat.phrases``.
"""

from __future__ import annotations

from collections.abc import Mapping

STRINGS: Mapping[str, tuple[str, str]] = {
    "tab_chat": ("Conversar", "Chat"),
    # Empty
    "chat_empty_title": (
        "Olá. Traga uma notícia e pergunte.",
        "Hello. Bring a news article and ask.",
    ),
    "chat_empty": (
        "Marco nomes, resumo, respondo com as frases do próprio texto; também escrevo, olho "
        "imagens e desenho. Fica no seu histórico.",
        "I mark names, summarise, answer with the text's own sentences; I also write, look at "
        "pictures and draw. It stays in your history.",
    ),
    "chat_try": ("Experimente com um toque:", "Try it with one press:"),
    "chat_try_article": ("Destaque os nomes desta notícia", "Highlight the names in this article"),
    "chat_try_article_hint": (
        "um artigo de exemplo, sobre um mercado que reabriu",
        "an example, about a market that opened again",
    ),
    "chat_try_write": (
        "Continue: A prefeitura anunciou ontem",
        "Continue: A prefeitura anunciou ontem",
    ),
    "chat_try_write_hint": (
        "a rede escreve letra por letra; nada é verdade",
        "the network writes letter by letter; none of it is true",
    ),
    "chat_try_picture": ("O que há nesta imagem?", "What does this picture show?"),
    "chat_try_picture_hint": ("uma foto pequena, de exemplo", "a small example photo"),
    "chat_try_draw": ("Desenhe quatro vestidos", "Draw four dresses"),
    "chat_try_draw_hint": (
        "imagens que nunca existiram",
        "pictures that never were",
    ),
    # The box
    "chat_box": ("Mensagem", "Message"),
    "chat_hint": (
        "Cole um artigo ou um endereço, pergunte, peça…",
        "Paste an article or an address, or ask for something…",
    ),
    "chat_hint_offline": (
        "Cole um artigo ou pergunte…",
        "Paste an article or ask…",
    ),
    "chat_hint_picture": ("Envie a imagem…", "Send the picture…"),
    "chat_hint_article": (
        "Cole aqui o artigo, ou envie o arquivo…",
        "Paste the article here, or send the file…",
    ),
    "chat_send": ("Enviar", "Send"),
    "chat_stop": ("Parar", "Stop"),
    "chat_attach": ("Anexar", "Attach"),
    "chat_attach_what": (
        "Anexar artigo (.txt, .html, .pdf, .docx) ou imagem",
        "Attach an article (.txt, .html, .pdf, .docx) or a picture",
    ),
    "chat_detach": ("Tirar {name}", "Take {name} away"),
    "chat_keys": (
        "Enter envia, Shift+Enter quebra a linha. Fica no seu histórico.",
        "Enter sends, Shift+Enter breaks the line. It stays in your history.",
    ),
    "chat_keys_offline": (
        "Enter envia, Shift+Enter quebra a linha. Endereços estão desligados aqui; cole o texto. "
        "Fica no seu histórico.",
        "Enter sends, Shift+Enter breaks the line. Addresses are switched off here; paste the "
        "text. It stays in your history.",
    ),
    "chat_too_many": (
        "Até {most} arquivos de cada vez; os outros ficaram de fora.",
        "At most {most} files at a time; the others were left out.",
    ),
    "chat_waiting": ("Esperando a vez…", "Waiting for its turn…"),
    "chat_working": ("Trabalhando…", "Working…"),
    "chat_working_part": ("Trabalhando… {percent}", "Working… {percent}"),
    "chat_stopping": ("Parando…", "Stopping…"),
    # Messages
    "chat_log": ("Conversa", "Conversation"),
    "chat_you": ("Você", "You"),
    "chat_copy": ("Copiar", "Copy"),
    "chat_copied": ("Copiado", "Copied"),
    "chat_edit": ("Editar", "Edit"),
    "chat_edit_box": ("Sua mensagem, de novo", "Your message, again"),
    "chat_edit_note": (
        "O que veio depois desta mensagem sai da conversa; os resultados ficam no Histórico.",
        "What came after this message leaves the conversation; results stay in the History.",
    ),
    "chat_cancel": ("Cancelar", "Cancel"),
    "chat_retry": ("De novo", "Again"),
    "chat_up": ("Gostei", "I like it"),
    "chat_down": ("Não gostei", "I do not like it"),
    "chat_stopped": (
        "Você parou aqui. O que já estava pronto ficou.",
        "You stopped it here. What was ready is kept.",
    ),
    "chat_stopped_early": (
        "Você parou antes que algo ficasse pronto. Nada foi para o histórico.",
        "You stopped it before anything was ready. Nothing went to the history.",
    ),
    "chat_broken_off": (
        "Esta mensagem ficou sem resposta.",
        "This message got no reply.",
    ),
    "chat_open_in": ("Abrir em {tab}", "Open in {tab}"),
    "chat_gone": ("Este resultado foi apagado.", "This result was deleted."),
    "chat_unkept": ("Este resultado não ficou guardado.", "This result was not kept."),
    "chat_article_size": ("{count} letras", "{count} letters"),
    "chat_article_open": ("Ler o artigo", "Read the article"),
    "chat_pasted": ("colado", "pasted"),
    "chat_picture": ("A imagem que você enviou: {name}", "The picture you sent: {name}"),
    "chat_origin": ("O artigo inteiro, marcado", "The whole article, marked"),
    "chat_point": (
        "Toque em uma imagem para ver o que a outra rede acha dela.",
        "Press a picture to see what the other network thinks of it.",
    ),
    "chat_evidence": ("O que pesou na resposta", "What weighed in the answer"),
    "chat_example": ("No textnn:", "In textnn:"),
    "chat_see": ("Veja também", "See also"),
    "chat_next": ("O que fazer agora", "What to do next"),
    "chat_tools": ("Sobre esta resposta", "About this reply"),
    # The article in use
    "chat_article": ("Artigo em uso", "Article in use"),
    "chat_swap": ("Trocar", "Change"),
    "chat_drop": ("Começar sem ele", "Start without it"),
    # Conversations
    "chat_list": ("Conversas", "Conversations"),
    "chat_new": ("Nova conversa", "New conversation"),
    "chat_search": ("Procurar nas conversas", "Search the conversations"),
    "chat_list_empty": (
        "Suas conversas ficam aqui, só para este navegador.",
        "Your conversations are kept here, for this browser only.",
    ),
    "chat_list_none": ("Nenhuma conversa com isso.", "No conversation with that."),
    "chat_more": ("Mostrar mais", "Show more"),
    "chat_rename": ("Renomear", "Rename"),
    "chat_rename_label": ("Nome da conversa", "Name of the conversation"),
    "chat_save": ("Guardar o nome", "Keep the name"),
    "chat_export_md": ("Baixar .md", "Download .md"),
    "chat_export_jsonl": ("Baixar .jsonl", "Download .jsonl"),
    "chat_export_all": ("Baixar todas (.jsonl)", "Download all (.jsonl)"),
    "chat_delete": ("Apagar", "Delete"),
    "chat_delete_title": ("Apagar “{title}”?", "Delete “{title}”?"),
    "chat_delete_bare": (
        "A conversa some e não há como desfazer.",
        "The conversation goes and this cannot be undone.",
    ),
    "chat_delete_one": (
        "A conversa some e não há como desfazer. O resultado feito nela pode ficar no Histórico, "
        "ou ir junto.",
        "The conversation goes and this cannot be undone. The result made in it can stay in the "
        "History, or go as well.",
    ),
    "chat_delete_many": (
        "A conversa some e não há como desfazer. Os {count} resultados feitos nela podem ficar no "
        "Histórico, ou ir junto.",
        "The conversation goes and this cannot be undone. The {count} results made in it can stay "
        "in the History, or go as well.",
    ),
    "chat_delete_keep": ("Apagar só a conversa", "Delete the conversation only"),
    "chat_delete_runs": ("Apagar com os resultados", "Delete the results as well"),
    "chat_delete_all": ("Apagar todas as conversas", "Delete all conversations"),
    "chat_delete_all_title": ("Apagar todas as conversas?", "Delete all conversations?"),
    "chat_delete_all_sure": (
        "Conversas: {count}. Somem todas, com o que você escreveu e enviou nelas, e não há como "
        "desfazer. Os resultados ficam no Histórico, onde também podem ser apagados.",
        "Conversations: {count}. All of them go, with what you wrote and sent in them, and this "
        "cannot be undone. The results stay in the History, where they can be deleted too.",
    ),
    "chat_delete_all_yes": ("Apagar todas", "Delete all"),
    "chat_deleted_all": ("Conversas apagadas: {count}.", "Conversations deleted: {count}."),
    "chat_deleted": ("Conversa apagada.", "Conversation deleted."),
    "chat_deleted_kept": (
        "Conversa apagada. Resultados que ficaram no Histórico: {count}.",
        "Conversation deleted. Results that stay in the History: {count}.",
    ),
    "chat_deleted_runs": (
        "Conversa apagada, e com ela estes resultados: {count}.",
        "Conversation deleted, and with it so many results: {count}.",
    ),
}
