"""What the screen says about pictures, in Portuguese and in English."""

from __future__ import annotations

from collections.abc import Mapping

STRINGS: Mapping[str, tuple[str, str]] = {
    # The drawing pad
    "pad_tools": ("Ferramentas", "Tools"),
    "pad_pen": ("Pincel", "Brush"),
    "pad_line": ("Reta", "Line"),
    "pad_rectangle": ("Retângulo", "Rectangle"),
    "pad_eraser": ("Borracha", "Eraser"),
    "pad_colours": ("Cores", "Colours"),
    "pad_sizes": ("Espessura do traço", "Width of the stroke"),
    "pad_size_0": ("Traço fino", "Thin stroke"),
    "pad_size_1": ("Traço médio", "Medium stroke"),
    "pad_size_2": ("Traço grosso", "Thick stroke"),
    "pad_acts": ("Desenho", "Drawing"),
    "pad_undo": ("Desfazer", "Undo"),
    "pad_clear": ("Limpar", "Clear"),
    "pad_save": ("Salvar", "Save"),
    "pad_file": ("desenho.png", "drawing.png"),
    "pad_sheet": (
        "Folha de desenho: desenhe com o mouse, o dedo ou a caneta",
        "Drawing sheet: draw with the mouse, a finger or a pen",
    ),
    # The history
    "task_classify": ("Classificações", "Classifications"),
    "task_teach": ("Aulas", "Lessons"),
    "task_sample": ("Amostras", "Samples"),
    "task_detect": ("Partidas de Detetive", "Detective games"),
    "task_render": ("Desenhos", "Drawings"),
    "one_classify": ("Classificação", "Classification"),
    "one_teach": ("Aula", "Lesson"),
    "one_sample": ("Amostras", "Samples"),
    "one_detect": ("Partida de Detetive", "Detective game"),
    "one_render": ("Desenho", "Drawing"),
    "drawing": ("desenho", "drawing"),
    # Imagens
    "tab_images": ("Imagens", "Pictures"),
    "part_classify": ("Classificar", "Classify"),
    "part_teach": ("Ensinar", "Teach"),
    "image_stays": (
        "A imagem fica nesta máquina: nada é enviado para fora.",
        "The picture stays on this machine: nothing is sent elsewhere.",
    ),
    # How pictures come in
    "way": ("De onde vem a imagem", "Where the picture comes from"),
    "way_photo": ("Foto ou arquivo", "Photo or file"),
    "way_draw": ("Desenho", "Drawing"),
    "close": ("Fechar", "Close"),
    "intake_hint": (
        "Solte uma imagem aqui, cole com Ctrl+V ou use os botões.",
        "Drop a picture here, paste it with Ctrl+V or use the buttons.",
    ),
    "intake_shown": ("Imagem escolhida: {name}", "Chosen picture: {name}"),
    "intake_open": ("Abrir imagem", "Open a picture"),
    "intake_paste": ("Colar", "Paste"),
    "intake_pasted": ("imagem colada", "pasted picture"),
    "paste_none": (
        "Não há imagem na área de transferência. Copie uma e toque em Colar de novo.",
        "There is no picture in the clipboard. Copy one and press Paste again.",
    ),
    "paste_denied": (
        "O navegador não deixou ler a área de transferência. Use Ctrl+V.",
        "The browser did not allow reading the clipboard. Use Ctrl+V.",
    ),
    "camera": ("Câmera", "Camera"),
    "camera_waiting": (
        "Abrindo a câmera… O navegador pode pedir sua permissão.",
        "Opening the camera… The browser may ask for your permission.",
    ),
    "camera_shoot": ("Fotografar", "Take a photo"),
    "camera_file": ("foto {n}", "photo {n}"),
    "camera_count": ("Fotos tiradas: {n}", "Photos taken: {n}"),
    "camera_insecure": (
        "O navegador só abre a câmera nesta máquina ou por https. Abra um arquivo de imagem.",
        "The browser opens the camera only on this machine or over https. Open a picture file.",
    ),
    "camera_denied": (
        "A câmera não foi permitida. Permita-a no navegador ou abra um arquivo de imagem.",
        "The camera was not allowed. Allow it in the browser or open a picture file.",
    ),
    "camera_none": (
        "Não encontrei uma câmera livre. Ligue uma ou abra um arquivo de imagem.",
        "No free camera was found. Connect one or open a picture file.",
    ),
    "draw_title": ("Desenhar", "Draw"),
    "draw_use": ("Usar o desenho", "Use the drawing"),
    # Classify
    "classify": ("Classificar", "Classify"),
    "network": ("Rede", "Network"),
    "net_auto": ("Escolha automática", "Choose for me"),
    "net_cnn-cifar10": ("Fotos", "Photos"),
    "net_cnn-slide": (
        "Fotos: rede simples da aula",
        "Photos: the lecture’s simple network",
    ),
    "net_cnn-digits": ("Algarismos", "Digits"),
    "net_cnn-arabic-digits": ("Algarismos arábico-índicos", "Arabic-Indic digits"),
    "net_cnn-fashion": ("Roupas", "Clothes"),
    "why_network": (
        "Cada rede só conhece as classes com que aprendeu; na escolha automática, responde aquela "
        "para quem a imagem parece mais familiar. A de fotos sabe dez coisas: avião, carro, "
        "pássaro, gato, cervo, cachorro, sapo, cavalo, navio e caminhão. A rede simples, que a "
        "aula constrói, sabe as mesmas, erra uma foto em cada quatro e está aí para comparar. A de "
        "roupas espera uma peça só, clara sobre fundo escuro, como nos exemplos.",
        "Each network knows only the classes it learnt with; if you let it choose, the one to "
        "which the picture looks most familiar answers. The one of photos knows ten things: "
        "airplane, automobile, bird, cat, deer, dog, frog, horse, ship and truck. The simple "
        "network, which the lecture builds, knows the same, errs on one photo in four and is there "
        "to compare. The one of clothes expects a single garment, light on a dark ground, as in "
        "the examples.",
    ),
    "compare": ("Comparar as redes", "Compare the networks"),
    "picture_examples": ("Ou comece por uma destas:", "Or start with one of these:"),
    "picture_navio": ("navio", "ship"),
    "picture_aviao": ("avião", "aeroplane"),
    "picture_sete": ("um 7", "a 7"),
    "picture_tres": ("um 3", "a 3"),
    "picture_tres-arabico": ("um ٣", "a ٣"),
    "picture_camiseta": ("camiseta", "t-shirt"),
    "picture_calca": ("calça", "trousers"),
    "picture_listras": ("listras", "stripes"),
    "classify_empty_title": ("A resposta aparece aqui.", "The answer appears here."),
    "classify_empty": (
        "Abra, cole ou fotografe uma imagem: a rede responde logo, diz quanto confia e o que "
        "decidiu. Depois de desenhar ou de mudar de rede, toque em <b>Classificar</b>. Serve PNG, "
        "JPEG, WebP, GIF, BMP ou TIFF.",
        "Open, paste or shoot a picture: the network answers at once, says how sure it is and what "
        "decided. After drawing or choosing another network, press <b>Classify</b>. PNG, JPEG, "
        "WebP, GIF, BMP and TIFF will do.",
    ),
    "looking": ("Olhando… {percent}", "Looking… {percent}"),
    "verdict": ("Resposta da rede", "The network's answer"),
    "verdict_kicker": ("O que a rede vê · {network}", "What the network sees · {network}"),
    "hesitates_between": (
        "A rede hesita entre {one} e {other}.",
        "The network hesitates between {one} and {other}.",
    ),
    "caution_cnn-slide": (
        "A rede simples da aula erra uma foto em cada quatro, mesmo segura. Compare com a outra "
        "rede de fotos.",
        "The lecture’s simple network errs on one photo in four, even when sure. Compare with the "
        "other network of photos.",
    ),
    "first_picture": (
        "É uma animação: só a primeira imagem foi julgada.",
        "It is an animation: only its first picture was judged.",
    ),
    "layer_whitening": ("branqueamento", "whitening"),
    "layer_block": ("bloco", "block"),
    "layer_conv": ("convolução", "convolution"),
    "layer_pool": ("redução", "pooling"),
    "layer_dense": ("camada densa", "dense layer"),
    "not_known": ("Não reconheço isto", "I do not recognise this"),
    "not_known_why": (
        "Não se parece com o que esta rede aprendeu.",
        "It does not look like what this network learnt.",
    ),
    "not_known_guess": (
        "Se tivesse de escolher, diria {name}",
        "If it had to choose it would say {name}",
    ),
    "bars": ("Classes mais prováveis", "Likeliest classes"),
    "all_classes": ("Todas as {count} classes", "All {count} classes"),
    "col_class": ("Classe", "Class"),
    "col_probability": ("Probabilidade", "Probability"),
    "probability": ("Probabilidade calibrada", "Calibrated probability"),
    "why_probability": (
        "A confiança foi calibrada em imagens que a rede não viu no treino: entre as respostas "
        "dadas com 80%, cerca de 80 em cada 100 estão certas. Isso vale para imagens parecidas com "
        "as do treino.",
        "The confidence was calibrated on pictures the network did not train on: among answers "
        "given at 80%, about 80 in 100 are right. This holds for pictures like those of the "
        "training.",
    ),
    "familiar_familiar": (
        "Imagem familiar: {percent} das imagens conhecidas pareceram mais estranhas à rede.",
        "A familiar picture: {percent} of the known pictures looked stranger to the network.",
    ),
    "familiar_rare": (
        "Imagem pouco comum: só {percent} das imagens conhecidas pareceram mais estranhas à rede.",
        "An uncommon picture: only {percent} of the known pictures looked stranger to the network.",
    ),
    "familiar_strange": (
        "Imagem estranha: {percent} das imagens conhecidas pareceram mais estranhas à rede.",
        "A strange picture: {percent} of the known pictures looked stranger to the network.",
    ),
    "familiarity": ("Familiaridade", "Familiarity"),
    "why_familiarity": (
        "Comparamos o que a rede sente diante desta imagem com o que sentiu diante de imagens das "
        "classes que conhece. Se quase nenhuma pareceu tão estranha, a resposta não merece "
        "confiança.",
        "We compare how the network responds to this picture with how it responded to pictures of "
        "the classes it knows. If hardly any looked as strange, the answer deserves no trust.",
    ),
    "picture_given": ("A imagem que você deu", "The picture you gave"),
    "picture_seen": ("A imagem como a rede a recebe", "The picture as the network gets it"),
    "decided": ("O que decidiu", "What decided"),
    "seen_caption": ("O que a rede recebe", "What the network gets"),
    "heat_caption": ("O que pesou na resposta", "What weighed in the answer"),
    "heat_label": (
        "A imagem com os quadrados que pesaram na resposta; os mais fortes têm número",
        "The picture with the squares that weighed in the answer; the strongest are numbered",
    ),
    "why_decided": (
        "Escondemos um pedaço da imagem de cada vez e perguntamos de novo. Onde a confiança cai, "
        "estava algo de que a rede precisava.",
        "We hide one piece of the picture at a time and ask again. Where the confidence falls, "
        "there was something the network needed.",
    ),
    "evidence_square": (
        "Sem este quadrado, a confiança em {name} cai {points} pontos.",
        "Without this square the confidence in {name} falls by {points} points.",
    ),
    "evidence_for": (
        "cheio: fala a favor de {name}; quanto mais forte a cor, mais",
        "filled: speaks for {name}; the stronger the colour, the more",
    ),
    "evidence_against": (
        "tracejado: fala contra {name}",
        "dashed: speaks against {name}",
    ),
    "no_evidence": (
        "Nenhum quadrado decide sozinho: escondendo qualquer um deles, a confiança não cai.",
        "No square decides by itself: whichever is hidden, the confidence does not fall.",
    ),
    "opinions": ("O que dizem as outras redes", "What the other networks say"),
    "col_network": ("Rede", "Network"),
    "col_says": ("Diz", "Says"),
    "col_trust": ("Confiança", "Confidence"),
    "col_knows": ("Reconhece?", "Recognises it?"),
    "opinion_known": ("sim", "yes"),
    "opinion_unknown": ("não, parece estranha", "no, it looks strange"),
    "stages": ("O que a rede vê, camada por camada", "What the network sees, layer by layer"),
    "stages_hint": (
        "Cada quadrado cinza é um mapa: claro onde a camada achou o que procura.",
        "Each grey square is a map: light where the layer found what it looks for.",
    ),
    "stage_size": (
        "{channels} mapas de {width} × {height}; aqui, os {shown} que mais variam",
        "{channels} maps of {width} × {height}; here, the {shown} that vary most",
    ),
    "stage_alt": ("{shown} mapas da camada {name}", "{shown} maps of layer {name}"),
    "stage_whitening": (
        "Separa o que muda de um pixel para o vizinho: contornos e diferenças de cor. O que é "
        "igual em volta desaparece.",
        "It takes apart what changes from one pixel to the next: outlines and differences of "
        "colour. What is the same all around vanishes.",
    ),
    "stage_first": (
        "Procura sinais simples: bordas, cantos, manchas de cor. A imagem ainda se reconhece.",
        "It looks for simple signs: edges, corners, patches of colour. The picture can still be "
        "recognised.",
    ),
    "stage_middle": (
        "Junta os sinais simples em texturas e partes. A imagem fica menor, e cada pixel resume "
        "uma região maior.",
        "It joins simple signs into textures and parts. The picture gets smaller, and each pixel "
        "sums up a larger region.",
    ),
    "stage_last": (
        "Procura partes inteiras, próprias de cada classe. Daqui sai a decisão.",
        "It looks for whole parts that belong to a class. The decision is made from here.",
    ),
    "stage_pool": (
        "De cada grupo de pixels vizinhos guarda só um valor. Importa se algo apareceu, e não "
        "exatamente onde.",
        "Of each group of neighbouring pixels it keeps one value. What counts is whether something "
        "appeared, not exactly where.",
    ),
    "stage_numbers": (
        "Já não há imagem: só uma lista de números que a descreve. Dela sai a decisão.",
        "There is no picture any more: only a list of numbers that describes it. The decision is "
        "made from it.",
    ),
    # Teach
    "teach": ("Ensinar", "Teach"),
    "teach_lead": (
        "Dê um nome a cada classe e algumas imagens dela, de preferência dez ou mais. A rede "
        "aprende a separá-las em segundos. Serve PNG, JPEG, WebP, GIF, BMP ou TIFF.",
        "Give each class a name and some pictures of it, ten or more if you can. The network "
        "learns to tell them apart in seconds. PNG, JPEG, WebP, GIF, BMP and TIFF will do.",
    ),
    **{f"nth_class_{n}": (f"Classe {n}", f"Class {n}") for n in range(1, 11)},
    "class_hint": ("Nome, por exemplo: caneca", "A name, for example: mug"),
    "add_class": ("Mais uma classe", "One more class"),
    "remove_class": ("Apagar classe", "Delete class"),
    "shelf_open": ("Abrir imagens", "Open pictures"),
    "shelf_empty": ("Nenhuma imagem ainda.", "No pictures yet."),
    "pictures_one": ("1 imagem", "1 picture"),
    "pictures_many": ("{count} imagens", "{count} pictures"),
    "drop_picture": ("Tirar a imagem {n}", "Take picture {n} away"),
    "refused_files": (
        "Arquivos grandes demais ficaram de fora: {count}. O limite é {limit} cada um.",
        "Files left out because they are too large: {count}. The limit is {limit} each.",
    ),
    "example_lesson": ("Ver uma aula de exemplo", "See an example lesson"),
    "lesson_canecas": ("canecas", "mugs"),
    "lesson_chaves": ("chaves", "keys"),
    "open_project": ("Abrir um projeto (.zip)", "Open a project (.zip)"),
    "teaching": ("Aprendendo… {percent}", "Learning… {percent}"),
    "teach_empty_title": ("O que a rede aprendeu aparece aqui.", "What was learnt appears here."),
    "teach_empty": (
        "Dê imagens a pelo menos duas classes e toque em <b>Ensinar</b>. Uma rede que já sabe ver "
        "aprende as suas classes sem começar do zero.",
        "Give pictures to at least two classes and press <b>Teach</b>. A network that already "
        "knows how to see learns your classes without starting from nothing.",
    ),
    "learnt": ("O que a rede aprendeu a separar", "What the network learnt to tell apart"),
    "accuracy_all": (
        "Posta à prova com as suas {held} imagens, acertou todas ({percent}). Em rodízio, cada uma "
        "foi julgada por uma cabeça que não a tinha visto.",
        "Tried on your {held} pictures, it got all right ({percent}). In turns, each was judged by "
        "a head that had not seen it.",
    ),
    "accuracy_some": (
        "Posta à prova com as suas {held} imagens, acertou {right} ({percent}). Em rodízio, cada "
        "uma foi julgada por uma cabeça que não a tinha visto.",
        "Tried on your {held} pictures, it got {right} right ({percent}). In turns, each was "
        "judged by a head that had not seen it.",
    ),
    "accuracy_none": (
        "Havia poucas imagens para deixar algumas de fora: não sabemos quanto ela acerta. Dê mais.",
        "There were too few pictures to hold some out: how often it is right is not known. Give "
        "more.",
    ),
    "confused_one": (
        "Uma imagem de {one} foi tomada por {other}.",
        "One picture of {one} was taken for {other}.",
    ),
    "confused_many": (
        "{count} imagens de {one} foram tomadas por {other}.",
        "{count} pictures of {one} were taken for {other}.",
    ),
    "matrix": ("Tabela das respostas", "Table of the answers"),
    "was": ("Era", "It was"),
    "said": ("disse {name}", "said {name}"),
    "lesson": ("A aula", "The lesson"),
    "why_lesson": (
        "A rede que descreve as imagens fica como está; só a última camada é treinada, com as suas "
        "imagens: é a cabeça. Isso é transferência de aprendizado; por isso poucas imagens e "
        "segundos bastam.",
        "The network that describes the pictures stays as it is; only the last layer is trained, "
        "on your pictures: the head. This is transfer learning: that is why few pictures and "
        "seconds are enough.",
    ),
    "warn_few": (
        "Há poucas imagens em alguma classe. Com dez ou mais em cada uma a rede erra menos.",
        "Some class has few pictures. With ten or more in each the network errs less.",
    ),
    "warn_unbalanced": (
        "Uma classe tem muito mais imagens que outra, e a rede tende a preferi-la. Dê números "
        "parecidos.",
        "One class has many more pictures than another, and the network tends to prefer it. Give "
        "similar numbers.",
    ),
    "warn_alike": (
        "Há imagens quase iguais em classes diferentes. Confira se alguma está no lugar errado.",
        "There are nearly equal pictures in different classes. Check whether one is in the wrong "
        "place.",
    ),
    "warn_none-held-out": (
        "Nenhuma imagem ficou de fora para a prova. O acerto de verdade só se vê com mais imagens.",
        "No picture was held out for the trial. How well it does shows only with more pictures.",
    ),
    "warn_retaught": (
        "O projeto foi feito com outra rede: a desta máquina aprendeu de novo, com as mesmas "
        "imagens.",
        "The project was made with another network: the one on this machine learnt anew, from the "
        "same pictures.",
    ),
    "project_zip": ("Projeto (.zip)", "Project (.zip)"),
    "as_json": ("JSON", "JSON"),
    "try_title": ("Experimente com outra imagem", "Try it on another picture"),
    "net_taught": ("Sua rede", "Your network"),
    "project_too_big": (
        "O projeto é grande demais: o limite é {limit}. Nada mudou aqui.",
        "The project is too large: the limit is {limit}. Nothing changed here.",
    ),
}
