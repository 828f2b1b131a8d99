/** Which cells are near the screen, and which are on it: a large notebook builds editors only where they can be seen. */
export interface Nearness {
  /** Tells at once and at each change how far an element is; gives the end of it. */
  watch(element: Element, listener: (distance: Distance) => void): () => void;
  dispose(): void;
}

export type Distance = 'far' | 'near' | 'on screen';

/** Pixels around the screen that count as near. */
const margin = 900;

export function createNearness(): Nearness {
  const listeners = new Map<Element, (distance: Distance) => void>();
  const near = new Set<Element>();
  const shown = new Set<Element>();

  const follow = (set: Set<Element>, root: IntersectionObserverInit) =>
    new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) set.add(target);
        else set.delete(target);
        listeners.get(target)?.(shown.has(target) ? 'on screen' : near.has(target) ? 'near' : 'far');
      }
    }, root);
  // The frame's own document is the root: the margins of a root in another origin are ignored.
  const observers = [
    follow(near, { root: document, rootMargin: `${margin}px 0px` }),
    follow(shown, { root: document }),
  ];

  return {
    watch(element, listener) {
      listeners.set(element, listener);
      for (const observer of observers) observer.observe(element);
      return () => {
        listeners.delete(element);
        near.delete(element);
        shown.delete(element);
        for (const observer of observers) observer.unobserve(element);
      };
    },
    dispose() {
      for (const observer of observers) observer.disconnect();
    },
  };
}
