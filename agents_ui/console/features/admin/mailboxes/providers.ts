// The mail servers of well-known providers, and whose an address is. Pure.
// Source: the providers' own pages on IMAP and SMTP settings.

export type Security = "tls" | "starttls" | "plain";
export type Auth = "password" | "oauth";

/** Who gives access to a mailbox by OAuth. */
export type SignsInAt = "google" | "microsoft" | "custom";
/** As they call themselves in every language; null: it has no name of its own. */
export const SIGNS_IN_AT: Record<SignsInAt, string | null> = { google: "Google", microsoft: "Microsoft", custom: null };
/** What is to be allowed at the provider. */
export const SCOPES: Record<SignsInAt, string> = {
  google: "https://mail.google.com/ openid email profile",
  microsoft: "IMAP.AccessAsUser.All SMTP.Send offline_access openid email profile",
  custom: "",
};

export interface Place {
  host: string;
  port: number;
  security: Security;
}

export interface Provider {
  name: ProviderName;
  /** As people call it; the same in every language. */
  label: string;
  domains: readonly string[];
  incoming: Place;
  outgoing: Place;
  /** How one signs in there as a rule. */
  auth: Auth;
  /** Whose tokens OAuth takes, where it is one of those that are known. */
  oauth: Exclude<SignsInAt, "custom"> | null;
  /** A password that is made for programs is needed, not the one of the person. */
  appPassword: boolean;
  /** What is known of its servers: how they name themselves, and what they do by themselves. */
  usual?: { trusted_servers?: string[]; plus_addresses?: boolean; copy_to_sent?: boolean };
}

export type ProviderName = "google" | "microsoft" | "yahoo" | "zoho" | "icloud" | "fastmail";

const tls = (host: string): Place => ({ host, port: 993, security: "tls" });
const submission = (host: string): Place => ({ host, port: 587, security: "starttls" });

export const PROVIDERS: readonly Provider[] = [
  {
    name: "google",
    label: "Gmail, Google Workspace",
    domains: ["gmail.com", "googlemail.com"],
    incoming: tls("imap.gmail.com"),
    outgoing: submission("smtp.gmail.com"),
    auth: "password",
    oauth: "google",
    appPassword: true,
    usual: { trusted_servers: ["mx.google.com"], plus_addresses: true, copy_to_sent: false },
  },
  {
    name: "microsoft",
    label: "Microsoft 365, Outlook",
    domains: ["outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.com.vn", "hotmail.co.uk", "onmicrosoft.com"],
    incoming: tls("outlook.office365.com"),
    outgoing: submission("smtp.office365.com"),
    auth: "oauth",
    oauth: "microsoft",
    appPassword: false,
    usual: { copy_to_sent: false },
  },
  {
    name: "yahoo",
    label: "Yahoo",
    domains: ["yahoo.com", "yahoo.com.vn", "ymail.com", "yahoo.co.uk"],
    incoming: tls("imap.mail.yahoo.com"),
    outgoing: submission("smtp.mail.yahoo.com"),
    auth: "password",
    oauth: null,
    appPassword: true,
  },
  {
    name: "zoho",
    label: "Zoho",
    domains: ["zoho.com", "zohomail.com"],
    incoming: tls("imappro.zoho.com"),
    outgoing: submission("smtppro.zoho.com"),
    auth: "password",
    oauth: null,
    appPassword: true,
  },
  {
    name: "icloud",
    label: "iCloud",
    domains: ["icloud.com", "me.com", "mac.com"],
    incoming: tls("imap.mail.me.com"),
    outgoing: submission("smtp.mail.me.com"),
    auth: "password",
    oauth: null,
    appPassword: true,
  },
  {
    name: "fastmail",
    label: "Fastmail",
    domains: ["fastmail.com", "fastmail.fm"],
    incoming: tls("imap.fastmail.com"),
    outgoing: { host: "smtp.fastmail.com", port: 465, security: "tls" },
    auth: "password",
    oauth: null,
    appPassword: true,
  },
];

const domainOf = (address: string): string => address.trim().toLowerCase().split("@")[1] ?? "";

/** Whose the address is by its domain; null for a domain of one's own. */
export function providerOf(address: string): Provider | null {
  const domain = domainOf(address);
  return PROVIDERS.find((each) => each.domains.some((known) => domain === known || domain.endsWith(`.${known}`))) ?? null;
}

/** What servers of a company's own are called as a rule. */
export function guessed(address: string): { incoming: Place; outgoing: Place } {
  const domain = domainOf(address);
  return { incoming: tls(domain && `imap.${domain}`), outgoing: submission(domain && `smtp.${domain}`) };
}

/** Whose a token server is: scheme, host and port; empty for what is no address. */
export const tokenServer = (url: string): string => URL.parse(url.trim())?.origin ?? "";
