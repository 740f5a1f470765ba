import js from "@eslint/js";
import vue from "eslint-plugin-vue";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["dist/", "node_modules/", "shared/api.gen.ts"] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...vue.configs["flat/recommended"],
  {
    files: ["**/*.vue"],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      // vue-tsc resolves names; the linter does not know the browser's.
      "no-undef": "off",
      "no-console": "error",
      "no-eval": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "vue/multi-word-component-names": "off",
      // Every visible string goes through i18n, in both languages.
      "vue/no-bare-strings-in-template": ["error", { allowlist: ["·", "/", ":", "–", "—", "…", "+", "(", ")", ","] }],
      // The content security policy forbids style attributes, and text is never HTML.
      "vue/no-static-inline-styles": "error",
      "vue/no-v-html": "error",
      "vue/block-lang": ["error", { script: { lang: "ts" } }],
      "vue/component-api-style": ["error", ["script-setup"]],
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": ["error", { html: { void: "always", normal: "always", component: "always" } }],
      "vue/attributes-order": "off",
      "vue/require-default-prop": "off",
      "max-lines": ["error", { max: 300, skipBlankLines: true }],
    },
  },
  { files: ["scripts/**"], rules: { "no-console": "off" } },
);
