/** The package has no types; cells call it, our own code only hands it on. */
declare module '@observablehq/inputs';
