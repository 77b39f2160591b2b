import type { Marks } from './judges.ts';

/** One derivative of one photograph: what was asked, its bytes, the milliseconds of its encode, its scores. */
export type Result = { photo: string; width: number; height: number; format: string; q: string; bytes: number } & {
  milliseconds: number;
  marks: Marks;
};
