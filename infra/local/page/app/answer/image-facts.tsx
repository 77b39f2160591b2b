import { decode } from 'blurhash';
import { useEffect, useRef } from 'preact/hooks';
import { thumbHashToDataURL } from 'thumbhash';
import { formatBytes } from '../format.ts';
import { addressOf, type State } from '../state.ts';
import type { Answers } from '../use-answers.ts';
import { useLoaded } from '../use-loaded.ts';
import { Code } from './code.tsx';

/** The image's colors and its placeholders. */
export const ImageFacts = ({ state, answers: { facts, current } }: { state: State; answers: Answers }) => {
  const { image, parameters } = state;
  const { format: _, fmts: __, q: ___, ...rest } = parameters;
  const address = addressOf(image, { ...rest, format: 'lqip' });
  const lqip = useLoaded(facts.value ? address : '', async (signal) => (await fetch(address, { signal })).text());
  const { value } = facts;
  if (!value)
    return (
      <p class="hint">
        {facts.pending || current.pending ? 'Looking at the image…' : 'Nothing is known about this file.'}
      </p>
    );
  const { original, palette, blurhash, thumbhash } = value;
  const ratio = value.width / value.height;
  return (
    <div class="facts">
      <p>
        Original: {original.format.toUpperCase()}, {original.width} × {original.height}, {formatBytes(original.bytes)}
        {original.frames > 1 && `, ${original.frames} frames`}
        {original.alpha && ', with transparency'}.
      </p>
      <h2>Palette</h2>
      <ul class="swatches">
        {palette.map(({ color, share = 0 }) => (
          <li key={color}>
            <span style={{ background: color }} />
            <code>{color}</code> {Math.round(share * 100)} %
          </li>
        ))}
      </ul>
      <h2>Placeholders</h2>
      <div class="placeholders">
        <Placeholder name="BlurHash" text={blurhash}>
          <BlurHash hash={blurhash} ratio={ratio} />
        </Placeholder>
        <Placeholder name="ThumbHash" text={thumbhash}>
          <img src={thumbHashToDataURL(bytesOf(thumbhash))} alt="" style={{ aspectRatio: ratio }} />
        </Placeholder>
        <Placeholder name="LQIP" text={lqip.value ?? ''}>
          {lqip.value?.startsWith('data:') && <img src={lqip.value} alt="" style={{ aspectRatio: ratio }} />}
        </Placeholder>
      </div>
    </div>
  );
};

type PlaceholderProps = { name: string; text: string; children: preact.ComponentChildren };

const Placeholder = ({ name, text, children }: PlaceholderProps) => (
  <div class="placeholder">
    {children}
    <Code name={name} language="text" code={text} />
  </div>
);

const BlurHash = ({ hash, ratio }: { hash: string; ratio: number }) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, height] = [32, Math.max(1, Math.round(32 / ratio))];
  useEffect(() => {
    const pixels = new ImageData(new Uint8ClampedArray(decode(hash, width, height)), width, height);
    canvas.current?.getContext('2d')?.putImageData(pixels, 0, 0);
  }, [hash, height]);
  return <canvas ref={canvas} width={width} height={height} />;
};

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
