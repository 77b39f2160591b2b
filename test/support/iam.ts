/** A statement of a policy whose ARNs are concrete. */
export type Statement = {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: { [operator: string]: { [key: string]: string | string[] } };
};

/** A request to AWS: an action on a resource, with the keys that conditions ask for. */
export type AwsRequest = { action: string; resource: string; context?: { [key: string]: string } };

/**
 * Whether statements allow a request, as IAM decides
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html): a Deny wins, without an Allow nothing is
 * allowed. Knows StringEquals, StringLike and ArnLike; throws on other conditions.
 */
export const isAllowed = (statements: Statement[], request: AwsRequest): boolean => {
  const matching = statements.filter((statement) => matches(statement, request));
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
};

const matches = ({ Action, Resource, Condition = {} }: Statement, { action, resource, context = {} }: AwsRequest) =>
  [Action].flat().some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
  [Resource].flat().some((pattern) => like(pattern, resource)) &&
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const value = context[key];
      if (!/^(StringEquals|StringLike|ArnLike)$/.test(operator)) throw new Error(`Not simulated: ${operator}`);
      const holds = operator === 'StringEquals' ? (wanted: string, given: string) => wanted === given : like;
      return value !== undefined && [values].flat().some((wanted) => holds(wanted, value));
    }),
  );

/** `*` is any text, `?` one character. */
const like = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text);
