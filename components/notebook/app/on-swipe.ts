/** CSS pixels that a finger goes to the side before it means the next slide. */
const far = 60;

/** A finger that goes to the side, not over something that itself goes sideways. */
export function onSwipe(element: HTMLElement, act: (what: 'next' | 'back') => void): () => void {
  let from: { readonly x: number; readonly y: number } | undefined;
  const onStart = ({ touches, target }: TouchEvent) => {
    const [touch] = touches;
    const isOwn = touches.length === 1 && target instanceof Element && !movesSideways(target, element);
    from = isOwn && touch ? { x: touch.clientX, y: touch.clientY } : undefined;
  };
  const onEnd = ({ changedTouches: [touch] }: TouchEvent) => {
    if (!from || !touch) return;
    const [x, y] = [touch.clientX - from.x, touch.clientY - from.y];
    from = undefined;
    if (Math.abs(x) > far && Math.abs(x) > 2 * Math.abs(y)) act(x < 0 ? 'next' : 'back');
  };
  element.addEventListener('touchstart', onStart, { passive: true });
  element.addEventListener('touchend', onEnd, { passive: true });
  return () => {
    element.removeEventListener('touchstart', onStart);
    element.removeEventListener('touchend', onEnd);
  };
}

function movesSideways(target: Element, within: Element): boolean {
  if (target.closest('input, select, textarea, [role=slider]')) return true;
  for (let one: Element | null = target; one && one !== within; one = one.parentElement)
    if (one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX))
      return true;
  return false;
}
