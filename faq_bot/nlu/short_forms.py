"""English short forms of chats, in full. Pure."""

import re

from faq_bot.nlu.encoders import ENGLISH

WORD = re.compile(r"\w+(?:'[a-z]+)?", re.IGNORECASE)
"""An English word, with what an apostrophe leaves out of another."""
_IN_FULL = {
    "you": ("u",),
    "your": ("ur", "yr"),
    "you're": ("youre",),
    "are": ("r",),
    "what": ("wat", "wht", "wot"),
    "what's": ("whats", "wats"),
    "where's": ("wheres", "weres"),
    "there's": ("theres",),
    "that's": ("thats",),
    "let's": ("lets",),
    "when's": ("whens",),
    "who's": ("whos",),
    "how's": ("hows",),
    "when": ("wen", "whn"),
    "how": ("hw",),
    "why": ("wy",),
    "can": ("cn",),
    "can't": ("cant",),
    "don't": ("dont", "dnt"),
    "doesn't": ("doesnt", "dosnt"),
    "didn't": ("didnt",),
    "hasn't": ("hasnt",),
    "haven't": ("havent", "havnt"),
    "isn't": ("isnt", "aint"),
    "wasn't": ("wasnt",),
    "won't": ("wont",),
    "couldn't": ("couldnt",),
    "wouldn't": ("wouldnt",),
    "shouldn't": ("shouldnt",),
    "want to": ("wanna", "wana"),
    "going to": ("gonna", "gona"),
    "got to": ("gotta",),
    "give me": ("gimme",),
    "let me": ("lemme",),
    "I'm": ("im",),
    "I've": ("ive",),
    "don't know": ("dunno",),
    "have": ("hav", "hve"),
    "the": ("teh",),
    "with": ("wit", "wth"),
    "and": ("n", "nd"),
    "from": ("frm",),
    "please": ("pls", "plz", "plse"),
    "thanks": ("thx", "thnx", "tnx", "ty"),
    "because": ("cuz", "coz", "bc"),
    "before": ("b4",),
    "today": ("2day",),
    "tomorrow": ("2moro", "2morrow", "tmrw", "tmr"),
    "tonight": ("2nite", "tonite"),
    "night": ("nite",),
    "great": ("gr8",),
    "something": ("smth", "sth", "sumthing"),
    "someone": ("some1", "sum1"),
    "anyone": ("any1",),
    "through": ("thru",),
    "message": ("msg",),
    "account": ("acct",),
    "order": ("oder", "ordr"),
    "address": ("addy",),
    "phone": ("fone",),
    "hours": ("hrs",),
    "minutes": ("mins",),
    "as soon as possible": ("asap",),
    "could": ("cud",),
    "would": ("wud",),
    "should": ("shud",),
}
"""What is meant, and what is typed for it. Left out is what is a word or a number of its own: 4, by and dose."""
_WRITTEN = {short: full for full, others in _IN_FULL.items() for short in others}


def in_full(text: str, locale: str) -> str:
    """An English text with its short forms written out; others as they are."""
    return WORD.sub(lambda found: _WRITTEN.get(found[0].lower(), found[0]), text) if locale == ENGLISH else text
