// A component that comes as a chunk of its own. Smaller than defineAsyncComponent, whose other gifts nobody needs here,
// and it takes the focus also where that is given to it before it has come.
import { defineComponent, h, nextTick, shallowRef, type Component } from "vue";

interface Focusable {
  focus?: () => void;
}

/** Shows nothing until it has come; where it does not come, the next time it is shown asks again. */
export function lazily<T extends Component>(load: () => Promise<{ default: T }>): T & (new () => { focus: () => void }) {
  const loaded = shallowRef<T>();
  return defineComponent({
    inheritAttrs: false,
    setup(_, { attrs, slots, expose }) {
      const inner = shallowRef<Focusable | null>(null);
      let wanted = false;
      if (!loaded.value) {
        void load().then(async (module) => {
          loaded.value = module.default;
          await nextTick();
          if (wanted) inner.value?.focus?.();
        });
      }
      expose({
        focus() {
          wanted = !inner.value;
          inner.value?.focus?.();
        },
      });
      return () => loaded.value && h(loaded.value, { ...attrs, ref: inner }, slots);
    },
  }) as never;
}
