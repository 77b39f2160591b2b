import sharp from 'sharp';
import { type Colour, colourAt, near, quadrants } from './chart.ts';

const letters: [letter: string, colour: Colour][] = [
  ['R', quadrants.topLeft],
  ['G', quadrants.topRight],
  ['Y', quadrants.bottomRight],
  ['B', quadrants.bottomLeft],
  ['W', [255, 255, 255, 255]],
  ['K', [0, 0, 0, 255]],
  ['-', [0, 0, 0, 0]],
];

/**
 * What a picture of a chart shows, in one line: `300x200 webp RGYB`, its colours near the corners, clockwise from the top
 * left (W white, K black, - transparent, ? another).
 */
export const look = async (response: Response): Promise<string> => {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) return `${response.status} ${new TextDecoder().decode(bytes)}`;
  const { width, height, format, compression } = await sharp(bytes).metadata();
  const corners = await Promise.all([
    colourAt(bytes, 0.05, 0.05),
    colourAt(bytes, 0.95, 0.05),
    colourAt(bytes, 0.95, 0.95),
    colourAt(bytes, 0.05, 0.95),
  ]);
  const colours = corners.map((colour) => letters.find(([, known]) => near(colour, known, 40))?.[0] ?? '?').join('');
  return `${width}x${height} ${compression === 'av1' ? 'avif' : format} ${colours}`;
};
