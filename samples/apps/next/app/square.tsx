'use client';
import { nextLoader } from 'edge-images/url';
import Image from 'next/image';

const loader = nextLoader('https://images.example.com', { fit: 'cover', ar: '1:1', position: [0.85, 0.7] });

/** A crop has a loader of its own: Next.js tells a loader the width, never the height. */
export const Square = ({ src, alt, size }: { src: string; alt: string; size: number }) => (
  <Image loader={loader} src={src} alt={alt} width={size} height={size} />
);
