/** A place on an element, in shares of its sides. */
export type Point = { x: number; y: number };

/** Where a pointer is on the element that it began on. */
export const pointOf = ({ clientX, clientY, currentTarget }: PointerEvent): Point => {
  const { left, top, width, height } = (currentTarget as HTMLElement).getBoundingClientRect();
  return { x: bounded((clientX - left) / width), y: bounded((clientY - top) / height) };
};

/** A share between 0 and 1, in thousandths: finer ones would only make more URLs. */
export const bounded = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000;

const arrows: { [key: string]: [x: number, y: number] | undefined } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The step of an arrow key, in shares. */
export const stepOf = (key: string, size = 0.02): Point | undefined => {
  const arrow = arrows[key];
  return arrow && { x: arrow[0] * size, y: arrow[1] * size };
};
