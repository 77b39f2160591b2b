/*
 * What an SVG keeps: what is drawn, and what moves without a script. Everything that is not named here goes.
 * The elements and attributes are those of https://www.w3.org/TR/SVG2/eltindex.html, attindex.html and propidx.html and of
 * https://www.w3.org/TR/filter-effects-1/ but for scripts, events, links, embedded pages, media and metadata.
 */
const names = (list: string) => list.trim().split(/\s+/);

/** Elements that are kept. */
export const elements = names(`
  svg g defs symbol use switch a marker mask clipPath pattern linearGradient radialGradient stop
  path rect circle ellipse line polyline polygon image text tspan textPath title desc
  animate animateTransform animateMotion set mpath
  filter feBlend feColorMatrix feComponentTransfer feFuncA feFuncB feFuncG feFuncR feComposite feConvolveMatrix
  feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feGaussianBlur feImage feMerge feMergeNode
  feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
`);

/** The elements whose text is shown or read out; what stands in others is white space. */
export const texts = new Set(names('text tspan textPath a title desc'));

/** Properties that may be written as attributes. */
const properties = names(`
  alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters cursor
  direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font font-family
  font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style font-variant font-weight
  glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation letter-spacing lighting-color marker
  marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events
  shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
  stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-overflow text-rendering transform
  transform-box transform-origin unicode-bidi vector-effect visibility white-space word-spacing writing-mode
`);

const geometry = names(`
  viewBox preserveAspectRatio width height x y x1 x2 y1 y2 cx cy r rx ry fx fy fr d points pathLength dx dy rotate
  textLength lengthAdjust startOffset method spacing side refX refY markerWidth markerHeight markerUnits orient
  gradientUnits gradientTransform spreadMethod offset patternUnits patternContentUnits patternTransform maskUnits
  maskContentUnits clipPathUnits
`);

const filters = names(`
  filterUnits primitiveUnits in in2 result type values tableValues slope intercept amplitude exponent operator k1 k2 k3 k4
  order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha surfaceScale diffuseConstant specularConstant
  specularExponent kernelUnitLength scale xChannelSelector yChannelSelector azimuth elevation z pointsAtX pointsAtY
  pointsAtZ limitingConeAngle stdDeviation mode radius baseFrequency numOctaves seed stitchTiles
`);

const timing = names(`
  attributeName attributeType from to by begin dur end min max restart repeatCount repeatDur fill calcMode keyTimes
  keySplines keyPoints additive accumulate path origin
`);

const common = names(
  'id class style lang xml:lang xml:space role aria-label aria-hidden aria-labelledby aria-describedby version systemLanguage requiredExtensions',
);

/** What an animation may change: neither a reference nor a whole style. */
export const animated = new Set([...properties, ...geometry, ...filters]);

/** Attributes that are kept, of whichever element. */
export const attributes = ['xmlns', 'xmlns:xlink', 'href', 'xlink:href', ...common, ...animated, ...timing];

/** CSS functions that fetch nothing; `url()` has a rule of its own. */
export const functions = names(`
  rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark var calc min max clamp round abs sign
  matrix matrix3d translate translatex translatey translatez translate3d scale scalex scaley scalez scale3d rotate rotatex
  rotatey rotatez rotate3d skew skewx skewy perspective cubic-bezier steps linear
  blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
  inset circle ellipse polygon path rect xywh local format not is where has nth-child nth-of-type nth-last-child
  nth-last-of-type lang sin cos tan asin acos atan atan2 pow sqrt hypot log exp mod rem env
  linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient
  repeating-conic-gradient
`);

/** At-rules that fetch nothing. */
export const atRules = names('media supports layer container keyframes -webkit-keyframes font-face property');
