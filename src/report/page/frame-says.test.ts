import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../../tests/fixtures/sample-report.js';
import type { Report, ReportFrame } from '../report.js';
import { RowSays } from './frame-says.js';
import { reproduce } from './reproduce.js';

const message = (session: string, commands: string, isFinal = true): string =>
  `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><SessionID>${session}</SessionID></SyncHdr><SyncBody>${commands}${isFinal ? '<Final/>' : ''}</SyncBody></SyncML>`;
const frame = (text: string, direction: ReportFrame['direction'], contentType = 'application/vnd.syncml.dm+xml'): ReportFrame => ({
  n: 1,
  at: 0,
  direction,
  transport: 'http',
  unit: direction === 'from-iut' ? 'request' : 'response',
  channel: 'dm',
  connection: 1,
  exchange: 1,
  from: '',
  to: '',
  contentType,
  length: text.length,
  base64: Buffer.from(text).toString('base64'),
});
const says = (frames: readonly ReportFrame[]): string[] => {
  const row = new RowSays(new Map());
  return frames.map((f) => row.next(f));
};

describe('what a frame says', () => {
  it('counts packages by who opened the session and by Final', () => {
    const up = (commands: string, isFinal?: boolean): ReportFrame => frame(message('7A5', commands, isFinal), 'from-iut');
    const down = (commands: string): ReportFrame => frame(message('7A5', commands), 'to-iut');
    const alert = '<Alert><Data>1201</Data></Alert>';
    const status = '<Status><Cmd>Alert</Cmd><Data>200</Data></Status>';
    const get = '<Get><Item><Target><LocURI>./DevInfo/Man</LocURI></Target></Item></Get>';
    expect(says([up(alert, false), up('<Replace/>'), down(status + get), up(status), down(status), up(alert), down(status)])).toEqual([
      'package #1: Alert 1201',
      'package #1: Replace',
      'package #2: Status 200 for Alert, Get ./DevInfo/Man',
      'package #3: Status 200 for Alert',
      'package #4: Status 200 for Alert',
      'package #1: Alert 1201',
      'package #2: Status 200 for Alert',
    ]);
  });

  it('is short, whatever stands there, and never fails', () => {
    const many = '<Add><Item/><Item/></Add>'.repeat(9);
    const long = `<Exec><Item><Target><LocURI>./${'x'.repeat(500)}</LocURI></Target></Item></Exec>`;
    const [a = '', b = '', ...rest] = says([
      frame(message('0', many), 'from-iut'),
      frame(message('0', long), 'from-iut'),
      frame('<SyncML><SyncBody', 'from-iut'),
      frame('\u0000\u0001', 'from-iut'),
      frame('<html/>', 'to-iut', 'text/xml'),
      frame('{}', 'to-iut', 'application/json'),
      { ...frame('', 'to-iut'), base64: '', length: 0 },
    ]);
    expect(a).toBe(`${Array(4).fill('Add and 1 more').join(', ')}, 5 more`);
    expect(b.length).toBeLessThan(60);
    expect(rest.every((text) => text.length < 20)).toBe(true);
    expect(rest[2]).toBe('html');
  });

  it('tells the session of a notification', () => {
    const push = sampleReport().frames.find((f) => f.channel === 'push') as ReportFrame;
    expect(says([push])[0]).toMatch(/^notification, session [0-9A-F]{1,4}$/);
  });
});

describe('how to get the same again', () => {
  const of = (command: string): ReturnType<typeof reproduce> =>
    reproduce({ ...sampleReport(), run: { ...sampleReport().run, seed: 'it’s', command } });
  it('says the seed, once, and the IUT file', () => {
    expect(of("dmct run --iut 'my device.yaml' --scr 'SR/*' --scenarios mine")).toEqual({
      run: "npx dmct run --iut 'my device.yaml' --scr 'SR/*' --scenarios mine --seed 'it’s'",
      judge: "npx dmct judge record.ndjson --iut 'my device.yaml' --scenarios mine --out again",
      base: "npx dmct run --iut 'my device.yaml' --scenarios mine --seed 'it’s'",
      wireshark: 'wireshark record.pcapng',
    });
    expect(of('dmct run --seed 7').run).toBe('npx dmct run --seed 7');
    expect(of('npm run conformance').run).toBe("npm run conformance -- --seed 'it’s'");
    expect(of('npx playwright test').run).toBe('npx playwright test');
  });

  const at = (command: string, more: Partial<Report['run']> = {}): ReturnType<typeof reproduce> => {
    const { run, iut } = sampleReport();
    const place = { folder: '/home/anna', dmct: 'node /opt/dmct/main.js', out: 'my reports/', iut: 'two.yaml' };
    return reproduce({ iut: { ...iut, name: 'acme' }, run: { ...run, seed: '1', command, place, ...more } });
  };

  it('gives every command from the folder in which the run was started, with the IUT that the page is about', () => {
    expect(at("dmct run --iut one.yaml --iut two.yaml --out 'my reports/'")).toEqual({
      folder: '/home/anna',
      run: "node /opt/dmct/main.js run --iut one.yaml --iut two.yaml --out 'my reports/' --seed 1",
      judge: "node /opt/dmct/main.js judge 'my reports/acme/record.ndjson' --iut two.yaml --out again",
      base: 'node /opt/dmct/main.js run --iut two.yaml --seed 1',
      wireshark: "wireshark 'my reports/acme/record.pcapng'",
    });
  });

  it('judges a recorded session from its record, any other capture as it was', () => {
    const capture = { format: 'proxy', file: 'x', sha256: '', notes: [] } as const;
    const proxy = "dmct proxy --client c.yaml --server='s t.yaml'";
    expect(at(proxy, { capture })).toMatchObject({
      run: "node /opt/dmct/main.js proxy --client c.yaml --server='s t.yaml'",
      judge: "node /opt/dmct/main.js judge 'my reports/record.ndjson' --iut c.yaml --iut 's t.yaml' --out again",
    });
    const { run, judge } = at('dmct judge x.pcapng --iut two.yaml --out y', { capture: { ...capture, format: 'pcapng' } });
    expect([run, judge]).toEqual(Array(2).fill('node /opt/dmct/main.js judge x.pcapng --iut two.yaml --out y'));
  });
});
