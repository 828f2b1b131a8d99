/** A package that ships no types; its caller describes what it uses. */
declare module 'plotly.js-cartesian-dist-min';
declare module 'lodash-es';
declare module 'topojson-client';
