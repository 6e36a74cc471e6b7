"""Nouns for what people are or do, by which a role is told from other nouns beside a name."""

from __future__ import annotations

from functools import lru_cache

from textnn.tasks.factsheet.reading import word_set
from textnn.text.words import fold

_HEADS = """
advogado advogada agente agricultor agropecuarista aluno aluna ambientalista analista aposentado
apresentador arcebispo argumentista arquiteto arqueologo artilheiro artista artesao assessor
assistente assistente-social astronauta astronomo atacante atleta ativista ator atriz auditor autor
autonomo auxiliar bailarino bancario banqueiro barbeiro baterista biologo bispo blogueiro bombeiro
botanico cabeleireiro cabo cacique camareiro cambista campeao candidato cantor cantora capitao
caminhoneiro cardeal cardiologista carpinteiro carteiro catador centroavante cervejeiro chanceler
chef chefe ciclista cientista cineasta cirurgiao co-autor coautor coach cofundador colunista
comandante comediante comentarista comerciante comerciario compositor comunicador conselheiro
consultor contador controlador coordenador coronel corregedor corretor costureiro coveiro cozinheiro
criador critico curador dançarino decano defensor delegado dentista deputado deputado-federal
desembargador desenhista desenvolvedor designer detento diarista diplomata diretor diretor-geral
diretor-executivo dirigente documentarista domestica dono dona doutor doutora dramaturgo economista
editor educador embaixador empreendedor empresario encanador enfermeiro engenheiro ensaista
entregador enxadrista epidemiologista escritor escritora escultor especialista espiao estilista
estudante executivo ex-jogador farmaceutico filosofo fiscal fisico fisioterapeuta fotografo frade
freira fundador funcionario futebolista garçom garimpeiro general geneticista geografo geologo
gerente gestor ginasta goleiro governador governadora guarda guia guitarrista herdeiro hidrologo
historiador humorista ialorixa iatista imperador imunologista indigenista infectologista
influenciador influencer inspetor instrutor interventor inventor investidor investigador jogador
jornalista jovem judoca juiz juiza jurado jurista lateral lavrador leiloeiro levantador lider
lutador luthier maestro magistrado major marceneiro mecanico medico meia meio-campista meio-campo
membro mesatenista mestre meteorologista mezzo-soprano militante militar ministro modelo monitor
monsenhor montador morador motoboy motociclista motorista musico musicista nadador naturalista
negociador neurocientista neurologista nutricionista oceanografo odontologo oficial ombudsman
operador operario oposto orador ortopedista ouvidor padeiro padre paleontologo pai papa
paraquedista parlamentar pastor patologista pecuarista pedagogo pedreiro pediatra percussionista
perito pescador pesquisador pianista piloto pintor pivo pneumologista poeta poetisa policial
politico politologo ponta porta-voz porteiro prefeito prefeita presidente presidenta presidenciavel
pre-candidato pivô primeira-dama primeiro-ministro primeira-ministra princesa principe procurador
produtor professor professora profeta programador promotor promoter proprietario protagonista
psicanalista psicologo psicopedagogo psiquiatra publicitario quilombola quimico rainha radialista
rapper rebatedor recepcionista recrutador regente rei relator relações-publicas remador repentista
reporter reitor representante restaurador reverendo romancista roteirista sacerdote sanfoneiro
sargento secretario secretario-executivo secretario-geral secretario-adjunto segurança
seguranca senador senadora seringueiro sindicalista sindico sobrevivente socio sociologo soldado
soprano subprocurador subsecretario sucessor superintendente surfista tatuador taxista tecnico
tecnologo tenente tenente-coronel tenista tenor terapeuta tesoureiro testemunha titular
torcedor trabalhador tradutor treinador tutor vaqueiro vendedor vereador veterinario vice
vice-governador vice-presidente vice-prefeito vice-diretor violinista violonista virologista
visconde volante voluntario vocalista youtuber zagueiro zelador zoologo
mae esposa marido viuva viuvo filho filha neto neta irmao irma avo primo prima tio tia sobrinho
sobrinha sogro sogra genro nora cunhado cunhada namorado namorada noivo noiva companheiro
companheira amigo amiga vizinho vizinha padrasto madrasta enteado enteada mulher homem menino menina
garoto garota rapaz moça moca adolescente idoso idosa criança crianca bebe senhor senhora passageiro
pedestre vitima suspeito suspeita acusado investigado reu preso foragido assassino ladrao paciente
"""

_SUFFIXES = (
    "ologo", "ologa", "ografo", "ografa", "iatra", "logista", "nauta", "nomista", "tecario",
)  # fmt: skip
"""Endings that hardly anything but a profession has."""

_PREFIXES = ("ex-", "vice-", "pre-", "sub-", "co-", "recem-")


def _female(word: str) -> str:
    if word.endswith("eu"):
        return word[:-2] + "eia"
    if word.endswith("ao"):
        return word[:-2] + "a"
    if word.endswith("o"):
        return word[:-1] + "a"
    return word + "a" if word.endswith(("r", "z", "s", "l")) else word


_KNOWN = frozenset(form for word in word_set(fold(_HEADS)) for form in (word, _female(word)))


@lru_cache(maxsize=20_000)
def is_role(word: str) -> bool:
    """Whether a word is a noun for what somebody is or does, singular.

    >>> [word for word in ("delegada", "ex-ministro", "cidade", "disse") if is_role(word)]
    ['delegada', 'ex-ministro']
    """
    plain = fold(word)
    for prefix in _PREFIXES:
        plain = plain.removeprefix(prefix)
    if plain in _KNOWN:
        return True
    head, hyphen, _ = plain.partition("-")
    return bool(hyphen and head in _KNOWN) or plain.endswith(_SUFFIXES)


@lru_cache(maxsize=20_000)
def is_plural_role(word: str) -> bool:
    """The same of several.

    >>> is_plural_role("deputados"), is_plural_role("senadoras"), is_plural_role("casas")
    (True, True, False)
    """
    plain = fold(word)
    if not plain.endswith("s"):
        return False
    forms = {plain[:-1], plain.removesuffix("es"), plain.removesuffix("aes") + "ao"}
    forms |= {plain.removesuffix("oes") + "ao", plain.removesuffix("ais") + "al"}
    return any(is_role(form) for form in forms)
