import { useState } from 'preact/hooks';
import type { Query } from '../state.ts';
import { bounded, type Point, pointOf, stepOf } from './pointer.ts';

type Rect = Point & { width: number; height: number };
type Props = { parameters: Query; change: (parameters: Query) => void };

/** Sets `rect` by a drag, or by the arrow keys. */
export const CropFrame = ({ parameters, change }: Props) => {
  const [start, setStart] = useState<Point>();
  const rect = parseRect(parameters.rect ?? '');
  const set = (next: Rect) => change({ rect: isWhole(next) ? '' : formatRect(next) });
  const move = (event: KeyboardEvent) => {
    const step = stepOf(event.key);
    if (!step) return;
    event.preventDefault();
    set(event.shiftKey ? resized(rect, step) : moved(rect, step));
  };
  return (
    <div
      class="target"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setStart(pointOf(event));
      }}
      onPointerMove={(event) => {
        const next = start && between(start, pointOf(event));
        if (next && next.width > 0.01 && next.height > 0.01) set(next);
      }}
      onPointerUp={() => setStart(undefined)}
    >
      <button
        type="button"
        class="frame-handle"
        style={{
          left: `${rect.x * 100}%`,
          top: `${rect.y * 100}%`,
          width: `${rect.width * 100}%`,
          height: `${rect.height * 100}%`,
        }}
        aria-label={`Part to keep: ${formatRect(rect)}. Arrow keys move it, with Shift they change its size.`}
        onKeyDown={move}
      />
    </div>
  );
};

const whole: Rect = { x: 0, y: 0, width: 1, height: 1 };

const isWhole = ({ width, height }: Rect) => width >= 1 && height >= 1;

/** Parses a crop given as four fractions. One in pixels is not shown, and a new drag begins from the whole image. */
const parseRect = (text: string): Rect => {
  const [x = 0, y = 0, width = 0, height = 0] = text.split(',').map(Number);
  const isShares = text !== '' && [x, y, width, height].every((value) => value >= 0 && value <= 1);
  return isShares ? { x, y, width: width || 1 - x, height: height || 1 - y } : whole;
};

const formatRect = ({ x, y, width, height }: Rect) => [x, y, width, height].map(bounded).join(',');

const between = (one: Point, other: Point): Rect => ({
  x: Math.min(one.x, other.x),
  y: Math.min(one.y, other.y),
  width: Math.abs(one.x - other.x),
  height: Math.abs(one.y - other.y),
});

const moved = (rect: Rect, by: Point): Rect => ({
  ...rect,
  x: Math.min(1 - rect.width, Math.max(0, rect.x + by.x)),
  y: Math.min(1 - rect.height, Math.max(0, rect.y + by.y)),
});

const resized = (rect: Rect, by: Point): Rect => ({
  ...rect,
  width: Math.min(1 - rect.x, Math.max(0.02, rect.width + by.x)),
  height: Math.min(1 - rect.y, Math.max(0.02, rect.height + by.y)),
});
