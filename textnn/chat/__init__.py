"""Conversations: a message -> what it asks for -> a use case of the service -> a reply that grows.

A screen, a command line and the HTTP interface all use ``Chat``::

    chat = Chat(service, Sources(read=..., fetch=...))
    context = RequestContext(owner, language="pt")

    # Say something; ``None`` begins a conversation. Draw each message in the place of the last.
    replying = chat.reply(context, None, "resuma em duas frases", [Upload("a.pdf", data)])
    for message in replying:
        draw(message)            # message.conversation_id, .replies_to, .parts, .status, .progress
    replying.close()             # the button Parar: what was made is kept, status "stopped"

    # A part is one of ``textnn.results.conversation``:
    #   Said(text)                         plain text, line feeds are paragraphs
    #   GivenArticle(text, title, source)  with a visitor's message: an article, as a card
    #   GivenPicture(picture, source)      with a visitor's message: base64 PNG
    #   Shown(task, view, run_id, result)  a kept result, ``view`` says what of it is meant; the
    #                                      result is None where it was deleted since
    #   Offer(buttons)                     a button has a label, and the message it sends
    #   Confirm(..., yes, no)              two buttons; they count only for the very next message
    #   Wanted(what, request)              what is missing: "article" or "picture"
    #   Term(term, text, example, see)     an entry of the glossary; ``see`` are buttons
    #   Listed(query, run_ids, entries)    lines of the history
    #   Failure(text, code)                what went wrong, in the visitor's language

    chat.conversations(owner, "enchente", limit=20, skip=0)   # newest first, without messages
    chat.open(owner, conversation_id).messages                # in reading order
    chat.edit(context, message_id, "em uma frase")            # as reply: forgets what came after
    chat.retry(context, message_id)                           # the last message, or its reply
    chat.like(owner, message_id, True)                        # True, False, or None: no thumb
    chat.rename(owner, conversation_id, "A enchente")
    chat.export(owner, conversation_id, "md")                 # "md", "txt" or "jsonl"; a string
    chat.export_all(owner)                                    # JSON lines, message by message
    chat.delete(owner, conversation_id, runs=False)           # -> Deleted(kept, deleted) results
    chat.delete_all(owner)

A press on a button is ``chat.reply(context, conversation_id, button.message)``, and
nothing else. All methods raise ``UserError``: no such conversation or message, nothing was said, a
message that is too long, a store that fails; then nothing was kept, and the text should stay in its
box. What fails later, once the message is kept, is said in the reply itself (``Failure``). The
message is kept before any work begins; a conversation whose last message is a visitor's was broken
off there: offer ``retry``. After status ``gone`` the conversation is no more: begin a new one.

Two messages at once in one conversation are
both answered, each reply right under its message.
"""

from __future__ import annotations

from textnn.chat.attachments import PASTED
from textnn.chat.context import Sources, Upload
from textnn.chat.conversations import Chat
from textnn.chat.transcript import FORMATS, as_dict, copied, plain

__all__ = ["FORMATS", "PASTED", "Chat", "Sources", "Upload", "as_dict", "copied", "plain"]
