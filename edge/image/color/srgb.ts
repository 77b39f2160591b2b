/** sRGB's transfer curve (IEC 61966-2-1): a value from 0 to 1 as linear light, and back. */
export const linearFromSrgb = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;

export const srgbFromLinear = (light: number): number =>
  light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
