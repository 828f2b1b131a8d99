/** Graphviz as WebAssembly, in one file. */
export { instance } from '@viz-js/viz';
