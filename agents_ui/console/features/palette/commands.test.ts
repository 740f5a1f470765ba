import { describe, expect, it } from "vitest";

import { matching, numberIn, type Command } from "./commands";

const command = (label: string, group: string): Command => ({ id: label, label, group, run: () => {} });
const ALL = [command("Resolve", "Conversation"), command("Away: lunch", "Presence"), command("Dark", "Appearance")];
const labels = (wanted: string) => matching(wanted, ALL).map((one) => one.label);

describe("the palette", () => {
  it("offers everything, in its order, until something is wanted", () => {
    expect(labels(" ")).toEqual(["Resolve", "Away: lunch", "Dark"]);
  });

  it("finds by what a command does, and by its group as written", () => {
    expect(labels("lun")).toEqual(["Away: lunch"]);
    expect(labels("appear")).toEqual(["Dark"]);
    expect(labels("apce")).toEqual([]);
  });

  it("takes a number as a conversation's", () => {
    expect(["#1024", " 7 ", "7a", "#", "1234567890123456"].map(numberIn)).toEqual([1024, 7, null, null, null]);
  });
});
