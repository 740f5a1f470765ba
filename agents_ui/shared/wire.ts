// Short names for what travels between the console and the server; all of it generated from the server's description.
import type { components } from "./api.gen";

type Schemas = components["schemas"];

export type AgentRef = Schemas["AgentRef"];
export type ConversationRow = Schemas["ConversationRow"];
export type StaffMessage = Schemas["StaffMessage"];
export type Notice = Schemas["Notice"];
export type StaffReceipt = Schemas["StaffReceipt"];
export type Person = Schemas["Person"];
export type Timeline = Schemas["Timeline"];
export type Me = Schemas["Me"];
export type StaffView = Schemas["StaffView"];
export type SessionView = Schemas["SessionView"];
export type TokenView = Schemas["TokenView"];
export type DeadJob = Schemas["DeadJob"];
export type Role = Schemas["Role"];
export type Scope = Schemas["Scope"];

export type AuthorName = StaffMessage["author"];
export type PresenceName = Person["presence"];
export type Status = ConversationRow["status"];

export type StaffFrame = Schemas["AnyStaffFrame"];
export type StaffCommand = Schemas["AnyStaffCommand"];
export type FrameOf<Type extends StaffFrame["type"]> = Extract<StaffFrame, { type: Type }>;
