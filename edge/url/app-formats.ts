/** What a system or a library decodes: a value of `fmts` for each version, and what to know about it. */
export type AppFormats = { versions: [version: string, fmts: string][]; note: string; sources: string[] };

/** What apps may say in `fmts`. */
export const appFormats = {
  'iOS, macOS': {
    versions: [
      ['iOS 16, macOS 13 and later', 'avif,webp'],
      ['iOS 14 and 15, macOS 11 and 12', 'webp'],
    ],
    note: 'ImageIO decodes WebP since iOS 14 and AVIF since iOS 16.',
    sources: ['https://caniuse.com/webp', 'https://caniuse.com/avif'],
  },
  Android: {
    versions: [
      ['Android 14 (API 34) and later', 'avif,webp'],
      ['Android 12 and 13, images without transparency', 'avif,webp'],
      ['Android 4.3 and later', 'webp'],
    ],
    note: 'Android decodes AVIF since version 14; 12 and 13 decode it without transparency.',
    sources: ['https://developer.android.com/media/platform/supported-formats'],
  },
  'expo-image': {
    versions: [['every version', 'avif,webp']],
    note: 'expo-image includes decoders for AVIF and WebP. For React Native’s own Image, list what the system decodes.',
    sources: ['https://docs.expo.dev/versions/latest/sdk/image/'],
  },
  Flutter: {
    versions: [['every version', 'webp']],
    note: 'Flutter decodes WebP itself, and AVIF only if the system does.',
    sources: ['https://api.flutter.dev/flutter/widgets/Image-class.html'],
  },
} as const satisfies { [system: string]: AppFormats };
