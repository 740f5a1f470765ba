// A mailbox as an administrator sets it up, and what of it is sent. Pure.
import type { MailboxPatch, MailboxView, NewMailbox } from "@shared/wire";

import { isAddress } from "../../mail/people";
import { guessed, PROVIDERS, providerOf, type Auth, type Place, type ProviderName, type SignsInAt } from "./providers";

export interface MailboxDraft {
  address: string;
  name: string;
  /** By commas or line breaks. */
  aliases: string;
  kind: "imap" | "relay";
  provider: ProviderName | "other";
  /** The address for which the servers stand here, unless they were entered by hand; empty: none yet. */
  suggestedFor: string;
  incoming: Place & { username: string; folder: string; sent_folder: string };
  /** own: by a server of its own, else by the installation's. */
  outgoing: Place & { own: boolean; username: string };
  auth: Auth;
  oauth: { client_id: string; token_url: string; scope: string; account: string };
  /** What a sign-in at the provider has brought; it can be used once. */
  signIn: { id: string; account: string } | null;
  password: string;
  outgoingPassword: string;
  clientSecret: string;
  refreshToken: string;
  /** Mails that are there already are taken in from this day on, as yyyy-mm-dd; empty: none. */
  importFrom: string;
  settings: MailboxView["settings"];
}

export function emptyDraft(): MailboxDraft {
  return {
    address: "",
    name: "",
    aliases: "",
    kind: "imap",
    provider: "other",
    suggestedFor: "",
    incoming: { ...guessed("").incoming, username: "", folder: "INBOX", sent_folder: "" },
    outgoing: { ...guessed("").outgoing, own: true, username: "" },
    auth: "password",
    oauth: { client_id: "", token_url: "", scope: "", account: "" },
    signIn: null,
    password: "",
    outgoingPassword: "",
    clientSecret: "",
    refreshToken: "",
    importFrom: "",
    settings: {},
  };
}

/** How one signs in at whoever has the address, and where. */
function suggested(address: string, name: MailboxDraft["provider"]) {
  const provider = PROVIDERS.find((each) => each.name === name);
  const { incoming, outgoing } = provider ?? guessed(address);
  return { auth: provider?.auth ?? ("password" as const), usual: provider?.usual, incoming, outgoing, username: address };
}

/** With the servers of whoever has the address. */
export function placed(draft: MailboxDraft, name: MailboxDraft["provider"]): MailboxDraft {
  const { auth, usual, incoming, outgoing, username } = suggested(draft.address.trim(), name);
  return {
    ...draft,
    suggestedFor: username,
    provider: name,
    auth,
    settings: { ...draft.settings, ...usual },
    incoming: { ...draft.incoming, ...incoming, username },
    outgoing: { ...draft.outgoing, ...outgoing, username },
  };
}

const SERVER = ["host", "port", "security"] as const;
const changed = <T extends object>(now: T, before: Partial<T>): Partial<T> =>
  Object.fromEntries(Object.entries(now).filter(([name, value]) => name in before && before[name as keyof T] !== value)) as Partial<T>;

/** After another address was typed: what was suggested is suggested anew, and what was entered by hand stays. */
export function placedByAddress(draft: MailboxDraft): MailboxDraft {
  if (draft.suggestedFor === draft.address.trim()) return draft;
  const before = suggested(draft.suggestedFor, draft.provider);
  const incoming = changed(draft.incoming, { ...before.incoming, username: before.username });
  const outgoing = changed(draft.outgoing, { ...before.outgoing, username: before.username });
  const served = SERVER.some((name) => name in incoming || name in outgoing);
  const known = providerOf(draft.address)?.name;
  const chosen = draft.provider !== (providerOf(draft.suggestedFor)?.name ?? "other");
  const next = placed(draft, served ? draft.provider : (known ?? (chosen ? draft.provider : "other")));
  return {
    ...next,
    auth: draft.auth === before.auth ? next.auth : draft.auth,
    incoming: { ...next.incoming, ...incoming },
    outgoing: { ...next.outgoing, ...outgoing },
  };
}

/** What is shown of a mailbox that is there; its secrets are not. */
export function draftOf(view: MailboxView): MailboxDraft {
  const { incoming, outgoing } = view;
  const oauth = incoming.oauth?.provider ?? "custom";
  const place = (given: Partial<Place>, usual: Place): Place => ({ host: given.host ?? "", port: given.port ?? usual.port, security: given.security ?? usual.security });
  const empty = emptyDraft();
  const known = PROVIDERS.find((each) => each.incoming.host === incoming.host);
  return {
    ...empty,
    address: view.address,
    name: view.name,
    aliases: view.aliases.join(", "),
    kind: view.kind,
    suggestedFor: view.address,
    provider: known?.name ?? (oauth === "custom" ? "other" : oauth),
    incoming: { ...place(incoming, empty.incoming), username: incoming.username ?? "", folder: incoming.folder ?? "INBOX", sent_folder: incoming.sent_folder ?? "" },
    outgoing: { ...place(outgoing, empty.outgoing), own: Boolean(outgoing.host), username: outgoing.username ?? "" },
    auth: incoming.auth ?? "password",
    oauth: { client_id: incoming.oauth?.client_id ?? "", token_url: incoming.oauth?.token_url ?? "", scope: incoming.oauth?.scope ?? "", account: incoming.oauth?.account ?? "" },
    settings: view.settings,
  };
}

export const aliasesOf = (draft: Pick<MailboxDraft, "aliases">): string[] => draft.aliases.split(/[\s,;]+/).filter((each) => each !== "");

export type Missing = "address" | "host" | "password" | "oauth";

/** What has to be filled in before the servers can be tried. made: it is there already, with its secrets. */
export function missing(draft: MailboxDraft, made: boolean): Missing | null {
  if (!isAddress(draft.address.trim())) return "address";
  if (draft.kind === "imap" && draft.incoming.host.trim() === "") return "host";
  if (made || draft.kind === "relay") return null;
  if (draft.auth === "password") return draft.password === "" ? "password" : null;
  if (draft.signIn) return null;
  return draft.oauth.client_id.trim() === "" || draft.refreshToken === "" ? "oauth" : null;
}

/** At whom one signs in to such a mailbox. */
export const signsInAt = (draft: MailboxDraft): SignsInAt => PROVIDERS.find((each) => each.name === draft.provider)?.oauth ?? "custom";

/** The draft of somebody who has signed in: what was left open is filled in, and what was typed stays. */
export function signedIn(draft: MailboxDraft, provider: SignsInAt, signIn: { id: string; account: string }): MailboxDraft {
  const blank = draft.address.trim() === "";
  const named = blank ? { ...draft, address: signIn.account } : draft;
  const known = PROVIDERS.find((each) => each.oauth === provider);
  const full = blank && known ? placed(named, known.name) : named;
  return { ...full, auth: "oauth", signIn, oauth: { ...full.oauth, client_id: "", account: signIn.account }, password: "", clientSecret: "", refreshToken: "" };
}

/** Without what nobody else should read: for the time that the browser is at the provider. */
export const withoutSecrets = (draft: MailboxDraft): MailboxDraft => ({ ...draft, password: "", outgoingPassword: "", clientSecret: "", refreshToken: "" });

function servers(draft: MailboxDraft) {
  const provider = signsInAt(draft);
  const { own, ...outgoing } = draft.outgoing;
  const none: Partial<Place> = {};
  return {
    incoming: draft.kind === "imap" ? { ...draft.incoming, auth: draft.auth, oauth: { provider, ...draft.oauth } } : none,
    outgoing: own && outgoing.host ? { ...outgoing, auth: draft.kind === "imap" ? draft.auth : ("password" as const) } : none,
  };
}

/** What was left empty stays as it is. */
function secrets(draft: MailboxDraft) {
  const given = {
    password: draft.password,
    outgoing_password: draft.outgoingPassword,
    client_secret: draft.clientSecret,
    refresh_token: draft.refreshToken,
    sign_in: draft.signIn?.id ?? "",
  };
  return Object.fromEntries(Object.entries(given).filter(([, secret]) => secret !== ""));
}

const ACCOUNT = ["host", "username", "folder"] as const;

/** Whether mail is fetched from another account or folder than before: what lies there is old. */
export function isAnother(draft: MailboxDraft, view: MailboxView): boolean {
  const before = draftOf(view).incoming;
  return draft.kind === "imap" && ACCOUNT.some((name) => draft.incoming[name] !== before[name]);
}

const importFrom = (draft: MailboxDraft): string | null => (draft.kind === "imap" && draft.importFrom ? new Date(`${draft.importFrom}T00:00`).toISOString() : null);

export function newMailbox(draft: MailboxDraft): NewMailbox {
  return {
    address: draft.address.trim(),
    name: draft.name.trim() || null,
    aliases: aliasesOf(draft),
    kind: draft.kind,
    ...servers(draft),
    secrets: secrets(draft),
    settings: draft.settings,
    import_from: importFrom(draft),
  };
}

/** Only what was changed: its servers are tried where something of theirs is named. */
export function patchOf(draft: MailboxDraft, view: MailboxView): MailboxPatch {
  const before = draftOf(view);
  const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);
  const [now, then] = [servers(draft), servers(before)];
  const given = secrets(draft);
  return {
    version: view.version,
    ...(draft.address.trim() !== view.address && { address: draft.address.trim() }),
    ...(differs(aliasesOf(draft), view.aliases) && { aliases: aliasesOf(draft) }),
    ...(differs(now.incoming, then.incoming) && { incoming: now.incoming }),
    ...(isAnother(draft, view) && draft.importFrom && { import_from: importFrom(draft) }),
    ...(differs(now.outgoing, then.outgoing) && { outgoing: now.outgoing }),
    ...(Object.keys(given).length > 0 && { secrets: given }),
    ...(differs(draft.settings, before.settings) && { settings: draft.settings }),
  };
}
