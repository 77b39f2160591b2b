/** HTTP status of an answer without a derivative, where the original may not be sent in its place. */
const statuses = {
  // The original is no image, or none that we may open: asking again changes nothing.
  'not-an-image': 415,
  'unsupported-format': 415,
  'too-many-bytes': 415,
  'too-many-pixels': 415,
  'too-costly': 415,
  'out-of-memory': 415,
  damaged: 415,
  'over-the-limit': 415,
  // The variant names what the configuration does not have.
  'unknown-name': 400,
  // The viewer function wrote what this function can't parse: the two are of different releases, or one has a defect.
  'unreadable-variant': 400,
  // Another try may succeed.
  'out-of-time': 503,
  'original-unreadable': 503,
  'original-changed': 503,
  'mark-unreadable': 503,
  fault: 503,
};

/** Why no derivative can be made: the value of the `x-image-reason` header, and in the log. */
export type Reason = keyof typeof statuses;

/** The one error class: no derivative can be made, for a reason that viewers may know; the message is for the log. */
export class Underivable extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = 'Underivable';
    this.reason = reason;
  }

  get status(): number {
    return statuses[this.reason];
  }
}

/** Turns any error into one with a reason. */
export const underivable = (error: unknown): Underivable =>
  error instanceof Underivable ? error : new Underivable('fault', String(error), error);
