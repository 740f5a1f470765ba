"""Wishes for a person, anger, what must reach a person, courtesies: tables of what people write."""

import pytest

from faq_bot.signs import frustration, must_reach, request
from faq_bot.signs.own_case import is_own_case
from faq_bot.signs.phrases import Phrases, words
from faq_bot.signs.smalltalk import Courtesy, courtesy
from tests.faq_bot.data import articles
from tests.faq_bot.roughen import unmarked


@pytest.mark.parametrize(
    "text",
    [
        "can I talk to a real person", "agent", "Human please!", "get me your manager", "I want a human",
        "let me speak with somebody from support", "I don't want to talk to a bot", "can someone call me please",
        "connect me to an agent now", "stop, no more bot, operator", "tôi muốn gặp nhân viên",
        "cho em gặp người thật với",
                "cho minh gap nhan vien tu van", "khong muon noi chuyen voi may", "có ai ở đó không", "gặp quản lý",
        "có nhân viên nào tư vấn không", "chuyển máy cho tổng đài viên giúp tôi", "người thật đâu",
    ],
)  # fmt: skip
def test_a_wish_for_a_person(text: str) -> None:
    assert request.asks_for_person(words(text))


@pytest.mark.parametrize(
    "text",
    [
        "a cup for one person", "I don't need a human, just the price", "price per person", "pick up in person",
        "gặp lỗi khi thanh toán", "bán sỉ thì giá sao", "đăng xuất khỏi các máy khác", "mấy giờ có người trả lời chat",
        "does it come with a person's name on it", "không cần gặp nhân viên đâu", "are you a bot?",
    ],
)  # fmt: skip
def test_no_wish_for_a_person(text: str) -> None:
    assert not request.asks_for_person(words(text))


@pytest.mark.parametrize("text", ["are you a bot?", "bạn là bot à", "who are you", "am I talking to a real person"])
def test_the_question_who_answers(text: str) -> None:
    assert request.asks_who(words(text))


@pytest.mark.parametrize(
    "text",
    [
        "this is ridiculous", "you are fucking useless", "WHERE IS MY ORDER???", "third time I ask, nobody answers",
        "your service is a joke", "what a waste of time", "I am fed up with you", "làm ăn kiểu gì vậy", "tệ quá",
        "bực mình quá rồi đấy", "đm shop", "hỏi mãi không ai trả lời", "nói mấy lần rồi", "vô trách nhiệm",
    ],
)  # fmt: skip
def test_anger_is_heard(text: str) -> None:
    assert frustration.anger(text, words(text)) >= frustration.UPSET


@pytest.mark.parametrize(
    "text", ["where is my order?", "it is a bit slow", "how many times do they try", "chất lượng kém quá", "DHL or EMS"]
)
def test_calm_is_not_anger(text: str) -> None:
    assert frustration.anger(text, words(text)) < frustration.UPSET


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I will call my lawyer", "legal"), ("tôi sẽ kiện ra tòa", "legal"), ("I report you to the police", "legal"),
        ("a shard cut my hand", "health"), ("con tôi bị đứt tay", "health"), ("he is bleeding", "health"),
        ("I want to kill myself", "health"), ("it exploded in my oven", "health"), ("bị ngộ độc", "health"),
        ("you charged me twice", "payment"), ("thẻ bị trừ tiền hai lần", "payment"), ("this is a scam", "payment"),
        ("lừa đảo", "payment"), ("you leaked my data", "privacy"), ("làm lộ thông tin của tôi", "privacy"),
    ],
)  # fmt: skip
def test_what_must_reach_a_person(text: str, kind: str) -> None:
    assert must_reach.must_reach(words(text)) == kind


def test_an_inbox_has_words_of_its_own() -> None:
    assert must_reach.must_reach(words("about the Big Deal."), ["big deal (secret|*)", "big deal"]) == "own"
    assert must_reach.must_reach(words("about a deal"), ["big deal"]) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi there", Courtesy.GREETING), ("chào shop", Courtesy.GREETING), ("thanks a lot", Courtesy.THANKS),
        ("cảm ơn shop nhiều nhé", Courtesy.THANKS), ("ok cảm ơn", Courtesy.THANKS), ("no", Courtesy.NO),
        ("không", Courtesy.NO), ("dạ vâng", Courtesy.YES), ("ok", Courtesy.OK), ("tạm biệt", Courtesy.BYE),
        ("hello, where is my order", None), ("ok but how much is it", None), ("", None),
    ],
)  # fmt: skip
def test_courtesies(text: str, kind: Courtesy | None) -> None:
    assert courtesy(words(text)) is kind


def test_hardly_a_way_to_ask_for_a_public_article_is_taken_for_a_sign() -> None:
    """Of the demonstration's phrasings; those that do ask for a person, or complain, are few."""
    asked = [each for article in articles() if article.visibility == "public" for each in article.phrasings]
    signs = [
        each
        for each in asked
        if request.asks_for_person(words(each))
        or must_reach.must_reach(words(each))
        or frustration.anger(each, words(each)) >= frustration.UPSET
        or courtesy(words(each))
    ]
    assert len(signs) < 0.01 * len(asked)


def test_tone_marks_may_be_missing_but_not_wrong() -> None:
    sued = Phrases(["khởi kiện", "=kiện"])
    assert words("khoi kien") in sued
    assert words("KHỞI KIỆN") in sued
    assert words("khởi kiến trúc") not in sued
    assert words("kien hang") not in sued
    assert words("một kiện hàng") in sued
    assert words("hoà giải") in Phrases(["hòa giải"])


@pytest.mark.parametrize(
    "text",
    [
        "mấy người lừa tôi", "vô lý quá", "bó tay với shop", "shop tệ quá", "lặp đi lặp lại hoài một câu",
        "con em bị đứt tay", "mảnh sứ đâm vào chân", "bé nuốt phải miếng vỡ", "tôi bị lừa rồi", "shop lừa đảo",
        "thẻ bị trừ hai lần", "tôi kiện shop đây", "shipper đánh tôi", "gặp nhân viên", "tui bực lắm rồi",
    ],
)  # fmt: skip
def test_a_true_sign_is_one_with_its_marks_and_without(text: str) -> None:
    assert _is_sign(text)
    assert _is_sign(unmarked(text))


def test_across_a_gap_a_bare_syllable_is_not_believed() -> None:
    bad = Phrases(["shop * tồi", "=bó =tay"])
    assert words("shop qua toi") in bad
    assert words("shop gửi hàng quá tồi") in bad
    assert words("shop gui qua den toi") not in bad
    assert words("bo tay") in bad
    assert words("bo tay vao") not in bad


def test_gaps_and_alternatives() -> None:
    phrases = Phrases(["(talk|speak) to * (person|human)", "go (right)? away"])
    assert words("speak to a very nice human") in phrases
    assert words("talk to one two three four five human") not in phrases
    assert words("go away") in phrases
    assert words("go right away") in phrases
    assert words("go left away") not in phrases


def test_a_flood_of_words_costs_little() -> None:
    flood = words("I want to talk to " * 400)
    assert not request.asks_for_person(flood)


@pytest.mark.parametrize(
    "text",
    [
        "có vòng đeo tay không", "dây đeo vào cổ được không", "khăn vải lót bàn", "giao đến tòa nhà Vincom được không",
        "chưa thấy mail xác nhận đơn", "đặt hàng rồi mà chưa có email", "quà cho bố mẹ", "con chó nhà em thích bát này",
        "mình quên mật khẩu", "giao về Hóc Môn mấy ngày", "bảo hành đồ lỗi thế nào", "vài hôm nữa giao được không",
        "lớp tối đa mấy người", "nhận được cái gì làm bằng chứng", "giá có thương lượng không", "mùa đông lạnh cắt da",
        "cho nhân viên đi nặn gốm", "nghe nói mua đủ ba lần là bớt ba phần trăm", "bưu tá có mang máy POS không",
        "đồ chua ăn mòn men không", "còn 24 tiếng nữa là vô học", "ở Hà Nội chỗ nào gắn vàng", "lạnh ngắt mà chế nước",
        "em sợ lừa đảo, stk nào của shop", "vỏ ly nào đẹp", "shop biết về tôi", "tô đựng mắm hôi hoài",
        "hàng dệt thổ cẩm", "cần gấp hôm nay", "điều kiện đổi trả là gì", "khoản hoàn về lúc nào",
    ],
)  # fmt: skip
def test_what_is_harmless_with_its_marks_is_so_without_them(text: str) -> None:
    assert not _is_sign(text)
    assert not _is_sign(unmarked(text))


def test_few_phrasings_without_marks_are_taken_for_a_sign() -> None:
    phrasings = [
        each for one in articles() if one.locale == "vi" and one.visibility == "public" for each in one.phrasings
    ]
    wrongly = [each for each in phrasings if _is_sign(unmarked(each)) and not _is_sign(each)]
    assert len(wrongly) <= 0.005 * len(phrasings), wrongly


def _is_sign(text: str) -> bool:
    said = words(text)
    asks = request.asks_for_person(said) or must_reach.must_reach(said) is not None
    return asks or frustration.anger(text, said) >= frustration.UPSET


@pytest.mark.parametrize(
    "text",
    [
        "đơn hàng của mình tới đâu rồi", "ma don hang o dau", "kiểm tra giúp đơn S31001 của em", "where is my order",
        "I want to change the address", "em muốn đổi địa chỉ giao hàng",
    ],
)  # fmt: skip
def test_what_is_wanted_done(text: str) -> None:
    assert is_own_case(text, words(text))


@pytest.mark.parametrize(
    "text",
    ["how do returns work", "trả hàng thế nào", "phí giao hàng bao nhiêu", "do you ship to America", "tra hang ntn"],
)
def test_what_is_wanted_explained(text: str) -> None:
    assert not is_own_case(text, words(text))


@pytest.mark.parametrize(
    "text", ["how are you?", "hi, how are you doing", "hello, how's it going", "shop khoẻ không ạ"]
)
def test_how_one_is_is_asked_out_of_courtesy(text: str) -> None:
    assert courtesy(words(text)) is Courtesy.HOW


def test_a_question_after_how_are_you_is_one() -> None:
    assert courtesy(words("how are you packing the bowls")) is None
