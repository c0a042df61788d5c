/** Random XML documents for the reader's tests: well-formed by construction, and damaged ones made from them. */
import fc from 'fast-check';

const LOCAL = fc.constantFrom('Data', 'Item', 'CmdID', 'Meta', 'a', 'b', '_x', 'N-1.z', 'é', '名');
const PREFIX = fc.constantFrom('', '', '', 'p:', 'q:');
const SPACES = fc.constantFrom(' ', '  ', '\n', '\t', ' \r\n ');
const NO_SPACES = fc.constantFrom('', '', '', ' ', '\n');
const URI = fc.constantFrom('SYNCML:SYNCML1.2', 'syncml:metinf', 'urn:x', 'urn:y', 'urn:a&amp;b');

/** Fixed, so that a run can be repeated; XML_SEED and XML_RUNS in the environment search further. */
export const SEED = Number(process.env.XML_SEED ?? 20130403);

/** Character data as written: never `<`, a bare `&` or `]]>`. */
export const chars: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      'x',
      'yz',
      ' ',
      '\n',
      '\r\n',
      '\r',
      '\t',
      '1.2',
      '&amp;',
      '&lt;',
      '&gt;',
      '&quot;',
      '&apos;',
      '&#65;',
      '&#x1F600;',
      '&#13;',
      'é',
      '漢',
      '😀',
      '\uFFFD',
      ']',
      '>',
      '"',
      "'",
      '\u0085',
      '\u2028',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));
const cdata = fc
  .array(fc.constantFrom('x', '<', '&', ']', '>', '&amp;', '<b/>', '\r\n', 'é', '😀', ' '), { maxLength: 6 })
  .map((p) => `<![CDATA[${p.join('').replaceAll(']]>', '] ]>')}]]>`);
const comment = fc.constantFrom('<!---->', '<!-- c -->', '<!-- <x> & ]]> -->', '<!--é-->');
const instruction = fc.constantFrom('<?pi?>', '<?pi some <data> & ?>', '<?x-y a="b"?>');

const attributeValue = fc
  .tuple(
    fc.constantFrom('"', "'"),
    fc.array(fc.constantFrom('v', ' ', '\t', '\n', '\r\n', '&lt;', '&#10;', '>', 'é', '&amp;', 'ab'), { maxLength: 4 }),
  )
  .map(([quote, parts]) => `${quote}${parts.join('')}${quote}`);
const attributes = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'p:a', 'xml:lang'), attributeValue, SPACES, NO_SPACES), {
    selector: ([name]) => name,
    maxLength: 3,
  })
  .map((list) => list.map(([name, value, space, gap]) => `${space}${name}${gap}=${gap}${value}`).join(''));
const declarations = fc
  .record({ byDefault: fc.option(URI, { freq: 3 }), p: fc.option(URI, { freq: 4 }) })
  .map(({ byDefault, p }) => (byDefault ? ` xmlns='${byDefault}'` : '') + (p ? ` xmlns:p="${p}"` : ''));

const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc
    .tuple(PREFIX, LOCAL, declarations, attributes, NO_SPACES, fc.option(tie('content'), { nil: undefined }))
    .map(([prefix, local, ns, attrs, gap, content]) => {
      const name = prefix + local;
      return content === undefined ? `<${name}${ns}${attrs}${gap}/>` : `<${name}${ns}${attrs}${gap}>${content}</${name}${gap}>`;
    }),
  content: fc
    .array(fc.oneof({ maxDepth: 4, withCrossShrink: true }, chars, tie('element'), tie('element'), cdata, comment, instruction), { maxLength: 5 })
    .map((nodes) => nodes.join('')),
}));

const prolog = fc.constantFrom(
  '',
  '',
  '<?xml version="1.0"?>',
  '<?xml version="1.0" encoding="UTF-8"?>\n',
  "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\r\n",
  '<?xml version="1.0"?><!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.2//EN" "http://x/y.dtd">\n',
  '<!-- c -->\n<!DOCTYPE r SYSTEM "x.dtd" [ <!-- ]> --> <!ELEMENT r ANY> <?pi ]> ?> ]>\n',
);

/** A well-formed document with namespaces. Prefixes p and q are always bound. */
export const wellFormed: fc.Arbitrary<string> = fc
  .tuple(prolog, attributes, element, fc.constantFrom('', '\n', '<!-- end -->', '\n<?pi?>\r\n'))
  .map(([head, attrs, inner, tail]) => `${head}<r xmlns:p="urn:p" xmlns:q='urn:q' xmlns="SYNCML:SYNCML1.2"${attrs}>${inner}${inner}</r>${tail}`);

const FRAGMENT = fc.constantFrom(
  '<',
  '>',
  '&',
  ';',
  '"',
  "'",
  '=',
  '/',
  ']]>',
  '<!--',
  '-->',
  '--',
  '<![CDATA[',
  '<?',
  '?>',
  '</',
  '/>',
  '<a>',
  '</a>',
  '<a/>',
  '<p:a/>',
  '<z:a/>',
  '<a:b:c/>',
  ' xmlns:z=""',
  ' xmlns="urn:n"',
  ' xmlns:xml="urn:no"',
  ' xmlns:xmlns="u"',
  ' a="1"',
  ' a=1',
  ' a',
  '&x;',
  '&#0;',
  '&#xD800;',
  '&#x;',
  '&#65',
  '\u0001',
  '\u0000',
  '\uFFFE',
  '\uFFFF',
  '\u000B',
  '<!DOCTYPE a>',
  '<?xml version="1.0"?>',
  '<?XML x?>',
  '<1>',
  '<-a/>',
  '<!x>',
  'é',
  ' ',
  'x',
  '<a b="<"/>',
  '<:a/>',
  '<a:/>',
  '<xmlns:a/>',
  '<?p:i?>',
  '<?1?>',
);

/** A well-formed document that was cut, doubled or had something thrown in, once to three times; it may be well-formed still. */
export const damaged: fc.Arbitrary<string> = fc
  .tuple(
    wellFormed,
    fc.array(fc.tuple(fc.constantFrom('insert', 'insert', 'delete', 'double', 'cut'), fc.nat(), fc.integer({ min: 1, max: 8 }), FRAGMENT), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([text, edits]) => {
    let points = Array.from(text);
    for (const [kind, place, length, fragment] of edits) {
      const at = place % (points.length + 1);
      if (kind === 'insert') points.splice(at, 0, ...Array.from(fragment));
      else if (kind === 'delete') points.splice(at, length);
      else if (kind === 'double') points.splice(at, 0, ...points.slice(at, at + length));
      else points = points.slice(0, at);
    }
    return points.join('');
  });
