/** What `cells/stdlib/observable.ts` asks for, in one bundle, so that all share one d3. */
export * as Plot from '@observablehq/plot';
export * as d3 from 'd3';
export * as htl from 'htl';
export { Marked } from 'marked';
export { default as footnotes } from 'marked-footnote';
export * as Inputs from './labelled-inputs';
