// The visitor's wire contract, generated from the server's; visitor_frames.py says what each field means.
import type { components } from "@shared/api.gen";

type Schemas = components["schemas"];

export type Agent = Schemas["PublicAgent"];
export type Bot = Schemas["PublicBot"];
export type Message = Schemas["PublicMessage"];
export type Content = NonNullable<Message["content"]>;
export type Choice = Schemas["Choice"];
export type ArticleAnswer = Schemas["ArticleAnswer"];
export type FlowStep = Schemas["FlowStep"];
export type Receipt = Schemas["PublicReceipt"];
export type Conversation = Schemas["PublicConversation"];
export type Hours = Schemas["PublicHours"];
export type InLine = Schemas["VisitorQueue"];
export type OwnConversation = Schemas["OwnConversation"];
export type Snapshot = Schemas["VisitorSnapshot"];
export type Refusal = Schemas["VisitorError"];

/** The frames that public_seq counts: applied in order and without a gap. */
export type NumberedFrame =
  | Schemas["VisitorMessage"]
  | Schemas["VisitorMessageChanged"]
  | Schemas["VisitorConversation"]
  | Schemas["VisitorReceipts"]
  | Schemas["Ack"];

export type Frame = Schemas["AnyVisitorFrame"];
export type Command = Schemas["AnyVisitorCommand"];

/** Which conversation a numbered frame is about. */
export function conversationOf(frame: NumberedFrame): string {
  return typeof frame.conversation === "string" ? frame.conversation : frame.conversation.id;
}
