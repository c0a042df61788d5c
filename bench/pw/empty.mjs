// Empty tests, the floor of a run: the same test object, one attachment each, nothing else. BENCH_FAIL=1 makes each of them fail.
import { _baseTest as test } from '@playwright/test';

export function declareEmpty(id, rows) {
  for (let n = 0; n < rows; n++) {
    test(`${id}[${n}]`, { tag: '@empty' }, async () => {
      test.info().attachments.push({ name: 'record', body: Buffer.from('x'), contentType: 'application/x-ndjson' });
      if (process.env.BENCH_FAIL === '1') throw new Error('not conformant');
    });
  }
}
