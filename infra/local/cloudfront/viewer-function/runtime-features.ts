/**
 * What runtime 2.0 lists, by object: its own functions, then those of its prototype. `*` is everything of ES 5.1.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const listed: { readonly [name: string]: readonly [own: string, prototype: string] } = {
  Object: [
    `assign create defineProperties defineProperty entries freeze getOwnPropertyDescriptor getOwnPropertyDescriptors
     getOwnPropertyNames getPrototypeOf is isExtensible isFrozen isSealed keys preventExtensions seal setPrototypeOf values`,
    'hasOwnProperty isPrototypeOf propertyIsEnumerable',
  ],
  // `charCodeAt` and `localeCompare` are missing from the list.
  String: [
    'fromCharCode fromCodePoint',
    `charAt codePointAt concat endsWith includes indexOf lastIndexOf match padEnd padStart repeat replace replaceAll search
     slice split startsWith substr substring toLowerCase toUpperCase trim trimEnd trimStart`,
  ],
  Number: [
    `EPSILON MAX_SAFE_INTEGER MAX_VALUE MIN_SAFE_INTEGER MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY isFinite isInteger
     isNaN isSafeInteger parseFloat parseInt`,
    'toExponential toFixed toPrecision',
  ],
  Boolean: ['', ''],
  Function: ['', 'apply bind call'],
  RegExp: ['', 'exec flags global ignoreCase multiline source sticky test'],
  Array: [
    'isArray of',
    `concat copyWithin every fill filter find findIndex forEach includes indexOf join lastIndexOf map pop push reduce
     reduceRight reverse shift slice some sort splice unshift`,
  ],
  ArrayBuffer: ['isView', 'byteLength slice'],
  Promise: ['all allSettled any race reject resolve', 'catch finally then'],
  Symbol: ['for keyFor', 'description'],
  Date: ['*', '*'],
  DataView: ['*', '*'],
  Math: ['*', ''],
  JSON: ['parse stringify', ''],
};

/** Of the prototype that typed arrays share. */
const typedArray: readonly [own: string, prototype: string] = [
  'from of',
  `buffer byteLength byteOffset copyWithin every fill filter find findIndex forEach includes indexOf join lastIndexOf length map
   reduce reduceRight reverse set slice some sort subarray`,
];

const typedArrays =
  'Float32Array Float64Array Int8Array Int16Array Int32Array Uint8Array Uint8ClampedArray Uint16Array Uint32Array';
const errors = 'Error EvalError RangeError ReferenceError SyntaxError TypeError URIError';
const functions = 'decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt';

/** Every object has these; without them the engine itself would not run. */
const everywhere = 'constructor prototype name message stack length toString valueOf toJSON';

/** A script that removes from its context whatever is neither listed nor in `given`. */
export const onlyListed = (given: readonly string[]): string => `{
  const words = (text) => text.split(/\\s+/);
  const everywhere = words(${JSON.stringify(everywhere)});
  const keep = (object, names) => {
    if (names === '*') return;
    const kept = new Set([...words(names), ...everywhere]);
    for (const name of Object.getOwnPropertyNames(object)) if (!kept.has(name)) Reflect.deleteProperty(object, name);
  };
  const remove = Reflect.deleteProperty;
  const listed = ${JSON.stringify(listed)};
  const TypedArray = Object.getPrototypeOf(Int8Array);
  const globals = Object.getOwnPropertyNames(globalThis);
  const kept = new Set([
    ...Object.keys(listed),
    ...words(${JSON.stringify(`${typedArrays} ${errors} ${functions} globalThis NaN Infinity undefined ${given.join(' ')}`)}),
  ]);
  keep(TypedArray, ${JSON.stringify(typedArray[0])});
  keep(TypedArray.prototype, ${JSON.stringify(typedArray[1])});
  remove(RegExp.prototype, Symbol.matchAll);
  for (const [name, [own, prototype]] of Object.entries(listed).reverse()) {
    const object = globalThis[name];
    if (object.prototype) keep(object.prototype, prototype);
    keep(object, own);
  }
  for (const name of globals) if (!kept.has(name)) remove(globalThis, name);
}`;
