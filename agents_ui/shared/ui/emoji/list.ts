// The emoji that people use in a chat with a shop, with their names in both languages. A line is: sign|English|Vietnamese.
import type { Locale } from "../../i18n/index";
import type { GroupName } from "./texts";

export interface Emoji {
  sign: string;
  names: Record<Locale, string>;
}

export interface EmojiGroup {
  name: GroupName;
  items: Emoji[];
}

const FACES = `
😀|grinning face|mặt cười toe
😃|happy face|mặt vui vẻ
😄|smiling eyes|mắt cười
😁|beaming face|cười nhe răng
😅|relieved laugh with sweat|cười toát mồ hôi
😂|tears of joy|cười ra nước mắt
🤣|rolling on the floor laughing|cười lăn lộn
🙂|slight smile|cười nhẹ
🙃|upside-down face|mặt lộn ngược
😉|wink|nháy mắt
😊|blush, smiling|cười thẹn, đỏ mặt
😇|angel, halo|thiên thần
🥰|in love, hearts|yêu thích, trái tim quanh mặt
😍|heart eyes|mắt trái tim
😘|blowing a kiss|hôn gió
😋|yummy, delicious|ngon quá
😎|cool, sunglasses|ngầu, kính râm
🤗|hug|ôm
🤩|star-struck|mắt ngôi sao, hâm mộ
🤔|thinking|suy nghĩ
🤨|raised eyebrow, doubt|nhướng mày, nghi ngờ
😐|neutral face|mặt bình thản
😏|smirk|cười khẩy
🙄|rolling eyes|đảo mắt
😬|awkward, grimace|ngượng ngùng
😌|relieved|nhẹ nhõm
😴|sleeping|ngủ
🥱|yawning, tired|ngáp, mệt
😷|mask, ill|khẩu trang, ốm
🤒|fever, sick|sốt, bệnh
🥳|party, celebrating|ăn mừng, tiệc
🥺|pleading, please|năn nỉ, xin đó
😢|crying, sad|khóc, buồn
😭|sobbing|khóc lớn
😞|disappointed|thất vọng
😟|worried|lo lắng
😕|confused|bối rối
😮|surprised, wow|ngạc nhiên
😱|screaming in fear|hoảng sợ
😳|flushed, embarrassed|xấu hổ
😠|angry|giận
😡|furious|tức điên
🤯|mind blown|choáng váng
😤|huffing|bực bội
`;

const HANDS = `
👍|thumbs up, yes, like|ngón cái, thích, đồng ý
👎|thumbs down, no, dislike|không thích
👌|OK hand|được, ổn
✌️|victory, peace|chiến thắng, hòa bình
🤞|fingers crossed, good luck|cầu may
🙏|please, thank you, folded hands|cảm ơn, làm ơn, chắp tay
👏|applause, clapping|vỗ tay
🙌|raised hands, hooray|giơ hai tay, hoan hô
👋|waving, hello, goodbye|vẫy tay, xin chào, tạm biệt
🤝|handshake, deal|bắt tay, thỏa thuận
💪|strong, muscle|mạnh mẽ, cố lên
🤙|call me|gọi cho tôi
👉|pointing right|chỉ sang phải
👈|pointing left|chỉ sang trái
👆|pointing up|chỉ lên
👇|pointing down|chỉ xuống
✋|raised hand, stop|giơ tay, dừng lại
✍️|writing|viết
🤷|shrug, I do not know|nhún vai, không biết
🤦|facepalm|ôm mặt
🙋|raising a hand, question|giơ tay hỏi
🙇|bowing, sorry|cúi đầu, xin lỗi
👀|eyes, looking|đôi mắt, đang xem
`;

const HEARTS = `
❤️|red heart, love|trái tim đỏ, yêu
🧡|orange heart|trái tim cam
💛|yellow heart|trái tim vàng
💚|green heart|trái tim xanh lá
💙|blue heart|trái tim xanh dương
💜|purple heart|trái tim tím
🖤|black heart|trái tim đen
💔|broken heart|trái tim tan vỡ
💖|sparkling heart|trái tim lấp lánh
✨|sparkles|lấp lánh
⭐|star|ngôi sao
🌟|glowing star|sao sáng
🔥|fire, hot|lửa, nóng
💯|hundred points|một trăm điểm
🎉|party popper, congratulations|pháo giấy, chúc mừng
🎊|confetti|pháo hoa giấy
🎂|birthday cake|bánh sinh nhật
🎁|gift, present|quà tặng
🌹|rose|hoa hồng
🌸|cherry blossom|hoa anh đào
💐|bouquet, flowers|bó hoa
🍀|clover, luck|cỏ bốn lá, may mắn
☀️|sun|mặt trời, nắng
🌧️|rain|mưa
🌈|rainbow|cầu vồng
☕|coffee, tea|cà phê, trà
🍜|noodles, pho|phở, bún, mì
🍚|rice|cơm
🧋|bubble tea|trà sữa
🍰|cake|bánh ngọt
`;

const THINGS = `
🛒|shopping cart|giỏ hàng
🛍️|shopping bags|túi mua sắm
📦|parcel, package|kiện hàng, bưu kiện
🚚|delivery truck|xe giao hàng
🛵|motor scooter|xe máy
✈️|aeroplane|máy bay
🏠|house, home|nhà
🏪|shop, store|cửa hàng
💳|credit card|thẻ tín dụng
💵|money, cash|tiền mặt
🧾|receipt, invoice|hóa đơn, biên lai
🏷️|price tag, label|nhãn giá
📱|mobile phone|điện thoại di động
💻|laptop, computer|máy tính
📷|camera, photo|máy ảnh, ảnh
📞|telephone, call|điện thoại, gọi
📧|e-mail|thư điện tử
📍|pin, place|vị trí, địa điểm
📅|calendar, date|lịch, ngày
⏰|alarm clock|đồng hồ báo thức
⏳|hourglass, waiting|đồng hồ cát, đang chờ
🔑|key|chìa khóa
🔒|lock|ổ khóa
🔧|wrench, repair|cờ lê, sửa chữa
💡|idea, light bulb|ý tưởng, bóng đèn
👕|T-shirt|áo thun
👟|shoe|giày
👜|handbag|túi xách
💄|lipstick|son môi
🍽️|plate, dishes|đĩa, bộ đồ ăn
🐶|dog|chó
🐱|cat|mèo
`;

const SIGNS = `
✅|done, check mark|xong, dấu tích
❌|no, cross|không, dấu nhân
❓|question mark|dấu hỏi
❗|exclamation mark|dấu chấm than
⚠️|warning|cảnh báo
🚫|forbidden|cấm
➕|plus|dấu cộng
➖|minus|dấu trừ
➡️|arrow right|mũi tên phải
⬅️|arrow left|mũi tên trái
⬆️|arrow up|mũi tên lên
⬇️|arrow down|mũi tên xuống
🔄|again, refresh|làm lại, đổi
🆗|OK|được
🆕|new|mới
🔴|red circle|hình tròn đỏ
🟡|yellow circle|hình tròn vàng
🟢|green circle|hình tròn xanh
🇻🇳|flag of Vietnam|cờ Việt Nam
🇬🇧|flag of the United Kingdom|cờ Anh
🇺🇸|flag of the United States|cờ Mỹ
`;

export const EMOJI: EmojiGroup[] = (
  [
    ["faces", FACES],
    ["hands", HANDS],
    ["hearts", HEARTS],
    ["things", THINGS],
    ["signs", SIGNS],
  ] as const
).map(([name, lines]) => ({ name, items: lines.trim().split("\n").map(parse) }));

function parse(line: string): Emoji {
  const [sign, en, vi] = line.split("|") as [string, string, string];
  return { sign, names: { en, vi } };
}
