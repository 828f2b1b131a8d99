/** `d3`, `Plot`, `Inputs` and `htl` together, so that they share one d3. */
export * as Inputs from '@observablehq/inputs';
export * as Plot from '@observablehq/plot';
export * as d3 from 'd3';
export * as htl from 'htl';
