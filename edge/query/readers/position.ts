import { numbers } from './list.ts';
import { number } from './number.ts';
import type { Reader } from './reader.ts';

/** Where in the image a crop looks: fractions from the top left, or what attracts. */
export type Position = number[] | 'attention' | 'entropy';

/** CSS and compass names, `0.3x0.7`, or a strategy. A compass name is the focal point 0, 0.5 or 1. */
export const position: Reader<Position> = {
  read: (text, onClamp) => {
    const at = [0.5, 0.5];
    let strategy: Position | undefined;
    const rest = text.replace(
      /(left|west)|(right|east)|(top|north)|(bottom|south)|(attention|auto|smart|faces?)|(entropy|edges)|cent..|focal(point)?|[ ,_~-]/g,
      (_, left, right, top, bottom, attention, entropy) => {
        if (left || right) at[0] = left ? 0 : 1;
        if (top || bottom) at[1] = top ? 0 : 1;
        strategy = strategy || (attention ? 'attention' : entropy && 'entropy');
        return '';
      },
    );
    return rest ? numbers([2], number(0, 1, 4)).read(text.replace('x', ','), onClamp) : strategy || at;
  },
  hint: 'left, 0.3x0.7, attention, entropy',
  kind: 'position',
};
