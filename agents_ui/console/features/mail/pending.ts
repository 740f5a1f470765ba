// A mail that is on its way to the server, as it will look once it is there. Pure.
import type { MailView, NewMail } from "@shared/wire";

import type { Person } from "./people";

const whole = (people: NewMail["to"]): Person[] => (people ?? []).map(({ address, name }) => ({ address, name: name ?? "" }));

export function pendingMail(mail: NewMail): MailView {
  return {
    direction: "out",
    subject: mail.subject ?? "",
    sender: { address: "", name: "" },
    reply_to: [],
    to: whole(mail.to),
    cc: whole(mail.cc),
    bcc: whole(mail.bcc),
    date: null,
    folded: "",
    has_html: false,
    pictures_elsewhere: false,
    kept: false,
    checks: null,
    forwarded_from: null,
    original: "",
    problems: [],
    left_out: [],
    not_sent_by_us: false,
    by_form: false,
    answers: [],
    stranger: false,
    related: null,
    automatic: "",
    next_try: null,
    send_at: null,
    may_take_back: false,
    left_at: null,
    recipients: [],
  };
}
