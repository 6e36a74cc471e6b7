"""Markov chain (MC; 1906): the next letter hangs on the last few, and on nothing else.

No network yet, but what all that write began with: count which letter follows, then draw.
"""

from collections import Counter, defaultdict

import torch

WORDS = (
    "abacate abelha abraço açúcar agulha alegria almoço amarelo amigo andorinha areia armário "
    "azeite balão banana barco batata beijo besouro bicicleta boneca borboleta brinquedo "
    "cabelo cachoeira cadeira café caminho camisa caneta carneiro carinho carroça casaco "
    "castelo cavalo cebola chinelo chocolate chuva cidade cigarra coelho coração corrida "
    "cozinha criança dançar dinheiro doçura elefante escada escola espelho estrela família "
    "farinha feijão feira ferramenta festa flor floresta fogueira formiga fruta galinha "
    "garrafa gaveta girafa goiaba gramado guitarra história igreja ilha janela jardim jornal "
    "joaninha laranja lagarta lápis leitura limão livro macaco madeira manhã martelo menina "
    "mercado mesa milho montanha morango música navio neblina nuvem ovelha padaria palavra "
    "panela papagaio parede passarinho peixe pimenta pipoca poeira ponte porta praia "
    "primavera quadro queijo quintal raposa relógio ribeirão sabonete sandália sapato semente "
    "serrote sobrinha tambor tapete tartaruga telhado tesoura tomate trovão uva vaqueiro "
    "varanda vassoura vento viagem violão xícara "
)


def run(seed: int = 0, memory: int = 2) -> dict[str, object]:
    """Count in three quarters of the words; the figure is the bits a letter of the others takes.

    The texts are words that it draws: the longer its memory, the more they are words it has read.
    """
    g = torch.Generator().manual_seed(seed)
    every = WORDS.split()
    words = [every[place] for place in torch.randperm(len(every), generator=g)]
    cut = len(words) * 3 // 4
    follows: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word in words[:cut]:
        marked = "^" * memory + word + "$"
        for place in range(memory, len(marked)):
            for length in range(memory + 1):
                follows[marked[place - length : place]][marked[place]] += 1
    letters = sorted({letter for letter in WORDS if letter != " "} | {"$"})

    def chances(last: str) -> torch.Tensor:
        """Of each letter, after these; where little was counted, the shorter memory decides."""
        shorter = chances(last[1:]) if last else torch.ones(len(letters)) / len(letters)
        counted = torch.tensor([float(follows[last][letter]) for letter in letters])
        return (counted + 3 * shorter) / (counted.sum() + 3)

    bits, read = 0.0, 0
    for word in words[cut:]:
        marked = "^" * memory + word + "$"
        for place in range(memory, len(marked)):
            chance = chances(marked[place - memory : place])[letters.index(marked[place])]
            bits, read = bits - chance.log2().item(), read + 1
    made: list[str] = []
    while len(made) < 12:
        text = "^" * memory
        while text[-1] != "$" and len(text) < 16 + memory:
            draw = torch.multinomial(chances(text[len(text) - memory :]), 1, generator=g)
            text += letters[int(draw)]
        made.append(text.strip("^$"))
    return {"figure": bits / read, "curve": [], "pictures": [], "texts": made}


if __name__ == "__main__":
    for memory in (1, 2, 3):
        done = run(memory=memory)
        print(memory, "letters of memory:", done["figure"], "bits a letter;", done["texts"])
