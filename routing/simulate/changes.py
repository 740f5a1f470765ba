"""A configuration made from another one by a few words, such as `skill returns 3 to an.le,minh.vo`. Pure."""

import shlex
from collections.abc import Callable, Collection, Iterable

import msgspec
from msgspec.structs import replace

from contact_center.errors import SimulationError
from routing.records import ChannelLimit
from routing.simulate import reading
from routing.simulate.records import AgentPlan, Configuration, Member, QueuePlan

Change = Callable[[Configuration, list[str]], Configuration]
EVERYBODY = "all"


def changed(
    configuration: Configuration, changes: Collection[str], *, asked: Collection[str] = frozenset()
) -> Configuration:
    """With the changes, one after another. asked: skills that contacts ask for. Raises SimulationError."""
    known = {skill for agent in configuration.agents for skill in agent.skills} | {*asked}
    for text in changes:
        try:
            word, *rest = shlex.split(text)
        except ValueError:
            raise SimulationError(
                f"The change {text!r} is empty, or a quotation in it does not end. {_KNOWN}"
            ) from None
        change = CHANGES.get(word)
        if change is None:
            raise SimulationError(f"The change {text!r} begins with none of the known words. {_KNOWN}")
        try:
            configuration = change(configuration, rest)
        except SimulationError as error:
            raise SimulationError(f"The change {text!r}: {error}") from None
        except ValueError:
            raise SimulationError(f"The change {text!r} is not of the form `{FORMS[word]}`.") from None
    reading.require_sound(configuration, "The changed configuration")
    _require_known(changes, known | _asked_for(configuration.queues))
    return configuration


def _require_known(changes: Iterable[str], known: Collection[str]) -> None:
    """A skill that nobody had and nothing asks for, after all changes, is a slip: it would change nothing."""
    for text in changes:
        word, skill, *_ = (*shlex.split(text), "")
        if word == "skill" and skill not in known:
            there = f"there are {', '.join(sorted(known))}" if known else "there are none"
            raise SimulationError(
                f"The change {text!r}: no agent has the skill {skill!r}, and no queue or contact asks for it; {there}."
            )


def _asked_for(queues: Iterable[QueuePlan]) -> set[str]:
    return {need.skill for queue in queues for step in queue.steps for needs in step.alternatives for need in needs}


def _skill(configuration: Configuration, words: list[str]) -> Configuration:
    skill, level_text, to, names = words
    level = _number(level_text, 0, reading.HIGHEST_LEVEL)
    _expect(to, "to")

    def learn(agent: AgentPlan) -> AgentPlan:
        skills = {name: known for name, known in agent.skills.items() if name != skill}
        return replace(agent, skills=skills | ({skill: level} if level else {}))

    return _each(configuration, names, learn)


def _language(configuration: Configuration, words: list[str]) -> Configuration:
    language, to, names = words
    _expect(to, "to")
    return _each(configuration, names, lambda agent: replace(agent, languages=agent.languages | {language}))


def _join(configuration: Configuration, words: list[str]) -> Configuration:
    names, to, queue = words
    _expect(to, "to")

    def join(agent: AgentPlan) -> AgentPlan:
        others = tuple(member for member in agent.queues if member.queue != queue)
        return replace(agent, queues=(*others, Member(queue=queue)))

    return _each(configuration, names, join)


def _leave(configuration: Configuration, words: list[str]) -> Configuration:
    names, from_, queue = words
    _expect(from_, "from")

    def leave(agent: AgentPlan) -> AgentPlan:
        return replace(agent, queues=tuple(member for member in agent.queues if member.queue != queue))

    return _each(configuration, names, leave)


def _cap(configuration: Configuration, words: list[str]) -> Configuration:
    channel, cap_text, to, names = words
    cap = _number(cap_text, 0, 1000)
    _expect(to, "to")

    def limit(agent: AgentPlan) -> AgentPlan:
        limits = agent.limits
        others = tuple(each for each in limits.channels if each.channel != channel)
        return replace(
            agent, limits=replace(limits, channels=(*others, ChannelLimit(channel, cap, limits.cost(channel))))
        )

    return _each(configuration, names, limit)


def _hire(configuration: Configuration, words: list[str]) -> Configuration:
    name, like, model = words
    _expect(like, "like")
    (found,) = _found(configuration, [model])
    return replace(configuration, agents=(*configuration.agents, replace(found, name=name)))


def _without(configuration: Configuration, words: list[str]) -> Configuration:
    (names,) = words
    gone = {agent.name for agent in _found(configuration, names.split(","))}
    return replace(configuration, agents=tuple(agent for agent in configuration.agents if agent.name not in gone))


def _queue(configuration: Configuration, words: list[str]) -> Configuration:
    """A field of a queue, by its name in the file; what is no JSON is a text."""
    name, field, text = words
    if name not in [queue.name for queue in configuration.queues]:
        raise SimulationError(f"there is no queue {name!r}; there are {_listed(configuration.queues)}")
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError:
        value = text

    def put(queue: QueuePlan) -> QueuePlan:
        try:
            return msgspec.convert(msgspec.to_builtins(queue) | {field: value}, QueuePlan)
        except msgspec.ValidationError as error:
            raise SimulationError(f"{error}".replace("`", "")) from None

    queues = tuple(put(queue) if queue.name == name else queue for queue in configuration.queues)
    return replace(configuration, queues=queues)


CHANGES: dict[str, Change] = {
    "skill": _skill,
    "language": _language,
    "join": _join,
    "leave": _leave,
    "cap": _cap,
    "agent": _hire,
    "without": _without,
    "queue": _queue,
}
FORMS = {
    "skill": "skill SKILL LEVEL to AGENTS",
    "language": "language LANGUAGE to AGENTS",
    "join": "join AGENTS to QUEUE",
    "leave": "leave AGENTS from QUEUE",
    "cap": "cap CHANNEL NUMBER to AGENTS",
    "agent": "agent NAME like AGENT",
    "without": "without AGENTS",
    "queue": "queue QUEUE FIELD VALUE",
}
_KNOWN = f"Changes are: {'; '.join(FORMS.values())}."


def _each(configuration: Configuration, names: str, change: Callable[[AgentPlan], AgentPlan]) -> Configuration:
    """With the named agents changed. names: separated by commas, or `all`."""
    wanted = names.split(",")
    chosen = {agent.name for agent in (configuration.agents if names == EVERYBODY else _found(configuration, wanted))}
    agents = tuple(change(agent) if agent.name in chosen else agent for agent in configuration.agents)
    return replace(configuration, agents=agents)


def _found(configuration: Configuration, names: list[str]) -> list[AgentPlan]:
    agents = {agent.name: agent for agent in configuration.agents}
    if unknown := [name for name in names if name not in agents]:
        raise SimulationError(f"nobody is called {', '.join(unknown)}; there are {_listed(configuration.agents)}")
    return [agents[name] for name in names]


def _listed(named: Iterable[AgentPlan | QueuePlan]) -> str:
    return ", ".join(each.name for each in named)


def _number(text: str, least: int, most: int) -> int:
    """Raises ValueError."""
    number = int(text)
    if not least <= number <= most:
        raise SimulationError(f"{number} is not from {least} to {most}")
    return number


def _expect(word: str, wanted: str) -> None:
    if word != wanted:
        raise ValueError(word)
