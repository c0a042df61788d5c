import { describe, expect, it } from 'vitest';
import { countWords } from './count-words.js';
import type { Check } from './scenario.js';

describe('what is counted', () => {
  it.each<[Check, string]>([
    [{ at: '/SyncML/SyncBody/Alert/Item/Data', count: '2' }, '2 elements Data'],
    [{ at: '//Alert', count: '1' }, '1 element Alert'],
    [{ at: "/SyncML/SyncBody/Status[CmdRef='0']", count: '>=1' }, ">=1 elements Status[CmdRef='0']"],
    [{ at: "/SyncML/SyncBody/Results[Item/Source/LocURI='./A/b']/Item[2]", count: '0..1' }, '0..1 elements Item[2]'],
    [{ at: "/SyncML/SyncBody/Results[Item/Source/LocURI='./A/b']", count: '0' }, "0 elements Results[Item/Source/LocURI='./A/b']"],
    [{ at: '/', count: '1' }, '1 element /'],
    [{ http: 'x-syncml-hmac', count: '1' }, '1 header x-syncml-hmac'],
    [{ 'push-header': 'Date', count: '0' }, '0 headers Date of the push'],
    [{ field: 'trigger.version', count: '1' }, '1 field trigger.version'],
    [{ oracle: 'nodes', where: { uri: './A', value: 'x' }, count: '1' }, '1 entry of nodes whose uri is "./A" and value is "x"'],
    [{ oracle: 'reports', count: '3' }, '3 entries of reports'],
    [{ body: 'yes', count: '1' }, '1 of them'],
  ])('%j', (check, words) => expect(countWords(check)).toBe(words));
});
