// The categories: a tree of at most three levels, with names in both languages.
import { ApiError } from "@shared/api";
import { locale, LOCALES } from "@shared/i18n";
import type { CategoryView } from "@shared/wire";
import { defineStore } from "pinia";
import { computed, ref, shallowRef } from "vue";

import { everything } from "../layout/everything";

export const DEEPEST = 3;

/** A category with those inside it. depth: 1 at the top. height: how many levels it has, itself included. */
export interface Branch {
  category: CategoryView;
  depth: number;
  height: number;
  inner: Branch[];
}

export function treeOf(all: readonly CategoryView[], parent: string | null = null, depth = 1): Branch[] {
  return all
    .filter((category) => category.parent === parent)
    .sort((a, b) => a.position - b.position)
    .map((category) => {
      const inner = treeOf(all, category.id, depth + 1);
      return { category, depth, inner, height: 1 + Math.max(0, ...inner.map((each) => each.height)) };
    });
}

/** All branches in the order in which they are read. */
export const flat = (branches: readonly Branch[]): Branch[] => branches.flatMap((branch) => [branch, ...flat(branch.inner)]);

export function nameOf(category: Pick<CategoryView, "names">): string {
  const names = [locale.value, ...LOCALES].map((language) => category.names[language]?.name);
  return names.find((name) => name) ?? "";
}

export const useCategories = defineStore("article-categories", () => {
  const all = shallowRef<CategoryView[]>([]);
  const loaded = ref(false);
  const error = shallowRef<ApiError | null>(null);
  const tree = computed(() => treeOf(all.value));
  const byId = computed(() => new Map(all.value.map((category) => [category.id, category])));

  async function load(): Promise<void> {
    error.value = null;
    try {
      all.value = await everything<CategoryView>("/article-categories");
      loaded.value = true;
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      error.value = reason;
    }
  }

  /** Returns › Electronics; empty for one that is gone. */
  function pathOf(id: string | null): string {
    const category = id === null ? undefined : byId.value.get(id);
    if (!category) return "";
    const above = pathOf(category.parent);
    return above ? `${above} › ${nameOf(category)}` : nameOf(category);
  }

  const choices = computed(() => flat(tree.value).map(({ category: { id } }) => ({ value: id, label: pathOf(id) })));
  return { all, tree, loaded, error, load, pathOf, choices };
});
