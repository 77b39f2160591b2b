import type { Query } from '../state.ts';
import { bounded, type Point, pointOf, stepOf } from './pointer.ts';

type Props = { parameters: Query; change: (parameters: Query) => void };

/** Sets `position` by a click, a drag or the arrow keys. */
export const FocalPoint = ({ parameters, change }: Props) => {
  const point = parsePoint(parameters.position ?? '');
  const set = ({ x, y }: Point) => change({ position: `${bounded(x)},${bounded(y)}` });
  const move = (event: KeyboardEvent) => {
    const step = stepOf(event.key);
    if (!step) return;
    event.preventDefault();
    set({ x: point.x + step.x, y: point.y + step.y });
  };
  return (
    <div
      class="target"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        set(pointOf(event));
      }}
      onPointerMove={(event) => event.buttons > 0 && set(pointOf(event))}
    >
      <button
        type="button"
        class="point"
        style={{ left: `${point.x * 100}%`, top: `${point.y * 100}%` }}
        aria-label={`Focal point: ${percent(point.x)} from the left, ${percent(point.y)} from the top. Arrow keys move it.`}
        onKeyDown={move}
      />
    </div>
  );
};

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** A position as numbers; names and strategies start from where they point, or from the middle. */
const parsePoint = (position: string): Point => {
  const [x, y] = position.split(/[x,]/).map(Number);
  if (x !== undefined && y !== undefined && Number.isFinite(x + y)) return { x, y };
  const along = (low: RegExp, high: RegExp) => (low.test(position) ? 0 : high.test(position) ? 1 : 0.5);
  return { x: along(/left|west/, /right|east/), y: along(/top|north/, /bottom|south/) };
};
