"""Words of the news that ask and tell the same: who *won* is told by who *beat* whom.

To word vectors many of these are strangers (*multou*, *punição*).
"""

from __future__ import annotations

FAMILIES: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split())
    for line in """
vencer venceu vitória vencedor ganhar derrotar bater superar eliminar campeão conquistar
perder perdeu derrotar derrota derrotado
gol gols marcar marcou balançar =redes artilheiro anotar
jogo =partida confronto duelo
apitar árbitro arbitragem juiz juíza
expulsar expulso vermelho
torcedor espectador plateia assistir
treinador técnico treinadora técnica
adversário rival oponente
eleger eleição eleito vencer venceu vitória urnas
votar voto votação eleitor urnas
custar custo preço valor valer orçado orçamento
custar custo gastar gasto investir investimento orçado desembolsar
pagar bancar financiar custear patrocinar
comprar compra adquirir aquisição
investir investidor comprar aporte
tarifa passagem bilhete
ingresso entrada bilhete
salário piso remuneração
dinheiro verba recursos
prejuízo perda perdas dano
dívida empréstimo atrasados
faturar faturamento receita arrecadar renda lucro
aumento aumentar subir alta crescer reajuste elevar encarecer
cair queda baixar diminuir reduzir redução recuar despencar
morrer morte morto morreu óbito vítima matar falecer fatal
ferir ferido machucar lesão vítima torcer quebrar
internar hospitalizar internação
prender preso prisão deter detido detenção capturar
suspeito acusado réu preso investigado
investigar investigação apurar apuração inquérito perícia
punir punição multa multar autuar castigo sanção pena condenar afastar
roubar roubo furtar furto assaltar assalto
encontrar achar localizar descobrir recuperar
juiz juíza magistrado magistrada desembargador desembargadora
justiça juiz juíza sentença
decidir decisão sentença determinar
demitir demissão dispensar exonerar desemprego
contratar contratação empregar emprego vaga vagas
funcionário empregado operário
abrir abertura inaugurar inauguração estrear estreia
começar começo iniciar início
retomar recomeçar reabrir voltar retorno
=parou =parada =paradas paralisar paralisação interromper suspender greve
fechar fechamento encerrar interditar bloquear bloqueio
entregar entrega concluir conclusão terminar inaugurar inauguração
atrasar atraso demorar adiar
construir construção obra erguer
criar fundar fundação fundador
empresa companhia construtora indústria
dono proprietário
presidir presidente
dirigir diretor diretora cineasta
filme filmagem filmar gravação
protagonista atriz ator
prêmio medalha troféu premiar
competição concurso torneio campeonato festival disputar concorrer concorrente
remédio medicamento
vacina vacinar
paciente doente
médico doutor
professor docente
escola colégio
telefone celular aparelho
passageiro usuário
carro veículo automóvel
rodovia estrada pista
morador habitante população
chuva chover temporal tempestade
luz energia eletricidade
fogo incêndio queimar
desabrigado desalojado abrigar
=posse assumir
reclamar reclamação queixar criticar
recorrer recurso apelar
estragar descartar perder
preferência prioridade
peso pesar quilos toneladas
tamanho centímetros metros
transportar carregar carregado
proibir proibição vetar veto
anunciar divulgar comunicar
""".strip().splitlines()
)  # fmt: skip
"""Each line a family; a word may be in several. Their stems count, of those with ``=`` the
word itself: *partida* has the stem of *parte*."""
