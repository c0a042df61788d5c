/** The files of a new IUT, from the answers to `dmct init`: IUT file, ICS, PIXIT, adapter. They run at once, against the reference. */
import { randomBytes } from 'node:crypto';
import { EDITIONS, loadCatalogue } from '../../scr/catalogue.js';
import { proforma } from '../../scr/proforma.js';
import { pixitProforma } from '../pixit-proforma.js';
import { icsAnswers } from './ics-answers.js';
import { iutText, secretVariable } from './iut-text.js';
import { type AdapterLanguage, skeleton } from './skeleton.js';
import type { Wishes } from './wishes.js';

export interface NewFile {
  readonly name: string;
  readonly text: string;
  /** What it is, for the person who gets it. */
  readonly what: string;
  readonly isProgram?: true;
}

/** What suits the reference, with times that suit a machine that does much else. */
const REFERENCE_VALUES: Readonly<Record<string, string>> = {
  'start.within': '10s',
  'report.within': '10s',
  'response.within': '10s',
  'quiet.for': '3s',
  'report.type': 'x-dmct:temperature',
  'tree.leaf': './Test/Leaf',
  'tree.interior': './Test',
  'tree.exec': './Firmware/Update',
  'mo.id': 'urn:dmct:mo:sample:1.0',
};

/** Variables that must be set before the IUT file can be read. */
export function variablesOf({ name = '', secrets }: Wishes): readonly string[] {
  return secrets === 'env' ? [secretVariable(name, 'client'), secretVariable(name, 'server')] : [];
}

/** `root`: the folder of dmct, as seen from the new files, for their JSON schemas. */
export function newIut(wishes: Wishes, root: string): readonly NewFile[] {
  const { name = '' } = wishes;
  const role = wishes.role === 'server' ? 'server' : 'client';
  const adapter = skeleton(wishes.adapter as AdapterLanguage, role, `${name}.yaml`);
  const secret = (side: string): string =>
    wishes.secrets === 'env' ? `{ env: ${secretVariable(name, side)} }` : JSON.stringify(randomBytes(9).toString('base64url'));
  const iut = iutText({
    wishes,
    schema: `${root}/src/iut/iut.schema.json`,
    command: adapter.command,
    secrets: { client: secret('client'), server: secret('server') },
    nonces: { client: randomBytes(8).toString('base64'), server: randomBytes(8).toString('base64') },
  });
  const editions = EDITIONS.filter((edition) => (wishes.edition ?? '').split(',').includes(edition));
  const ics = proforma(loadCatalogue(), { editions, side: role, schema: `${root}/src/scr/ics.schema.json`, answers: icsAnswers(wishes) });
  const pixit = pixitProforma({
    schema: `${root}/src/iut/pixit.schema.json`,
    values: REFERENCE_VALUES,
    defaultReadings: true,
    remark: [
      `What is set here suits the reference ${role} of dmct, which ${adapter.file} drives for now. When it drives your product, go through all of`,
      'it: set what your product needs, and pin a reading only if your product really reads it so.',
    ],
  });
  return [
    { name: `${name}.yaml`, text: iut, what: 'the IUT file: addresses, account, adapter' },
    { name: `${name}.ics.yaml`, text: ics, what: 'the ICS: answer each line' },
    { name: `${name}.pixit.yaml`, text: pixit, what: 'the PIXIT: times, values, readings' },
    { name: adapter.file, text: adapter.text, what: `the adapter: drives the reference ${role} until you replace it`, isProgram: true },
  ];
}
