import { fixedValues, type Values } from './responsive.ts';
import { type Example, literal, type Snippet } from './snippet.ts';
import { withQuery } from './url.ts';

/** Snippets for apps, which announce no formats: the URL names them. */
export const appSnippets = (example: Example): Snippet[] => [
  reactNative(example),
  swift(example),
  kotlin(example),
  flutter(example),
];

/** What an app may be sent when `Accept` doesn't tell; a format that was asked for stays. */
const forApps = (values: Values): Values => {
  const { format = 'auto', fmts = 'avif,webp', ...rest } = values;
  return format === 'auto' ? { ...rest, fmts } : { ...rest, format };
};

const note = 'AVIF needs iOS 16 or Android 12 (with transparency 14); for older ones say fmts=webp.';

const app = (name: string, language: string, code: string): Snippet => ({
  name,
  group: 'Apps',
  files: [{ language, code }],
  note,
});

const reactNative = (example: Example) =>
  app(
    'React Native',
    'jsx',
    `import { Image } from 'expo-image';
import { PixelRatio } from 'react-native';
import { url } from 'edge-images/url';

const image = ${literal(forApps(fixedValues(example)))};

<Image
  source={url('${example.src}', { ...image, dpr: PixelRatio.get() })}
  style={{ width: ${example.width}, height: ${example.height} }}
  accessibilityLabel=${JSON.stringify(example.alt)}
/>;`,
  );

const urlFor = (example: Example, density: string) =>
  `${withQuery(example.src, forApps(fixedValues(example)))}${hasQuery(example) ? '&' : '?'}dpr=${density}`;

const hasQuery = (example: Example) => Object.keys(forApps(fixedValues(example))).length > 0;

const swift = (example: Example) =>
  app(
    'Swift',
    'swift',
    `@Environment(\\.displayScale) var scale

AsyncImage(url: URL(string: "${urlFor(example, '\\(scale)')}")) { image in
  image.resizable()
} placeholder: {
  Color.gray.opacity(0.2)
}
.frame(width: ${example.width}, height: ${example.height})
.accessibilityLabel(${JSON.stringify(example.alt)})`,
  );

const kotlin = (example: Example) =>
  app(
    'Kotlin',
    'kotlin',
    `val density = LocalDensity.current.density

AsyncImage(
    model = "${urlFor(example, '$density')}",
    contentDescription = ${JSON.stringify(example.alt)},
    modifier = Modifier.size(${example.width}.dp, ${example.height}.dp),
)`,
  );

const flutter = (example: Example) =>
  app(
    'Flutter',
    'dart',
    `final density = MediaQuery.devicePixelRatioOf(context);

CachedNetworkImage(
  imageUrl: '${urlFor(example, '$density')}',
  width: ${example.width},
  height: ${example.height},
)`,
  );
