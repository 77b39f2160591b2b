import { join } from 'node:path';
import { type Files, readFiles } from './files.ts';

/** The fonts of drawings, by path below edge/image/fonts/. */
export const fonts = (): Promise<Files> => readFiles(join(import.meta.dirname, '../../edge/image/fonts'), () => true);
