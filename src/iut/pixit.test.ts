import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, iutFile } from '../../tests/fixtures/upper-tester/make-iut.js';
import { durationMs } from '../base/duration.js';
import { loadIut } from './iut-file.js';
import { PIXIT, pixitMs, pixitValue } from './pixit.js';
import { icsSha256, pixitSha256, redactedPixit } from './pixit-report.js';
import { secretsOf } from './secrets.js';

const load = (pixit: string, more = '') =>
  loadIut(iutFile(`iut: { name: acme, role: client }\n${ACCOUNTS}upper-tester: { kind: manual }\npixit: ${pixit}\n${more}`));

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['20s', 20_000],
    ['1.5m', 90_000],
    ['24h', 86_400_000],
    ['0.001s', 1],
  ])('%s is %i ms', (text, ms) => expect(durationMs(text)).toBe(ms));

  it.each(['', '5', 's', '5 s', '-5s', '+5s', '5S', '0s', '0.0001s', '24.1h', '1e3s', '5s ', ' 5s', '99999999999s', '5d', 'NaNs'])(
    '"%s" is none',
    (text) => expect(durationMs(text)).toBeUndefined(),
  );

  it('never gives what a timer cannot wait', () => {
    fc.assert(
      fc.property(fc.tuple(fc.stringMatching(/^[0-9]{0,10}(\.[0-9]{0,4})?$/), fc.constantFrom('ms', 's', 'm', 'h', '')), ([number, unit]) => {
        const ms = durationMs(`${number}${unit}`);
        return ms === undefined || (Number.isInteger(ms) && ms >= 1 && ms <= 86_400_000);
      }),
    );
  });
});

describe('PIXIT', () => {
  it('has a default for every time, and none for what only the vendor knows', () => {
    const { pixit } = load('{ }');
    expect(pixit.values).toMatchObject({
      'start.within': '60s',
      'report.within': '300s',
      'quiet.for': '30s',
      'apply.within': '10s',
      'response.within': '30s',
    });
    for (const [name, row] of Object.entries(PIXIT)) if (row.unit === 'duration') expect(pixitMs(pixit, name, 'x')).toBeGreaterThan(0);
    expect(pixit.values['report.type']).toBeUndefined();
  });

  it('gives the value of the file before the default', () => {
    const { pixit, file } = load('{ quiet.for: 250ms, report.type: x-acme:fill }');
    expect(pixitMs(pixit, 'quiet.for', file)).toBe(250);
    expect(pixitValue(pixit, 'report.type', file)).toBe('x-acme:fill');
  });

  it('names the value that is not set, who asks, and the file to complete', () => {
    const { pixit, file } = load('{ }');
    expect(() => pixitValue(pixit, 'report.type', file, { file: 'sr.yaml', line: 7, column: 3 })).toThrow(
      expect.objectContaining({
        code: 'pixit-unset',
        message: expect.stringMatching(/^sr\.yaml:7:3: the PIXIT value report\.type is not set(.|\n)*acme\.yaml/),
      }),
    );
  });

  it('names an unknown parameter and a parameter that is no time', () => {
    const { pixit, file } = load('{ }');
    expect(() => pixitValue(pixit, 'report.tpye', file)).toThrow(
      expect.objectContaining({ code: 'pixit-unknown', message: expect.stringContaining('"report.type"') }),
    );
    expect(() => pixitMs(pixit, 'report.format', file)).toThrow(expect.objectContaining({ code: 'pixit-value' }));
  });

  it('is reported sorted and without secrets', () => {
    const iut = load('{ quiet.for: 1s, assume: { U3: composed-sha256 } }');
    const values = redactedPixit(iut);
    expect(Object.keys(values)).toEqual(Object.keys(values).toSorted());
    expect(values).toMatchObject({
      'quiet.for': '1s',
      'assume.U3': 'composed-sha256',
      'accounts.default.client.secret': '[secret]',
      'accounts.default.client.name': 'Bruce2',
    });
    for (const secret of secretsOf(iut)) expect(JSON.stringify(values)).not.toContain(secret);
  });

  it('is hashed so that every value counts, the order in the file does not, and no secret can be guessed', () => {
    const hash = (pixit: string) => pixitSha256(load(pixit));
    expect(hash('{ quiet.for: 1s, apply.within: 2s }')).toBe(hash('{ apply.within: 2s, quiet.for: 1s }'));
    expect(hash('{ quiet.for: 1s }')).not.toBe(hash('{ quiet.for: 2s }'));
    expect(hash('{ quiet.for: 30s }')).toBe(hash('{ }'));
    expect(hash('{ assume: { U3: composed-sha256 } }')).not.toBe(hash('{ }'));
    const iut = load('{ }');
    const other = { ...iut, accounts: { default: { ...iut.accounts.default!, client: { ...iut.accounts.default!.client, secret: 'else' } } } };
    expect(pixitSha256(other)).toBe(pixitSha256(iut));
  });

  it('tells ICS apart by what they say', () => {
    const hash = (ics: string) => icsSha256(load('{ }', ics));
    expect(hash('ics: { A: "yes", B: "no" }\n')).toBe(hash('ics: { B: "no", A: "yes" }\n'));
    expect(new Set([hash('ics: { A: "yes" }\n'), hash('ics: { A: "no" }\n'), hash('')]).size).toBe(3);
  });
});
