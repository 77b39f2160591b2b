import { Image as UnpicImage } from '@unpic/react/base';
import { type Operations, transformer } from 'edge-images/url';
import { createRoot } from 'react-dom/client';
import { Image } from './image.tsx';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <>
      <Image
        src="/landscape.jpg"
        alt="Coast"
        sizes="50vw"
        steps={[320, 640, 960, 1280, 1920]}
        style={{ width: '50vw', height: 'auto' }}
      />
      <Image src="/off-centre.jpg" alt="Boat" parameters={{ w: 160, h: 160, fit: 'cover', position: [0.85, 0.7] }} />
      <UnpicImage<Operations, undefined>
        src="https://images.example.com/portrait.jpg"
        alt="Portrait"
        transformer={transformer}
        operations={{ position: 'top' }}
        width={200}
        height={200}
      />
    </>,
  );
