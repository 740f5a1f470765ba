// What the question about visits says, where the inbox's owner has written nothing.
import type { Locale } from "@shared/i18n/index";

export const QUESTION: Record<Locale, Record<"label" | "ask" | "yes" | "no" | "privacy", string>> = {
  en: {
    label: "Your visit",
    ask: "May our staff see which pages you look at here, so that they can help you faster?",
    yes: "Allow",
    no: "No, thanks",
    privacy: "Privacy",
  },
  vi: {
    label: "Lượt truy cập của bạn",
    ask: "Bạn có đồng ý để nhân viên xem những trang bạn đang xem tại đây, nhằm hỗ trợ bạn nhanh hơn không?",
    yes: "Đồng ý",
    no: "Không, cảm ơn",
    privacy: "Quyền riêng tư",
  },
};
