// First: the styles of the parts refine these.
import './page.css';

import { render } from 'preact';
import { App } from './app.tsx';
import { Failure } from './failure.tsx';
import { fetchImages, fetchParameters, fetchSettings } from './service.ts';

/** Starts the page: nothing is shown before its images and parameters are known. */
const start = async (root: HTMLElement) => {
  const [settings, images, docs] = await Promise.all([fetchSettings(), fetchImages(), fetchParameters()]);
  render(<App settings={settings} images={images} docs={docs} />, root);
};

const root = document.getElementById('app');
if (root) start(root).catch((error: Error) => render(<Failure message={error.message} />, root));
