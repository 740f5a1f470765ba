import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";

import NotFound from "./features/layout/NotFound.vue";
import { router } from "./router";

describe("an address that does not exist", () => {
  it.each(["/nope", "/team/nope", "/inbox/a/b"])("is said not to, without asking who is there: %s", (path) => {
    expect(router.resolve(path).name).toBe("not-found");
    expect(router.resolve(path).meta.open).toBe(true);
  });

  it("has a way back to the inbox", () => {
    const page = mount(NotFound, { global: { plugins: [router] } });
    expect(page.get("h1").text()).toBe("This page does not exist");
    expect(page.get("a").attributes("href")).toBe("/console/inbox");
  });
});
