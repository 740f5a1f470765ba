"""What the bot may learn, of what is in the knowledge base, on each kind of database."""

from contact_center.db import Database
from faq_bot import learnable
from faq_bot.flows.records import FlowCard
from faq_bot.nlu.records import Answer, Question
from tests.faq_bot.knowledge import article, change


async def test_what_is_published_for_everybody_is_learned_with_its_phrasings(database: Database) -> None:
    await article(database, "returns", en="Returns", phrasings=("can I send it back", "refund please"))
    await article(database, "hours", en="Opening hours", vi="Giờ mở cửa")
    await article(database, "limits", en="What staff may give", internal=True, phrasings=("how much may I give",))
    await article(database, "draft", draft="Not yet published")
    english, vietnamese = await database.read(learnable.trainings)
    assert (english.locale, vietnamese.locale) == ("en", "vi")
    assert english.questions == (
        Question("can I send it back", "returns"),
        Question("refund please", "returns"),
        Question("Opening hours", "hours"),
    )
    assert english.answers.keys() == {"returns", "hours"}
    assert english.answers["returns"].title == "Returns"
    assert vietnamese.questions == (Question("Giờ mở cửa", "hours"),)


async def test_an_archived_or_withdrawn_article_is_learned_no_more(database: Database) -> None:
    archived = await article(database, "returns", en="Returns")
    withdrawn = await article(database, "hours", en="Opening hours")
    await article(database, "costs", en="Costs")
    await change(database, archived, "archive")
    await change(database, withdrawn, "withdraw")
    (english,) = await database.read(learnable.trainings)
    assert english.answers.keys() == {"costs"}


async def test_the_mark_is_another_one_after_each_change(database: Database) -> None:
    marks = [await database.read(learnable.mark)]
    made = await article(database, "returns", en="Returns")
    marks.append(await database.read(learnable.mark))
    for what in ("phrasings", "withdraw", "archive"):
        await change(database, made, what)
        marks.append(await database.read(learnable.mark))
    assert len(set(marks)) == len(marks)
    assert await database.read(learnable.mark) == marks[-1]


async def test_flows_are_learned_beside_what_is_published_in_their_languages(database: Database) -> None:
    flow = FlowCard(
        id="gift", names={"en": "A gift"}, phrasings={"en": ("send a gift",)}, texts={"en": ("Which card?",)}
    )
    assert await database.read(learnable.trainings, [flow]) == []
    await article(database, "hours", en="Opening hours", vi="Giờ mở cửa")
    english, vietnamese = await database.read(learnable.trainings, [flow])
    assert english.questions[-1] == Question("send a gift", "flow-start:gift")
    assert english.answers["flow-start:gift"] == Answer("A gift", body="Which card?")
    assert (english.tasks, vietnamese.tasks) == (("flow-start:gift",), ())
