import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDemoState } from './demoState';

describe('loadDemoState', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'demo-state-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('keeps the first start over later ones', () => {
    const first = loadDemoState(join(dir, 'new'), { nowMs: 1000 });
    expect(first).toEqual({ seed: 1, startMs: 1000 });
    expect(loadDemoState(join(dir, 'new'), { nowMs: 2000 })).toEqual(first);
    expect(loadDemoState(join(dir, 'new'), { nowMs: 2000, seed: 1 })).toEqual(
      first,
    );
  });

  it('begins anew with another seed', () => {
    loadDemoState(dir, { nowMs: 1000 });
    expect(loadDemoState(dir, { nowMs: 2000, seed: 9 })).toEqual({
      seed: 9,
      startMs: 2000,
    });
  });

  it('begins anew where the file cannot be read', () => {
    writeFileSync(join(dir, 'demo.json'), '{"seed": "old"}');
    expect(loadDemoState(dir, { nowMs: 3000 })).toEqual({
      seed: 1,
      startMs: 3000,
    });
  });
});
