import { restoreTfjs } from '../tfjs';
import { openWith } from './open-folder';

export const openFolder = openWith((files, context) => restoreTfjs(files, context));
