import { afterEach, describe, expect, it, vi } from "vitest";

import { ApiError, createApi } from "./api";

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fake = vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status, headers }));
  vi.stubGlobal("fetch", fake);
  return fake as unknown as ReturnType<typeof vi.fn<(url: string, init: RequestInit) => Promise<Response>>>;
}

const refusal = (promise: Promise<unknown>) => promise.then(() => null, (error: unknown) => error as ApiError);

describe("the API client", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("gives every write a key of its own, or the one it is told", async () => {
    const fake = answer(200, {});
    const api = createApi("/api/v1", () => undefined);
    await api.send("POST", "/a", {});
    await api.send("POST", "/a", {});
    await api.send("POST", "/a", {}, "same");
    const keys = fake.mock.calls.map(([, init]) => (init.headers as Record<string, string>)["Idempotency-Key"]);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe("same");
  });

  it("turns problem+json into an error with its code, field and wait", async () => {
    answer(429, { code: "too_many_requests", detail: "Slow down.", field: "email" }, { "Retry-After": "7" });
    const error = await refusal(createApi("", () => undefined).get("/a"));
    expect(error).toMatchObject({ status: 429, code: "too_many_requests", field: "email", retryAfter: 7 });
  });

  it("tells of a lost sign-in", async () => {
    answer(401, { code: "not_signed_in" });
    const lost = vi.fn();
    await refusal(createApi("", lost).get("/a"));
    expect(lost).toHaveBeenCalledOnce();
  });

  it("says when the server cannot be reached", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("failed"))));
    expect(await refusal(createApi("", () => undefined).get("/a"))).toMatchObject({ status: 0, code: "unreachable" });
  });

  it("leaves empty query values out, and takes 204 as nothing", async () => {
    const fake = answer(204, undefined);
    expect(await createApi("/v", () => undefined).get("/a", { q: "x y", after: null, limit: 5 })).toBeUndefined();
    expect(fake.mock.calls[0]![0]).toBe("/v/a?q=x+y&limit=5");
  });
});
