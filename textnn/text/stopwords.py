"""Portuguese words that no article is about: function words, common verbs, calendar, numbers."""

from __future__ import annotations

STOPWORDS = frozenset(
    """
    a abril afirma afirmam afirmou agora agosto ainda algo algum alguma algumas alguns alguém
    ali além amanhã ano anos ante antes ao aos apenas após aquela aquelas aquele aqueles aqui
    aquilo as assim até bilhão bilhões cada cento cerca cinco com como conforme conta contou
    contra cuja cujas cujo cujos da daquela daquele dar das de dela delas dele deles depois
    desde dessa dessas desse desses desta destas deste destes deve devem deverá dez dezembro dia
    dias disse diz dizer do dois domingo dos duas dum duma durante dá e ela elas ele eles em
    entre então era eram essa essas esse esses esta estar estas estava estavam este estes esteve
    está estão eu exemplo explica explicou faz fazem fazer feira feito fevereiro fez fica ficar
    ficou fizeram foi foram forma haver havia hoje hora horas houve há ir isso isto janeiro
    julho junho já lhe lhes lá maio maior maiores mais março mas me melhor menor menos meses
    mesma mesmas mesmo mesmos meu meus mil milhão milhões minha minhas muita muitas muito muitos
    mês na nada naquela naquele nas nem nenhum nenhuma nessa nessas nesse nesses nesta nestas
    neste nestes ninguém no nos nossa nossas nosso nossos nove novembro num numa nunca não nós o
    oito onde ontem os ou outra outras outro outros outubro para parte partir pela pelas pelo
    pelos pior pode podem poderá podia pois por porque porém pouca poucas pouco poucos pra
    primeira primeiro primeiros própria próprias próprio próprios quais qual qualquer quando
    quarta quarta-feira quase quatro que quem quer quinta quinta-feira se segunda segunda-feira
    segundo seis seja sejam sem semana semanas sempre sendo ser seria seriam será serão sete
    setembro seu seus sexta sexta-feira sido sim sob sobre sua suas sábado são só também tanta
    tanto te tem tendo ter terá terça terça-feira teve tinha tinham tiveram toda todas todo
    todos três tu tudo tão têm um uma umas uns vai vez vezes você vocês vos vão à às é última
    último
    """.split()  # noqa: SIM905  # a list of some hundred strings would be no easier to read
)
"""In small letters."""
