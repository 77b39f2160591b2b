import Image from 'next/image';
import { Square } from './square';

export default function Page() {
  return (
    <>
      <Image
        src="/landscape.jpg"
        alt="Coast"
        width={2100}
        height={1400}
        sizes="50vw"
        style={{ width: '50vw', height: 'auto' }}
      />
      <Square src="/off-centre.jpg" alt="Boat" size={160} />
    </>
  );
}
