"""What an article says in a mail: to an agent as a draft of the answer, or to the customer by itself. Pure."""

from faq_bot.excerpt import excerpt
from faq_bot.speaking import Shown
from faq_bot.texts import Language, say


def answer_text(article: Shown, language: Language, question: str, base_url: str, *, by_itself: bool) -> str:
    """by_itself: nobody reads it before it goes, which it says."""
    said = excerpt(article.summary, article.body, question, title=article.title)
    remark = say(f"fallback.{article.locale}", language) if article.locale != language else ""
    parts = [say("mail.greeting", language) if by_itself else "", said, remark]
    parts.append(say("more", language, url=base_url + article.path))
    parts.append(say("mail.by_itself", language) if by_itself else "")
    return "\n\n".join(filter(None, parts)) + ("\n" if by_itself else "")
