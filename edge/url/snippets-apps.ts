import { appFormats } from './app-formats.ts';
import { fixedValues, type Values } from './responsive.ts';
import { type Example, literal, type Snippet } from './snippet.ts';
import { withQuery } from './url.ts';

/** Snippets for apps, whose image loaders announce no formats: the URL names them. */
export const appSnippets = (example: Example): Snippet[] => [
  reactNative(example),
  ...Object.entries(native).map(([name, { language, code, ...platform }]) => ({
    name,
    group: 'Apps' as const,
    files: [{ language, code: namesFormats(example) ? code(example, platform) : withFormats(example, platform, code) }],
    ...(namesFormats(example) ? {} : { note: platform.note }),
  })),
];

/** How a language declares the formats that the system decodes, and puts values into a text. */
type Platform = { formats: string; note: string; density: string; quote: string; insert: (name: string) => string };

type NativeSnippet = Platform & { language: string; code: (example: Example, platform: Platform) => string };

const swift = {
  language: 'swift',
  formats: `var formats: String {
  if #available(iOS 16, macOS 13, *) { "avif,webp" } else { "webp" }
}`,
  note: appFormats['iOS, macOS'].note,
  quote: '"',
  insert: (name: string) => `\\(${name})`,
};

const kotlin = {
  language: 'kotlin',
  formats: 'val formats = if (Build.VERSION.SDK_INT >= 34) "avif,webp" else "webp"',
  note: appFormats.Android.note,
  quote: '"',
  insert: (name: string) => `$${name}`,
};

const native: { [name: string]: NativeSnippet } = {
  'Swift (AsyncImage)': {
    ...swift,
    density: 'scale',
    code: (example, platform) => `@Environment(\\.displayScale) var scale

AsyncImage(url: URL(string: ${urlText(example, platform)})) { image in
  image.resizable()
} placeholder: {
  Color.gray.opacity(0.2)
}
.frame(width: ${example.width}, height: ${example.height})
.accessibilityLabel(${JSON.stringify(example.alt)})`,
  },
  'Swift (Kingfisher)': {
    ...swift,
    density: 'scale',
    code: (example, platform) => `import Kingfisher

@Environment(\\.displayScale) var scale

KFImage(URL(string: ${urlText(example, platform)}))
  .placeholder { Color.gray.opacity(0.2) }
  .resizable()
  .frame(width: ${example.width}, height: ${example.height})
  .accessibilityLabel(${JSON.stringify(example.alt)})`,
  },
  'Swift (SDWebImage)': {
    ...swift,
    density: 'scale',
    code: (example, platform) => `import SDWebImage

let scale = imageView.traitCollection.displayScale
imageView.sd_setImage(with: URL(string: ${urlText(example, platform)}))
imageView.accessibilityLabel = ${JSON.stringify(example.alt)}`,
  },
  'Kotlin (Coil)': {
    ...kotlin,
    density: 'density',
    code: (example, platform) => `val density = LocalDensity.current.density

AsyncImage(
    model = ${urlText(example, platform)},
    contentDescription = ${JSON.stringify(example.alt)},
    modifier = Modifier.size(${example.width}.dp, ${example.height}.dp),
)`,
  },
  'Kotlin (Glide)': {
    ...kotlin,
    density: 'density',
    code: (example, platform) => `val density = resources.displayMetrics.density

Glide.with(imageView).load(${urlText(example, platform)}).into(imageView)
imageView.contentDescription = ${JSON.stringify(example.alt)}`,
  },
  'Flutter (cached_network_image)': {
    language: 'dart',
    formats: "const formats = 'webp';",
    note: appFormats.Flutter.note,
    density: 'density',
    quote: "'",
    insert: (name) => `$${name}`,
    code: (example, platform) => `final density = MediaQuery.devicePixelRatioOf(context);

CachedNetworkImage(
  imageUrl: ${urlText(example, platform)},
  width: ${example.width},
  height: ${example.height},
)`,
  },
};

/** Whether the image has a format of its own, or a list of formats: then nothing depends on the system. */
const namesFormats = ({ parameters }: Example) => {
  const { format = 'auto', fmts } = fixedValues({ src: '', width: 0, height: 0, parameters });
  return format !== 'auto' || fmts !== undefined;
};

const withFormats = (example: Example, platform: Platform, code: NativeSnippet['code']) =>
  code(example, platform).replace(/^((?:import .*\n)*\n?)/, `$1${platform.formats.replaceAll('$', '$$$$')}\n`);

/** The URL as a text of the language, with the formats and the density put in. */
const urlText = (example: Example, { density, quote, insert }: Platform) => {
  const { format, ...values } = fixedValues(example);
  const kept: Values =
    namesFormats(example) && format !== undefined && format !== 'auto' ? { ...values, format } : values;
  const url = withQuery(example.src, kept);
  const formats = namesFormats(example) ? '' : `fmts=${insert('formats')}&`;
  return `${quote}${url}${url.includes('?') ? '&' : '?'}${formats}dpr=${insert(density)}${quote}`;
};

const reactNative = (example: Example): Snippet => {
  const { format = 'auto', fmts = 'avif,webp', ...values } = fixedValues(example);
  const parameters = format === 'auto' ? { ...values, fmts } : { ...values, format };
  const code = `import { Image } from 'expo-image';
import { PixelRatio } from 'react-native';
import { url } from 'edge-images/url';

const image = ${literal(parameters)} as const;

<Image
  source={url('${example.src}', { ...image, dpr: PixelRatio.get() })}
  style={{ width: ${example.width}, height: ${example.height} }}
  accessibilityLabel=${JSON.stringify(example.alt)}
/>;`;
  return {
    name: 'React Native (expo-image)',
    group: 'Apps',
    files: [{ language: 'tsx', code }],
    note: appFormats['expo-image'].note,
  };
};
