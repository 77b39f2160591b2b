import { expect, test } from 'vitest';
import { startViewer } from '../../../support/viewer.ts';

const ask = await startViewer([{ path: '*', dialect: 'contentful' }]);

test.each([
  ['/p.jpg?w=40&h=30', '/p.jpg h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=fill&f=top_left', '/p.jpg fit~cover_h~30_position~0~0_w~40'],
  ['/p.jpg?w=40&h=30&fit=pad&bg=rgb:336699', '/p.jpg bg~336699_fit~fillmax_h~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=crop&f=top', '/p.jpg h~30_position~0.5~0_rect~40~30_w~40'],
  ['/p.jpg?w=40&h=30&fit=scale', '/p.jpg enlarge~true_fit~fill_h~30_w~40'],
  ['/p.jpg?w=40&h=40&fit=thumb&f=face&r=20', '/p.jpg fit~cover_h~40_position~attention_radius~20_w~40'],
  ['/p.jpg?fm=jpg&fl=progressive&q=60', '/p.jpg format~jpeg_q~60'],
  ['/p.jpg?fm=png&fl=png8&w=40', '/p.jpg format~png8_w~40'],
  ['/p.jpg?width=40&r=max', '/p.jpg radius~max'],
])('%s', async (asked, variant) => {
  expect(await ask(asked)).toBe(variant);
});
