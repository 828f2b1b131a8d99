/**
 * Long loops give way now and then, so that the thread hears a stop. Returns at once until `milliseconds` have passed since the
 * last pause; then waits for one turn of the event loop.
 */
export function createBreath(milliseconds = 40): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < milliseconds) return undefined;
    return nextTurn().then(() => {
      last = performance.now();
    });
  };
}

/** A message reaches the end of the queue without the four milliseconds that browsers add to a timer. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
