import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";

import MessageFiles from "./MessageFiles.vue";

const PICTURE = { id: "1", name: "vase.png", media_type: "image/png", size: 10, path: "/files/k/vase.png", width: 20, height: 10 };

describe("the files of a message", () => {
  it("are shown where they are, and named where their time has passed", () => {
    const shown = mount(MessageFiles, { props: { files: [PICTURE, { ...PICTURE, id: "2", name: "old.png", path: "" }] } });
    expect(shown.findAll("img").map((image) => image.attributes("src"))).toEqual(["/files/k/vase.png"]);
    expect(shown.findAll("a")).toEqual([]);
    expect(shown.get(".card").text()).toContain("old.png");
    expect(shown.get(".card").text()).toContain("Deleted after its time");
  });
});
