import { linear } from '../linear';
import { openWith } from './open-folder';

export const openFolder = openWith((files, context) => linear.restore(files, context));
