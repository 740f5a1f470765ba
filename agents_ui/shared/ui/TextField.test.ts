import { mount } from "@vue/test-utils";
import { expect, it } from "vitest";

import TextField from "./TextField.vue";

it("a text field hands over text, of whatever type it is", async () => {
  const field = mount(TextField, { props: { label: "Minutes", modelValue: "30", type: "number" } });
  await field.get("input").setValue("45");
  expect(field.emitted("update:modelValue")).toEqual([["45"]]);
});
