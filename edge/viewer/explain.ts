import { assign, keys } from '../query/builtins.ts';
import type { Value, ViewerStep } from '../query/negotiation/viewer-context.ts';
import type { Variant } from '../query/parameters.ts';
import { explanation } from '../query/readers/choice.ts';

/** Whether a variant asks to be explained. */
export const asksToExplain = (asked: Variant) => (asked.explain || 'false') !== 'false';

/**
 * The first step where `explain` is answered: parses the query, in whichever dialect (the parameter is the same in all), and keeps the URL as
 * it was sent. An alias, a typing error or a size out of bounds leave no trace in a variant.
 */
export const keepAddress =
  (parse: ViewerStep): ViewerStep =>
  (asked, visitor) => {
    const request = visitor.sent;
    const query = keys(request.querystring).map((name) => {
      const given = request.querystring[name] as Value;
      return (given.multiValue || [given]).map((each) => name + '=' + each.value).join('&');
    });
    visitor.address = request.uri + '?' + query.join('&');
    const value = visitor.query['explain'];
    const parsed = parse(asked, visitor);
    return parsed.status || value == null
      ? parsed
      : assign({}, parsed, { explain: explanation.read(value) || 'false' });
  };

/**
 * The last step: `explain` carries that URL, cut to 1,500 characters, instead of a yes. `signed`: only where the URL is signed; to all others
 * the ladder has been prescribed.
 */
export const answerExplain =
  (signed: boolean): ViewerStep =>
  (asked, visitor) => {
    const answered = asksToExplain(asked) && !(signed && asked.snap);
    const address = (visitor.address || '').slice(0, 1500).replace(/[^!-~]/g, '?');
    return assign({}, asked, { explain: answered ? address : '' });
  };
