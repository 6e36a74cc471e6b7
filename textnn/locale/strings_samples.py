"""What the screen says about sampled and drawn pictures, in Portuguese and in English."""

from __future__ import annotations

from collections.abc import Mapping

STRINGS: Mapping[str, tuple[str, str]] = {
    "tab_samples": ("Amostras", "Samples"),
    "part_sample": ("Amostrar", "Sample"),
    "part_detective": ("Detetive", "Detective"),
    "part_evolution": ("Evolução", "Evolution"),
    "part_draw": ("Desenhar", "Draw"),
    "set": ("O que criar", "What to make"),
    "set_digits": ("Algarismos", "Digits"),
    "set_fashion": ("Roupas", "Clothes"),
    "one_digits": ("algarismo {name}", "digit {name}"),
    "one_fashion": ("{name}", "{name}"),
    "class": ("Classe", "Class"),
    "class_all": ("todas", "all"),
    "pictures_stay": (
        "As imagens são criadas nesta máquina: nada é enviado para fora.",
        "The pictures are made on this machine: nothing is sent elsewhere.",
    ),
    # Sample
    "make": ("Criar imagens", "Make pictures"),
    "make_others": ("Criar outras", "Make others"),
    "count": ("Quantas imagens", "How many pictures"),
    "truncation": ("Ousadia", "Boldness"),
    "why_truncation": (
        "Cada imagem nasce de números sorteados; com pouca ousadia, a rede só usa números comuns e "
        "faz imagens típicas, parecidas entre si. Com muita, ela arrisca números raros e faz "
        "imagens variadas, algumas estranhas.",
        "Each picture is born of drawn numbers; with little boldness the network uses common "
        "numbers only and makes typical pictures, much alike. With more it risks rare numbers and "
        "makes varied pictures, some of them odd.",
    ),
    "picture_seed": ("Semente", "Seed"),
    "why_picture_seed": (
        "É o número de onde saem os sorteios: a mesma semente, com os mesmos ajustes, dá as mesmas "
        "imagens. A imagem ao lado é a da semente seguinte.",
        "It is the number the draws come from: the same seed with the same settings gives the same "
        "pictures. The picture beside it is that of the next seed.",
    ),
    "sample_empty_title": ("Suas imagens aparecem aqui.", "Your pictures appear here."),
    "sample_empty": (
        "Escolha o que criar e toque em <b>Criar imagens</b>. A rede aprendeu com milhares de "
        "exemplos e inventa outros: nenhuma imagem daqui existiu antes.",
        "Choose what to make and press <b>Make pictures</b>. The network learnt from thousands of "
        "examples and invents others: no picture made here existed before.",
    ),
    "drawing_pictures": ("Criando… {percent}", "Making… {percent}"),
    "gallery_one": ("1 imagem criada pela rede", "1 picture made by the network"),
    "gallery_many": ("{count} imagens criadas pela rede", "{count} pictures made by the network"),
    "gallery_hint": (
        "Passe por uma imagem, ou ande com as setas, para saber o que o discriminador diz dela.",
        "Point at a picture, or walk with the arrow keys, to read what the discriminator says.",
    ),
    "picture_say": (
        "{name}, semente {seed}. {verdict}",
        "{name}, seed {seed}. {verdict}",
    ),
    "verdict_real": (
        "O discriminador juraria que é real ({percent}).",
        "The discriminator would swear it is real ({percent}).",
    ),
    "verdict_likely": (
        "O discriminador acha que é real ({percent}).",
        "The discriminator thinks it is real ({percent}).",
    ),
    "verdict_doubt": (
        "O discriminador fica em dúvida ({percent} real).",
        "The discriminator is in doubt ({percent} real).",
    ),
    "verdict_unlikely": (
        "O discriminador desconfia que é falsa ({percent} real).",
        "The discriminator suspects a forgery ({percent} real).",
    ),
    "verdict_forged": (
        "O discriminador não se deixa enganar ({percent} real).",
        "The discriminator is not deceived ({percent} real).",
    ),
    "discriminator": ("Discriminador", "Discriminator"),
    "what_discriminator": ("o que é o discriminador?", "what is the discriminator?"),
    "why_discriminator": (
        "É a rede que aprendeu junto com a que cria: uma forja, a outra tenta separar o falso do "
        "verdadeiro, e assim as duas melhoram. A porcentagem é o quanto ela aposta que a imagem é "
        "real; imagens criadas enganam bem quando passam de 50%.",
        "It is the network that learnt together with the one that makes: one forges, the other "
        "tries to tell false from true, and so both improve. The percentage is how much it bets "
        "that the picture is real; made pictures deceive it well above 50%.",
    ),
    "pick_two": (
        "Escolha duas imagens para passear de uma à outra.",
        "Pick two pictures to walk from one to the other.",
    ),
    "walk_between": ("Passear entre as duas", "Walk between the two"),
    "save_sheet": ("Baixar folha (PNG)", "Download sheet (PNG)"),
    "save_zip": ("Baixar todas (ZIP)", "Download all (ZIP)"),
    "pictures_generated": (
        "Imagens criadas por uma rede neural: nada do que mostram existiu.",
        "Pictures made by a neural network: nothing they show ever existed.",
    ),
    "picture_generated": (
        "Imagem criada por uma rede neural: nada do que mostra existiu.",
        "Picture made by a neural network: nothing it shows ever existed.",
    ),
    "picture_notice": (
        "Criado por uma rede neural (textnn, {model}): nada do que mostra existiu.",
        "Made by a neural network (textnn, {model}): nothing it shows ever existed.",
    ),
    "file_generated": ("imagens-geradas", "generated-pictures"),
    "file_seed": ("semente", "seed"),
    "sample_line": (
        "semente {seed} · ousadia {truncation}",
        "seed {seed} · boldness {truncation}",
    ),
    "diversity": ("Variedade", "Variety"),
    "diversity_high": (
        "As imagens de uma classe variam tanto quanto as reais.",
        "The pictures of a class vary as much as real ones.",
    ),
    "diversity_good": (
        "As imagens de uma classe variam quase tanto quanto as reais.",
        "The pictures of a class vary almost as much as real ones.",
    ),
    "diversity_some": (
        "As imagens de uma classe variam menos do que as reais.",
        "The pictures of a class vary less than real ones.",
    ),
    "diversity_timid": (
        "As imagens de uma classe variam menos do que as reais: você pediu pouca ousadia.",
        "The pictures of a class vary less than real ones: you asked for little boldness.",
    ),
    "diversity_low": (
        "As imagens de uma classe são quase todas iguais: é o que se chama de colapso.",
        "The pictures of a class are almost all alike: this is called collapse.",
    ),
    "why_diversity": (
        "Medimos quanto as imagens de uma mesma classe diferem entre si aos olhos de outra rede, e "
        "comparamos com imagens reais (100%). Com poucas imagens o número oscila; com pouca "
        "ousadia, ele cai.",
        "We measure how much pictures of one class differ in the eyes of another network, and "
        "compare with real pictures (100%). With few pictures the number wavers; with little "
        "boldness it falls.",
    ),
    # Walk
    "walk_seeds": ("Passear entre duas sementes", "Walk between two seeds"),
    "second_seed": ("Segunda semente", "Second seed"),
    "walk_go": ("Passear", "Walk"),
    "walk_title": ("Passeio: da semente {first} à {last}", "Walk: from seed {first} to {last}"),
    "walk_why": (
        "A rede cria uma imagem para cada ponto do caminho entre duas amostras. Se o meio do "
        "caminho também convence, ela entendeu a forma, em vez de decorar exemplos.",
        "The network makes a picture for each point on the way between two samples. If the middle "
        "convinces too, it has understood the shape instead of learning examples by heart.",
    ),
    "walk_point": ("Ponto {number} de {count}", "Point {number} of {count}"),
    "walk_at": ("Ponto do passeio", "Point of the walk"),
    "play": ("Animar", "Play"),
    "pause": ("Pausar", "Pause"),
    # Detective
    "detective_start": ("Começar a jogar", "Start playing"),
    "detective_again": ("Jogar de novo", "Play again"),
    "detective_set": ("O que julgar", "What to judge"),
    "detective_empty_title": ("Real ou falsa?", "Real or forged?"),
    "detective_empty": (
        "São dez imagens: umas são reais, outras a rede criou. Diga qual é qual; o discriminador "
        "joga contra você.",
        "There are ten pictures: some are real, others the network made. Say which is which; the "
        "discriminator plays against you.",
    ),
    "round": ("Imagem {number} de {count}", "Picture {number} of {count}"),
    "guess_real": ("Real", "Real"),
    "guess_forged": ("Falsa", "Forged"),
    "guess_keys": (
        "No teclado: R para real, F para falsa, Enter para seguir.",
        "On the keyboard: R for real, F for forged, Enter to go on.",
    ),
    "question": ("Esta imagem é real ou falsa?", "Is this picture real or forged?"),
    "was_real": ("Era real.", "It was real."),
    "was_forged": ("Era falsa: a rede a criou.", "It was forged: the network made it."),
    "you_right": ("Você acertou.", "You were right."),
    "you_wrong": ("Você errou.", "You were wrong."),
    "it_right": (
        "O discriminador acertou (para ele, {percent} real).",
        "The discriminator was right (to it, {percent} real).",
    ),
    "it_wrong": (
        "O discriminador errou (para ele, {percent} real).",
        "The discriminator was wrong (to it, {percent} real).",
    ),
    "next": ("Próxima", "Next"),
    "see_score": ("Ver o placar", "See the score"),
    "you": ("Você", "You"),
    "score": (
        "Placar: você {you}, discriminador {it}",
        "Score: you {you}, discriminator {it}",
    ),
    "won": ("Você venceu: {you} a {it}.", "You won: {you} to {it}."),
    "lost": ("O discriminador venceu: {it} a {you}.", "The discriminator won: {it} to {you}."),
    "drawn": ("Empate: {you} a {it}.", "A draw: {you} to {it}."),
    "won_say": (
        "Seu olho pegou mais falsificações do que a rede treinada para isso.",
        "Your eye told more forgeries than the network trained for it.",
    ),
    "lost_say": (
        "A rede treinada para desconfiar viu mais do que o olho: as falsas convencem.",
        "The network trained to suspect saw more than the eye: the forgeries convince.",
    ),
    "drawn_say": (
        "Você e a rede treinada para desconfiar acertaram o mesmo número.",
        "You and the network trained to suspect were right equally often.",
    ),
    "score_sheet": ("As {count} imagens da partida", "The {count} pictures of the game"),
    "short_real": ("Real", "Real"),
    "short_forged": ("Falsa", "Forged"),
    "right_mark": ("certo", "right"),
    "wrong_mark": ("errado", "wrong"),
    "needs_data_title": ("Faltam as imagens reais.", "The real pictures are missing."),
    # Evolution
    "evolution_set": ("O que ver nascer", "What to see being born"),
    "evolution_empty_title": ("O treino, quadro a quadro.", "The training, frame by frame."),
    "evolution_empty": (
        "As mesmas sementes, do primeiro passo ao último: veja o ruído virar imagem.",
        "The same seeds from the first step to the last: see noise turn into pictures.",
    ),
    "evolution_why": (
        "Cada coluna parte sempre dos mesmos números sorteados; só a rede muda, de cima para "
        "baixo, enquanto aprende. A porcentagem é o quanto o discriminador daquele momento achou a "
        "imagem real: em 50% ele não sabe dizer.",
        "Each column always starts from the same drawn numbers; only the network changes, from top "
        "to bottom, as it learns. The percentage is how real the discriminator of that moment "
        "found the picture: at 50% it cannot tell.",
    ),
    "moment": ("Momento do treino", "Moment of the training"),
    "at_step": ("Passo {step}", "Step {step}"),
    "at_start": ("Antes do treino", "Before the training"),
    "mean_real": (
        "Na média, o discriminador acha estas imagens reais ({percent}).",
        "On average the discriminator finds these pictures real ({percent}).",
    ),
    "mean_doubt": (
        "Na média, o discriminador fica em dúvida ({percent} real).",
        "On average the discriminator is in doubt ({percent} real).",
    ),
    "mean_forged": (
        "Na média, o discriminador percebe que são falsas ({percent} real).",
        "On average the discriminator sees that they are forged ({percent} real).",
    ),
    "mean_chart": (
        "Quanto o discriminador de cada momento achou as imagens reais, em média "
        "(linha tracejada: não sabe dizer)",
        "How real the discriminator of each moment found the pictures, on average "
        "(dashed line: cannot tell)",
    ),
    "film_strip": (
        "Tira do treino: momentos de cima para baixo, sementes da esquerda para a direita",
        "Film strip of the training: moments from top to bottom, seeds from left to right",
    ),
    "moments_table": ("Tabela com {count} momentos", "Table with {count} moments"),
    "col_step": ("Passo", "Step"),
    "col_mean": ("Parece real, média", "Looks real, mean"),
    "col_lowest": ("Menor", "Lowest"),
    "col_highest": ("Maior", "Highest"),
    "not_there_title": ("Ainda não dá para mostrar isto.", "This cannot be shown yet."),
    # Draw
    "render_kind": ("O que desenhar", "What to draw"),
    "render_fashion": ("Roupas", "Clothes"),
    "render_facades": ("Fachadas", "Facades"),
    "how_fashion": (
        "Desenhe o contorno de uma roupa: a rede a preenche a cada traço. Ela aprendeu com "
        "contornos de camisetas, calças, vestidos, bolsas e sapatos, e só conhece isso. Quer só as "
        "linhas, sem preencher.",
        "Draw the outline of a garment: the network fills it in after each stroke. It learnt from "
        "outlines of T-shirts, trousers, dresses, bags and shoes, and knows nothing else. It wants "
        "lines only, nothing filled in.",
    ),
    "how_facades": (
        "Escolha o que cada cor representa e pinte uma fachada: comece com um retângulo de parede, "
        "depois janelas e portas. A borracha devolve o fundo.",
        "Choose what each colour stands for and paint a facade: begin with a rectangle of wall, "
        "then windows and doors. The eraser brings back the background.",
    ),
    "render_filled": (
        "Este desenho parece preenchido. A rede aprendeu com contornos: só com as linhas, o "
        "resultado costuma ficar melhor.",
        "This drawing seems to be filled in. The network learnt from outlines: with lines only, "
        "the result is usually better.",
    ),
    "draw_input": ("Seu desenho", "Your drawing"),
    "draw_output": ("O que a rede faz dele", "What the network makes of it"),
    "render_blank_fashion": (
        "Faça um traço: a roupa aparece aqui.",
        "Make a stroke: the garment appears here.",
    ),
    "render_blank_facades": (
        "Pinte um retângulo: a fachada aparece aqui.",
        "Paint a rectangle: the facade appears here.",
    ),
    "rendered_fashion": (
        "Roupa que a rede criou a partir do desenho",
        "Garment that the network made from the drawing",
    ),
    "rendered_facades": (
        "Fachada que a rede criou a partir do desenho",
        "Facade that the network made from the drawing",
    ),
    "save_picture": ("Baixar imagem", "Download picture"),
    "keep_picture": ("Guardar no histórico", "Keep in the history"),
    "outlines": ("Ou comece por um destes:", "Or start with one of these:"),
    "outline_camiseta": ("camiseta", "t-shirt"),
    "outline_calca": ("calça", "trousers"),
    "outline_bota": ("bota", "boot"),
    "outline_bolsa": ("bolsa", "bag"),
    "outline_vestido": ("vestido", "dress"),
    "outline_tenis": ("tênis", "sneaker"),
    "outline_predio": ("prédio", "building"),
    "outline_sacadas": ("sacadas", "balconies"),
    "outline_number": ("exemplo {number}", "example {number}"),
    "open_outline": ("Abrir um desenho", "Open a drawing"),
}
