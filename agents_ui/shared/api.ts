// The one way to the REST API: typed errors from problem+json (RFC 9457), a time limit, and a key on every write.

import { newId } from "./id";

const TIMEOUT = 15_000;
/** Of a whole file, which may be large and the line slow. */
const FILE_TIMEOUT = 300_000;

/** What the server refused, or why it could not be asked; `code` is stable, `detail` is the server's English. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly field: string | null = null,
    readonly retryAfter: number | null = null,
    /** What another server said, such as one for mail that was tried in vain. */
    readonly words = "",
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

interface Problem {
  code?: string;
  detail?: string;
  title?: string;
  field?: string | null;
  words?: string;
}

export interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  /** Sent as it is, in the place of a body. */
  file?: Blob;
  /** Milliseconds until it is given up; the usual ones where none are given. */
  limit?: number;
  /** The same key again makes a repeated write harmless; a fresh one is made where none is given, none for null. */
  idempotencyKey?: string | null;
  signal?: AbortSignal;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface ApiClient {
  get: <T>(path: string, query?: RequestOptions["query"], signal?: AbortSignal) => Promise<T>;
  send: <T>(method: Exclude<Method, "GET">, path: string, body?: unknown, idempotencyKey?: string | null, limit?: number) => Promise<T>;
  upload: <T>(path: string, file: Blob, query?: RequestOptions["query"]) => Promise<T>;
}

/** onSignedOut is called for every 401, before the error is thrown. */
export function createApi(base: string, onSignedOut: () => void): ApiClient {
  async function request<T>(method: Method, path: string, options: RequestOptions): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (options.body !== undefined) headers["Content-Type"] = "application/json";
    if (options.file !== undefined) headers["Content-Type"] = "application/octet-stream";
    const key = options.idempotencyKey === undefined ? newId() : options.idempotencyKey;
    if (method !== "GET" && key !== null) headers["Idempotency-Key"] = key;
    const limit = AbortSignal.timeout(options.limit ?? (options.file === undefined ? TIMEOUT : FILE_TIMEOUT));
    let response: Response;
    try {
      response = await fetch(base + path + queryString(options.query), {
        method,
        headers,
        credentials: "same-origin",
        body: options.file ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
        signal: options.signal ? AbortSignal.any([limit, options.signal]) : limit,
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new ApiError(0, limit.aborted ? "timeout" : "unreachable", String(error));
    }
    if (!response.ok) {
      if (response.status === 401) onSignedOut();
      throw await problem(response);
    }
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  return {
    get: (path, query, signal) => request("GET", path, { query, signal }),
    send: (method, path, body, idempotencyKey, limit) => request(method, path, { body, idempotencyKey, limit }),
    upload: (path, file, query) => request("POST", path, { file, query, idempotencyKey: null }),
  };
}

async function problem(response: Response): Promise<ApiError> {
  const found = (await response.json().catch(() => ({}))) as Problem;
  const retryAfter = Number(response.headers.get("Retry-After")) || null;
  const detail = found.detail ?? found.title ?? response.statusText;
  return new ApiError(response.status, found.code ?? "unknown", detail, found.field ?? null, retryAfter, found.words);
}

function queryString(query: RequestOptions["query"]): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}
