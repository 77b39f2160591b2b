'use client';
import { nextLoader } from 'edge-images/url';

/** Every `next/image` of the app comes from the distribution. */
export default nextLoader('https://images.example.com');
