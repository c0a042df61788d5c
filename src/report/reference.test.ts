import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../tests/fixtures/sample-report.js';
import { referenceFiles, staleness } from './reference.js';
import type { Report } from './report.js';

const report = sampleReport({ rows: 4 });
const files = referenceFiles([report]);
const path = (name: string): string => `${report.iut.name}/${name}`;

describe('the committed report', () => {
  it('holds what a reader needs, and nothing of one run', () => {
    expect([...files.keys()]).toEqual(['README.md', path('report.json'), path('index.html'), path('junit.xml')]);
    const later: Report = {
      ...report,
      run: { ...report.run, id: 'other', started: '2031-01-01T00:00:00Z', finished: '2031-01-01T00:00:01Z', command: 'elsewhere' },
      frames: report.frames.map((f) => ({ ...f, at: f.at + 1, from: '127.0.0.9:1', to: '127.0.0.9:2' })),
    };
    expect(referenceFiles([later])).toEqual(files);
    expect(staleness(files, referenceFiles([later]))).toEqual([]);
  });

  it('is stale with the first differing path when an octet, a verdict or a file differs', () => {
    const [frame] = report.frames;
    const other = referenceFiles([{ ...report, frames: [{ ...(frame as Report['frames'][number]), base64: 'AA==' }, ...report.frames.slice(1)] }]);
    const lines = staleness(files, other);
    expect(lines).toContainEqual(expect.stringContaining(`${path('report.json')}: frames[0].base64: "`));
    expect(lines).toContainEqual(expect.stringMatching(/index\.html: differs from line \d+ on$/));
    expect(staleness(new Map(), files)).toContain('README.md: is missing');
    expect(staleness(new Map([...files, ['old.txt', '']]), files)).toEqual(['old.txt: does not belong there']);
  });

  it('tells ten differences of a file and that there are more', () => {
    const many = new Map([['a.json', JSON.stringify(Array.from({ length: 20 }, (_, i) => i))]]);
    const others = new Map([['a.json', JSON.stringify(Array.from({ length: 20 }, (_, i) => -i - 1))]]);
    const lines = staleness(many, others);
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('a.json: … and more');
    expect(staleness(new Map([['a.json', 'cut o']]), many)[0]).toContain('"cut o" is now [0,');
  });
});
