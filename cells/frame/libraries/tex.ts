/** KaTeX with its styles and fonts, which come as `tex-css`. */
import 'katex/dist/katex.min.css';

export { default as katex } from 'katex';
