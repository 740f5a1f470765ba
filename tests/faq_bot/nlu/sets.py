"""A small made-up shop's questions for tests, with and without answers' texts."""

from faq_bot.nlu.records import Answer, Question, Training

ASKED = {
    "order": (
        "where is my order",
        "track my parcel",
        "has my order been shipped",
        "when will my parcel arrive",
        "what is the state of my order",
        "my parcel has not come yet",
    ),
    "return": (
        "how do I return a bowl",
        "can I send it back",
        "I want my money back",
        "what is your return policy",
        "give me a refund for this bowl",
        "the return of a damaged plate",
    ),
    "hours": (
        "are you open today",
        "what are your opening hours",
        "when do you close",
        "what time does the shop open",
        "are you open on sunday",
        "is the shop closed on holidays",
    ),
}
ANSWERS = {
    "order": Answer(
        "Where an order is", "Follow the parcel by its number.", "We ship in **two days**. The number is in your mail."
    ),
    "return": Answer(
        "Returns and refunds", "Thirty days.", "Send it back within thirty days.\n\nA refund takes a week."
    ),
    "hours": Answer("Opening hours", "Nine to six.", "The shop is open from nine to six. On Sunday it is closed."),
}


def training(most: int = 6, *, answers: bool = False) -> Training:
    """most: questions of each intent."""
    questions = tuple(Question(text, intent) for intent, texts in ASKED.items() for text in texts[:most])
    return Training(locale="en", questions=questions, answers=ANSWERS if answers else {})
