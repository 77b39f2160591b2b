/** Why no derivative can be made. The word stands in the `x-image-reason` header and in the log. */
export type Reason =
  | 'not-an-image'
  | 'unsupported-format'
  | 'too-many-bytes'
  | 'too-many-pixels'
  | 'too-costly'
  | 'damaged'
  | 'out-of-time'
  | 'out-of-memory'
  | 'over-the-limit'
  | 'original-unreadable'
  | 'original-changed'
  | 'unreadable-variant'
  | 'fault';

/** The one error of the edge: no derivative can be made, for a reason that the viewer may know. */
export class Underivable extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = 'Underivable';
    this.reason = reason;
  }
}
