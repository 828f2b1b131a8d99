/** The height of one picture in CSS pixels: a cell that shows ten thousand lines does not become a poster. */
export const tallestPicture = 1600;
/** Around each picture, in CSS pixels, so that nothing stands at its very edge. */
export const pictureMargin = 8;

/** Title and caption of an only figure stand beside its picture, as text that can be read, searched and enlarged. */
export const pictureStyle =
  '[data-output]:not(:has(figure ~ figure)) figure:has(svg, canvas, img) > :is(h1, h2, h3, h4, figcaption) { display: none !important }';
