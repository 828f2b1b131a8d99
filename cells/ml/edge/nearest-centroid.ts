import { nearestCentroid } from '../nearest-centroid';
import { openWith } from './open-folder';

export const openFolder = openWith((files, context) => nearestCentroid.restore(files, context));
