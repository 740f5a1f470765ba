import { locale } from "@shared/i18n";
import type { PreviewAgent, PreviewAnswer } from "@shared/wire";
import { beforeEach, describe, expect, it } from "vitest";

import { told } from "./preview";

const agent = (name: string, reason: string | null = null): PreviewAgent => ({ agent: name, name, reason, ring: 0, tier: 0, units: 0, total: 100 });
const answer = (agents: PreviewAgent[], chosen: string[] = [], decided_by: string | null = null): PreviewAnswer => ({ agents, chosen, decided_by, step: 0 });

describe("the preview of a queue", () => {
  beforeEach(() => (locale.value = "en"));

  it("says who gets it and why before the next one", () => {
    const { headline, why, able } = told(answer([agent("Hà"), agent("Lan")], ["Hà"], "released_at"));
    expect([headline, why, able.length]).toEqual(["Hà gets it", "Without work for longer than the next.", 2]);
  });

  it("says when there is nobody to compare with", () => {
    expect(told(answer([agent("Hà"), agent("Lan", "absent")], ["Hà"])).why).toBe("The only one who could take it now.");
  });

  it("names all who are asked at once", () => {
    const { headline, why } = told(answer([agent("Hà"), agent("Lan")], ["Hà", "Lan"]));
    expect([headline, why]).toEqual(["Hà and Lan are asked together", "The first to accept has it."]);
  });

  it("counts what keeps them from it where nobody gets it", () => {
    const { headline, why } = told(answer([agent("Hà", "full"), agent("Lan", "absent"), agent("An", "absent")]));
    expect([headline, why]).toEqual(["Nobody could take it now", "away or signed out (2) and has no room left (1)"]);
  });

  it("shows a reason that is newer than the page as it is", () => {
    expect(told(answer([agent("Hà", "on_strike")])).why).toBe("on_strike (1)");
  });
});
