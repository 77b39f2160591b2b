import sharp from 'sharp';
import { type Color, colorAt, near, quadrants } from './chart.ts';

const letters: [letter: string, color: Color][] = [
  ['R', quadrants.topLeft],
  ['G', quadrants.topRight],
  ['Y', quadrants.bottomRight],
  ['B', quadrants.bottomLeft],
  ['W', [255, 255, 255, 255]],
  ['K', [0, 0, 0, 255]],
  ['-', [0, 0, 0, 0]],
];

/**
 * What an image of a chart shows, in one line: `300x200 webp RGYB`, its colors near the corners, clockwise from the top
 * left (W white, K black, - transparent, ? another).
 */
export const look = async (response: Response): Promise<string> => {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) return `${response.status} ${new TextDecoder().decode(bytes)}`;
  const { width, height, format, compression } = await sharp(bytes).metadata();
  const corners = await Promise.all([
    colorAt(bytes, 0.05, 0.05),
    colorAt(bytes, 0.95, 0.05),
    colorAt(bytes, 0.95, 0.95),
    colorAt(bytes, 0.05, 0.95),
  ]);
  const colors = corners.map((color) => letters.find(([, known]) => near(color, known, 40))?.[0] ?? '?').join('');
  return `${width}x${height} ${compression === 'av1' ? 'avif' : format} ${colors}`;
};
