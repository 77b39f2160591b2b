/** What of the answer depends on why there is no derivative: the status where the original may not be sent in its place. */
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
  // Another try may succeed.
  'out-of-time': 503,
  'original-unreadable': 503,
  'original-changed': 503,
  'mark-unreadable': 503,
  fault: 503,
};

/** Why no derivative can be made. The word stands in the `x-image-reason` header and in the log. */
export type Reason = keyof typeof statuses;

/** The one error of the edge: no derivative can be made, for a reason that the viewer may know. */
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

/** Any error as one that has a reason. */
export const underivable = (error: unknown): Underivable =>
  error instanceof Underivable ? error : new Underivable('fault', String(error), error);
