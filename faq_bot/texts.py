"""What the bot says by itself, in both languages; all else that it says is an article's text."""

from typing import Literal, get_args

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_TEXTS: dict[str, tuple[str, str]] = {
    "name": ("Assistant", "Trợ lý"),
    "helped?": ("Did this help?", "Thông tin này có giúp được bạn không?"),
    "yes": ("Yes", "Có"),
    "no": ("No", "Không"),
    "person": ("Talk to a person", "Gặp nhân viên"),
    "none": ("None of these", "Không phải những mục này"),
    "choice.flow": ("{title} (do it now, step by step)", "{title} (làm ngay, từng bước)"),
    "choice.article": ("{title} (how it works)", "{title} (xem hướng dẫn)"),
    "offer.yes": ("Yes, please", "Vâng, nhờ bạn"),
    "offer.no": ("No, thanks", "Không, cảm ơn"),
    "more": ("Read on: {url}", "Xem thêm: {url}"),
    "fallback.en": ("", "(Bài này hiện chỉ có bằng tiếng Anh.)"),
    "fallback.vi": ("(We have this article in Vietnamese only.)", ""),
    "clarify": ("Which of these do you mean?", "Bạn muốn hỏi về mục nào dưới đây?"),
    "clarify.one": ("Do you mean this?", "Có phải bạn muốn hỏi về mục này?"),
    "clarify.again": ("Sorry about that. Is it one of these?", "Xin lỗi bạn. Có phải một trong các mục này không?"),
    "offer": (
        "I don’t have a good answer to that. Shall I get a person for you?",
        "Mình chưa có câu trả lời phù hợp cho câu này. Bạn có muốn gặp nhân viên không?",
    ),
    "rephrase": (
        "Tell me in a few words what it is about, and I’ll look it up.",
        "Bạn mô tả ngắn gọn giúp mình điều cần hỏi nhé, mình sẽ tìm ngay.",
    ),
    "who": (
        "I’m an automated assistant, and I answer from the shop’s help articles. A person can take over at any time.",
        "Mình là trợ lý tự động, trả lời theo các bài hướng dẫn của cửa hàng. Bạn có thể gặp nhân viên bất cứ lúc nào.",
    ),
    "again": (
        "This is what I know about it; if it is not enough, a person can help you.",
        "Đây là những gì mình biết về việc này; nếu chưa đủ, nhân viên có thể giúp bạn.",
    ),
    "help": (
        "Gladly. Tell me in a few words what it is about, and I’ll look it up. A person can help you too.",
        "Vâng ạ. Bạn mô tả ngắn gọn giúp mình việc cần hỏi, mình sẽ tìm ngay. Bạn cũng có thể gặp nhân viên.",
    ),
    "help.flows": (
        "Gladly. Tell me in a few words what it is about, and I’ll look it up. Or choose what I can do with you; "
        "a person can help you too.",
        "Vâng ạ. Bạn mô tả ngắn gọn giúp mình việc cần hỏi, mình sẽ tìm ngay. Hoặc bạn chọn một việc mình làm cùng bạn "
        "được; bạn cũng có thể gặp nhân viên.",
    ),
    "stop": (
        "All right, I leave it at that. If something is to be stopped, such as an order or our mails, tell me what.",
        "Vâng, mình dừng ở đây ạ. Nếu bạn muốn dừng việc gì, như đơn hàng hay thư quảng cáo, bạn cho mình biết nhé.",
    ),
    "helped": ("Glad that helped! Is there anything else?", "Vui vì giúp được bạn! Bạn còn cần hỏi gì nữa không?"),
    "greeting": ("Hello! What can I do for you?", "Chào bạn! Mình giúp gì được cho bạn?"),
    "how": (
        "All is well, thank you! What can I do for you?",
        "Mình vẫn ổn, cảm ơn bạn! Mình giúp gì được cho bạn?",
    ),
    "thanks": ("You’re welcome!", "Không có gì ạ!"),
    "bye": ("Goodbye, and take care!", "Tạm biệt bạn nhé!"),
    "ok": ("Good. What would you like to know?", "Vâng. Bạn cần hỏi điều gì ạ?"),
    "yes.alone": ("What would you like to know?", "Bạn cần hỏi điều gì ạ?"),
    "no.alone": ("All right. Just write if there is anything.", "Vâng ạ. Cần gì bạn cứ nhắn nhé."),
    "go_on": ("All right. What else would you like to know?", "Vâng ạ. Bạn muốn hỏi thêm điều gì?"),
    "flow.again": ("Begin again", "Làm lại từ đầu"),
    "flow.on": ("Go on with “{name}”", "Làm tiếp “{name}”"),
    "flow.waits": (
        "Let us do this first; after it we can go on with “{name}”.",
        "Mình làm việc này trước nhé, xong rồi làm tiếp “{name}”.",
    ),
    "flow.left": (
        "You had begun “{name}” before. Shall we go on with it?",
        "Lúc nãy bạn đang làm dở “{name}”. Mình làm tiếp nhé?",
    ),
    "flow.gone": (
        "I can’t do that just now. Shall I get a person for you?",
        "Lúc này mình chưa làm được việc đó. Bạn có muốn gặp nhân viên không?",
    ),
    "over.request": ("Of course. A colleague takes over from here.", "Vâng ạ, mình chuyển bạn cho nhân viên ngay."),
    "over.frustration": (
        "I’m sorry for the trouble. A colleague takes over from here.",
        "Mình xin lỗi vì sự bất tiện này. Nhân viên sẽ tiếp tục hỗ trợ bạn.",
    ),
    "over.must_reach_person": (
        "A person should look at this. A colleague takes over right away.",
        "Việc này cần nhân viên trực tiếp xem. Mình chuyển cho nhân viên ngay ạ.",
    ),
    "over.not_understood": (
        "I can’t answer this well enough, so a colleague takes over.",
        "Mình chưa trả lời tốt được câu này nên xin chuyển bạn cho nhân viên.",
    ),
    "over.not_helped": (
        "I’m sorry that this didn’t help. A colleague takes over.",
        "Mình xin lỗi vì chưa giúp được bạn. Nhân viên sẽ hỗ trợ tiếp ạ.",
    ),
    "over.flood": (
        "That was a lot at once. A colleague takes over and reads it all.",
        "Tin nhắn đến hơi nhiều cùng lúc. Nhân viên sẽ đọc và trả lời bạn.",
    ),
    "over.flow": ("I pass this on to a colleague.", "Mình chuyển yêu cầu này cho nhân viên ạ."),
    "over.fault": (
        "I can’t answer just now, so a colleague takes over.",
        "Lúc này mình chưa trả lời được, nhân viên sẽ hỗ trợ bạn ạ.",
    ),
    "over.off": ("A colleague takes over from here.", "Nhân viên sẽ hỗ trợ bạn từ đây ạ."),
    "over.file": (
        "Thank you for the file. A colleague looks at it.",
        "Cảm ơn bạn đã gửi tệp. Nhân viên sẽ xem và trả lời ạ.",
    ),
    "mail.greeting": ("Hello,", "Kính chào quý khách,"),
    "mail.by_itself": (
        "This answer was written by our automated assistant, from our help articles. Does it not help? "
        "Just answer this mail, and a person will read it.",
        "Thư này do trợ lý tự động của chúng tôi soạn theo các bài hướng dẫn. Nếu thông tin chưa giúp được, "
        "quý khách chỉ cần trả lời thư này, nhân viên của chúng tôi sẽ đọc và hỗ trợ.",
    ),
    "closed": (
        "Nobody is here just now. Your message is kept, and you get the answer here.",
        "Hiện chưa có ai trực. Tin nhắn của bạn đã được lưu và sẽ được trả lời tại đây.",
    ),
    "closed.until": (
        "We are closed until {when}. Your message is kept, and you get the answer here.",
        "Chúng tôi nghỉ đến {when}. Tin nhắn của bạn đã được lưu và sẽ được trả lời tại đây.",
    ),
}


def say(key: str, language: Language, **values: str) -> str:
    """A text in a language."""
    return _TEXTS[key][LANGUAGES.index(language)].format(**values)
