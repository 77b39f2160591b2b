import { useState } from 'preact/hooks';
import { uploadImage } from '../service.ts';

/** Image files that are dropped on the page or chosen: where the dragging stands, and what went wrong. */
export type Upload = {
  over: boolean;
  problem: string;
  take: (files: Iterable<File>) => Promise<void>;
  handlers: {
    onDragOver: (event: DragEvent) => void;
    onDragLeave: (event: DragEvent) => void;
    onDrop: (event: DragEvent) => void;
  };
};

/** Uploads files into the local bucket, then tells the key of the last one. */
export const useUpload = (done: (key: string) => Promise<void>): Upload => {
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState('');
  const take = async (files: Iterable<File>) => {
    setProblem('');
    try {
      for (const file of files) {
        await uploadImage(file);
        await done(file.name);
      }
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const handlers = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(event.dataTransfer?.types.includes('Files') ?? false);
    },
    onDragLeave: ({ relatedTarget }: DragEvent) => relatedTarget === null && setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer?.files ?? []);
    },
  };
  return { over, problem, take, handlers };
};
