// Files on their way to the server: what waits, what is under way, what has arrived; the same on both sides of a chat.
import { computed, shallowRef, type ComputedRef, type ShallowRef } from "vue";

import type { components } from "./api.gen";
import { newId } from "./id";

export type FileRef = components["schemas"]["FileRef"];

export interface Upload {
  key: string;
  name: string;
  /** Bytes. */
  size: number;
  state: "waiting" | "sending" | "stored" | "failed";
  /** Bytes that have left. */
  sent: number;
  /** The server's code, or unreachable; none unless it has failed. */
  error: string | null;
  /** What the server says of it, once it is stored. */
  file: FileRef | null;
  /** The address of a picture in this tab alone. */
  preview: string | null;
}

export interface Rules {
  /** Bytes of one file. */
  max_bytes: number;
  /** With one message. */
  max_files: number;
  /** Bytes of all files that go with one mail; none where nothing goes by mail. */
  mail_bytes?: number;
}

export interface Sending {
  /** Rejects with an UploadError. */
  done: Promise<FileRef>;
  abort: () => void;
}

/** progress hears how many bytes have left. */
export type Transport = (file: File, progress: (sent: number) => void) => Sending;

export class UploadError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export interface Uploads {
  items: ShallowRef<readonly Upload[]>;
  /** Some were left out, for a message takes only so many. */
  tooMany: ShallowRef<boolean>;
  /** Something is still to arrive. */
  busy: ComputedRef<boolean>;
  /** Something has not arrived, and will not by itself. */
  failed: ComputedRef<boolean>;
  add: (files: readonly File[]) => void;
  /** Take one out; one that is under way is broken off. */
  remove: (key: string) => void;
  retry: (key: string) => void;
  /** Of what is on the server these are attached, and no others; what is on its way there goes on. */
  match: (files: readonly FileRef[]) => void;
  /** All that has arrived, for the message that takes it along; nothing is left. */
  take: () => FileRef[];
}

const AT_ONCE = 3;
/** No use in trying these again. */
const FOR_GOOD = new Set(["file_too_large", "file_empty", "file_type_refused", "files_refused", "blocked", "forbidden", "embed_expired"]);
const PREVIEWED = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export function mayRetry(upload: Upload): boolean {
  return upload.state === "failed" && !FOR_GOOD.has(upload.error ?? "");
}

/** Why a file need not be sent at all; null where it may be. */
export function refusal(file: Pick<File, "size">, rules: Rules | null): string | null {
  if (file.size === 0) return "file_empty";
  return rules && file.size > rules.max_bytes ? "file_too_large" : null;
}

/** A screenshot has no name of its own: browsers call it image.png. */
function named(file: File): File {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const at = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  const name = `screenshot-${at.replace("T", "-").replaceAll(":", "")}.${file.name.split(".").at(-1)}`;
  return new File([file], name, { type: file.type });
}

/** Without what hides or turns around the letters beside it: photo[override]gpj.exe would be read as photoexe.jpg. */
export function shownName(name: string): string {
  return name.replace(/[\p{Cc}\p{Bidi_Control}]/gu, "") || "file";
}

/** rules: none while they are not known; then the server alone says no. */
export function createUploads(rules: () => Rules | null, transport: Transport): Uploads {
  const items = shallowRef<readonly Upload[]>([]);
  const tooMany = shallowRef(false);
  const contents = new Map<string, File>();
  const lines = new Map<string, Sending>();

  function change(key: string, part: Partial<Upload>): void {
    items.value = items.value.map((one) => (one.key === key ? { ...one, ...part } : one));
  }

  function add(files: readonly File[]): void {
    const room = (rules()?.max_files ?? 10) - items.value.length;
    tooMany.value = files.length > room;
    const fresh = files.slice(0, Math.max(0, room)).map((given): Upload => {
      const [key, file] = [newId(), named(given)];
      const error = refusal(file, rules());
      contents.set(key, file);
      const preview = error === null && PREVIEWED.has(file.type) ? URL.createObjectURL(file) : null;
      return { key, name: shownName(file.name), size: file.size, state: error ? "failed" : "waiting", sent: 0, error, file: null, preview };
    });
    items.value = [...items.value, ...fresh];
    next();
  }

  /** Starts what waits while there is a free line. */
  function next(): void {
    for (const one of items.value.filter((item) => item.state === "waiting")) {
      if (lines.size >= AT_ONCE) return;
      void send(one.key);
    }
  }

  async function send(key: string): Promise<void> {
    change(key, { state: "sending", sent: 0, error: null });
    const line = transport(contents.get(key)!, (sent) => change(key, { sent }));
    lines.set(key, line);
    try {
      const file = await line.done;
      change(key, { state: "stored", sent: file.size, file, name: shownName(file.name) });
    } catch (error) {
      change(key, { state: "failed", error: error instanceof UploadError ? error.code : "unreachable" });
    }
    lines.delete(key);
    next();
  }

  function forget(upload: Upload): void {
    contents.delete(upload.key);
    if (upload.preview?.startsWith("blob:")) URL.revokeObjectURL(upload.preview);
  }

  function remove(key: string): void {
    const upload = items.value.find((one) => one.key === key);
    if (!upload) return;
    items.value = items.value.filter((one) => one !== upload);
    tooMany.value = false;
    lines.get(key)?.abort();
    forget(upload);
  }

  return {
    items,
    tooMany,
    busy: computed(() => items.value.some((one) => one.state === "waiting" || one.state === "sending")),
    failed: computed(() => items.value.some((one) => one.state === "failed")),
    add,
    remove,
    retry(key) {
      change(key, { state: "waiting", error: null });
      next();
    },
    match(files) {
      const wanted = new Set(files.map((file) => file.id));
      const [kept, gone] = parted(items.value, (one) => one.file === null || wanted.has(one.file.id));
      const known = new Set(kept.map((one) => one.file?.id));
      const back = files.filter((file) => !known.has(file.id)).map(stored);
      if (gone.length + back.length === 0) return;
      gone.forEach(forget);
      items.value = [...kept, ...back];
    },
    take() {
      const files = items.value.flatMap((one) => one.file ?? []);
      items.value.forEach(forget);
      items.value = [];
      tooMany.value = false;
      return files;
    },
  };
}

function stored(file: FileRef): Upload {
  const preview = file.width === null || file.width === undefined ? null : file.path;
  return { key: newId(), name: shownName(file.name), size: file.size, state: "stored", sent: file.size, error: null, file, preview };
}

function parted<T>(all: readonly T[], fits: (one: T) => boolean): [T[], T[]] {
  return [all.filter(fits), all.filter((one) => !fits(one))];
}

const STALLED = 45_000;

/** By XMLHttpRequest: fetch() does not say how much has left. target: asked anew for each file. */
export function byXhr(target: () => { url: string; headers: Record<string, string> }): Transport {
  return (file, progress) => {
    const request = new XMLHttpRequest();
    const done = new Promise<FileRef>((resolve, reject) => {
      let stalled: ReturnType<typeof setTimeout>;
      const alive = () => {
        clearTimeout(stalled);
        stalled = setTimeout(() => request.abort(), STALLED);
      };
      const { url, headers } = target();
      request.open("POST", `${url}?${new URLSearchParams({ name: file.name })}`);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => {
        alive();
        progress(event.loaded);
      };
      request.onloadend = () => {
        clearTimeout(stalled);
        if (request.status === 201) resolve(JSON.parse(request.responseText) as FileRef);
        else reject(new UploadError(codeOf(request)));
      };
      alive();
      request.send(file);
    });
    return { done, abort: () => request.abort() };
  };
}

function codeOf(request: XMLHttpRequest): string {
  if (request.status === 0) return "unreachable";
  if (request.status === 413) return "file_too_large";
  try {
    return (JSON.parse(request.responseText) as { code?: string }).code ?? "unknown";
  } catch {
    return "unknown";
  }
}
