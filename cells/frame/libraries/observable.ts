/** The libraries of Observable as one bundle: fetched when a cell first names one of them. */
export * as Inputs from '@observablehq/inputs';
export * as Plot from '@observablehq/plot';
export * as d3 from 'd3';
export * as htl from 'htl';
export { marked } from 'marked';
