import { mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { defineComponent, h } from "vue";

import { locale } from "../i18n/index";
import { createUploads, UploadError, type FileRef } from "../uploads";
import PendingFiles from "./PendingFiles.vue";

const RULES = { max_bytes: 100, max_files: 10 };
const file = (name: string, size = 3) => new File(["x".repeat(size)], name, { type: "text/plain" });
const stored = (name: string): FileRef => ({ id: name, name, media_type: "text/plain", size: 3, path: `/files/k/${name}`, width: null, height: null });
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A composer with files of which the server refuses those named, with a code. */
async function composer(files: File[], refused: Record<string, string> = {}) {
  const uploads = createUploads(
    () => RULES,
    ({ name }) => ({ done: refused[name] ? Promise.reject(new UploadError(refused[name])) : Promise.resolve(stored(name)), abort: () => undefined }),
  );
  const form = defineComponent(() => () => h("form", [h(PendingFiles, { uploads, rules: RULES }), h("textarea")]));
  const wrapper = mount(form, { attachTo: document.body });
  uploads.add(files);
  await settled();
  return { uploads, wrapper };
}

beforeEach(() => {
  locale.value = "en";
});

describe("files that cannot be sent", () => {
  it("are taken out by one button, and the good ones may go", async () => {
    const { uploads, wrapper } = await composer([file("a"), file("empty", 0), file("large", 101)]);
    expect(wrapper.get(".blocked").text()).toContain("Remove the files that cannot be sent.");
    expect(wrapper.get(".removeAll").text()).toBe("Remove 2 files");
    await wrapper.get(".removeAll").trigger("click");
    expect(uploads.failed.value).toBe(false);
    expect(uploads.items.value.map((one) => one.name)).toEqual(["a"]);
    expect(wrapper.find(".blocked").exists()).toBe(false);
    expect(document.activeElement).toBe(wrapper.get("textarea").element);
  });

  it("may be tried again where that can help", async () => {
    const { wrapper } = await composer([file("a")], { a: "unreachable" });
    expect(wrapper.get(".blocked").text()).toContain("or try it again");
  });

  it("are not spoken of while there are none", async () => {
    const { wrapper } = await composer([file("a")]);
    expect(wrapper.find(".blocked").exists()).toBe(false);
  });
});
