/** Packages that ship no types; their callers describe what they use. */
declare module '@observablehq/inputs';
declare module 'plotly.js-cartesian-dist-min';
