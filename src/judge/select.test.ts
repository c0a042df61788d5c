import { describe, expect, it } from 'vitest';
import { textOf } from '../wire/document.js';
import { readXml } from '../wire/xml-read.js';
import { pathProblem, select } from './select.js';

const { root } = readXml(
  new TextEncoder().encode(
    '<S><H><Id>0</Id></H><B><Status><CmdRef>1</CmdRef><Data>200</Data></Status><Status><CmdRef>0</CmdRef><Chal><Meta><T>md5</T></Meta></Chal><Data>212</Data></Status><Alert><Item><Data>a</Data></Item><Item><Data>b</Data></Item></Alert><Alert><Item><Data>c</Data></Item></Alert></B></S>',
  ),
);
const at = (path: string): string[] => select(root, path).map((e) => `${e.name}=${textOf(e)}`);

describe('select', () => {
  it.each([
    ['/', ['S=']],
    ['/S', ['S=']],
    ['/S/H/Id', ['Id=0']],
    ['/S/B/Status/Data', ['Data=200', 'Data=212']],
    ["/S/B/Status[CmdRef='0']/Data", ['Data=212']],
    ["/S/B/Status[Chal/Meta/T='md5']/CmdRef", ['CmdRef=0']],
    ["/S/B/Status[CmdRef='7']/Data", []],
    ['/S/B/Status[2]/Data', ['Data=212']],
    ['/S/B/Status[3]', []],
    ["/S/B/Status[CmdRef='1'][1]/Data", ['Data=200']],
    ["/S/B/Status[CmdRef='1'][2]/Data", []],
    // Counted below each parent, as in XPath.
    ['/S/B/Alert/Item[1]/Data', ['Data=a', 'Data=c']],
    ['/S/B/Alert[2]/Item/Data', ['Data=c']],
    ['/S/*/Id', ['Id=0']],
    ['/S/B/*[3]', ['Alert=']],
    ['//Data', ['Data=200', 'Data=212', 'Data=a', 'Data=b', 'Data=c']],
    ['/S//Item/Data', ['Data=a', 'Data=b', 'Data=c']],
    ['//S', ['S=']],
    ['/s/H/Id', []],
    ['/S/H/id', []],
    ['/H', []],
  ])('%s', (path, found) => expect(at(path)).toEqual(found));

  it('finds nothing where there is no root', () => expect(select(null, '/S')).toEqual([]));

  it.each([
    ['S/H', 'must begin with "/"'],
    ['', 'must begin with "/"'],
    ['/S/', 'not understood from "/"'],
    ['/S[x]', 'not understood from "[x]"'],
    ["/S[a='b]", 'not understood from'],
    ['/S/@id', 'not understood from "/@id"'],
    ['/S H', 'not understood from " H"'],
  ])('refuses %s and says where', (path, message) => {
    expect(pathProblem(path)).toContain(message);
    expect(() => select(root, path)).toThrow(message);
  });

  it('has no complaint about a good path', () => expect(pathProblem("/S//Item[Meta/Type='x'][2]/*")).toBeUndefined());
});
