import type { DialectName } from '../../edge/query/dialects/registry.ts';
import type { Config } from '../../infra/config/schema.ts';

/** How a request is asked besides its query. */
export type Manner = {
  /** One of `edges`; else `main`. */
  edge?: Edge;
  method?: 'HEAD' | 'OPTIONS';
  headers?: Record<string, string>;
  /** Asked once before, so that the answer comes from the derivatives bucket. */
  kept?: true;
};

/** A request for any file; a query with KEY in it is a whole address. */
export type Variant = Manner & { kind: string; query: string };

const chrome = { accept: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8' };
const webp = { accept: 'image/webp,*/*' };

const every = (dialect: DialectName) => ({ dialects: [{ path: '/*', dialect }] });

/** The distributions that are asked: what each configures beside the tests' own config. Keys name samples. */
export const edges = {
  main: {
    presets: { thumb: 'w=120&h=120&fit=cover', wide: 'ar=2:1&w=240&q=60' },
    marks: { logo: 'flat.png', picture: 'landscape.jpg' },
    fallbacks: { card: 'portrait.jpg' },
    explain: 'on',
  },
  private: { originals: { access: 'private' } },
  snap: { snap: 'default' },
  aws: every('aws'),
  bunny: every('bunny'),
  cloudflare: every('cloudflare'),
  fastly: every('fastly'),
  imgix: every('imgix'),
  netlify: every('netlify'),
  next: every('next'),
  short: every('short'),
  weserv: every('weserv'),
} satisfies { [name: string]: Partial<Config> };

export type Edge = keyof typeof edges;

const small = 'w=160&h=160';

/** Kinds of requests: their queries with spaces between, and how they are asked. */
const rows: [kind: string, queries: string, manner?: Manner][] = [
  ['original', '- ? utm_source=x w=0 dl dl=a.jpg v=2'],
  ['size', 'w=200 h=150 w=200&h=150 w=0.1 h=10% w=33&h=1 w=1 width=201.4 s=180x120 size=x90 h=9&w=300'],
  ['fit', `${small}&fit=cover ${small}&fit=contain ${small}&fit=fill ${small}&fit=outside w=300&h=60&fit=cover`],
  ['fit', 'w=60&h=200&fit=contain&bg=369 w=60&h=200&fit=cover w=90&fit=cover w=90&h=30&fit=contain&format=png'],
  ['enlarge', 'w=2500&enlarge&format=jpeg&q=40 w=3000&h=100&fit=cover w=3000&h=100&fit=contain&enlarge&q=40'],
  ['dpr', 'w=100&dpr=2 w=100&dpr=0.5 w=90&h=60&dpr=1.5&fit=cover&pad=5&radius=8 dpr=3&h=50&border=1,f00'],
  ['ratio', 'ar=16:9&w=200 ar=1:1&h=120 ar=3:4&w=120&fit=contain ar=2.5&w=200&fit=inside ar=1:2&w=90&fit=fill'],
  ['position', `${small}&fit=cover&position=top-left w=60&h=160&fit=cover&position=attention`],
  ['position', 'w=160&h=60&fit=cover&position=entropy w=60&h=160&fit=cover&fp-x=0.9&fp-y=0.1 w=60&ar=1:2&crop=right'],
  ['position', 'w=200&h=60&fit=contain&position=left&bg=000 w=80&h=160&fit=cover&position=0.3x0.7'],
  ['rect', 'rect=10,20,300,200&w=150 rect=0.25,0.25,0.5,0.5&w=150 rect=-50,-50,200,200 crop=200,100,5,5 cw=90&ch=80'],
  ['rect', 'rect=0.5,0,0.5,1&w=100&h=100&fit=cover rect=9999,9999,10,10&w=50'],
  ['trim', 'trim&w=150 trim=30&w=150&h=150&fit=contain trim&rot=90&w=120'],
  ['turn', 'rot=90&w=150 rot=180&w=150 rot=-90&h=100 rot=30&w=150 rot=45&w=120&bg=ff0&format=jpeg orient=5&w=90'],
  ['turn', 'flip=h&w=150 flip&w=150 flip=hv&rot=90&w=120 flop&rot=10&w=100&format=webp'],
  ['colour', 'bri=30&w=150 con=-40&w=150 sat=-100&w=150 sat=60&w=150 gam=50&w=150 hue=120&w=150 mono&w=150'],
  ['colour', 'mono=369&w=150 sepia=80&w=150 tint=navy&w=150 invert&w=150 bri=10&con=20&sat=30&gam=-20&hue=10&w=150'],
  ['effect', 'blur=5&w=150 blur=200&w=150 sharp=20&w=150 sharp=80&w=300 blur=3&sharp=40&mono&w=120'],
  ['canvas', 'bg=fff&w=150 bg=36c8&w=150 bg=f00&w=120&format=jpeg pad=10&w=150 pad=5,20&bg=0f0&w=120 pad=1,2,3,4&h=90'],
  ['canvas', 'border=5,336699&w=150 border=3&pad=4&radius=12&w=140&bg=eee'],
  ['shape', 'radius=20&w=150 radius=max&w=120&h=120&fit=cover radius=1,20,3,40&w=150&format=webp mask=circle&w=120'],
  [
    'shape',
    'mask=ellipse&w=150 mask=star&w=120&format=png mask=heart&w=120&bg=fff mask=hexagon&w=100 mask=triangle&h=90',
  ],
  ['mark', 'mark=logo&w=200 mark=logo&w=200&mark-align=top-left&mark-alpha=50&mark-w=0.5 mark=picture&w=200&mark-w=60'],
  ['mark', 'mark=logo&w=160&mark-pad=0&mark-w=0&format=jpeg mark=none&w=100 mark=logo&rot=90&radius=9&w=150'],
  [
    'animation',
    'anim=false&w=100 frame=3&w=100 frame=99&w=100 w=90&format=gif w=90&format=webp frame=2&format=png&h=60',
  ],
  ['animation', 'w=60&h=60&fit=cover&rot=90&format=webp w=80&mono&pad=3&format=gif anim=0&format=auto&w=90'],
  [
    'format',
    'format=jpeg&w=200 format=bjpg&w=200 format=png&w=120 format=png8&w=120 format=webp&w=200 format=webpll&w=90',
  ],
  ['format', 'format=avif&w=160 format=gif&w=90 format=svg&w=100 format=svg format=origin&w=130 f=webp&h=70'],
  ['fact', 'format=json format=blurhash format=thumbhash format=palette format=lqip format=json&w=100&h=50&fit=cover'],
  ['fact', 'format=blurhash&rot=90&ar=1:1 format=lqip&mono format=palette&rect=0,0,50,50'],
  [
    'quality',
    'q=30&w=200 q=95&w=150 q=auto&w=200 q=auto:best&w=200&format=webp q=auto-eco&w=200&format=jpeg q=low&w=160',
  ],
  ['quality', 'q=auto&w=150&format=avif q=50&w=120&format=avif q=10&w=120&format=png8 q=auto&w=150&format=png'],
  ['bytes', 'max-bytes=3000&w=300&format=jpeg max-bytes=2k&w=200&format=webp max-bytes=500&w=400 max-bytes=1m&w=200'],
  ['lossless', 'lossless&w=100 lossless&format=webp&w=100 lossless&format=avif&w=80 lossless&format=jpeg&w=100'],
  ['metadata', 'metadata=copyright&w=150 metadata=copyright metadata=none metadata=keep&format=webp&w=100'],
  ['space', 'cs=p3&w=150 cs=origin&w=150 cs=origin&format=webp&w=100 cs=p3&format=png&w=80 cs=origin cs=srgb&w=110'],
  ['preset', 'preset=thumb preset=wide&w=100 preset=thumb&format=webp preset=none'],
  [
    'name',
    'w=100&dl w=100&dl=my+photo.jpg&format=webp w=100&v=7 default=card&w=100 default=origin&w=100 default=x&w=1',
  ],
  ['explain', 'w=120&explain=1 w=120&h=50&fit=cover&format=webp&explain format=json&explain=1 explain w=12O&explain=1'],
  ['error', 'w=abc fit=sideways position=nowhere bg=nocolour q=high%20please rot=right radius=1,2 format=bmp ar=0:5'],
  ['odd', 'W=120&FIT=COVER&H=60 w=400&w=120 variant=w~90 variant=evil&w=90 w=%34%30 whidth=100 w=120&constructor=1'],
  ['odd', 'auto=format,compress&w=140 fit=max&w=99999 w=100&onerror=redirect w=-5 __proto__=1&w=90'],
  ['accept avif', 'format=auto&w=200 auto=compress,format&w=160 format=auto', { headers: chrome }],
  [
    'accept avif',
    `format=auto&${small}&fit=contain format=auto&lossless&w=80 format=auto&rot=20&w=120`,
    { headers: chrome },
  ],
  ['accept webp', 'format=auto&w=200 format=auto&w=90&mask=circle w=200 format=auto&fmts=avif&w=90', { headers: webp }],
  ['accept none', 'format=auto&w=200 fmts=webp&w=120 fmts=webp,avif&w=90 format=auto&q=auto&w=100'],
  ['hints', 'w=auto w=auto&h=100&fit=cover', { headers: { 'sec-ch-viewport-width': '150', 'sec-ch-dpr': '1.5' } }],
  ['hints', 'w=auto&q=auto&format=webp', { headers: { 'sec-ch-width': '130', 'save-data': 'on' } }],
  ['redirect', 'format=png&w=1400 format=png&w=1400&dl=big.png'],
  ['head', '- w=200 w=100&format=webp format=json w=abc', { method: 'HEAD' }],
  ['condition', '- w=101', { headers: { 'if-none-match': '*' } }],
  ['part', '- w=102', { headers: { range: 'bytes=0-99' } }],
  ['site', '- w=103&format=auto', { headers: { origin: 'https://shop.example' } }],
  [
    'preflight',
    '- w=104',
    { method: 'OPTIONS', headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' } },
  ],
  ['kept', 'w=105 w=106&format=auto w=107&dl w=4&max-bytes=500', { kept: true }],
  ['private', '- w=108 format=json w=300 w=abc', { edge: 'private' }],
  ['snap', 'w=100 w=100&snap=0 h=70 w=210&h=30&fit=cover', { edge: 'snap' }],
  ['aws', 'width=120&height=90 format=auto,width=100 rotate=90&flip=true&grayscale=true&width=90', { edge: 'aws' }],
  ['bunny', 'width=120 crop=90,60&crop_gravity=north&output=png sharpen=true&width=100', { edge: 'bunny' }],
  ['cloudflare', '/cdn-cgi/image/w=120,h=90,fit=pad,background=%23369/KEY width=90', { edge: 'cloudflare' }],
  ['fastly', 'width=20p crop=1:1,smart&width=90 trim=10&width=100', { edge: 'fastly' }],
  [
    'imgix',
    `${small}&fit=crop&crop=faces auto=format,compress&w=90 w=90&h=60&fit=fill&fill-color=369`,
    { edge: 'imgix' },
  ],
  ['netlify', '/.netlify/images?url=/KEY&w=90&h=60&fit=cover w=80', { edge: 'netlify', headers: chrome }],
  ['next', '/_next/image?url=%2FKEY&w=128&q=75', { edge: 'next', headers: webp }],
  ['short', 's=100x80&t=crop&q=90&f=webp d=90x', { edge: 'short' }],
  ['weserv', '/?url=KEY&w=90&h=60&fit=cover&a=attention w=120&mask=star&mbg=fff w=90&n=-1', { edge: 'weserv' }],
];

/** THE table, one request a row; `-` is no query. */
export const variants: Variant[] = rows.flatMap(([kind, queries, manner]) =>
  queries.split(' ').map((query) => ({ kind, query: query === '-' ? '' : query, ...manner })),
);

/** What a picture can be known by: enough for a file of which nothing else is asked. */
export const usual: Variant = { kind: 'usual', query: 'w=300&h=300&format=auto', headers: chrome };
