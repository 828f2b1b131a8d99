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

  const tell = (element: Element) =>
    listeners.get(element)?.(shown.has(element) ? 'on screen' : near.has(element) ? 'near' : 'far');
  // The frame's own document is the root: the margins of a root in another origin are ignored.
  const onScreen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting && near.has(target)) shown.add(target);
        else shown.delete(target);
        tell(target);
      }
    },
    { root: document },
  );
  // What is far is not on the screen: only the few that are near are watched closely. Each one watched costs time in every drawn frame.
  const around = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) {
          near.add(target);
          onScreen.observe(target);
        } else {
          near.delete(target);
          shown.delete(target);
          onScreen.unobserve(target);
        }
        tell(target);
      }
    },
    { root: document, rootMargin: `${margin}px 0px` },
  );

  return {
    watch(element, listener) {
      listeners.set(element, listener);
      around.observe(element);
      return () => {
        listeners.delete(element);
        near.delete(element);
        shown.delete(element);
        around.unobserve(element);
        onScreen.unobserve(element);
      };
    },
    dispose() {
      around.disconnect();
      onScreen.disconnect();
    },
  };
}
