/** How a search for settings looks in a notebook, while it goes on and when it has ended. Drawn inside the frame. */
export { createTunedResult, type TunedResultOptions } from './create-tuned-result';
export { SearchProgressView } from './search-progress';
