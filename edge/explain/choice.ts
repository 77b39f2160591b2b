import type { Derivative } from '../image/derivative.ts';

type Chosen = { candidates: Derivative['candidates'] | undefined; gainMap?: Derivative['gainMap'] };

/** Why the candidate that was sent is that one, in parameters. */
export const whyChosen = ({ candidates, gainMap }: Chosen): string => {
  if (!candidates) return 'nothing was encoded: an SVG stays an SVG, and facts are text';
  if (gainMap) return 'JPEG keeps the light above white (its gain map), other formats do not';
  const [only, ...others] = candidates;
  const chosen = candidates.find((candidate) => candidate.chosen);
  if (only && others.length === 0) return `only ${only.encoding ?? 'the original'} was tried`;
  if (chosen?.type === 'image/svg+xml') return 'the SVG itself has the fewest bytes';
  return chosen?.encoding
    ? `${chosen.encoding} has the fewest bytes of ${candidates.length}`
    : 'the original itself, without its metadata, has the fewest bytes';
};
