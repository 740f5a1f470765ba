import { describe, expect, it } from "vitest";

import { shownIn, textsOf, written } from "./signatures";

describe("signatures that are edited", () => {
  it("are plain where nothing is formatted, and HTML besides where something is", () => {
    expect(written({ en: "Ada\nParcels ", vi: "**Ada**" }, {})).toEqual({
      en: { text: "Ada\nParcels", html: "" },
      vi: { text: "**Ada**", html: "<p><strong>Ada</strong></p>" },
    });
  });

  it("leave a language out in which nothing is written, and then the other one is seen", () => {
    expect(written({ en: "Ada", vi: " " }, {})).toEqual({ en: { text: "Ada", html: "" } });
    expect([shownIn({ en: "Ada", vi: " " }, "vi"), shownIn({ en: "", vi: "" }, "vi")]).toEqual(["Ada", ""]);
  });

  it("keep the formatting that a program has given, until the text is another", () => {
    const before = { en: { text: "Ada", html: "<i>Ada</i>" } };
    expect(written(textsOf(before), before)).toEqual(before);
    expect(written({ en: "Ada Lee", vi: "" }, before)).toEqual({ en: { text: "Ada Lee", html: "" } });
  });
});
